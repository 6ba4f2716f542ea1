from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from nnviz.training.experiment import Experiment
from nnviz.training.history import MEASURED
from nnviz.training.probes import Progress, Wanted
from nnviz.ui.fonts import font, width_of
from nnviz.ui.numerals import percent, significant
from nnviz.ui.panels.curves import CurvesPanel
from nnviz.ui.theme import DARK, LECTURE, LIGHT, NORMAL, TextSize, Theme

Recipe = Callable[..., Experiment]
Open = Callable[..., tuple[Any, Any]]
SIZE = (640, 400)


def choose(panel: CurvesPanel, words: str) -> None:
    """Choose an entry of the panel's menu or of a menu in it."""
    menus = [panel.title_line.menu, *panel.title_line.menu.findChildren(QMenu)]
    (action,) = [each for menu in menus for each in menu.actions() if each.text() == words]
    assert isinstance(action, QAction)
    action.trigger()


def drawn(panel: CurvesPanel, name: str) -> tuple[Any, Any]:
    return panel.curves.losses[name].data


def test_the_curves_are_the_history(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(), SIZE)
    session.train(120)
    history = session.trained.history.view()
    x, y = drawn(panel, "train")
    np.testing.assert_array_equal(x, np.arange(120))
    np.testing.assert_array_equal(y, history.losses)
    for name in MEASURED:
        steps, losses, accuracies = history.measured(name)
        x, percents = panel.curves.accuracies[name].data
        np.testing.assert_array_equal(x, steps)
        np.testing.assert_allclose(percents, 100 * accuracies)
        if name != "train":
            np.testing.assert_array_equal(drawn(panel, name)[1], losses)
    assert panel.message == ""
    assert panel.probes() == (Wanted(Progress(), panel.rate),)


def test_everything_drawn_is_in_sight(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(), SIZE)
    for steps in (1, 30, 400):
        session.train(steps)
        view = panel.curves.loss.view
        columns, rows = view.x(drawn(panel, "train")[0]), view.y(drawn(panel, "train")[1])
        assert columns.min() >= -1e-6
        assert columns.max() < view.width
        assert rows.min() >= -1e-6
        assert rows.max() <= view.height + 1e-6
        assert view.horizontal.high == panel.curves.accuracy.view.horizontal.high


def test_the_axis_counts_no_half_steps(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(), SIZE)
    for steps in (0, 1, 1, 1):
        session.train(steps)
        across = panel.curves.accuracy.view.horizontal
        assert (across.low, across.high) == (0, 10)


def test_on_the_move_measured_curves_are_drawn_every_third_time_and_at_rest_always(
    open_panel: Open, recipe: Recipe
) -> None:
    panel, session = open_panel(CurvesPanel, recipe())
    shown = []
    for moves in (True, True, True, True, True, False):
        session.trained.step()
        history = session.trained.history.view()
        panel.curves.draw(history, session.trained.steps, None, moves=moves)
        shown.append(len(history.measurements) - len(panel.curves.accuracies["test"].data[0]))
    assert shown == [1, 2, 0, 1, 2, 0]


def test_the_legend_has_the_present_values(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(), SIZE)
    session.train(2)
    history = session.trained.history.view()
    _, _, accuracies = history.measured("train")
    _, losses, test_accuracies = history.measured("test")
    assert panel.legend.values[0] == f"{significant(history.losses[-1])} · {percent(accuracies[-1])}"
    assert panel.legend.values[2] == f"{significant(losses[-1])} · {percent(test_accuracies[-1])}"


