"""The application: Qt's one object, without which there is no window."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication


def make_application() -> QApplication:
    """Make the application, unless there is one, with its name and the look that the style sheet is made for.

    The look is asked for beforehand: to look at the style that Qt has chosen takes PySide 9 ms.
    """
    application = QApplication.instance() or QApplication([sys.argv[0], "-style", "fusion"])
    assert isinstance(application, QApplication)
    application.setApplicationName("nnviz")
    application.setOrganizationName("nnviz")
    return application
