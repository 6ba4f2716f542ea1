"""ProbePanel: shows what one probe measured last of the data set in hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.probes import Probe, Wanted
from nnviz.ui.panels.panel import Panel
from nnviz.ui.theme import Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session


class ProbePanel(Panel):
    """A panel of one probe; a subclass says which, and shows what was found.

    Parameters
    ----------
    theme : Theme
    session : Session
        Gives what was measured.

    Attributes
    ----------
    probe_rate : float
        Times a second that it wants the probe measured, if seldomer than it draws.
    """

    probe_rate: ClassVar[float | None] = None

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._dataset: Dataset | None = None
        self._found: Any = None  # what is shown now; `_show_found` keeps it
        self._measured_at = 0

    @property
    def _probe(self) -> Probe | None:
        """What to measure; None where there is nothing to measure it of."""
        raise NotImplementedError

    def _take(self, dataset: Dataset) -> None:
        """Take up another data set: nothing that was measured before belongs to it."""
        raise NotImplementedError

    def _show_found(self, found: Any) -> None:
        """Show and keep what was measured, at the step `_measured_at`."""
        raise NotImplementedError

    def probes(self) -> Sequence[Wanted]:
        """Ask for what is shown, if there is something to measure it of."""
        probe = self._probe
        return () if probe is None else (Wanted(probe, self.probe_rate or self.rate),)

    def draw(self, snapshot: Snapshot) -> None:
        """Draw what was measured last."""
        before, self._dataset = self._dataset, snapshot.moment.dataset
        if not self._dataset.continues(before):
            self._found = None
            self._take(self._dataset)
            self.probes_changed.emit()
            snapshot = self._session.newest(snapshot)
        probe = self._probe
        found = snapshot.results.get(probe) if probe is not None else None
        if isinstance(found, Failure):
            self.show_failure(found)
        elif found is not None and probe is not None and found is not self._found:
            self._measured_at = snapshot.measured_at[probe]
            self._show_found(found)
