from __future__ import annotations

import numpy as np
from PySide6.QtGui import QPainterPath

from nnviz.ui.drawing.paths import Zigzag, pieces, polylines, rectangles


def elements(path: QPainterPath) -> list[tuple[str, float, float]]:
    every = (path.elementAt(k) for k in range(path.elementCount()))
    return [("move" if each.isMoveTo() else "line", each.x, each.y) for each in every]


def test_polylines_are_lines_one_after_the_other() -> None:
    x, y = np.array([[0.0, 1, 2], [5, 6, 7]]), np.array([[0.0, 0, 1], [9, 8, 9]])
    assert elements(polylines(x, y)) == [
        ("move", 0, 0), ("line", 1, 0), ("line", 2, 1), ("move", 5, 9), ("line", 6, 8), ("line", 7, 9)
    ]  # fmt: skip
    assert polylines(np.empty((0, 3)), np.empty((0, 3))).isEmpty()


def test_rectangles_are_as_the_path_itself_adds_them() -> None:
    path = QPainterPath()
    path.addRect(1, 2, 3, 4)
    path.addRect(10, 20, 3, 5)
    made = rectangles(np.array([1.0, 10]), np.array([2.0, 20]), 3, np.array([4.0, 5]))
    assert elements(made) == elements(path)
    assert rectangles(np.empty(0), np.empty(0), 3, np.empty(0)).isEmpty()


def test_pieces_put_into_a_path_replace_what_it_was() -> None:
    path = QPainterPath()
    for count in (4, 2, 0):
        x, y = np.arange(count) + 1.0, np.arange(count) * 10.0
        assert pieces(x, y, path) is path
        assert elements(path) == elements(pieces(x, y))
        assert path.elementCount() == count


def test_a_zigzag_that_grows_leaves_the_path_that_was_shown_before() -> None:
    zigzag = Zigzag(3, 30.0)
    zigzag.set(slice(0, 1), np.array([[1.0], [2.0]]))
    shown = QPainterPath(zigzag.path())
    zigzag.set(slice(1, 2), np.array([[3.0], [4.0]]))
    assert elements(shown) == [("move", 5, 1), ("line", 5, 2)]
    assert elements(zigzag.path()) == [*elements(shown), ("line", 15, 3), ("line", 15, 4)]
