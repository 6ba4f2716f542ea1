"""Veil: says over the panels that what they show is of the experiment before."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.training.moment import Snapshot
from nnviz.training.status import State, Status
from nnviz.ui.session import FRAME, Session

#: Milliseconds of work before it is said, so that a moment's work does not flicker.
AFTER = 150


class Veil(QLabel):
    """Lies over the panels while another data set is prepared, until the first moment of it is there.

    Parameters
    ----------
    panels
        What it covers.
    session
        Says what takes long.
    """

    def __init__(self, panels: QWidget, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._panels, self._session = panels, session
        self.setProperty("role", "veil")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._delay = QTimer(self, singleShot=True)
        self._delay.timeout.connect(self._cover)
        session.each_status.append(self._follow)
        session.each_snapshot.append(self._uncover)

    def _follow(self, status: Status) -> None:
        if status.busy and self._session.awaits_data and not self.isVisible() and not self._delay.isActive():
            self._delay.start(AFTER)
        elif not status.busy and status.state in (State.EMPTY, State.FAILED):
            self._end()

    def _uncover(self, _snapshot: Snapshot) -> None:
        """Go once the run has got somewhere: a snapshot from before may still come while it is busy."""
        if not self._session.status.busy:
            self._end()

    def _end(self) -> None:
        self._delay.stop()
        self.hide()

    def _cover(self) -> None:
        if not self._panels.updatesEnabled():  # what is seen of them could not be painted again under it
            self._delay.start(FRAME)
            return
        window = self.parentWidget()
        assert window is not None
        self.setText(f"{self._session.status.busy} …")
        corner = self._panels.mapTo(window, self._panels.rect().topLeft())
        self.setGeometry(corner.x(), corner.y(), self._panels.width(), self._panels.height())
        self.raise_()
        self.show()