def test_a_run_that_has_no_samples_yet_takes_the_curves_of_the_last_one_away(
    open_panel: Open, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, session = open_panel(CurvesPanel, recipe(), SIZE)
    session.train(40)
    monkeypatch.setattr(type(session), "is_running", True)
    session.load(recipe(data__name="own_points"))  # and no snapshot follows
    assert len(drawn(panel, "validation")[0]) <= 1


def test_values_that_are_not_of_the_present_say_when_they_were_measured(
    open_panel: Open, recipe: Recipe
) -> None:
    an_epoch_of_150_steps = recipe(data__points=50, learning__batch_size=1, learning__learning_rate=0.01)
    panel, session = open_panel(CurvesPanel, an_epoch_of_150_steps, SIZE)
    session.train(90)
    assert panel.legend.readout == ""
    session.train(20)
    assert "measured at epoch 0" in panel.legend.readout
    panel.curves.loss.hovered.emit((3.0, 1.0))
    assert panel.legend.readout == "step 3"
    panel.curves.loss.hovered.emit(None)
    assert "measured at epoch 0" in panel.legend.readout


def test_the_pointer_puts_the_values_of_its_step_in_their_place(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(), SIZE)
    session.train(80)
    history = session.trained.history.view()
    before = panel.legend.values
    for plot in (panel.curves.loss, panel.curves.accuracy):
        plot.hovered.emit((20.3, 1.0))
        _, losses, accuracies = history.measured("validation")
        (row,) = np.flatnonzero(history.measurements[:, 0] == 20)
        assert panel.legend.values[0].startswith(significant(history.losses[20]))
        assert panel.legend.values[1] == f"{significant(losses[row])} · {percent(accuracies[row])}"
        assert panel.legend.readout == "step 20"
        plot.hovered.emit(None)
        assert panel.legend.values == before
        assert panel.legend.readout == ""


@pytest.mark.parametrize("place", [-50.0, 1e9])
def test_a_pointer_beside_the_curve_reads_its_end(open_panel: Open, recipe: Recipe, place: float) -> None:
    panel, session = open_panel(CurvesPanel, recipe(), SIZE)
    session.train(30)
    panel.curves.loss.hovered.emit((place, 1.0))
    assert panel.legend.readout == ("step 0" if place < 0 else "step 29")


def test_log_and_linear(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(), SIZE)
    session.train(100)
    losses = session.trained.history.view().losses
    assert panel.curves.loss.view.vertical.log
    panel.title_line.choice._group.button(1).click()
    vertical = panel.curves.loss.view.vertical
    assert not vertical.log
    assert vertical.low == 0
    assert vertical.high >= losses.max()
    panel.title_line.choice._group.button(0).click()
    assert panel.curves.loss.view.vertical.log
    assert panel.curves.loss.view.vertical.low <= np.log10(losses.min())


def test_over_epochs(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(learning__batch_size=7), SIZE)
    session.train(40)
    session.change({"learning.batch_size": 20})
    session.train(10)
    choose(panel, "Over epochs")
    history = session.trained.history.view()
    np.testing.assert_allclose(drawn(panel, "raw")[0], history.epochs(np.arange(50.0)))
    np.testing.assert_array_equal(drawn(panel, "test")[0], history.measurements[:, 1])
    assert panel.curves.accuracy.view.horizontal.high < 20
    panel.curves.loss.hovered.emit((1.0, 0.5))
    assert panel.legend.readout == "step 9"
    choose(panel, "Over steps")
    np.testing.assert_array_equal(drawn(panel, "raw")[0], np.arange(50))


def test_batches_are_smoothed_with_the_raw_curve_behind(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(learning__batch_size=6), SIZE)
    session.train(200)
    losses = session.trained.history.view().losses
    np.testing.assert_array_equal(drawn(panel, "raw")[1], losses)
    smooth = np.concatenate((drawn(panel, "train")[1], drawn(panel, "tail")[1][1:]))
    assert len(smooth) == 200
    assert smooth[100] == pytest.approx(losses[95:106].mean())  # an epoch of ten batches
    assert np.abs(np.diff(smooth[20:])).mean() < np.abs(np.diff(losses[20:])).mean() / 3
    assert panel.legend.entries[0].name == "train, smoothed"
    panel.curves.loss.hovered.emit((100.0, 0.5))
    assert panel.legend.values[0].startswith(significant(smooth[100]))
    choose(panel, "Off")
    np.testing.assert_array_equal(drawn(panel, "train")[1], losses)
    assert len(drawn(panel, "raw")[0]) == 0
    assert panel.legend.entries[0].name == "train"
    choose(panel, "over 21 steps")
    assert drawn(panel, "train")[1][100] == pytest.approx(losses[90:111].mean())


def test_the_whole_split_needs_no_smoothing(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(learning__batch_size=0), SIZE)
    session.train(30)
    assert panel.curves.smoothed is None


def test_a_changed_setting_is_marked_with_its_words(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(), SIZE)
    session.train(30)
    session.change({"learning.learning_rate": 0.25})
    session.train(30)
    (mark,) = session.trained.history.view().marks
    assert panel.curves._marks[0]._marks == ((30.0, mark.words),)
    assert "0.25" in mark.words
    assert panel.curves._marks[1]._marks == ((30.0, ""),)


def test_a_diverged_run_keeps_its_climb_and_ends_in_a_cross(open_panel: Open, recipe: Recipe) -> None:
    recipe_that_diverges = recipe(
        learning__loss="mse", model__output="identity", learning__learning_rate=50.0, learning__batch_size=6
    )
    panel, session = open_panel(CurvesPanel, recipe_that_diverges, SIZE)
    session.train(500)
    divergence = session.status.divergence
    assert divergence is not None
    losses = session.trained.moment().history.losses
    assert losses.max() > 1e6
    np.testing.assert_array_equal(drawn(panel, "train")[1], losses)
    assert panel.curves._cross._at == (divergence.last_step, divergence.last_loss)
    assert panel.curves.loss.view.vertical.high >= np.log10(losses.max())
    assert panel.message == ""
    session.load(recipe())
    assert panel.curves._cross._at is None


@pytest.mark.parametrize("theme", [LIGHT, LIGHT.at(LECTURE)], ids=["normal", "lecture"])
@pytest.mark.parametrize("width", [322, 424, 440, 568])
@pytest.mark.parametrize("rate", [0.5, 50.0])
def test_no_value_is_cut_however_large_losses_become(
    open_panel: Open, recipe: Recipe, theme: Theme, width: int, rate: float
) -> None:
    changes = {"learning.loss": "mse", "model.output": "identity", "learning.learning_rate": rate}
    tried = recipe(learning__batch_size=6).with_changes(changes)
    panel, session = open_panel(CurvesPanel, tried, (width, 284))
    panel.apply_theme(theme)
    for _ in range(40):
        session.train(3)
        for pointer in (None, 0.0, 4.0, 30.0):
            panel._point_at(pointer)
            for value in panel.legend._values:
                assert value.text()
                for line in value.text().split("\n"):
                    assert width_of(line, font(theme.size.small, 600)) <= value.width()
        if session.status.divergence is not None:
            break
    panel._point_at(None)
    assert panel.legend._box.sizeHint().width() <= panel.legend.width()
    assert (session.status.divergence is not None) == (rate > 1)
    largest = session.trained.history.view().losses.max()
    assert (largest > 1e12) == (rate > 1)


def test_going_back_takes_the_later_curve_away(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(learning__batch_size=6), SIZE)
    session.train(300)
    session.trained.seek(50)
    session.change({"learning.learning_rate": 0.01})
    session.train(100)
    losses = session.trained.history.view().losses
    assert len(losses) == 150
    np.testing.assert_array_equal(drawn(panel, "raw")[1], losses)
    assert drawn(panel, "train")[1][120] == pytest.approx(losses[115:126].mean())
    assert panel.curves.loss.view.horizontal.high == 200


def test_a_regression_has_no_accuracy(open_panel: Open, recipe: Recipe) -> None:
    changes = {"data.name": "plane", "learning.loss": "mse", "model.output": "identity"}
    panel, session = open_panel(CurvesPanel, recipe().with_changes(changes), SIZE)
    session.train(30)
    assert not panel.curves.has_accuracy
    assert panel.legend.values[0] == significant(session.trained.history.view().losses[-1])
    assert panel.message == ""
    session.load(recipe())
    assert panel.curves.has_accuracy


@pytest.mark.parametrize("size", [NORMAL, LECTURE])
def test_a_narrow_legend_has_the_accuracies_below_the_losses(
    open_panel: Open, recipe: Recipe, size: TextSize
) -> None:
    panel, session = open_panel(CurvesPanel, recipe(), (322 if size is NORMAL else 430, 300))
    panel.apply_theme(panel.theme.at(size))
    session.train(30)
    losses, shares = zip(*(value.split("\n") for value in panel.legend.values), strict=True)
    assert panel.legend.room >= 0
    assert losses[0] == significant(session.trained.history.view().losses[-1])
    assert all(share.endswith("%") for share in shares)
    below = panel.legend._values[0]
    assert below.height() >= below.sizeHint().height()
    assert panel.legend.rect().contains(below.mapTo(panel.legend, below.rect().bottomRight()))


@pytest.mark.parametrize("resets", ["loss", "accuracy"])
def test_one_plot_reset_resets_the_other(open_panel: Open, recipe: Recipe, resets: str) -> None:
    panel, session = open_panel(CurvesPanel, recipe(), SIZE)
    session.train(100)
    loss, accuracy = panel.curves.loss, panel.curves.accuracy
    for low in (10, 20):
        loss._axes.box.setRange(xRange=(low, 40), padding=0)
        loss._axes.box.sigRangeChangedManually.emit([True, True])
        assert accuracy.view.horizontal.low == pytest.approx(low)
        assert accuracy.view.horizontal.high == pytest.approx(40)
    session.train(150)
    assert loss.view.horizontal.high == pytest.approx(40)  # who looks closer is not moved along
    getattr(panel.curves, resets).reset_view()
    assert loss.view.horizontal.high == accuracy.view.horizontal.high == 500
    assert not loss.is_zoomed


@pytest.mark.parametrize("clouds", range(2, 9))
def test_any_number_of_classes(open_panel: Open, recipe: Recipe, clouds: int) -> None:
    panel, session = open_panel(CurvesPanel, recipe(data__clouds=clouds), SIZE)
    session.train(20)
    assert panel.message == ""
    assert len(panel.legend.values) == 3


def test_a_theme_changes_no_number(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(), SIZE)
    session.train(30)
    pen = panel.curves.losses["train"]._line.pen().color().name()
    x, y = drawn(panel, "train")
    panel.apply_theme(DARK.at(LECTURE))
    session.train(0)
    assert panel.curves.losses["train"]._line.pen().color().name() != pen
    np.testing.assert_array_equal(drawn(panel, "train")[1], y)
    panel.apply_theme(LIGHT)
    assert panel.curves.losses["train"]._line.pen().color().name() == pen
    assert len(x) == 30


def test_a_long_run_is_drawn_with_few_vertices(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(learning__batch_size=6), (1400, 700))
    session.train(3000)
    assert len(drawn(panel, "raw")[0]) == 3000
    for curve in panel.curves.losses.values():
        assert curve._line.path().elementCount() <= 1000


def test_the_table_has_every_step(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(learning__batch_size=6), SIZE)
    session.train(25)
    history = session.trained.history.view()
    table = panel.table()
    rows = list(table.rows)
    assert table.columns[:3] == ("step", "epoch", "batch loss")
    assert [row[0] for row in rows] == list(range(25))
    assert [row[2] for row in rows] == history.losses.tolist()
    assert rows[20][1:] == (2.0, history.losses[20], *history.measurements[2, 2:].tolist())
    assert rows[5][3:] == ("",) * 6


def test_looking_back_all_that_is_known_stays_and_the_head_stands_at_the_step(
    open_panel: Open, recipe: Recipe
) -> None:
    panel, session = open_panel(CurvesPanel, recipe(), SIZE)
    session.train(200)
    losses = session.trained.history.view().losses
    session.trained.seek(60)
    session.train(0)
    np.testing.assert_array_equal(drawn(panel, "train")[1], losses)
    assert panel.curves._heads[0]._x == 60.0
    assert panel.legend.values[0].startswith(significant(losses[60]))


def test_a_future_that_was_left_stays_as_a_faint_curve(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(CurvesPanel, recipe(), SIZE)
    session.train(200)
    losses = session.trained.history.view().losses
    session.trained.seek(60)
    session.change({"learning.learning_rate": 0.25})
    session.train(40)
    assert len(drawn(panel, "train")[1]) == 100
    (branch,) = panel.curves.branches
    x, y = branch.data
    np.testing.assert_array_equal(x, np.arange(60, 200))
    np.testing.assert_array_equal(y, losses[60:])
    session.load(recipe())
    assert not branch.parts[0].isVisible()
