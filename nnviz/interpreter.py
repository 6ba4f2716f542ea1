"""The interpreter: how Python itself is set for a window that opens at once and never stands still."""

from __future__ import annotations

import builtins
import gc
import sys

#: Seconds for which a thread may keep the interpreter to itself when another waits; the default makes drawing
#: stutter.
SWITCH_INTERVAL = 0.0005
#: New objects after which garbage is looked for while a window opens: more than an opening makes.
RARELY = 200_000


def hurry() -> None:
    """Set out to open a window, once Qt is imported: nothing that is not needed for it is done.

    PySide puts itself in the way of every import to read the module's source, for spellings that no module
    here asks for: 60 ms. Looking for garbage among what is made to stay takes 50 ms more.
    """
    sys.setswitchinterval(SWITCH_INTERVAL)
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
    gc.set_threshold(RARELY)


def settle() -> None:
    """Look for garbage as usual, but no more among all that the opening has made: that took up to 30 ms."""
    gc.freeze()
    gc.set_threshold(*_USUAL)


_USUAL = gc.get_threshold()
