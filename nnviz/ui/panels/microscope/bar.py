"""The two rows of controls of the microscope: which samples are walked through, and the way through them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from nnviz.ui.fonts import text_width
from nnviz.ui.icons import show_icon
from nnviz.ui.panels.segmented import Segmented
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme

SAMPLE, BATCH = 0, 1
LONG, SHORT = "Most wrong", "Worst"
OWN = "Take this step", "It is the run's own next step (T)"
EXTRA = "Take extra step", "An update on this sample alone; the run's own batches follow as they would (T)"


class SampleBar(QWidget):
    """Names the sample, and chooses another one or the batch.

    Signals
    -------
    moved(int)
        The sample so many further, or back.
    random_wanted(), most_wrong_wanted()
    kind_chosen(int)
        SAMPLE or BATCH.
    """

    moved = Signal(int)
    random_wanted = Signal()
    most_wrong_wanted = Signal()
    kind_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._pieces: tuple[str, ...] = ()
        self._chevrons = {
            "chevron_left": self._button("", lambda: self.moved.emit(-1), "Sample before (Page up)", "first"),
            "chevron_right": self._button(
                "", lambda: self.moved.emit(1), "Next sample (Page down)", "middle"
            ),
        }
        self._random = self._button("Random", self.random_wanted.emit, "A sample at random (X)", "middle")
        self._random.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._wrong = self._button(
            LONG, self.most_wrong_wanted.emit, "The sample with the worst answer (W)", "last"
        )
        self._is_short = False
        self._widths: dict[bool, int] = {}
        self.kinds = Segmented(("1 sample", "Batch"), self)
        self.kinds.chosen.connect(self.kind_chosen)
        self._pickers = QWidget(self)
        pickers = QHBoxLayout(self._pickers)
        pickers.setContentsMargins(0, 0, 0, 0)
        pickers.setSpacing(0)
        for button in (*self._chevrons.values(), self._random, self._wrong):
            pickers.addWidget(button)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 0, 0, 0)
        row.setSpacing(GAP + TIGHT)
        row.addWidget(self._words, 1)
        row.addWidget(self._pickers)
        row.addWidget(self.kinds)

    def show_words(self, pieces: Sequence[str]) -> None:
        """Say what is walked through, in as many pieces as there is room for."""
        self._pieces = tuple(pieces)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten or leave out what does not fit; words are never cut."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Shorten the buttons first, then leave out which sample it is, then what is said last."""
        least, room = self._pieces[1:], self.width() - self.kinds.sizeHint().width() - 6 * GAP
        fewer = [(least[:count], True) for count in range(len(least), -1, -1)]
        for pieces, short in ((self._pieces, False), (self._pieces, True), *fewer):
            self._words.setText("&nbsp;&nbsp; ".join(pieces))
            if self._words.sizeHint().width() <= room - self._width_of_pickers(short):
                break
        self._set_short(short)

    def _width_of_pickers(self, short: bool) -> int:
        """Return how wide the buttons are in one form, which is measured once."""
        if short not in self._widths:
            self._set_short(short)
            self._widths[short] = self._pickers.sizeHint().width()
        return self._widths[short]

    def _set_short(self, short: bool) -> None:
        """Show the buttons by an icon and a short word, or by their full words."""
        if short == self._is_short:
            return
        self._is_short = short
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if short else Qt.ToolButtonStyle.ToolButtonTextOnly
        self._random.setToolButtonStyle(style)
        self._wrong.setText(SHORT if short else LONG)

    @property
    def words(self) -> str:
        """What is said of the samples."""
        return self._words.text()

    def offer_batch(self, count: int) -> None:
        """Say how large the batch is."""
        self.kinds.setToolTip(f"One sample by itself, or the run's next batch of {count:,} (B)")

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icons in the colour of the text."""
        for name, button in (*self._chevrons.items(), ("new_weights", self._random)):
            show_icon(button, name, theme.text, theme.size.icon)
        self._widths.clear()  # another size of the text
        self._fit()

    def _button(self, text: str, do: Callable[[], object], tip: str, place: str) -> QToolButton:
        return _button(self, text, do, tip, place)


class StepBar(QWidget):
    """Back and forth, play, and taking the step.

    Signals
    -------
    moved(int)
        So many stages further, or back.
    play_wanted(), pace_wanted(), take_wanted()
    unit_sought(str)
        What was typed to find a unit.
    """

    moved = Signal(int)
    play_wanted = Signal()
    pace_wanted = Signal()
    take_wanted = Signal()
    unit_sought = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Find unit")
        self.search.setToolTip("The number of a unit, or of an input and a unit such as 37→5")
        self.search.returnPressed.connect(lambda: self.unit_sought.emit(self.search.text()))
        self.play = _button(self, "", self.play_wanted.emit, "Walk by itself (A)", "middle")
        self.pace = _button(
            self, "", self.pace_wanted.emit, "Seconds a stage, when it walks by itself", "only"
        )
        self._icons = {
            "chevron_left": _button(self, "", lambda: self.moved.emit(-1), "Back (←)", "first"),
            "play": self.play,
            "chevron_right": _button(self, "", lambda: self.moved.emit(1), "On (→)", "last"),
        }
        self.take = _button(self, "", self.take_wanted.emit, "", "only")
        self.say_taking(is_batch=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addSpacing(GAP)
        for button in self._icons.values():
            row.addWidget(button)
        row.addSpacing(GAP)
        row.addWidget(self.pace)
        row.addSpacing(GAP)
        row.addWidget(self.take)
        self._theme: Theme | None = None

    def say_taking(self, is_batch: bool) -> None:
        """Say what taking the step is: the run's own next one, or one besides those."""
        words, tip = OWN if is_batch else EXTRA
        self.take.setText(words)
        self.take.setToolTip(tip)
        self.take.setAccessibleName(f"{words}: {tip}")

    def show_player(self, playing: bool, pace: float) -> None:
        """Show whether it walks by itself, and at which pace."""
        self.pace.setText(f"{pace:g} s")
        if self._theme is not None:
            size = self._theme.size.icon
            show_icon(self.play, "pause" if playing else "play", self._theme.text, size)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icons in the colour of the text."""
        self._theme = theme
        words = text_width(self.search.placeholderText(), theme.size.body)
        self.search.setFixedWidth(words + 2 * INSET + TIGHT)
        for name, button in self._icons.items():
            show_icon(button, name, theme.text, theme.size.icon)


def _button(parent: QWidget, text: str, do: Callable[[], object], tip: str, place: str) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setProperty("role", "segment")
    button.setProperty("place", place)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(lambda: do())
    return button
