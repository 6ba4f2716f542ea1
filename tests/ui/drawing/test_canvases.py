from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.ui.colour_maps import signed_index
from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.cards import CardGrid
from nnviz.ui.drawing.colour_bar import ColourBar
from nnviz.ui.drawing.digit_grid import DigitGrid
from nnviz.ui.drawing.matrix import MatrixView, NumberFormat
from nnviz.ui.drawing.mosaic import TileGrid, TileMosaic
from nnviz.ui.theme import DARK, LIGHT, TEXT_SIZES, Theme

C = TypeVar("C", bound=Canvas)
DIGITS = tuple("0123456789")


def _shown(qtbot: QtBot, canvas: C, width: int, height: int) -> C:
    qtbot.addWidget(canvas)
    canvas.resize(width, height)
    canvas.show()
    return canvas


def _picture(canvas: Canvas) -> QImage:
    return canvas.grab().toImage()


def _colours(picture: QImage) -> set[str]:
    return {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}


def test_nothing_is_arranged_at_a_size_that_it_never_has(theme: Theme, qtbot: QtBot) -> None:
    arranged: list[int] = []

    class Counted(Canvas):
        def arrange(self) -> None:
            arranged.append(self.width())

    canvas = Counted(theme)
    canvas.apply_theme(DARK)
    assert not arranged
    _shown(qtbot, canvas, 300, 150)
    assert arranged == [300]
    canvas.apply_theme(LIGHT)
    assert arranged == [300, 300]


