"""Pad: draw a digit, and see at every stroke what the network that is learning takes it for."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from nnviz.data.centring import Frame, Seen
from nnviz.training.edits.digits import TrainOnDigits
from nnviz.training.moment import Snapshot
from nnviz.training.probes import Wanted
from nnviz.training.probes.kept_digits import KeptAnswers
from nnviz.training.trained import on_board
from nnviz.ui.drawing.drawing_pad import DrawingPad
from nnviz.ui.drawing.ink_sheet import Pen
from nnviz.ui.panels.pad.answer import AnswerView
from nnviz.ui.panels.pad.arrangement import PadArrangement
from nnviz.ui.panels.pad.keep_bar import KeepBar
from nnviz.ui.panels.pad.kept_row import KeptRow, KeptStore
from nnviz.ui.panels.pad.reader import DigitReader
from nnviz.ui.panels.pad.tools import PadTools
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.theme import INSET, TIGHT, Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

_KEPT_RATE = 2.0
_READ_MS = 4
"""Milliseconds from one reading of a stroke to the next: a fast mouse sends a thousand pieces a second."""
_SHOWN_SECONDS = 0.012
"""Seconds from one showing of what was read of a stroke to the next: a screen shows sixty a second."""
_PUBLISHED_MS = 150
"""Milliseconds from one drawing that other panels are given to the next, however fast it changes."""


class PadPanel(Panel):
    """A pad, what the network sees of it, and what it answers.

    Parameters
    ----------
    theme : Theme
    session : Session
        Its network answers, and learns from kept digits when asked to.
    """

    key = "pad"
    waits = False  # it can be drawn on at once
    title = "Draw a digit"
    help_text = (
        "Draw with the mouse, a pen or a finger, or drop or paste a picture of one digit. Below stands "
        "what the network is really given: the ink cut out, fitted into 20 by 20 pixels and moved so that "
        "its centre of mass is in the middle of 28 by 28, as the digits of MNIST were. Switch that off "
        "and see why a digit off the middle is misread. The bars are the probabilities of the classes; "
        "they move while you draw and while the network learns. Digits that you keep are a test set of "
        "your own."
    )
    rate = 10.0
    may_wait = False
    least_size = (320, 480)

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._reader = DigitReader(session)
        self._store = KeptStore(self)
        self._frame = self._reader.frame
        self._seen: Seen | None = None
        self._shown_seen: Seen | None = None
        self._shares: npt.NDArray[np.floating] | None = None
        self._names: tuple[str, ...] = ()
        self._was_on_board: bool | None = None
        self._reading = QTimer(self, singleShot=True, interval=_READ_MS, timerType=Qt.TimerType.PreciseTimer)
        self._reading.timeout.connect(self._catch_up)
        self._is_behind = False
        self._showing = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._showing.timeout.connect(self._show_answer)
        self._shown = 0.0
        self._publishing = QTimer(self, singleShot=True, interval=_PUBLISHED_MS)
        self._publishing.timeout.connect(self._publish)
        self._pad, self._tools = DrawingPad(theme), PadTools()
        self._answers, self._bar = AnswerView(theme), KeepBar(theme)
        self._row = KeptRow(theme, self._store)
        parts = self._pad, self._tools, self._answers, self._bar, self._row
        self._arrangement = PadArrangement(*parts)
        self.set_content(self._arrangement, (INSET, TIGHT, INSET, INSET))
        self._connect()
        self._store.load()
        self.apply_theme(theme)
        line = self.title_line
        line.add_action("Copy the command that trained the network on board").triggered.connect(
            lambda: QGuiApplication.clipboard().setText(on_board().origin)
        )

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Ask how the run fares on the kept digits, if there are any."""
        return (Wanted(self._probe, _KEPT_RATE),) if len(self._store.kept) else ()

    def draw(self, snapshot: Snapshot) -> None:
        """Answer anew: the network has learnt since."""
        self._offer_readers()
        self._answer()
        self._show_answer()
        share = snapshot.results.get(self._probe)
        if isinstance(share, float) and self._reader.is_on_board:
            self._row.show_still(share)
        elif isinstance(share, float):
            self._row.show_share(snapshot.measured_at[self._probe], share)

    def table(self) -> Table:
        """Return the classes and how probable each is."""
        shares = [] if self._shares is None else self._shares.tolist()
        return Table(("class", "probability"), zip(self._names, shares, strict=False))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().apply_theme(theme)
        for part in (self._pad, self._answers, self._bar, self._tools, self._row, self._arrangement):
            part.apply_theme(theme)

    # -- from outside ------------------------------------------------------------------------

    def show_picture(self, ink: npt.NDArray[np.uint8], name: str) -> None:
        """Put the ink (height, width) of a picture on the pad."""
        self._pad.put(ink)
        self._bar.begin()
        self._look()
        self._after_stroke()
        self.title_line.set_note(name if ink.any() else f"{name}: nothing to be seen")

    # -- what is drawn -----------------------------------------------------------------------

    def _follow_stroke(self) -> None:
        """Read a piece of a stroke: at once, or along with those that come right after it."""
        self._is_behind = True
        if not self._reading.isActive():
            self._catch_up()
            self._reading.start()

    def _catch_up(self) -> None:
        """Read at once, and show it in the next frame: showing takes as long again, and a mouse is faster."""
        if self._is_behind:
            self._read()
            due = self._shown + _SHOWN_SECONDS - perf_counter()
            self._showing.start(max(0, round(1000 * due)))

    def _look(self) -> None:
        """Take in what is drawn now, answer, and show both."""
        self._read()
        self._show_answer()

    def _read(self) -> None:
        """Take in what is drawn now, and answer."""
        self._is_behind = False
        self._see()
        self._answer()
        if not self._publishing.isActive():
            self._publishing.start()

    def _publish(self) -> None:
        """Let other panels look at what is drawn now."""
        seen = self._seen
        drawing = b"" if seen is None or seen.ink is None else seen.image.tobytes()
        self._session.selection.select(drawing=drawing)

    def _see(self) -> Seen:
        self._frame = self._reader.frame
        self._seen = self._pad.sheet.ink.seen(self._frame, self._answers.is_centred)
        return self._seen

    def _answer(self) -> None:
        """Have it read by the network as it is now."""
        trained = self._reader.trained
        seen = self._seen
        if seen is None or trained.side != self._frame.side:
            seen = self._see()
        self._names = trained.class_names
        self._shares = None if seen.ink is None else self._reader.shares(seen.image)

    def _show_answer(self) -> None:
        """Show what was read last, and the answer."""
        self._showing.stop()
        self._shown = perf_counter()
        self._pad.show_strokes()
        if self._seen is not None and self._seen is not self._shown_seen:
            self._shown_seen = self._seen
            self._pad.show_box(self._seen.ink)
            self._answers.show_seen(self._seen, self._frame)
        self._answers.show_shares(self._names, self._shares)
        self._bar.show_answer(self._names, self._shares)

    def _after_stroke(self) -> None:
        self._catch_up()
        if self._showing.isActive():
            self._show_answer()
        sheet = self._pad.sheet
        self._tools.set_undoable(sheet.can_undo, sheet.is_empty)
        self._bar.allow_keeping(not sheet.is_empty)

    def _undo(self) -> None:
        self._pad.undo()
        self._look()
        self._after_stroke()

    def _clear(self) -> None:
        self._pad.clear()
        self._bar.begin()
        self.title_line.set_note("")
        self._look()
        self._after_stroke()

    def _take_pen(self, pen: Pen) -> None:
        self._pad.pen = pen

    # -- who reads ---------------------------------------------------------------------------

    def _offer_readers(self) -> None:
        """Let somebody choose who reads, where there is a choice, and say who does."""
        run_reads, is_on_board = self._reader.run_reads, self._reader.is_on_board
        self._answers.offer_readers(run_reads, is_on_board)
        words = "trained beforehand" if is_on_board else "this run, as it learns"
        self._answers.show_reader(words, self._reader.trained.origin, self._reader.frame)
        if is_on_board != self._was_on_board:
            self._was_on_board = is_on_board
            self._row.follow()  # what it says was of the other one
            self.probes_changed.emit()
        self._row.allow_training(run_reads, "" if run_reads else "The run reads no digits: open MNIST first")

    def _choose_reader(self, on_board: bool) -> None:
        self._reader.prefers_board = on_board
        self._offer_readers()
        self._look()

    def _recentre(self) -> None:
        self._row.follow()
        self._look()
        self.probes_changed.emit()

    # -- digits of one's own -----------------------------------------------------------------

    @property
    def _probe(self) -> KeptAnswers:
        return KeptAnswers(self._store.kept, self._answers.is_centred, self._reader.is_on_board)

    def _keep(self, label: int) -> None:
        self._store.keep(self._store.kept.with_digit(self._pad.sheet.ink.drawing, label))
        self._clear()

    def _train_on_them(self) -> None:
        snapshot, kept = self._session.snapshot, self._store.kept
        if snapshot is not None and len(kept) and self._reader.run_reads:
            dataset = snapshot.moment.dataset
            images = kept.images(Frame.of_side(dataset.input_shape[-1]), True)
            self._session.submit(TrainOnDigits.of(images, kept.labels, len(dataset.train)))

    def _connect(self) -> None:
        self._pad.inked.connect(self._follow_stroke)
        self._pad.stroke_ended.connect(self._after_stroke)
        self._tools.pen_changed.connect(self._take_pen)
        self._tools.undo_requested.connect(self._undo)
        self._tools.clear_requested.connect(self._clear)
        self._answers.centring_changed.connect(self._recentre)
        self._bar.keep_requested.connect(self._keep)
        self._row.training_requested.connect(self._train_on_them)
        self._store.changed.connect(self.probes_changed)
        self._store.changed.connect(self._arrangement.fit)
        self._store.refused.connect(self.title_line.set_note)
        self._answers.reader_chosen.connect(self._choose_reader)
        for keys, slot in ((QKeySequence.StandardKey.Undo, self._undo), (Qt.Key.Key_Delete, self._clear)):
            shortcut = QShortcut(QKeySequence(keys), self._pad, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)
        self._after_stroke()
