from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nnviz.training.edits.points import AddPoints, ErasePoints, UndoPoints
from nnviz.training.evaluation import Evaluation
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Failure, Snapshot
from nnviz.ui.panels.predictions.panel import PredictionsPanel
from nnviz.ui.panels.predictions.shelf import HOLD_MS
from nnviz.ui.panels.predictions.sieve import ORDERS, Sieve
from nnviz.ui.selection import Sample, Selection, Unit
from nnviz.ui.theme import DARK, LECTURE, LIGHT, Theme

Recipe = Callable[..., Experiment]
Open = Callable[..., tuple[Any, Any]]
ALL, WRONG, LEAST_SURE = range(3)


@pytest.fixture
def digits(recipe: Recipe) -> Experiment:
    """The small digits and a net that has much to learn."""
    return recipe(data__name="digits8x8", learning__batch_size=32, learning__learning_rate=0.3)


def says(session: Any) -> Any:
    """Return what the network in training gives for the whole test split."""
    return session.trained.network.predict(session.trained.dataset.test.model_inputs().reshape(-1, 64))


def choose(panel: Any, index: int) -> None:
    """Choose a filter as a click does."""
    panel.title_line.choice._group.button(index).click()


def spoken(panel: Any) -> list[str]:
    """Return the words of the table's rows that depend on the network."""
    return [word.text for word in panel._views.rows._said.words]