@pytest.mark.parametrize("count", [1, 2, 30, 128, 512])
@pytest.mark.parametrize("room", [(400, 96), (290, 280), (700, 900)])
def test_tiles_fit_their_room(count: int, room: tuple[int, int]) -> None:
    grid = TileGrid.fitting(count, (28, 28), room, 1.0, strips=True)
    across, down = grid.step
    rows = -(-count // grid.columns)
    assert grid.columns * across - grid.gaps[0] <= room[0]
    assert rows * down - grid.gaps[1] <= room[1] + 1 or grid.width == 1


def test_room_that_tiles_leave_over_is_between_them() -> None:
    grid = TileGrid.fitting(30, (28, 28), (376, 400), 1.0, strips=True)
    assert (grid.columns, grid.width) == (6, 56)
    across, down = grid.step
    assert 370 <= 6 * across - grid.gaps[0] <= 376
    assert 390 <= 5 * down - grid.gaps[1] <= 400
    assert max(TileGrid.fitting(4, (28, 28), (2000, 60), 1.0, strips=True).gaps) <= 60 // 3, "not torn apart"


def test_a_tile_shows_each_weight_and_the_bias_below_it(theme: Theme, qtbot: QtBot) -> None:
    mosaic = _shown(qtbot, TileMosaic(theme), 300, 150)
    weights = np.array([[[1.0, -1.0], [0.0, 0.5]], [[0.25, 0.0], [0.0, -0.5]]])
    mosaic.set(weights, 1.0, np.array([2.0, -2.0]), 2.0)
    picture = _picture(mosaic)
    for unit, row, column in np.ndindex(weights.shape):
        place = next(p for p in _places(mosaic) if mosaic._at(p.toPointF()) == (unit, row, column))
        inside = place + QPoint(8, 8)
        shade = int(signed_index(weights[unit, row, column], 1.0))
        assert picture.pixelColor(inside).name().upper() == theme.signed.colour(shade)
    assert any(mosaic._at(p.toPointF()) == (1, -1, -1) for p in _places(mosaic))


def _places(canvas: Canvas) -> list[QPoint]:
    return [QPoint(x, y) for y in range(canvas.height()) for x in range(canvas.width())]


def test_pointing_at_a_tile(theme: Theme, qtbot: QtBot) -> None:
    mosaic = _shown(qtbot, TileMosaic(theme), 300, 150)
    mosaic.set(np.zeros((2, 4, 4)), 1.0)
    with qtbot.waitSignal(mosaic.clicked) as told:
        QTest.mouseClick(mosaic, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    assert told.args == [0]
    with qtbot.waitSignal(mosaic.hovered) as told:
        QTest.mouseMove(mosaic, QPoint(299, 149))
    assert told.args == [None]


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_a_small_matrix_has_numbers_names_and_biases(theme: Theme, qtbot: QtBot, scheme: Theme) -> None:
    view = _shown(qtbot, MatrixView(scheme), 420, 96)
    values = np.array([[0.34, 1.69], [-1.91, 0.49]])
    view.set(values, 3.0, ["x", "y"], ["unit 1", "unit 2"], np.array([0.51, -0.71]))
    assert [item.text() for item in view._numbers] == ["0.34", "1.69", "−1.91", "0.49", "0.51", "−0.71"]
    assert {item.text() for item in view._names} == {"x", "y", "unit 1", "unit 2", "bias"}
    boxes = [item.sceneBoundingRect() for item in (*view._numbers, *view._names)]
    assert all(view.scene.sceneRect().contains(box) for box in boxes)
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert scheme.signed.colour(int(signed_index(np.array(1.69), 3.0))).lower() in _colours(_picture(view))


def test_numbers_that_change_look_as_if_written_for_the_first_time(theme: Theme, qtbot: QtBot) -> None:
    changing = _shown(qtbot, MatrixView(theme), 420, 96)
    for row in ([0.25, -0.5], [0.75, -0.25], [-0.75, 0.9], [0.01, 1.0], [0.01, -1.0]):
        fresh = _shown(qtbot, MatrixView(theme), 420, 96)
        for view in (changing, fresh):
            view.set(np.array([row]), 1.0, ["x"], ["a", "b"])
        written = [
            [(item.text(), item.pos(), item.brush().color()) for item in view._numbers]
            for view in (changing, fresh)
        ]
        assert len(written[0]) == 2
        assert written[0] == written[1]


def test_a_large_matrix_shows_colours_alone(theme: Theme, qtbot: QtBot) -> None:
    view = _shown(qtbot, MatrixView(theme), 300, 200)
    view.set(np.ones((400, 300)), 1.0, [""] * 400, [""] * 300)
    assert not view._numbers
    assert theme.signed_stops[-1].lower() in _colours(_picture(view))


def test_pointing_at_a_cell(theme: Theme, qtbot: QtBot) -> None:
    view = _shown(qtbot, MatrixView(theme), 420, 96)
    view.set(np.zeros((2, 2)), 1.0, ["x", "y"], ["1", "2"], np.zeros(2))
    found = {view._at(place.toPointF()) for place in _places(view)}
    assert found == {None, (0, 0), (0, 1), (1, 0), (1, 1), (-1, 0), (-1, 1)}


@pytest.mark.parametrize(
    ("limit", "value", "written", "note"),
    [
        (3, -0.918, "−0.92", ""),
        (50, 12.34, "12.3", ""),
        (0.05, 0.0123, "0.012", ""),
        (1e17, 2.09e16, "0.21", "×10¹⁷"),
        (2e-6, 1e-6, "1.00", "×10⁻⁶"),
    ],
)
def test_numbers_take_about_four_characters(limit: float, value: float, written: str, note: str) -> None:
    form = NumberFormat.within(limit)
    assert (form.write(value), form.note) == (written, note)


@pytest.mark.parametrize("signed", [True, False])
def test_the_bar_runs_from_limit_to_limit(theme: Theme, qtbot: QtBot, signed: bool) -> None:
    bar = _shown(qtbot, ColourBar(theme, signed), 60, 200)
    bar.resize(bar.minimumWidth(), 200)
    bar.set("+3", "−3", "×10¹⁶")
    picture = _picture(bar)
    colours = theme.signed if signed else theme.magnitude
    shown = _colours(picture)
    assert {colours.colour(255).lower(), colours.colour(128).lower()} <= shown
    texts = [item.text() for item in bar._labels]
    assert texts == (["+3", "0", "−3", "×10¹⁶"] if signed else ["+3", "", "0", "×10¹⁶"])
    boxes = [item.sceneBoundingRect() for item in bar._labels if item.text()]
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])


@pytest.mark.parametrize("size", TEXT_SIZES.values(), ids=TEXT_SIZES)
@pytest.mark.parametrize("room", [(568, 290), (640, 520), (400, 110)])
def test_cards_fit_their_room(theme: Theme, size: object, room: tuple[int, int]) -> None:
    grid = CardGrid.fitting(DIGITS, size, *room)  # type: ignore[arg-type]
    assert grid.count >= 2
    last = grid.frame(grid.count - 1)
    assert last.right() < room[0]
    assert last.bottom() < room[1]
    bars = [QRectF(*grid.card.bar(index, 1.0)) for index in range(10)]
    assert bars[0].left() >= 0
    assert bars[-1].right() <= grid.card.width
    assert not any(a.intersects(b) for i, a in enumerate(bars) for b in bars[:i])


