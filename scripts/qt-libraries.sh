#!/bin/sh
# Sees to it that Qt finds the shared libraries that its Python package leaves to the system.
#
#   sh scripts/qt-libraries.sh PYTHON            what the window needs
#   sh scripts/qt-libraries.sh PYTHON --screen   besides, what the tests on a virtual X screen need
#
# As root on Debian or Ubuntu it installs what is missing. Otherwise it prints the exact command, and
# succeeds only if PYTHON can load Qt all the same. Where nothing is missing it takes no time, and on
# macOS there is nothing to miss.
set -eu
python=$1
screen=${2:-}

# One line each: a file that the dynamic loader must find, and the Debian package that has it.
libraries='
libglib-2.0.so.0       libglib2.0-0
libGL.so.1             libgl1
libEGL.so.1            libegl1
libxkbcommon.so.0      libxkbcommon0
libdbus-1.so.3         libdbus-1-3
libfontconfig.so.1     libfontconfig1
libfreetype.so.6       libfreetype6
libxkbcommon-x11.so.0  libxkbcommon-x11-0
libxcb-cursor.so.0     libxcb-cursor0
libxcb-icccm.so.4      libxcb-icccm4
libxcb-keysyms.so.1    libxcb-keysyms1
libxcb-shape.so.0      libxcb-shape0
'
# The same for commands.
commands='
xvfb-run  xvfb
xauth     xauth
xdotool   xdotool
'

missing_packages() {
  known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p || :)
  echo "$libraries" | while read -r file package; do
    case $known in *"$file "*) ;; *) printf '%s ' "$package" ;; esac
  done
  [ "$screen" ] || return 0
  echo "$commands" | while read -r command package; do
    command -v "${command:-true}" >/dev/null || printf '%s ' "$package"
  done
}

[ "$(uname)" = Linux ] || exit 0
missing=$(missing_packages)
[ "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "Qt needs what Debian has in these packages: $missing" >&2
elif [ "$(id -u)" = 0 ]; then
  echo "Installing what Qt needs from the system: $missing"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  # shellcheck disable=SC2086  # one word a package
  apt-get install -qq -y --no-install-recommends $missing >/dev/null
else
  echo "Packages are missing that Qt needs to open a window. Install them with:" >&2
  echo "  sudo apt-get install --no-install-recommends $missing" >&2
fi

if ! why=$("$python" -c 'from PySide6 import QtGui, QtWidgets' 2>&1); then
  echo "Qt cannot be loaded: $(echo "$why" | tail -n 1)" >&2
  exit 1
fi
if [ "$screen" ] && ! command -v xvfb-run >/dev/null; then
  echo "The tests on a screen need xvfb-run (an X server without a monitor)." >&2
  exit 1
fi
