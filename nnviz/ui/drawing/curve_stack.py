"""CurveStack: the losses of a run above its accuracies, over one axis."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.training.history import MEASURED, HistoryView
from nnviz.ui.drawing import curve_limits
from nnviz.ui.drawing.curves import Curve, EndCross, Marks, VerticalLine
from nnviz.ui.drawing.growing import CentredMean, Extent, Percents, Places, StepPlaces
from nnviz.ui.drawing.plot import Axis, Plot, Range
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating]

_WIDEST = "5×10⁻⁴"
_RAW_OPACITY = 0.3
_BRANCH_OPACITY = 0.55
_FEWEST = 5
"""Steps that the axis holds at least: half steps mean nothing."""
_TURNS = 3
"""Drawings from one of what was measured to the next, while others follow."""
_NONE = np.empty(0)


class CurveStack(QWidget):
    """Two plots that share their horizontal axis.

    Attributes
    ----------
    losses : dict of str to Curve
        `train`, `validation` and `test`; besides, `raw` is the loss of each batch behind a smoothed `train`,
        and `tail` the end of the latter.
    accuracies : dict of str to Curve
        In per cent.
    branches : list of Curve
        The losses of futures that were left behind.
    smoothed : CentredMean or None
        The loss of the batches, if it is smoothed.

    Signals
    -------
    hovered(object)
        The place on the horizontal axis under the pointer, or None when it has left.
    """

    hovered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        x = Axis("step")
        self.loss = Plot(theme, x, Axis("loss", log=True, widest=_WIDEST, caption="top"), show_x=False)
        self.accuracy = Plot(theme, x, Axis("accuracy, %", widest=_WIDEST, caption="bottom"))
        self.smoothed: CentredMean | None = None
        self._places: Places = StepPlaces()
        self._moved, self._turn = False, 0
        self._measured: Floats = _NONE
        self._log = True
        self._history: HistoryView | None = None
        self._tail: Floats = _NONE
        self._extents = {name: Extent() for name in MEASURED}
        self._percents = {name: Percents() for name in MEASURED}
        self._add_curves(theme)
        self._cross = self.loss.add(EndCross(), 6)
        self._theme = theme
        self.branches: list[Curve] = []
        self._drawn_branches: tuple[object, object, int] | None = None
        plots = (self.loss, self.accuracy)
        self._heads = [plot.add(VerticalLine(), 5) for plot in plots]
        self._marks = [plot.add(Marks(), 4) for plot in plots]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for plot, other in (plots, plots[::-1]):
            column.addWidget(plot, 1)
            plot.link_x(other)
            plot.hovered.connect(lambda place: self.hovered.emit(place[0] if place else None))
            plot.was_reset.connect(partial(self._follow_reset, other))
        self._accuracy_limits: Range = curve_limits.of_accuracies(())
        self._home: tuple[Range, Range, Range] | None = None
        self.loss.set_home((0.0, 1.0), (0.1, 1.0))

    def _add_curves(self, theme: Theme) -> None:
        raw = Curve("train", width=1, opacity=_RAW_OPACITY)
        self.losses = {"raw": self.loss.add(raw, 0), "tail": self.loss.add(Curve("train"), 1)}
        self.accuracies = {}
        for z, (name, series) in enumerate(theme.series.items(), 1):
            self.losses[name] = self.loss.add(Curve(name, dashes=series.dashes), z)
            self.accuracies[name] = self.accuracy.add(Curve(name, dashes=series.dashes), z)

    # -- choices -----------------------------------------------------------------------------

    def set_log(self, log: bool) -> None:
        """Draw losses on a logarithmic axis or on a linear one from 0."""
        self._log = log
        self.loss.set_log(log)

    def set_places(self, places: Places) -> None:
        """Draw over another axis: of steps or of epochs."""
        self._places, self._moved = places, True
        self.reset_view()
        for plot in (self.loss, self.accuracy):
            plot.set_x_name(places.name)

    def set_smoothing(self, half: int) -> None:
        """Average the batches' losses over `half` to either side of each; 0 for no smoothing."""
        if half != (self.smoothed.half if self.smoothed else 0):
            self.smoothed = CentredMean(half) if half else None

    @property
    def has_accuracy(self) -> bool:
        """Whether the lower plot is shown."""
        return self.accuracy.isVisibleTo(self)

    def set_accuracy_shown(self, shown: bool) -> None:
        """Show the lower plot, or leave all room to the upper one."""
        if shown != self.has_accuracy:
            self.accuracy.setVisible(shown)
            self.loss.set_x_shown(not shown)

    def reset_view(self) -> None:
        """Show the whole run again."""
        self.loss.reset_view()
        self.accuracy.reset_view()

    # -- drawing -----------------------------------------------------------------------------

    def draw(
        self, history: HistoryView, step: int, end: tuple[float, float] | None, moves: bool = False
    ) -> None:
        """Draw a history.

        Parameters
        ----------
        moves : bool
            Whether the next drawing follows at once: what was measured is then drawn every third time.
        step : int
            Where the run is now.
        end : (float, float), optional
            Step and loss at which the run left the finite numbers.
        """
        self._history = history
        self._draw_batches(history)
        self._turn = (self._turn + 1) % _TURNS if moves else 0
        if self._moved or (history.measurements is not self._measured and not self._turn):
            self._draw_measured(history)
        self._draw_branches(history)
        self._set_home(max(step, len(history.losses)))
        for head in self._heads:
            head.set(self._places.of(history, step))
        marks = [(self._places.of(history, mark.step), mark.words) for mark in history.marks]
        self._marks[0].set(marks)
        self._marks[1].set([(place, "") for place, _ in marks])
        self._cross.set((self._places.of(history, end[0]), end[1]) if end else None)
        names, at_left = self.loss.names, end is not None  # the climb ends where the name stands else
        names.turn_caption(at_left)
        self._marks[0].keep_free(*((names.caption_width, 0) if at_left else (0, names.caption_width)))

    def _draw_branches(self, history: HistoryView) -> None:
        """Draw the futures that were left behind, as long as they stay the same only once."""
        drawn = (history.branches, self._places, self.smoothed.half if self.smoothed else 0)
        if drawn == self._drawn_branches:
            return
        self._drawn_branches = drawn
        while len(self.branches) < len(history.branches):
            curve = self.loss.add(Curve("muted", width=1, opacity=_BRANCH_OPACITY), 0)
            curve.apply_theme(self._theme)
            self.branches.append(curve)
        for place, curve in enumerate(self.branches):
            curve.set_visible(place < len(history.branches))
        for curve, branch in zip(self.branches, history.branches, strict=False):
            curve.set(self._places.of_branch(history, branch), _smoothed(branch.losses, drawn[2]))

    def _draw_measured(self, history: HistoryView) -> None:
        self._moved, self._measured = False, history.measurements
        at = self._places.of_measurements(history)
        for name in MEASURED:
            _, losses, accuracies = history.measured(name)
            self.accuracies[name].set(at, self._percents[name].of(accuracies))
            if name != "train":
                self.losses[name].set(at, losses)
                self._extents[name].take(losses)
        self._accuracy_limits = curve_limits.of_accuracies(
            [curve.data[1] for curve in self.accuracies.values()]
        )

    def _draw_batches(self, history: HistoryView) -> None:
        losses, places = history.losses, self._places.of_losses(history)
        if self.smoothed is None:
            self.losses["raw"].set(_NONE, _NONE)
            self.losses["tail"].set(_NONE, _NONE)
            self.losses["train"].set(places, losses)
            self._extents["train"].take(losses)
            return
        self.smoothed.take(losses)
        settled, tail = self.smoothed.settled, self.smoothed.tail(losses)
        self._tail = tail
        join = max(len(settled) - 1, 0)
        self.losses["raw"].set(places, losses)
        self.losses["train"].set(places[: len(settled)], settled)
        self.losses["tail"].set(places[join:], np.concatenate((settled[join:], tail)))
        self._extents["train"].take(settled)

    def _set_home(self, step: int) -> None:
        assert self._history is not None
        across = curve_limits.along(self._places.of(self._history, max(step, _FEWEST)))
        extents = list(self._extents.values())
        if self.smoothed is not None:
            extents.append(Extent())  # not settled yet, but drawn
            extents[-1].take(self._tail)
        losses = curve_limits.of_losses(extents, self._log)
        self._home = across, losses, self._accuracy_limits
        self._go_home()

    def _go_home(self) -> None:
        """Show the whole run, unless somebody looks closer at one of the plots: they share an axis."""
        if self._home is not None and not (self.loss.is_zoomed or self.accuracy.is_zoomed):
            across, losses, accuracies = self._home
            self.loss.set_home(across, losses)
            self.accuracy.set_home(across, accuracies)

    def _follow_reset(self, other: Plot) -> None:
        """Put the other plot back too: they share an axis."""
        if other.is_zoomed:
            other.reset_view()
        self._go_home()

    # -- reading -----------------------------------------------------------------------------

    def step_at(self, place: float) -> int:
        """Return the step of the history nearest to a place on the horizontal axis."""
        assert self._history is not None
        last = max(len(self._history.losses) - 1, 0)
        return min(max(self._places.step_at(self._history, place), 0), last)

    def train_loss_at(self, step: int) -> float:
        """Return what the curve of the train loss says at a step; NaN before the first."""
        assert self._history is not None
        losses = self._history.losses
        if not len(losses) or self.smoothed is None:
            return float(losses[step]) if len(losses) else float("nan")
        settled = self.smoothed.settled
        return float(settled[step] if step < len(settled) else self._tail[step - len(settled)])

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.loss.apply_theme(theme)
        self.accuracy.apply_theme(theme)


def _smoothed(losses: Floats, half: int) -> Floats:
    """Return losses averaged over so many to either side."""
    mean = CentredMean(half)
    mean.take(losses)
    return np.concatenate((mean.settled, mean.tail(losses))) if half else losses