@pytest.fixture
def grid(theme: Theme, qtbot: QtBot) -> DigitGrid:
    grid = _shown(qtbot, DigitGrid(theme), 568, 290)
    images = np.zeros((2, 28, 28), np.uint8)
    images[0, 5:20, 10:18] = 255
    grid.set_images(images, np.array([3, 4]))
    return grid


def test_right_is_quiet_and_wrong_has_words_tint_and_border(grid: DigitGrid) -> None:
    certain = np.eye(10)[[3, 3]]
    grid.set_probabilities(certain)
    assert [item.text() for item in grid._numbers[:2]] == ["3", "3"]
    assert [item.isVisible() for item in grid._truths[:3]] == [False, True, False]
    assert grid._truths[1].text() == "is 4"
    shown = _colours(_picture(grid))
    assert {LIGHT.wrong_soft.lower(), LIGHT.wrong.lower(), LIGHT.accent.lower()} <= shown
    grid.set_probabilities(np.eye(10)[[3, 4]])
    assert LIGHT.wrong_soft.lower() not in _colours(_picture(grid))


def test_the_images_are_seen_before_any_answer(grid: DigitGrid) -> None:
    shown = _picture(grid)
    grid.set_images(np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.int64))
    assert _picture(grid) != shown
    assert not any(item.isVisible() for item in grid._numbers)


def test_cards_are_laid_for_the_last_size_when_there_are_images(
    grid: DigitGrid, theme: Theme, qtbot: QtBot
) -> None:
    late = _shown(qtbot, DigitGrid(theme), 300, 200)
    late.resize(900, 700)
    assert late.capacity >= 24
    assert not late._numbers  # nothing to be laid anew for the next size
    for each in (late, grid):
        each.resize(568, 290)
        each.set_images(np.full((2, 28, 28), 200, np.uint8), np.array([3, 4]))
    assert _picture(late) == _picture(grid)
    late.clear()
    late.resize(900, 700)
    late.set_images(np.full((30, 28, 28), 200, np.uint8), np.zeros(30, np.int64))
    assert len(late._numbers) == late.capacity


def test_a_bar_is_as_high_as_its_probability(grid: DigitGrid) -> None:
    card = grid._grid.card
    half, whole = (QRectF(*card.bar(3, share)) for share in (0.5, 1.0))
    assert whole.height() == card.bars
    assert half.height() == pytest.approx(card.bars / 2, abs=0.5)
    assert half.bottom() == whole.bottom()


def test_room_for_more_cards_is_told(grid: DigitGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.capacity_changed) as told:
        grid.resize(900, 700)
    assert told.args == [grid.capacity]
    assert grid.capacity >= 24


def test_a_click_on_a_card_tells_its_sample(grid: DigitGrid, qtbot: QtBot) -> None:
    middle = grid._grid.frame(1).center().toPoint()
    with qtbot.waitSignal(grid.clicked) as told:
        QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=middle)
    assert told.args == [1]
    grid.select(1)
    assert QColor(LIGHT.accent).name() in _colours(_picture(grid))
    assert grid._at(grid._grid.frame(5).center()) is None


@pytest.mark.parametrize("shape", [(30, 10), (5, 3), (8, 8), (64, 100)])
@pytest.mark.parametrize("size", [(424, 79), (424, 200), (300, 96)])
def test_names_that_stand_too_close_are_shortened_or_left_out(
    theme: Theme, qtbot: QtBot, size: tuple[int, int], shape: tuple[int, int]
) -> None:
    view = _shown(qtbot, MatrixView(theme), *size)
    row_names = [f"unit {row}" for row in range(1, shape[0] + 1)]
    column_names = [f"class {column}" for column in range(shape[1])]
    view.set(np.zeros(shape), 1.0, row_names, column_names, np.zeros(shape[1]))
    names = [item for item in view._names if item.text()]
    assert {"bias", "class"} <= {item.text().split()[0] for item in names}
    assert any(item.text() in row_names for item in names)
    for item in names:
        if item.text() in row_names:
            row = row_names.index(item.text())
            middle = view._area.top() + (row + 0.5) * view._cell[1]
            assert item.sceneBoundingRect().center().y() == pytest.approx(middle, abs=2)
    boxes = [item.sceneBoundingRect().adjusted(0, 3, 0, -3) for item in names]
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert all(box.left() >= -1 and box.right() <= view.width() + 1 for box in boxes)
