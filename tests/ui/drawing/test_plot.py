from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsPixmapItem
from pytestqt.qtbot import QtBot

from nnviz.ui.drawing.curves import Curve, EndCross, Marks, VerticalLine
from nnviz.ui.drawing.fields import Contour, Picture
from nnviz.ui.drawing.plot import Axis, Plot
from nnviz.ui.drawing.points import Points, Rings
from nnviz.ui.fonts import font, width_of
from nnviz.ui.theme import DARK, LIGHT, TEXT_SIZES, TextSize, Theme

MakePlot = Callable[..., Plot]


@pytest.fixture
def make_plot(theme: Theme, qtbot: QtBot) -> MakePlot:
    def make(y: Axis | None = None, equal: bool = False) -> Plot:
        plot = Plot(theme, Axis("step"), y or Axis("loss"), equal=equal, grid=False)
        qtbot.addWidget(plot)
        plot.resize(400, 300)
        plot.set_home((0, 10), (0.1, 10) if y and y.log else (0, 5))
        plot.show()
        qtbot.waitExposed(plot)
        return plot

    return make


def _picture(plot: Plot) -> QImage:
    return plot.grab().toImage()


def _pixel(plot: Plot, x: float, y: float) -> QPoint:
    """The widget's pixel of data coordinates."""
    origin = plot._overlay.pos()
    return origin + QPoint(int(plot.view.x([x])[0]), int(plot.view.y([y])[0]))


def _path_points(item: Curve) -> np.ndarray:
    line = item.parts[0]
    assert isinstance(line, QGraphicsPathItem)
    path = line.path()
    return np.array([(path.elementAt(i).x, path.elementAt(i).y) for i in range(path.elementCount())])


def test_the_view_covers_the_area_inside_the_axes(make_plot: MakePlot) -> None:
    plot = make_plot()
    assert plot._overlay.geometry() == plot._axes.area()
    assert plot.pixel_size == (plot._overlay.width(), plot._overlay.height())
    (left, right), (bottom, top) = plot._axes.range()
    assert (left, right, bottom, top) == (0, 10, 0, 5)


@pytest.mark.parametrize("size", TEXT_SIZES.values(), ids=TEXT_SIZES)
@pytest.mark.parametrize("reach", [(0, 7.3e18), (-2e5, 3e5), (1234.5678, 1234.5679), (-3e-7, 2e-7)])
def test_numbers_below_a_plot_do_not_touch_and_those_beside_it_have_room(
    make_plot: MakePlot, size: TextSize, reach: tuple[float, float]
) -> None:
    plot = make_plot(Axis("loss", widest="−0.25"), equal=True)
    plot.apply_theme(LIGHT.at(size))
    plot.set_home(reach, reach)
    bottom, left, pixels = plot._axes.bottom, plot._axes.left, plot.pixel_size
    (low, high), up = plot._axes.range()
    (spacing, places), *_ = bottom.tickValues(low, high, pixels[0])
    small = font(size.small)
    widths = [width_of(text, small) for text in bottom.tickStrings(places, 1, spacing)]
    gaps = np.diff(places) * pixels[0] / (high - low)
    assert all(gap > (a + b) / 2 for gap, a, b in zip(gaps, widths, widths[1:], strict=False))
    (spacing, places), *_ = left.tickValues(*up, pixels[1])
    if abs(reach[1]) >= 1e4:
        assert max(width_of(text, small) for text in left.tickStrings(places, 1, spacing)) < left.width()


def test_the_power_of_ten_that_numbers_share_stands_by_the_name(make_plot: MakePlot) -> None:
    plot = make_plot()
    plot.set_home((0, 3e7), (0, 5e18))
    assert [label.text() for label in plot.names._labels] == ["step ×10⁷", "loss ×10¹⁸"]
    plot.set_home((0, 10), (0, 5))
    assert [label.text() for label in plot.names._labels] == ["step", "loss"]


def test_a_curve_goes_through_the_pixels_of_its_points(make_plot: MakePlot) -> None:
    plot = make_plot()
    curve = plot.add(Curve("train"))
    curve.set(np.array([2.0, 5.0, 8.0]), np.array([1.0, 1.0, 1.0]))
    assert _picture(plot).pixelColor(_pixel(plot, 6.0, 1.0)) == QColor(LIGHT.train)


def test_a_long_curve_keeps_its_peak_and_is_thinned(make_plot: MakePlot) -> None:
    plot = make_plot()
    curve = plot.add(Curve("train"))
    y = np.ones(100_000)
    y[31_415] = 4.5
    curve.set(np.linspace(0, 10, 100_000), y)
    points = _path_points(curve)
    assert len(points) <= 2 * plot.pixel_size[0]
    assert points[:, 1].min() == pytest.approx(plot.view.y([4.5])[0])


