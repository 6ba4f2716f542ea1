"""The theme that the application wears."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from nnviz.ui.theme import LIGHT, Theme


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The light theme, which the application wears during every test."""
    return LIGHT