def test_the_cards_show_what_the_network_says(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.train(40)
    shown, cards = panel._shelf.shown, panel._views.cards
    test, outputs = session.trained.dataset.test, says(session)[list(panel._shelf.shown)]
    assert len(shown) == cards.capacity >= 30
    assert shown == tuple(range(len(shown)))
    np.testing.assert_allclose(cards._probabilities, outputs, rtol=1e-5)
    assert [item.text() for item in cards._numbers] == [str(guess) for guess in outputs.argmax(axis=1)]
    for index, sample in enumerate(shown):
        truth = cards._truths[index]
        is_right = int(outputs[index].argmax()) == test.labels[sample]
        assert truth.isVisible() != is_right
        assert is_right or truth.text() == f"is {test.labels[sample]}"


def test_the_note_says_how_the_whole_test_split_fares(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.train(40)
    accuracy = (says(session).argmax(axis=1) == session.trained.dataset.test.labels).mean()
    assert panel.title_line._note_text == f"test now, {100 * accuracy:.1f}\u202f% right"


def test_where_the_note_has_no_room_the_row_below_says_it(
    theme: Theme, open_panel: Open, recipe: Recipe
) -> None:
    panel, _ = open_panel(PredictionsPanel, recipe(), (320, 180))
    assert not panel.title_line.shows_note
    assert "% right" in panel.legend.readout


def test_wrong_shows_wrong_samples_alone(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.train(40)
    choose(panel, WRONG)
    wrong = np.flatnonzero(says(session).argmax(axis=1) != session.trained.dataset.test.labels)
    assert panel._shelf.shown == tuple(wrong[: len(panel._shelf.shown)])
    assert all(panel._views.cards._truths[index].isVisible() for index in range(len(panel._shelf.shown)))
    assert panel._turner.words.endswith(f"of {len(wrong)}")


def test_least_sure_shows_the_least_sure_first(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.train(40)
    choose(panel, LEAST_SURE)
    sureness = says(session).max(axis=1)
    shown = sureness[list(panel._shelf.shown)]
    assert (np.diff(shown) >= -1e-6).all()
    assert np.delete(sureness, list(panel._shelf.shown)).min() >= shown.max() - 1e-6


def test_a_page_keeps_still_for_a_while_and_then_follows(
    open_panel: Open, digits: Experiment, qtbot: QtBot
) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.train(10)
    choose(panel, WRONG)
    before = panel._shelf.shown
    session.train(300)
    assert panel._shelf.shown == before
    np.testing.assert_allclose(panel._scores, says(session)[list(before)], rtol=1e-4)
    panel._shelf._hold.setInterval(0)
    panel._shelf._hold.start()
    wrong = set(np.flatnonzero(says(session).argmax(axis=1) != session.trained.dataset.test.labels).tolist())
    qtbot.waitUntil(lambda: set(panel._shelf.shown) <= wrong)
    stayed = [(sample, panel._shelf.shown.index(sample)) for sample in before if sample in panel._shelf.shown]
    assert all(before[place] == sample for sample, place in stayed if place < len(panel._shelf.shown))


def test_it_says_that_nothing_is_wrong(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(data__spread=0.01), (568, 300))
    session.train(200)
    choose(panel, WRONG)
    assert panel.message == "None of the 60 test samples is classified wrongly."
    choose(panel, ALL)
    assert not panel.message


def test_the_pages_are_turned(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    first, size = panel._shelf.shown, panel._views.cards.capacity
    assert not panel._turner._back.isEnabled()
    panel._turner._on.click()
    assert panel._shelf.shown == tuple(range(size, 2 * size))
    assert panel._turner.words == f"{size + 1} – {2 * size} of 449"
    np.testing.assert_allclose(panel._scores, says(session)[size : 2 * size], rtol=1e-4)
    panel._turner._back.click()
    assert panel._shelf.shown == first
    for _ in range(20):
        panel._turner._on.click()
    assert panel._shelf.shown[-1] == 448
    assert not panel._turner._on.isEnabled()


def test_the_wheel_turns_pages_and_a_held_button_runs_through_them(
    open_panel: Open, digits: Experiment
) -> None:
    panel, _ = open_panel(PredictionsPanel, digits, (640, 577))
    size = panel._views.cards.capacity

    def wheel(notches: float) -> None:
        place, none = QPointF(panel._views.cards.rect().center()), Qt.MouseButton.NoButton
        turn, phase = QPoint(0, round(120 * notches)), Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(place, place, QPoint(), turn, none, Qt.KeyboardModifier.NoModifier, phase, False)
        QApplication.sendEvent(panel._views, event)

    wheel(-1)
    assert panel._shelf.shown[0] == size
    for _ in range(4):  # as a touchpad does
        wheel(-0.25)
    assert panel._shelf.shown[0] == 2 * size
    wheel(5)
    assert panel._shelf.shown[0] == 0
    assert panel._turner._on.autoRepeat()


def test_points_stand_in_a_table_with_their_classes_and_shares(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(), (424, 168))
    session.train(15)
    rows, test = panel._views.rows, session.trained.dataset.test
    shown = list(panel._shelf.shown)
    outputs = session.trained.network.predict(test.model_inputs())[shown]
    assert len(shown) == rows.capacity >= 3
    assert len(set(test.labels[shown[:3]].tolist())) == 3, "each class has its turn"
    names = [session.trained.dataset.class_names[guess] for guess in outputs.argmax(axis=1)]
    shares = [f"{100 * share:.0f}\u202f%" for share in outputs.max(axis=1)]
    assert spoken(panel) == [text for row in zip(names, shares, strict=True) for text in row]
    written = [word.text for word in rows._fixed.words]
    assert f"{test.inputs[shown[0], 0]:.2f}".replace("-", "−") in written
    bottom = max(word.y for word in rows._said.words)
    assert bottom + LIGHT.size.small / 2 <= rows.height()


def test_a_wrong_row_is_tinted_and_its_truth_outlined(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(data__spread=3.0), (568, 500))
    choose(panel, WRONG)
    rows = panel._views.rows
    tints = rows._paths["tint"].path().toSubpathPolygons()
    assert len(tints) == len(panel._shelf.shown) > 0
    outline = rows._paths["truth"].path().boundingRect()
    label = int(session.trained.dataset.test.labels[panel._shelf.shown[0]])
    assert outline.intersects(rows._layout.bar_box(0, label))
    assert rows._paths["tick"].path().isEmpty()


def test_a_bar_is_as_wide_as_its_share(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(), (568, 300))
    session.train(15)
    first = panel._scores[0]
    for index, share in enumerate(first.tolist()):
        box = panel._views.rows._layout.bar_box(0, index)
        drawn = [
            polygon.boundingRect()
            for polygon in panel._views.rows._bars[index].path().toSubpathPolygons()
            if polygon.boundingRect().intersects(box)
        ]
        assert sum(part.width() for part in drawn) == pytest.approx(share * box.width(), abs=0.51)


def test_a_regression_has_targets_and_outputs(open_panel: Open, recipe: Recipe) -> None:
    plane = recipe(data__name="plane", model__output="identity", learning__loss="mse")
    panel, session = open_panel(PredictionsPanel, plane, (568, 300))
    shown = list(panel._shelf.shown)
    outputs = session.trained.network.predict(session.trained.dataset.test.model_inputs())[shown, 0]
    assert spoken(panel) == [f"{value:.2f}".replace("-", "−") for value in outputs.tolist()]
    assert not panel.title_line.choice.isVisibleTo(panel.title_line)
    table = panel.table()
    assert table.columns == ("sample", "target", "output")
    np.testing.assert_allclose([row[2] for row in table.rows], outputs, rtol=1e-5)


def test_what_is_under_the_pointer_is_read_off(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (1000, 577))
    session.train(40)
    panel._views.cards.pointed.emit(panel._views.cards._grid.frame(3).center())
    outputs = says(session)[panel._shelf.shown[3]]
    best = int(outputs.argmax())
    assert panel.legend.readout.startswith(f"test sample 3: {best}: {100 * outputs[best]:.1f}\u202f%")
    panel._views.cards.pointed.emit(None)
    assert not panel.legend.readout


def test_the_row_under_the_pointer_is_read_off(open_panel: Open, recipe: Recipe) -> None:
    panel, _ = open_panel(PredictionsPanel, recipe(), (568, 300))
    rows = panel._views.rows
    rows.pointed.emit(QPointF(100, rows._layout.middle(1)))
    assert f"{100 * panel._scores[1].max():.1f}\u202f%" in panel.legend.readout
    rows.pointed.emit(QPointF(100, rows._layout.middle(-1)))
    assert not panel.legend.readout


def test_data_sets_are_switched_live(open_panel: Open, recipe: Recipe, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(), (640, 577))
    for experiment in (digits, recipe(), digits):
        session.load(experiment)
        view = panel._views.cards if session.trained.dataset.is_image else panel._views.rows
        assert panel._views.view is view
        assert panel._shelf.shown
        assert len(panel._scores) == len(panel._shelf.shown) == view.capacity
        assert not panel.message


def test_a_filter_outlives_a_switch_to_data_that_has_it(
    open_panel: Open, recipe: Recipe, digits: Experiment
) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(), (640, 577))
    choose(panel, LEAST_SURE)
    session.load(digits)
    assert panel.title_line.choice.current == LEAST_SURE
    sureness = says(session).max(axis=1)[list(panel._shelf.shown)]
    assert sureness.max() <= np.sort(says(session).max(axis=1))[len(sureness) - 1] + 1e-6


def test_the_table_holds_the_page(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(), (568, 300))
    session.train(5)
    table = panel.table()
    names = session.trained.dataset.class_names
    assert table.columns == ("sample", "class", "predicted", *(f"output {name}" for name in names))
    rows = list(table.rows)
    assert [row[0] for row in rows] == list(panel._shelf.shown)
    np.testing.assert_allclose([row[3:] for row in rows], panel._scores, rtol=1e-6)


def pick(choice: Any, index: int) -> None:
    """Choose an entry of a list as a click does."""
    choice.setCurrentIndex(index)
    choice.activated.emit(index)


def says_classes(session: Any) -> tuple[Any, Any]:
    """Return the true classes of the test split and what the network takes them for."""
    return session.trained.dataset.test.labels, says(session).argmax(axis=1)


def test_one_class_and_one_pair_of_classes_can_be_looked_at(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.train(40)
    labels, guesses = says_classes(session)
    pick(panel._bar._truth, 1 + 8)
    eights = np.flatnonzero(labels == 8)
    assert panel._shelf.shown == tuple(eights[: len(panel._shelf.shown)])
    assert session.selection.now.classes is None
    guess = int(guesses[eights[0]])
    pick(panel._bar._answer, 1 + guess)
    pair = np.flatnonzero((labels == 8) & (guesses == guess))
    assert panel._shelf.shown == tuple(pair[: len(panel._shelf.shown)])
    assert session.selection.now.classes == (8, guess)


def test_the_pair_selected_elsewhere_is_shown_and_let_go_again(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.train(40)
    choose(panel, WRONG)
    labels, guesses = says_classes(session)
    session.selection.select(classes=(3, 3))
    threes = np.flatnonzero((labels == 3) & (guesses == 3))
    assert panel._shelf.shown == tuple(threes[: len(panel._shelf.shown)])
    assert panel._bar._truth.currentText() == "class 3"
    assert panel._bar._answer.currentText() == "read as 3"
    assert panel.title_line.choice.current == -1  # neither all, nor wrong, nor least sure
    session.selection.select(classes=None)
    assert panel._shelf.shown == tuple(range(len(panel._shelf.shown)))
    assert panel.title_line.choice.current == ALL


def test_validation_samples_of_a_pair_are_shown_where_they_are_meant(
    open_panel: Open, recipe: Recipe
) -> None:
    digits = recipe(data__name="digits8x8", learning__batch_size=32, learning__learning_rate=0.3)
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.train(40)
    validation = session.trained.dataset.validation
    guesses = session.trained.network.predict(validation.model_inputs().reshape(-1, 64)).argmax(axis=1)
    session.selection.select(classes=(3, 3), split="validation")
    pair = np.flatnonzero((validation.labels == 3) & (guesses == 3))
    assert panel._shelf.shown == tuple(pair[: len(panel._shelf.shown)])
    accuracy = 100 * (guesses == validation.labels).mean()
    assert panel.title_line._note_text == f"validation now, {accuracy:.1f}\u202f% right"
    panel._select(0)
    assert session.selection.now.sample == Sample("validation", int(pair[0]))
    pick(panel._bar._truth, 0)
    assert session.selection.now.split == "test"
    assert panel.title_line._note_text.startswith("test now, ")


def test_all_classes_come_back_where_no_sample_is_of_a_pair(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(data__spread=0.01), (568, 300))
    session.train(200)
    session.selection.select(classes=(0, 1))
    assert panel.message == "There is no test sample of class 0 read as 1 now."
    panel._message.findChild(QPushButton).click()
    assert not panel.message
    assert session.selection.now.classes is None


def test_samples_are_sorted(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.train(40)
    pick(panel._bar._order, list(ORDERS).index("surest"))
    sureness = says(session).max(axis=1)
    shown = sureness[list(panel._shelf.shown)]
    assert (np.diff(shown) <= 1e-6).all()
    assert shown.min() >= np.sort(sureness)[-len(shown)] - 1e-6
    pick(panel._bar._order, list(ORDERS).index("least sure"))
    assert panel.title_line.choice.current == LEAST_SURE


@pytest.mark.parametrize("threshold", [20, 40])
def test_below_a_share_it_says_that_it_does_not_know(
    open_panel: Open, digits: Experiment, threshold: int
) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (900, 577))
    session.train(80)
    panel._bar._slider.setValue(threshold)
    outputs, (labels, guesses) = says(session), says_classes(session)
    sure = outputs.max(axis=1) >= threshold / 100
    right = 100 * (labels == guesses)[sure].mean()
    assert panel.legend.readout == (
        f"answers {100 * sure.mean():.1f}\u202f% of all, {right:.2f}\u202f% of these rightly"
    )
    cards = panel._views.cards
    asked = [cards._numbers[index].text() == "?" for index in range(len(panel._shelf.shown))]
    assert asked == [not sure[sample] for sample in panel._shelf.shown]
    assert 0 < sum(asked) < len(asked) or threshold == 20


def test_points_of_which_it_is_not_sure_are_neither_right_nor_wrong(open_panel: Open, recipe: Recipe) -> None:
    panel, _ = open_panel(PredictionsPanel, recipe(), (568, 400))
    panel._bar._slider.setValue(99)
    assert set(spoken(panel)[::2]) == {"?"}
    assert panel._views.rows._paths["tint"].path().isEmpty()
    assert panel._views.rows._paths["tick"].path().isEmpty()
    assert panel.legend.readout == "answers none of the samples"


@pytest.mark.parametrize("is_image", [True, False])
def test_a_click_selects_a_sample_and_a_double_click_opens_it(
    open_panel: Open, recipe: Recipe, digits: Experiment, is_image: bool
) -> None:
    panel, session = open_panel(PredictionsPanel, digits if is_image else recipe(), (640, 577))
    examined: list[Selection] = []
    session.selection.examined.connect(lambda: examined.append(session.selection.now))
    view = panel._views.view
    place = view._grid.frame(4).center() if is_image else QPointF(100, view._layout.middle(4))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place.toPoint())
    assert session.selection.now.sample == Sample("test", panel._shelf.shown[4])
    assert view._paths["selection"].path().boundingRect().contains(place)
    assert not examined
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place.toPoint())
    assert [selection.sample for selection in examined] == [session.selection.now.sample]
    panel._turner._on.click()
    assert view._paths["selection"].path().isEmpty()


def test_other_data_let_go_of_what_was_selected(open_panel: Open, recipe: Recipe, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.selection.select(classes=(9, 8), sample=Sample("test", 400))
    session.load(recipe())
    assert session.selection.now == Selection()
    assert panel._shelf.sieve == Sieve()
    assert not panel.message


@pytest.mark.parametrize("width", range(320, 1000, 40))
@pytest.mark.parametrize("theme", [LIGHT, DARK.at(LECTURE)])
def test_the_row_of_choices_shows_what_fits(
    open_panel: Open, digits: Experiment, width: int, theme: Theme
) -> None:
    panel, _ = open_panel(PredictionsPanel, digits, (width, 400))
    panel.apply_theme(theme)
    QApplication.processEvents()
    assert panel.width() == width
    shown = [part for part in panel._bar.children() if isinstance(part, QWidget) and part.isVisible()]
    assert all(part.geometry().right() <= panel._bar.width() for part in shown)
    assert all(part.width() >= part.minimumSizeHint().width() for part in shown)
    assert panel._views.cards.height() == panel._views.height()


@pytest.mark.parametrize("theme", [DARK, LIGHT.at(LECTURE), DARK.at(LECTURE)])
@pytest.mark.parametrize("images", [True, False])
def test_another_theme_or_text_size_draws_the_same_answers(
    open_panel: Open, recipe: Recipe, digits: Experiment, theme: Any, images: bool
) -> None:
    panel, _session = open_panel(PredictionsPanel, digits if images else recipe(), (640, 577))
    panel.apply_theme(theme)
    assert not panel.message
    assert len(panel._shelf.shown) == panel._views.view.capacity > 0
    assert len(panel._scores) == len(panel._shelf.shown)
    assert panel._shelf.shown[0] == 0


def test_a_failed_measurement_is_told(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(), (568, 300))
    moment = session.snapshot.moment
    panel.present(Snapshot(moment, {Evaluation("test"): Failure("no lens", "traceback")}, {}))
    assert "no lens" in panel.message


def test_its_probes_are_few_and_slow(open_panel: Open, digits: Experiment) -> None:
    panel, _ = open_panel(PredictionsPanel, digits, (640, 577))
    rates = {type(wanted.probe).__name__: wanted.rate for wanted in panel.probes()}
    assert rates == {"Evaluation": 1.0, "Predictions": PredictionsPanel.rate}
    assert panel._shelf._hold.interval() == HOLD_MS >= 2000


def test_painting_points_turns_no_page_and_deselects_nothing(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(), (640, 230))
    panel._shelf.turn(1)
    page = panel._shelf.shown
    assert page[0] != 0
    panel._select(2)
    session.selection.select(unit=Unit(0, 1), pointed=Unit(0, 2))
    selected, words = session.selection.now, panel._turner.words
    for dab in range(3):
        session.submit(AddPoints((float(dab),), (0.0,), 1, 1))
    assert session.snapshot.moment.dataset is panel._dataset
    assert (panel._shelf.shown, panel._turner.words) == (page, words)
    assert session.selection.now == selected
    assert panel._scores is not None
    session.load(recipe(data__points=15))
    assert panel._shelf.shown[0] != page[0]
    assert session.selection.now == Selection()


def test_a_page_of_training_points_follows_those_that_are_erased(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(), (640, 577))
    session.train(60)
    session.selection.select(classes=(0, 0), split="train")
    assert 0 <= max(panel._shelf.shown) < 60
    x, y = session.trained.dataset.train.inputs[0].tolist()
    session.submit(ErasePoints(x, y, 1e9, 1))
    assert panel._shelf.shown == ()
    session.submit(UndoPoints())
    assert len(panel._shelf.shown) == len(panel._scores) > 0
