from __future__ import annotations

import numpy as np
from PySide6.QtGui import QPainterPath

from nnviz.ui.drawing.paths import polylines, rectangles


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
