"""The application as the program dresses it, and widgets of a known size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from nnviz.ui.style import dress
from nnviz.ui.theme import LIGHT, Theme


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The light theme, which the application wears during the test."""
    before = qapp.styleSheet(), qapp.palette(), qapp.font()
    dress(qapp, LIGHT)
    yield LIGHT
    qapp.setStyleSheet(before[0])
    qapp.setPalette(before[1])
    qapp.setFont(before[2])
