"""ReportTable: precision, recall, f1 and support of each class, and their averages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from nnviz.nn.metrics import ClassificationReport
from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.texts import Style, Texts, Word, widest
from nnviz.ui.numerals import count, fixed
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme

Row = tuple[str, float | None, float | None, float, int]

HEADS = ("precision", "recall", "f1", "support")


def report_rows(report: ClassificationReport, names: Sequence[str]) -> Iterator[Row]:
    """Give a row a class, then one of the accuracy and two of averages, in the columns of `HEADS`."""
    columns = (report.precision.tolist(), report.recall.tolist(), report.f1.tolist(), report.support.tolist())
    yield from zip(names, *columns, strict=True)
    total = int(report.support.sum())
    yield "accuracy", None, None, report.accuracy, total
    for name, average in (("macro avg", report.macro), ("weighted avg", report.weighted)):
        yield name, average.precision, average.recall, average.f1, total


class ReportTable(Canvas):
    """A classification report as a table; as high as it has to be."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._rows: list[Row] = []
        self._rules = QGraphicsPathItem()
        self.scene.addItem(self._rules)
        self._words = Texts(self.scene)

    def set(self, report: ClassificationReport, names: Sequence[str]) -> None:
        """Show another report."""
        before, self._rows = len(self._rows), list(report_rows(report, names))
        if len(self._rows) != before:
            self._keep_room()
        self.arrange()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().apply_theme(theme)
        self._keep_room()

    def _keep_room(self) -> None:
        line = self.theme.size.small + 2
        self.setMinimumHeight(line * (len(self._rows) + 1) + GAP)

    def arrange(self) -> None:
        """Write everything where it stands for the present size."""
        rows, theme = len(self._rows), self.theme
        if not rows:
            return
        most = theme.size.body + GAP
        line = min((self.height() - GAP) / (rows + 1), most)
        body = Style(theme.size.body if line >= theme.size.body + 2 else theme.size.small)
        edges = self._edges(body)
        words = [
            Word(head, edge, line / 2, 1, theme.muted, Style(theme.size.small))
            for head, edge in zip(HEADS, edges, strict=True)
        ]
        path = QPainterPath()
        for index, row in enumerate(self._rows):
            is_class = index < rows - 3
            gap = 0 if is_class else TIGHT
            words += self._row_words(row, line * (index + 1.5) + gap, body, edges, is_class)
        for index in (1, rows - 2):
            y = round(line * index + (TIGHT / 2 if index > 1 else 0)) + 0.5
            path.moveTo(INSET, y)
            path.lineTo(edges[-1], y)
        self._rules.setPen(QPen(QColor(theme.border), 1))
        self._rules.setPath(path)
        self._words.put(words)

    def _edges(self, body: Style) -> list[float]:
        """Return the right edges of the columns of numbers."""
        left = INSET + widest([row[0] for row in self._rows], Style(body.size, 600)) + GAP
        head, number = widest(HEADS[:1], Style(self.theme.size.small)), widest(["10,000"], body)
        least = [max(widest([name], Style(self.theme.size.small)), number) for name in HEADS]
        spare = (self.width() - INSET - left - sum(least)) / len(HEADS)
        gap = min(max(spare, 0.0), head)
        return [left + sum(least[: index + 1]) + gap * (index + 1) for index in range(len(HEADS))]

    def _row_words(
        self, row: Row, y: float, body: Style, edges: list[float], is_class: bool
    ) -> Iterator[Word]:
        name, *numbers, support = row
        colour = self.theme.text if is_class else self.theme.text2
        yield Word(name, INSET, y, 0, colour, Style(body.size, 600 if is_class else 400))
        for number, edge in zip(numbers, edges[:-1], strict=True):
            if number is not None:
                yield Word(fixed(number, 3), edge, y, 1, self.theme.text, body)
        yield Word(count(support), edges[-1], y, 1, self.theme.text2, body)
