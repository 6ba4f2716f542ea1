from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.ui.drawing.point_table import PointTable
from nnviz.ui.drawing.table_layout import Samples, TableLayout, share_words
from nnviz.ui.drawing.texts import advance
from nnviz.ui.theme import TEXT_SIZES, TextSize, Theme


def samples(count: int = 6, features: int = 2, classes: tuple[str, ...] = ("A", "B", "C")) -> Samples:
    names = ("x", "y") if features == 2 else tuple(f"length of part {k}" for k in range(features))
    labels = np.arange(count) % max(len(classes), 1)
    values = np.linspace(-3, 3, count * features).reshape(count, features)
    return Samples(values, names, labels, classes, np.zeros((count, 1)))


@pytest.mark.parametrize("size", TEXT_SIZES.values(), ids=TEXT_SIZES)
@pytest.mark.parametrize("width", [320, 424, 900])
@pytest.mark.parametrize(
    ("features", "classes"), [(2, ("A", "B", "C")), (4, ("Iris setosa", "Iris virginica")), (9, ("0", "1"))]
)
def test_columns_do_not_overlap_and_fit(
    theme: Theme, size: TextSize, width: int, features: int, classes: tuple[str, ...]
) -> None:
    layout = TableLayout.of(samples(4, features, classes), size, width)
    edges = [layout.mark, *layout.features, layout.truth, layout.guess, layout.bars]
    assert edges == sorted(edges)
    assert layout.share <= width
    if layout.bar:
        assert layout.bar_box(0, len(classes) - 1).right() < layout.share
        boxes = [layout.bar_box(0, index) for index in range(len(classes))]
        assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_words_stand_within_the_table(theme: Theme, qtbot: QtBot) -> None:
    table = PointTable(theme)
    qtbot.addWidget(table)
    table.resize(424, 112)
    table.show()
    table.show_samples(samples())
    table.show_answers(np.eye(3)[[0, 1, 2, 0, 1, 2]])
    assert table.capacity == 4
    for layer in (table._head, table._fixed, table._said):
        for word in layer.words:
            left = word.x - word.anchor * advance(word.text, word.style)
            assert left >= 0
            assert left + advance(word.text, word.style) <= 424
            assert word.y + theme.size.small / 2 <= 112


@pytest.mark.parametrize("width", [320, 424, 600])
def test_scores_that_are_no_shares_stand_beside_the_bars(theme: Theme, qtbot: QtBot, width: int) -> None:
    table = PointTable(theme)
    qtbot.addWidget(table)
    table.resize(width, 200)
    table.show()
    table.show_samples(samples())
    table.show_answers(np.eye(3)[[0, 1, 2, 0, 1, 2]])
    usual = table._layout.bar
    table.show_answers(np.full((6, 3), -6.8e37) + np.eye(3)[[0, 1, 2, 0, 1, 2]] * 1.5e38)
    layout = table._layout
    assert layout.bar < usual or not usual
    scores = [word for word in table._said.words if word.anchor == 1]
    assert [word.text for word in scores] == ["8.2×10³⁷"] * 6
    ends = layout.bar_box(0, 2).right() if layout.bar else layout.bars
    assert all(word.x - advance(word.text, word.style) >= ends for word in scores)
    table.show_samples(samples())
    assert table._layout.bar == usual


def test_less_room_shows_fewer_rows_and_tells(theme: Theme, qtbot: QtBot) -> None:
    table = PointTable(theme)
    qtbot.addWidget(table)
    table.resize(424, 300)
    table.show()
    table.show_samples(samples(20))
    table.show_answers(np.full((20, 3), 1 / 3))
    many = table.capacity
    with qtbot.waitSignal(table.capacity_changed) as told:
        table.resize(424, 100)
    assert told.args == [table.capacity]
    assert table.capacity < many
    visible = [item for item in table._said._items if item.isVisible()]
    assert len(visible) == 2 * table.capacity


@pytest.mark.parametrize(
    ("score", "words"),
    [(0.0, "0\u202f%"), (0.314, "31\u202f%"), (1.0, "100\u202f%"), (-2.0, "−2.0"), (3.7, "3.7")],
)
def test_a_score_that_is_no_share_is_written_as_a_number(score: float, words: str) -> None:
    assert share_words(score) == words
