from __future__ import annotations

import sys
import threading
from typing import Any, cast

import pytest

from nnviz import app


class Window:
    """What of a window an error reaches."""

    def __init__(self) -> None:
        self.errors: list[tuple[str, str]] = []
        self.closed = False

    def report_error(self, sentence: str, details: str) -> None:
        self.errors.append((sentence, details))

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Window:
    for module in (sys, threading):  # put back after the test
        monkeypatch.setattr(module, "excepthook", module.excepthook)
    window = Window()
    app._show_errors_in(cast(Any, window))
    return window


def fail() -> None:
    raise ValueError("too many")


def test_what_nobody_caught_is_shown_with_its_trace(window: Window) -> None:
    try:
        fail()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    ((sentence, details),) = window.errors
    assert sentence == "ValueError: too many"
    assert "in fail" in details


def test_what_another_thread_did_not_catch_is_shown_too(window: Window) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert [sentence for sentence, _ in window.errors] == ["ValueError: too many"]


def test_ctrl_c_in_the_terminal_closes_the_window(window: Window) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert (window.closed, window.errors) == (True, [])
