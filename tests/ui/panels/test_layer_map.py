from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from nnviz.training.experiment import Experiment
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.probes.layer_map import LAST_HIDDEN, LayerMap, LayerPoints
from nnviz.ui.panels.layer_map import LayerMapPanel
from nnviz.ui.selection import Sample
from nnviz.ui.theme import DARK, LECTURE, LIGHT, Theme

Recipe = Callable[..., Experiment]
Open = Callable[..., tuple[Any, Any]]


@pytest.fixture
def digits(recipe: Recipe) -> Experiment:
    """The small digits and a net of two hidden layers."""
    layer = {"kind": "dense", "units": 8, "activation": "tanh"}
    return recipe(data__name="digits8x8", learning__batch_size=32, model__hidden=[layer, layer])


def show(panel: Any, session: Any, places: Any, labels: Any = None, answers: Any = None) -> None:
    """Show the panel a map with these places."""
    labels = np.zeros(len(places), np.int64) if labels is None else np.array(labels)
    answers = labels if answers is None else np.array(answers)
    found = LayerPoints(np.array(places, np.float32), np.array([0.5, 0.2]), labels, answers, 0, 2)
    probe = LayerMap(panel._layer)
    panel.present(Snapshot(session.snapshot.moment, {probe: found}, {probe: 0}))


def test_points_stand_where_the_layer_puts_them(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(LayerMapPanel, digits, (424, 400))
    session.train(30)
    found = LayerMap(LAST_HIDDEN).measure(session.trained.moment(), session.trained.network.copy())
    assert found.index == panel.title_line.choice.current == 1
    distances = np.linalg.norm(panel._map._pixels[:20, None] - panel._map._pixels[None, :20], axis=2)
    expected = np.linalg.norm(found.places[:20, None] - found.places[None, :20], axis=2)
    scale = panel._map._view_now.width / (2 * panel._map._view_now.horizontal.high)
    np.testing.assert_allclose(distances, scale * expected, atol=0.05)
    assert panel.title_line.note == f"{100 * found.explained.sum():.0f}\u202f% of the variance"


def test_the_picture_moves_and_does_not_flip(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(LayerMapPanel, digits, (424, 400))
    rng = np.random.default_rng(0)
    places = rng.normal(size=(449, 2)) * (3, 1)
    show(panel, session, places)
    before = panel._map._places.copy()
    moved = places + 0.01 * rng.normal(size=places.shape)
    show(panel, session, moved[:, ::-1] * (-1, 1))
    np.testing.assert_allclose(panel._map._places, before, atol=0.1)


def test_the_map_reaches_as_far_as_the_points_and_changes_its_reach_in_leaps(
    open_panel: Open, digits: Experiment
) -> None:
    panel, session = open_panel(LayerMapPanel, digits, (424, 400))
    limits = []
    for largest in (0.9, 1.8, 2.9, 1.5, 0.9):
        show(panel, session, [(largest, 0), (-largest, 0), (0, 0.1)])
        limits.append(panel._limit.value)
        inside = panel._map._pixels
        assert (inside >= 0).all()
        assert (inside <= (panel._map.width(), panel._map.height())).all()
    assert limits[1:] == [2, 3, 3, 1]
    assert panel.legend.readout.endswith("edge at ±1")


def test_a_click_selects_the_sample_and_shows_it(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(LayerMapPanel, digits, (600, 500))
    session.train(30)
    far = int(np.abs(panel._map._places).sum(axis=1).argmax())
    place = QPointF(*panel._map._pixels[far].tolist()).toPoint()
    QTest.mouseClick(panel._map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert session.selection.now.sample == Sample("test", far)
    label = session.trained.dataset.test.labels[far]
    answer = panel._found.answers[far]
    assert panel._map.thumbnail.words == (f"test {far}", f"{label} read as {answer}")
    assert panel._map._ring.isVisible()
    assert panel._map._ring.rect().center().toPoint() == place
    session.selection.select(sample=None)
    assert not panel._map.thumbnail.words
    assert not panel._map._ring.isVisible()


def test_wrong_ones_are_ringed_and_classes_named(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(LayerMapPanel, digits, (600, 500))
    show(panel, session, [(1, 1), (-1, 0), (-1, 0.2), (0, -1)], [3, 7, 7, 7], [3, 7, 1, 7])
    np.testing.assert_allclose(panel._map._rings._places, [(-1, 0.2)])
    flags = {word.text: (word.x, word.y) for word in panel._map._flag_words.words}
    assert set(flags) == {"3", "7"}
    view = panel._map._view_now
    assert flags["7"] == (pytest.approx(float(view.x(-1))), pytest.approx(float(view.y(0))))


def test_what_is_under_the_pointer_is_read_off(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(LayerMapPanel, digits, (600, 500))
    show(panel, session, [(1, 1), (-1, 0)], [3, 7], [3, 1])
    QTest.mouseMove(panel._map, QPointF(*panel._map._pixels[1].tolist()).toPoint())
    assert panel.legend.readout == "test 1: 7 read as 1"
    QTest.mouseMove(panel._map, QPoint(3, 3))
    assert panel.legend.readout.startswith("2 test samples, 1 wrong")


def test_another_layer_can_be_chosen(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(LayerMapPanel, digits, (424, 400))
    session.train(5)
    panel.title_line.choice._group.button(0).click()
    assert panel._found.index == 0
    assert [wanted.probe for wanted in panel.probes()] == [LayerMap(0)]


def test_points_in_the_plane_have_a_map_too_but_regressions_have_none(
    open_panel: Open, recipe: Recipe
) -> None:
    panel, session = open_panel(LayerMapPanel, recipe())
    session.selection.select(sample=Sample("test", 4))
    assert panel._map.thumbnail.words[0] == "test 4"
    session.load(recipe(data__name="plane", model__output="identity", learning__loss="mse"))
    assert panel.message == "A map needs test samples of several classes."
    assert panel.probes() == ()
    session.load(recipe())
    assert not panel.message


def test_a_failed_measurement_is_told(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(LayerMapPanel, digits)
    panel.present(Snapshot(session.snapshot.moment, {LayerMap(): Failure("no lens", "traceback")}, {}))
    assert "no lens" in panel.message


def test_the_table_holds_every_point(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(LayerMapPanel, digits)
    rows = list(panel.table().rows)
    assert len(rows) == len(session.trained.dataset.test)
    assert rows[5][1:3] == pytest.approx(tuple(panel._map._places[5].tolist()))


@pytest.mark.parametrize("theme", [DARK, LIGHT.at(LECTURE)])
def test_a_theme_repaints_everything(open_panel: Open, digits: Experiment, theme: Theme) -> None:
    panel, session = open_panel(LayerMapPanel, digits, (424, 400))
    session.selection.select(sample=Sample("test", 4))
    panel.apply_theme(theme)
    assert panel._map._axes.pen().color().name().upper() == theme.border
    assert panel._map._flag_words.words[0].colour == theme.text
    card = panel._map.thumbnail._card.rect()
    assert panel._map.rect().toRectF().contains(card)