def test_a_curve_that_grows_is_the_curve_drawn_at_once(make_plot: MakePlot) -> None:
    plot = make_plot()
    grown, whole = plot.add(Curve("train")), plot.add(Curve("test"))
    x, y = np.linspace(0, 10, 5000), np.random.default_rng(0).random(5000) * 5
    for count in (10, 900, 901, 3000, 5000):
        grown.set(x[:count], y[:count])
    whole.set(x, y)
    np.testing.assert_array_equal(_path_points(grown), _path_points(whole))


def test_what_is_not_finite_or_not_positive_on_a_log_axis_is_left_out(make_plot: MakePlot) -> None:
    plot = make_plot(Axis("loss", log=True))
    curve = plot.add(Curve("train"))
    curve.set(np.arange(5.0), np.array([1.0, np.nan, 0.0, np.inf, 10.0]))
    assert _path_points(curve)[:, 1] == pytest.approx(plot.view.y([1.0, 10.0]))


def test_a_log_axis_puts_equal_factors_equally_far_apart(make_plot: MakePlot) -> None:
    plot = make_plot()
    plot.set_log(True)
    plot.set_home((0, 10), (0.01, 100))
    rows = plot.view.y([0.01, 1.0, 100.0])
    assert rows[0] - rows[1] == pytest.approx(rows[1] - rows[2])


def test_equal_scales(make_plot: MakePlot) -> None:
    plot = make_plot(equal=True)
    across = np.diff(plot.view.x([0.0, 1.0]))
    up = -np.diff(plot.view.y([0.0, 1.0]))
    assert across == pytest.approx(up, rel=0.01)


def test_zooming_is_kept_until_the_view_is_reset(make_plot: MakePlot) -> None:
    plot = make_plot()
    plot._axes.box.scaleBy((0.5, 0.5))
    plot._axes.box.sigRangeChangedManually.emit([True, True])
    zoomed = plot.view
    assert plot.is_zoomed
    plot.set_home((0, 100), (0, 5))
    assert plot.view == zoomed
    plot.reset_view()
    assert plot.view.x_limits == (0, 100)


def test_linked_plots_share_their_steps(make_plot: MakePlot) -> None:
    above, below = make_plot(), make_plot()
    below.link_x(above)
    above.set_home((0, 50), (0, 5))
    assert below.view.x_limits == pytest.approx((0, 50))


def test_the_lowest_row_of_a_picture_is_at_the_foot(make_plot: MakePlot) -> None:
    plot = make_plot()
    field = np.full((2, 2, 4), 255, np.uint8)
    field[0] = (0, 0, 200, 255)  # blue, green, red
    plot.add(Picture()).set(field, (2.5, 7.5), (1.25, 3.75))
    picture = _picture(plot)
    assert picture.pixelColor(_pixel(plot, 5, 0.4)) == QColor(200, 0, 0)
    assert picture.pixelColor(_pixel(plot, 5, 4.6)) == QColor(255, 255, 255)


def test_a_contour_is_bold_on_a_halo(make_plot: MakePlot) -> None:
    plot = make_plot()
    plot.add(Contour()).set(np.array([[[1.0, 1.0], [9.0, 1.0]]]))
    assert _picture(plot).pixelColor(_pixel(plot, 5, 1)) == QColor(LIGHT.text)


@pytest.mark.parametrize("hollow", [False, True])
def test_points_have_their_class_colour_or_are_hollow(make_plot: MakePlot, hollow: bool) -> None:
    plot = make_plot()
    plot.add(Points(size=9, hollow=hollow)).set(np.array([[5.0, 2.0]]), np.array([2]))
    expected = LIGHT.surface if hollow else LIGHT.class_colour(2)
    assert _picture(plot).pixelColor(_pixel(plot, 5, 2)) == QColor(expected)


def test_points_are_stamped_again_only_when_they_change(make_plot: MakePlot) -> None:
    plot = make_plot()
    points = plot.add(Points())
    points.set(np.array([[5.0, 2.0]]), np.array([0]))
    item = points.parts[0]
    assert isinstance(item, QGraphicsPixmapItem)
    before = item.pixmap().cacheKey()
    plot.add(Rings()).set(np.array([[5.0, 2.0]]))
    assert item.pixmap().cacheKey() == before


