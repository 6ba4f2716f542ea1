"""Loss and accuracy: how a run has learnt so far, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from nnviz.training.history import MEASURED, HistoryView
from nnviz.training.moment import Moment, Snapshot
from nnviz.training.probes import Progress, Wanted
from nnviz.ui.drawing.curve_stack import CurveStack
from nnviz.ui.drawing.growing import EpochPlaces, Places, StepPlaces
from nnviz.ui.drawing.rich_text import fitting_text
from nnviz.ui.fonts import text_width
from nnviz.ui.numerals import SPACE, count, fixed, percent, significant
from nnviz.ui.panels.legend import Entry, LineKey
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.theme import GAP, Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

Floats = npt.NDArray[np.floating[Any]]

_SCALES = ("log", "linear")
_AUTOMATIC = -1
_SMOOTHINGS = {
    "Automatic": _AUTOMATIC,
    "Off": 0,
    "over 21 steps": 10,
    "over 101 steps": 50,
    "over 501 steps": 250,
}
"""Words in the menu, and how many steps to either side they stand for."""
_LARGEST_AUTOMATIC = 250
"""Automatically an epoch is averaged over, but no more than this to either side."""
_TOLD_EVERY = 0.19
"""Least seconds between two changes of the values while they change by themselves: nobody reads faster."""
_WHILE = 100
"""Steps after which a measurement is no longer of the present."""
_BESIDE, _BELOW = " · ", "\n"
"""How a share stands by its loss: beside it, or where there is no room, below."""
_SMALL, _LARGE = 1e-3, 1e5
"""Losses below and from here on are written as powers of ten; shares beside large ones without decimals."""


class CurvesPanel(Panel):
    """Loss above accuracy over one axis of steps or epochs.

    Parameters
    ----------
    theme : Theme
    session : Session
        Says whether the run has diverged.
    """

    key = "curves"
    title = "Loss and accuracy"
    short_title = "Loss"
    help_text = (
        "Loss is what training makes small; accuracy is the share of samples that are classified rightly. "
        "Train is measured on the samples that the network learns from: its loss at every step, on that "
        "step's batch. Validation and test are samples that it never learns from: where they part from "
        "train, it learns by heart. Dashed lines mark changed settings. "
        "Wheel: zoom. Drag: move. Double-click: all of it again."
    )
    rate = 17.0
    may_wait = False
    least_size = (320, 200)
    legend_stacked = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._history: HistoryView | None = None
        self._present = (0, 0)  # step and row of the moment
        self._pointer: float | None = None
        self._smoothing = _AUTOMATIC
        self._splits: list[str] = []
        self._between = _BESIDE  # a loss and its share; empty where only losses have room
        self._is_large = self._is_small = False  # whether a loss of this run was so far
        self._told_at = 0.0
        self._known = 0
        self._named: tuple[object, ...] = ()
        self.curves = CurveStack(theme)
        self.curves.hovered.connect(self._point_at)
        self.set_content(self.curves)
        self._add_choices()
        # The widest values may not widen the panel.
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.apply_theme(theme)

    def _add_choices(self) -> None:
        line = self.title_line
        line.choice.set_titles(_SCALES)
        line.choice.chosen.connect(self._choose_scale)
        line.menu.addSeparator()
        line.add_action("Show everything").triggered.connect(self.curves.reset_view)
        axes = {"Over steps": StepPlaces(), "Over epochs": EpochPlaces()}
        _add_group(line.menu, axes, self._choose_places)
        _add_group(line.menu.addMenu("Smoothing"), _SMOOTHINGS, self._choose_smoothing)

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Ask for moments alone: the history is in each of them."""
        return (Wanted(Progress(), self.rate),)

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the whole known history, and where in it the moment is."""
        moment = snapshot.moment
        # of a run that has just diverged, what led there
        is_diverged = self._session.status.divergence is not None
        self._present = len(moment.history.losses), len(moment.history.measurements) - 1
        self._history = moment.history if is_diverged else moment.history.whole
        self.curves.set_smoothing(self._half(self._history))
        self._redraw(moment)

    def table(self) -> Table:
        """Return one row a step: its batch's loss, and what was measured there."""
        measured = tuple(f"{name} {what}" for name in MEASURED for what in ("loss", "accuracy"))
        columns = ("step", "epoch", "batch loss", *measured)
        return Table(columns, _rows(self._history) if self._history is not None else ())

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().apply_theme(theme)
        self.curves.apply_theme(theme)

    # -- choices -----------------------------------------------------------------------------

    def _choose_scale(self, index: int) -> None:
        self.curves.set_log(_SCALES[index] == "log")
        self._draw_again()

    def _choose_places(self, places: Places) -> None:
        self.curves.set_places(places)
        self._draw_again()

    def _choose_smoothing(self, half: int) -> None:
        self._smoothing = half
        self._draw_again()

    def _draw_again(self) -> None:
        if self._session.snapshot is not None:
            self.present(self._session.snapshot)

    def _half(self, history: HistoryView) -> int:
        """Return how many steps to either side are averaged."""
        if history.diverged is not None:
            return 0  # a mean would carry the end of the climb back to before its beginning
        if self._smoothing != _AUTOMATIC:
            return self._smoothing
        epoch = round(1 / history.paces[-1].epochs_per_step)
        return min(epoch // 2, _LARGEST_AUTOMATIC)

    # -- what is drawn -----------------------------------------------------------------------

    def _redraw(self, moment: Moment) -> None:
        divergence = self._session.status.divergence
        history = self._history
        assert history is not None
        end = None if divergence is None else (divergence.last_step, divergence.last_loss)
        if end is None and history.diverged is not None and len(history.losses):
            end = len(history.losses) - 1, float(history.losses[-1])
        self.curves.set_accuracy_shown(bool(np.isfinite(history.measurements[-1, 3::2]).any()))
        moves = self._session.is_running and moment.step > 0  # nothing follows the start without samples
        self.curves.draw(history, moment.step, end, moves)
        self._name_entries(history)
        if not moves or perf_counter() - self._told_at > _TOLD_EVERY:
            self._tell()

    def _name_entries(self, history: HistoryView) -> None:
        """Name the splits that there are, with room for their widest values."""
        losses = history.measurements[-1, 2::2]
        self._note_size(history, losses)
        widest = "0.0×10⁰⁰" if self._is_large else "0.0×10⁻⁰" if self._is_small else "0.00000"
        share = f"{'00' if self._is_large else '00.0'}{SPACE}%" if self.curves.has_accuracy else ""
        is_known = (loss == loss for loss in losses.tolist())  # NaN is not
        self._splits = [name for name, known in zip(MEASURED, is_known, strict=True) if known]
        smoothed = {"train": "train, smoothed"} if self.curves.smoothed is not None else {}
        wanted = (*self._splits, widest, share, *smoothed, self.legend.width(), self.theme)
        if wanted == self._named:
            return
        self._named = wanted
        for words, between in (
            (smoothed, _BESIDE),
            ({}, _BESIDE),
            (smoothed, _BELOW),
            ({}, _BELOW),
            ({}, ""),
        ):
            self._between = between if share else ""
            figures = widest + (between + share if self._between else "")
            entries = [Entry(LineKey(name), words.get(name, name), figures) for name in self._splits]
            if self.legend.room_beside(entries) >= -2 * GAP:  # the gaps at the end are for a read-out
                break
        self.legend.set_entries(entries)

    def _note_size(self, history: HistoryView, measured: Floats) -> None:
        """Take note of very large and very small losses; they stay noted, so that the legend keeps still."""
        if len(history.losses) < self._known:  # it begins anew
            self._is_large = self._is_small = False
        self._known = len(history.losses)
        losses = [*measured.tolist(), self._train_loss(history, self._present[0])]  # there may be none yet
        self._is_large |= any(loss >= _LARGE for loss in losses)
        self._is_small |= any(0 < loss < _SMALL for loss in losses)

    def _train_loss(self, history: HistoryView, step: int) -> float:
        """Return the loss of the batches at a step, as the curve shows it; NaN before the first."""
        return self.curves.train_loss_at(min(step, len(history.losses) - 1))

    # -- words -------------------------------------------------------------------------------

    def _point_at(self, place: float | None) -> None:
        self._pointer = place
        self._tell()

    def _tell(self) -> None:
        """Write the values under the pointer, else the present ones."""
        self._told_at = perf_counter()
        history = self._history
        if history is None:
            return
        step, row = self._present
        if self._pointer is not None:
            step = self.curves.step_at(self._pointer)
            row = _nearest(history.measurements[:, 0], step)
        for index, split in enumerate(self._splits):
            self.legend.set_value(index, *self._values(history, split, step, row))
        words = self._step_words if self._pointer is not None else partial(self._age_words, history, row)
        self.legend.set_readout(words(step))

    def _step_words(self, step: int) -> str:
        """Name the step under the pointer, if the legend has room for the longest there is."""
        longest = f"step {count(len(self._history.losses))}" if self._history is not None else ""
        fits = self.legend.room >= text_width(longest, self.theme.size.small, 600)
        return f"step {count(step)}" if fits else ""

    def _age_words(self, history: HistoryView, row: int, step: int) -> str:
        """Say when the splits were measured, if that is a while ago: the loss of the batches goes on."""
        at, epoch = history.measurements[row, :2].tolist()
        if step - at < _WHILE:
            return ""
        when = f"at epoch {fixed(epoch, 0 if epoch == int(epoch) else 2)}"
        return fitting_text((f"measured {when}", when), self.legend.room, self.theme)

    def _values(self, history: HistoryView, split: str, step: int, row: int) -> tuple[str, ...]:
        """Return what to write of a split, the longest first: the share gives way as a whole."""
        _, losses, accuracies = history.measured(split)
        loss, accuracy = float(losses[row]), float(accuracies[row])
        if split == "train" and len(history.losses):
            loss = self._train_loss(history, step)
        text = significant(loss)
        briefly = text, significant(loss, 2), text.rpartition("×")[2]  # in the end the power of ten alone
        if np.isnan(accuracy) or not self._between:
            return briefly
        decimals = 0 if accuracy == 1 or self._is_large else 1
        return (f"{text}{self._between}{percent(accuracy, decimals)}", *briefly)


def _add_group(menu: QMenu, choices: Mapping[str, Any], choose: Callable[[Any], None]) -> None:
    """Add entries of which one is chosen, the first to begin with."""
    group = QActionGroup(menu)
    for index, (words, value) in enumerate(choices.items()):
        action = group.addAction(menu.addAction(words))
        action.setCheckable(True)
        action.setChecked(index == 0)
        action.triggered.connect(lambda _checked, value=value: choose(value))


def _nearest(ascending: Floats, value: float) -> int:
    """Return the index of the number nearest to a value."""
    after = min(int(np.searchsorted(ascending, value)), len(ascending) - 1)
    before = max(after - 1, 0)
    return before if value - ascending[before] <= ascending[after] - value else after


def _rows(history: HistoryView) -> Iterator[tuple[object, ...]]:
    measured = {int(row[0]): row[2:].tolist() for row in history.measurements}
    steps = np.arange(max(len(history.losses), max(measured, default=-1) + 1), dtype=np.float64)
    for step, epoch in enumerate(history.epochs(steps).tolist()):
        loss = float(history.losses[step]) if step < len(history.losses) else ""
        yield step, epoch, loss, *measured.get(step, [""] * 2 * len(MEASURED))
