"""Veil: says over the panels that what they show is of the experiment before."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.training.moment import Snapshot
from nnviz.training.status import State, Status
from nnviz.ui.session import Session

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
        self._delay = QTimer(self, singleShot=True, interval=AFTER)
        self._delay.timeout.connect(self._cover)
        session.state_changed.connect(self._follow)
        session.each_snapshot.append(self._uncover)

    def _follow(self, status: Status) -> None:
        if status.busy and self._is_old and not self.isVisible() and not self._delay.isActive():
            self._delay.start()
        elif not status.busy and status.state in (State.EMPTY, State.FAILED):
            self._end()

    @property
    def _is_old(self) -> bool:
        """Whether the panels show other data than those that are being prepared."""
        snapshot = self._session.snapshot
        return snapshot is not None and snapshot.moment.experiment.data != self._session.experiment.data

    def _uncover(self, _snapshot: Snapshot) -> None:
        """Go once the run has got somewhere: a snapshot from before may still come while it is busy."""
        if not self._session.status.busy:
            self._end()

    def _end(self) -> None:
        self._delay.stop()
        self.hide()

    def _cover(self) -> None:
        window = self.parentWidget()
        assert window is not None
        self.setText(f"{self._session.status.busy} …")
        corner = self._panels.mapTo(window, self._panels.rect().topLeft())
        self.setGeometry(corner.x(), corner.y(), self._panels.width(), self._panels.height())
        self.raise_()
        self.show()
