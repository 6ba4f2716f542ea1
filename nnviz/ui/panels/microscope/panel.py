"""Microscope: one step of training on the very network that trains, one quantity at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from nnviz.training.edits.walks import TakeSample
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.probes import Wanted
from nnviz.training.walk.notation import plain_text
from nnviz.training.walk.program import is_embedded, program, save_numbers
from nnviz.training.walk.recorder import record
from nnviz.training.walk.walk import Place, Walk
from nnviz.ui.drawing.microscope.view import MicroscopeView
from nnviz.ui.drawing.microscope.words import sample_words, stepped
from nnviz.ui.panels.microscope.bar import SampleBar, StepBar
from nnviz.ui.panels.microscope.player import WalkPlayer
from nnviz.ui.panels.microscope.pointing import WalkPointing
from nnviz.ui.panels.microscope.samples import WalkSamples
from nnviz.ui.panels.microscope.walk import WalkState
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.theme import GAP, Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session


class MicroscopePanel(Panel):
    """Walks through one step: input, sums, activations, loss, deltas, gradients, update, loss again."""

    key = "microscope"
    title = "Backprop microscope"
    help_text = (
        "One step of training, taken apart. The right arrow goes from the input through every layer to the "
        "loss, back through the deltas and gradients to the new weights, and once more through the same "
        "sample; the left arrow goes back, and up and down choose another number. Each stage shows the "
        "formula, the same with the network's own numbers, and the lines of NumPy that compute it. Point at "
        "a number to see where it comes from and where it goes. The gradient of a weight is held against "
        "what happens to the loss when the weight is moved a little."
    )
    rate = 10.0
    least_size = (640, 420)
    fills = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._state = WalkState()
        self._recorded: object = None
        self.view = MicroscopeView(theme)
        self._bar, self._steps = SampleBar(self.title_line), StepBar(self.view)
        self.samples = WalkSamples(session, self)
        self.pointing = WalkPointing(self._state, self.view, session, self)
        self.player = WalkPlayer(self._play_on, self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_content(self.view)
        self._lay_out_bars()
        self._connect()
        self._bind_keys()
        self.apply_theme(theme)
        self.show_empty("One step is taken apart here when the run stands still.", "Pause", session.pause)

    def _lay_out_bars(self) -> None:
        row = self.title_line.layout()
        assert isinstance(row, QBoxLayout)
        row.insertWidget(row.indexOf(self.title_line.choice) + 1, self._bar, 1000)  # before the empty room
        for words, do in (("Copy program", self.copy_program), ("Take the step", self.take_step)):
            self.title_line.add_action(words).triggered.connect(do)
        self.title_line.add_action("Save program…").triggered.connect(
            lambda: self._ask_path("Save program", ".py", self.save_program)
        )

    def _connect(self) -> None:
        view, bar, steps = self.view, self._bar, self._steps
        view.stage_chosen.connect(self.go_to)
        view.number_chosen.connect(self._choose)
        view.copy_wanted.connect(self.copy_program)
        bar.moved.connect(self._move_sample)
        bar.random_wanted.connect(self.samples.choose_random)
        bar.most_wrong_wanted.connect(self.samples.choose_most_wrong)
        bar.kind_chosen.connect(self.samples.choose_kind)
        self.samples.changed.connect(self._record)
        steps.moved.connect(self.go)
        steps.play_wanted.connect(self.toggle_play)
        steps.pace_wanted.connect(self.player.change_pace)
        self.player.changed.connect(self._show_player)
        steps.take_wanted.connect(self.take_step)
        steps.unit_sought.connect(self.find_unit)

    def _bind_keys(self) -> None:
        keys = {
            "Left": lambda: self.go(-1),
            "Right": lambda: self.go(1),
            "Home": lambda: self.go_to(0),
            "End": lambda: self.go_to(len(self._state.stages) - 1),
            "Up": lambda: self.go_number(-1),
            "Down": lambda: self.go_number(1),
            "PgUp": lambda: self._move_sample(-1),
            "PgDown": lambda: self._move_sample(1),
            "A": self.toggle_play,
            "T": self.take_step,
            "W": self.samples.choose_most_wrong,
            "X": self.samples.choose_random,
            "B": self.samples.toggle_kind,
        }
        for key, do in keys.items():
            # The window's: it has the whole room when it is seen, and the keys work wherever the focus is.
            QShortcut(QKeySequence(key), self).activated.connect(do)

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Ask for nothing: a step is recorded when the run stands still."""
        return ()

    def draw(self, snapshot: Snapshot) -> None:
        """Have the step recorded that the run would make now, unless it goes on."""
        if self._session.is_running:
            self.title_line.set_note("the run goes on")
            return
        self.title_line.set_note("")
        if snapshot.moment is not self._recorded:
            self._recorded = snapshot.moment
            self._record()

    def table(self) -> Table:
        """Return all numbers of the step."""
        return Table(("quantity", "layer", "row", "column", "value"), self._state.rows())

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().apply_theme(theme)
        self._bar.apply_theme(theme)
        self._steps.apply_theme(theme)
        self.view.apply_theme(theme)
        self._show_player()
        self._show_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the buttons beside the sentence."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._place_steps)

    def hideEvent(self, event: QHideEvent) -> None:
        """Begin at the first stage when it is opened again, for another step."""
        super().hideEvent(event)
        if not event.spontaneous():  # as it is when the window goes to the taskbar
            self._state.leave()

    # -- the walk ----------------------------------------------------------------------------

    @property
    def walk(self) -> Walk | None:
        """The step that is shown; None before one was recorded."""
        return self._state.walk

    @property
    def stage_key(self) -> tuple[str, int]:
        """Which stage is shown."""
        return self._state.stage.key

    @property
    def place(self) -> Place:
        """The number that is looked at."""
        return self._state.place

    @property
    def sample_words(self) -> str:
        """What is said of the sample."""
        return self._bar.words

    def go(self, by: int) -> None:
        """Go so many stages on, or back."""
        self.go_to(self._state.index + by)

    def go_to(self, index: int) -> None:
        """Show a stage."""
        if self._state.go_to(index):
            self._redraw()

    def toggle_play(self) -> None:
        """Walk by itself from here, from the beginning if at the end; or stop."""
        if self._state.is_at_end and not self.player.is_playing:
            self.go_to(0)
        self.player.toggle()

    def _play_on(self) -> bool:
        self.go(1)
        return self.isVisible() and not self._state.is_at_end

    def _show_player(self) -> None:
        self._steps.show_player(self.player.is_playing, self.player.pace)
        self._place_steps()

    def take_step(self) -> None:
        """Have the run make the step that is shown."""
        walk = self.walk
        if walk is None:
            return
        if walk.sample is None:
            self._session.step()
        else:
            self._session.submit(TakeSample(*walk.sample))

    def copy_program(self) -> None:
        """Put the listing on the clipboard, as a program that runs."""
        if self.walk is not None:
            QGuiApplication.clipboard().setText(program(self.walk))
            note = "program copied" if is_embedded(self.walk) else "copied; numbers: Save program"
            self.title_line.set_note(note)

    def save_program(self, path: Path) -> None:
        """Write the program, and beside it the numbers of a large network."""
        if self.walk is None:
            return
        numbers = path.with_suffix(".npz")
        path.write_text(program(self.walk, numbers.name), encoding="utf-8")
        if not is_embedded(self.walk):
            save_numbers(self.walk, numbers)

    # -- recording ---------------------------------------------------------------------------

    def _record(self) -> None:
        """Have the step recorded on the run's own thread, unless nobody looks."""
        if self.isVisible():
            wanted = self.samples.wanted
            self._session.ask(lambda run: record(run, wanted), self._take)
        else:
            self._recorded = None

    def _take(self, found: Walk | Failure) -> None:
        if not self.isVisible():  # put away since it was asked for
            self._recorded = None
        elif isinstance(found, Failure):
            self.show_error(found.sentence, "The run itself is as it was.", found.details)
        else:
            self.show_content()
            self._state.take(found)
            self._bar.offer_batch(found.experiment.learning.batch_size or len(found.dataset.train))
            self._bar.kinds.choose(self.samples.kind)
            self._steps.say_taking(found.is_batch)
            self._redraw()

    def _move_sample(self, by: int) -> None:
        """Go to another sample: of the batch, if that is walked through."""
        if self.walk is not None and self.walk.is_batch:
            self._state.look_at_sample(by)
            self._redraw()
        else:
            self.samples.move(by)

    # -- numbers -----------------------------------------------------------------------------

    def _choose(self, place: Place) -> None:
        """Look at a number: at its stage, if it has one."""
        if self._state.look_at(place):
            self._redraw()

    def go_number(self, by: int) -> None:
        """Look at the number so many further at this stage."""
        if self.walk is not None:
            self._choose(stepped(self.walk, self._state.stage, self._state.place, by))

    def find_unit(self, text: str) -> None:
        """Look at the unit of a number, or at the weight of an input and a unit."""
        found = self._state.find(text)
        if found is None:
            self.title_line.set_note(f"no unit {text}")
        else:
            self._choose(found)
            self.view.setFocus()

    # -- drawing -----------------------------------------------------------------------------

    def _redraw(self) -> None:
        look = self._state.look()
        self._steps.search.setVisible(self._state.is_wide)
        self.view.reserved = self._steps.sizeHint().width() + GAP  # first, or all is drawn twice
        self.view.show_look(look)
        if look is not None:
            self.view.setAccessibleDescription(f"{look.sheet.sentence} {plain_text(look.sheet.formula)}")
            self.pointing.ask(look.sheet.checked)
        self._place_steps()
        self._show_words()

    def _show_words(self) -> None:
        if self.walk is not None:
            words = sample_words(self.walk, self._state.sample, self.theme, self.devicePixelRatioF())
            self._bar.show_words(words)

    def _place_steps(self) -> None:
        area, hint = self.view.areas.workings, self._steps.sizeHint()
        left = round(area.right()) - hint.width()
        self._steps.setGeometry(left, round(area.top()) + 2, hint.width(), hint.height())
        self.view.reserve(hint.width() + GAP)