def test_marks_that_have_no_room_lose_their_words_not_their_lines(make_plot: MakePlot) -> None:
    plot = make_plot()
    marks = plot.add(Marks())
    marks.set([(4.0, "rate 0.05 → 1.5"), (4.1, "rate 1.5 → 0.3"), (4.2, "rate 0.3 → 0.1")])
    lines, backing, *words = marks.parts
    assert isinstance(lines, QGraphicsPathItem)
    assert isinstance(backing, QGraphicsPathItem)
    assert lines.path().elementCount() == 6
    shown = [word.sceneBoundingRect() for word in words if word.isVisible()]
    assert shown
    assert not any(a.intersects(b) for a in shown for b in shown if a is not b)
    assert all(backing.path().contains(word.center()) for word in shown)
    marks.set([])
    assert (len(marks.parts), backing.path().isEmpty()) == (2, True)


def test_the_words_of_marks_leave_the_name_of_the_axis_its_place(make_plot: MakePlot) -> None:
    plot = make_plot(Axis("loss", caption="top"))
    marks = plot.add(Marks())
    width = plot.pixel_size[0]
    for at_left, margins in ((False, (0, 60)), (True, (60, 0))):
        plot.names.turn_caption(at_left)
        marks.keep_free(*margins)
        marks.set([(x, "rate") for x in (0.1, 9.9)])
        name = plot.names._labels[1].geometry().translated(-plot.area.topLeft())
        assert (name.center().x() < width / 2) is at_left
        words = [word.sceneBoundingRect().toRect() for word in marks.parts[2:] if word.isVisible()]
        assert words
        assert not any(word.intersects(name) for word in words)


def test_the_cross_at_the_end_stays_in_sight(make_plot: MakePlot) -> None:
    plot = make_plot()
    cross = plot.add(EndCross())
    assert not cross.parts[0].isVisible()
    cross.set((10.0, 1e30))
    assert cross.parts[0].isVisible()
    assert plot.scene.sceneRect().contains(cross.parts[0].sceneBoundingRect().center())


def test_the_play_head(make_plot: MakePlot) -> None:
    plot = make_plot()
    head = plot.add(VerticalLine())
    head.set(5.0)
    assert head.parts[0].isVisible()
    head.set(None)
    assert not head.parts[0].isVisible()


def test_pointing_tells_where_and_leaving_tells_that(make_plot: MakePlot, qtbot: QtBot) -> None:
    plot = make_plot()
    with qtbot.waitSignal(plot.hovered, timeout=2000) as told:
        QTest.mouseMove(plot._axes.widget.viewport(), _pixel(plot, 5, 2.5))
    x, y = told.args[0]
    assert (x, y) == (pytest.approx(5, abs=0.1), pytest.approx(2.5, abs=0.1))
    with qtbot.waitSignal(plot.hovered, timeout=2000) as told:
        QTest.mouseMove(plot._axes.widget.viewport(), QPoint(2, 2))
    assert told.args == [None]


def test_another_theme_dresses_axes_and_items(make_plot: MakePlot) -> None:
    plot = make_plot()
    plot.add(Curve("train")).set(np.array([0.0, 10.0]), np.array([1.0, 1.0]))
    plot.apply_theme(DARK)
    picture = _picture(plot)
    assert picture.pixelColor(1, 1) == QColor(DARK.surface)
    assert picture.pixelColor(_pixel(plot, 5, 4)) == QColor(DARK.surface)
    assert picture.pixelColor(_pixel(plot, 5, 1)) == QColor(DARK.train)


def test_a_redraw_paints_no_axes(make_plot: MakePlot, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    from pyqtgraph.widgets.GraphicsView import GraphicsView

    painted: list[object] = []
    paint = GraphicsView.paintEvent

    def noted(view: GraphicsView, event: QPaintEvent) -> None:
        painted.append(event)
        paint(view, event)

    monkeypatch.setattr(GraphicsView, "paintEvent", noted)  # before Qt looks it up, which it does once
    plot = make_plot()
    curve = plot.add(Curve("train"))
    qtbot.waitUntil(lambda: bool(painted))
    QTest.qWait(50)
    painted.clear()
    for count in range(2, 6):
        curve.set(np.arange(float(count)), np.ones(count))
        QTest.qWait(20)
    assert not painted
    plot.set_home((0, 50), (0, 5))
    qtbot.waitUntil(lambda: bool(painted))


def test_an_axis_named_anew_has_room_for_all_of_its_name(make_plot: MakePlot) -> None:
    plot = make_plot(Axis("y"))
    plot.set_y_name("are there friends")
    label = plot.names._labels[1]
    assert label.width() >= label.sizeHint().width()
    assert plot.rect().contains(label.geometry())
