from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from nnviz.ui.drawing.markers import marker_pixmap
from nnviz.ui.drawing.stamps import stamp, stamp_alike
from nnviz.ui.drawing.view import Span, View
from nnviz.ui.theme import LIGHT


def view_of(width: int, height: int, scale: float = 1.0) -> View:
    """Return a view whose data are its pixels, y upwards."""
    return View(Span(0, width), Span(0, height), width, height, scale)


def pixels(pixmap: QPixmap) -> NDArray[Any]:
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    words = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return words[:, : image.width()].astype(int)


def painted(view: View, places: NDArray[Any], kinds: NDArray[Any], stamps: dict[int, QPixmap]) -> QPixmap:
    """Return the same as Qt's painter makes it, a call for each place."""
    picture = QPixmap(round(view.width * view.scale), round(view.height * view.scale))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    for kind, pixmap in stamps.items():
        plain = pixmap.copy()
        plain.setDevicePixelRatio(1)
        for x, y in places[kinds == kind]:
            left = np.rint(view.x(x) * view.scale - plain.width() / 2)
            top = np.rint(view.y(y) * view.scale - plain.width() / 2)
            painter.drawPixmap(QPointF(float(left), float(top)), plain)
    painter.end()
    return picture


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("hollow", [False, True])
def test_it_is_as_the_painter_would_stamp_it_over_the_edges_too(scale: float, hollow: bool) -> None:
    view, rng = view_of(120, 80, scale), np.random.default_rng(1)
    places = rng.uniform((-10, -10), (130, 90), (60, 2))
    kinds = rng.integers(3, size=60)
    stamps = {kind: marker_pixmap(LIGHT, kind, 7, scale, hollow) for kind in range(3)}
    ours, theirs = (pixels(make(view, places, kinds, stamps)) for make in (stamp, painted))
    assert np.abs(ours - theirs).max() <= 2


@pytest.mark.usefixtures("qapp")
def test_a_later_one_lies_over_an_earlier_one_of_its_kind() -> None:
    view = view_of(40, 40)
    places, kinds = np.array([(20.0, 20.0), (23.0, 20.0)]), np.zeros(2, int)
    stamps = {0: marker_pixmap(LIGHT, 2, 9)}
    ours, theirs = (pixels(make(view, places, kinds, stamps)) for make in (stamp, painted))
    turned = pixels(stamp(view, places[::-1], kinds, stamps))
    assert np.abs(ours - theirs).max() <= 2
    assert np.abs(ours - turned).max() > 20


def ring(scale: float) -> QPixmap:
    picture = QPixmap(round(16 * scale), round(16 * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(20, 40, 60), 1.5))
    painter.drawEllipse(QPointF(8, 8), 6, 6)
    painter.end()
    return picture


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_stamps_of_one_colour_are_as_any_and_densest_where_they_meet(scale: float) -> None:
    view, circle = view_of(120, 80, scale), ring(scale)
    apart = np.array([(20.0, 20.0), (-2.0, 40.0), (60.3, 79.0), (100.0, 30.0)])
    by_layers = stamp(view, apart, np.zeros(4, int), {0: circle})
    assert (pixels(stamp_alike(view, apart, circle)) == pixels(by_layers)).all()
    close = np.array([(50.0, 40.0), (53.0, 41.0)])
    each = [pixels(stamp_alike(view, close[k : k + 1], circle)) for k in (0, 1)]
    assert (pixels(stamp_alike(view, close, circle)) == np.maximum(*each)).all()


@pytest.mark.usefixtures("qapp")
def test_what_is_no_number_or_far_away_is_left_out() -> None:
    places = np.array([(np.nan, 5.0), (np.inf, 5.0), (1e12, 5.0), (5.0, -1e12)])
    marker = marker_pixmap(LIGHT, 0)
    assert not pixels(stamp(view_of(20, 20), places, np.zeros(4, int), {0: marker})).any()
    assert not pixels(stamp_alike(view_of(20, 20), places, marker)).any()


@pytest.mark.usefixtures("qapp")
def test_without_places_there_is_no_picture() -> None:
    assert stamp(view_of(20, 20), np.empty((0, 2)), np.empty(0, int), {}).isNull()
    assert stamp_alike(view_of(20, 20), np.empty((0, 2)), QPixmap()).isNull()
