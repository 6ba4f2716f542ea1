"""The program as a person starts it: a process of its own, a real window, keys, and an orderly end."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.screen, pytest.mark.timeout(60)]
MAIN = Path(__file__).parent.parent / "main.py"


def xdotool(*command: str) -> str:
    done = subprocess.run(["xdotool", *command], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, f"xdotool {' '.join(command)}: {done.stderr}"
    return done.stdout.strip()


@pytest.fixture
def program(home: Path) -> Iterator[subprocess.Popen[str]]:
    """Start nnviz; end it by force if the test did not."""
    environment = os.environ | {"PYTHONWARNINGS": "error"}
    process = subprocess.Popen(
        [sys.executable, MAIN], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    yield process
    if process.poll() is None:
        process.kill()
    print(*process.communicate())  # what pytest shows beside a failure


@pytest.fixture
def window(program: subprocess.Popen[str]) -> str:
    """Wait for the program's window and give it the keys; there is no window manager to do that."""
    found = xdotool("search", "--sync", "--onlyvisible", "--pid", str(program.pid), "--name", "nnviz")
    window = found.splitlines()[0]
    xdotool("windowfocus", "--sync", window)
    return window


def test_it_opens_takes_keys_and_ends_without_a_word(program: subprocess.Popen[str], window: str) -> None:
    for key in ("space", "ctrl+plus", "ctrl+minus", "space", "ctrl+q"):
        xdotool("key", key)
    said, complaints = program.communicate(timeout=10)
    assert (program.returncode, said, complaints) == (0, "", "")
