from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from nnviz.nn.metrics import classification_report, confusion_matrix
from nnviz.training.evaluation import Evaluated, Evaluation
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.report import classification_text
from nnviz.ui.panels.confusion import ConfusionPanel
from nnviz.ui.theme import DARK, LECTURE, LIGHT, Theme

Recipe = Callable[..., Experiment]
Open = Callable[..., tuple[Any, Any]]
MATRIX, REPORT = range(2)
TEST, VALIDATION = range(2)


@pytest.fixture
def digits(recipe: Recipe) -> Experiment:
    """The small digits and a net that has much to learn."""
    return recipe(data__name="digits8x8", learning__batch_size=32, learning__learning_rate=0.3)


def expected(session: Any, split: str = "test") -> Any:
    """Return the confusion matrix of what the network in training gives for a split."""
    samples = getattr(session.trained.dataset, split)
    network, dataset = session.trained.network, session.trained.dataset
    outputs = network.predict(samples.model_inputs().reshape(len(samples), *network.input_shape))
    return confusion_matrix(samples.labels, outputs.argmax(axis=1), len(dataset.class_names))


def centre(grid: Any, row: int, column: int) -> QPoint:
    place: QPoint = grid._layout.cell(row, column).center().toPoint()
    return place


def click(grid: Any, row: int, column: int) -> None:
    QTest.mouseClick(
        grid, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre(grid, row, column)
    )


def numbers(grid: Any) -> dict[tuple[int, int], str]:
    """Return what is written in each cell."""
    return {grid._layout.at(word.x, word.y): word.text for word in grid._numbers.words}


def choose(buttons: Any, index: int) -> None:
    buttons._group.button(index).click()


def show(panel: Any, session: Any, confusion: Any, step: int = 0) -> None:
    """Show the panel an evaluation with this confusion matrix."""
    labels, answers = (
        np.repeat(place, confusion.ravel()) for place in np.indices(confusion.shape).reshape(2, -1)
    )
    sureness = np.ones(len(labels))
    found = Evaluated(labels, answers, sureness, np.arange(len(labels)), confusion)
    probe = Evaluation("test")
    panel.present(Snapshot(session.snapshot.moment, {probe: found}, {probe: step}))


def test_every_count_stands_in_its_cell(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(ConfusionPanel, digits, (568, 500))
    session.train(60)
    counts = expected(session)
    written = {(int(r), int(c)): str(counts[r, c]) for r, c in zip(*np.nonzero(counts), strict=True)}
    assert numbers(panel._grid) == written
    accuracy = 100 * np.trace(counts) / counts.sum()
    assert panel.title_line.note == f"{accuracy:.1f}\u202f% right"


def test_only_mistakes_have_colour_and_more_of_them_a_stronger_one(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(ConfusionPanel, recipe(), (500, 400))
    show(panel, session, np.array([[90, 2, 8], [0, 100, 0], [4, 0, 96]]))
    grid = panel._grid
    image = grid._picture.pixmap().toImage()
    origin = grid._picture.pos().toPoint()

    def darkness(row: int, column: int) -> int:
        colour = image.pixelColor(centre(grid, row, column) - origin)
        return 3 * 255 - int(colour.red() + colour.green() + colour.blue())

    assert [darkness(index, index) for index in range(3)] == [0, 0, 0]
    assert darkness(1, 0) == 0
    assert 0 < darkness(0, 1) < darkness(2, 0) < darkness(0, 2)


def test_the_limit_is_printed_and_becomes_finer_as_mistakes_become_few(
    open_panel: Open, recipe: Recipe
) -> None:
    panel, session = open_panel(ConfusionPanel, recipe(), (500, 400))
    printed = []
    for most in (900, 400, 290, 190, 60, 28):
        show(panel, session, np.array([[1000, most, 0], [1, 1000, 0], [0, 0, 1000]]))
        printed.append(panel.legend.entries[0].name)
    assert printed == [f"up to {limit} mistakes" for limit in ("1,000", "1,000", "300", "300", "100", "30")]


def test_it_says_what_is_confused_most(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(ConfusionPanel, digits, (568, 500))
    session.train(60)
    counts = expected(session)
    np.fill_diagonal(counts, 0)
    row, column = divmod(int(counts.argmax()), 10)
    article = "an" if row == 8 else "a"
    foot = f"most often: {article} {row} read as {column}, {counts.max()} times"
    assert foot in [word.text for word in panel._grid._around.words]


def test_rows_say_which_share_is_right(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(ConfusionPanel, recipe(), (500, 400))
    show(panel, session, np.array([[3, 1, 0], [0, 0, 0], [1, 1, 4]]))
    shares = [word.text for word in panel._grid._around.words if word.x == panel._grid._layout.shares]
    assert shares == ["right %", "75", "–", "67"]


@pytest.mark.parametrize("classes", [2, 3, 8])
@pytest.mark.parametrize("size", [(320, 168), (424, 240), (568, 344), (1400, 800)])
@pytest.mark.parametrize("theme", [LIGHT, DARK.at(LECTURE)])
def test_everything_has_room_however_many_classes(
    open_panel: Open, recipe: Recipe, classes: int, size: tuple[int, int], theme: Theme
) -> None:
    data = recipe(data__name="spiral") if classes == 2 else recipe(data__clouds=classes)
    panel, _ = open_panel(ConfusionPanel, data, size)
    panel.apply_theme(theme)
    grid, layout = panel._grid, panel._grid._layout
    assert layout.classes == classes
    assert layout.shares <= grid.width()
    assert layout.cell(classes - 1, classes - 1).bottom() <= grid.height()
    assert len(grid._markers) == 2 * classes


def test_a_click_selects_the_pair_and_asks_for_its_samples(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(ConfusionPanel, digits, (568, 500))
    session.train(30)
    asked: list[str] = []
    panel.show_requested.connect(asked.append)
    click(panel._grid, 9, 4)
    assert session.selection.now.classes == (9, 4)
    assert asked == ["predictions"]
    framed = panel._grid._paths["selection"].path().boundingRect()
    assert framed.contains(panel._grid._layout.cell(9, 4))
    click(panel._grid, 9, 4)
    assert session.selection.now.classes is None
    assert panel._grid._paths["selection"].path().isEmpty()


def test_what_is_under_the_pointer_is_read_off(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(ConfusionPanel, recipe(), (700, 400))
    show(panel, session, np.array([[90, 2, 8], [0, 100, 0], [4, 0, 96]]))
    QTest.mouseMove(panel._grid, centre(panel._grid, 0, 2))
    assert panel.legend.readout == "0 read as 2: 8 of 100, 8.0\u202f%"
    QTest.mouseMove(panel._grid, QPoint(2, 2))
    assert not panel.legend.readout


def test_validation_can_be_chosen(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(ConfusionPanel, recipe(data__name="circle", data__points=50), (500, 400))
    session.train(5)
    choose(panel.title_line.choice, VALIDATION)
    counts = expected(session, "validation")
    np.testing.assert_array_equal(panel._grid._counts, counts)
    click(panel._grid, 1, 0)
    assert (session.selection.now.classes, session.selection.now.split) == ((1, 0), "validation")
    choose(panel.title_line.choice, TEST)
    assert panel._grid._paths["selection"].path().isEmpty()


def test_the_report_follows_while_it_is_shown_and_is_new_when_it_is_shown_again(
    open_panel: Open, digits: Experiment
) -> None:
    panel, session = open_panel(ConfusionPanel, digits, (568, 500))

    def written() -> list[str]:
        return [word.text for word in panel._report._words.words]

    def recall() -> str:
        return f"{classification_report(expected(session)).weighted.recall:.3f}"

    session.train(5)
    choose(panel._view, REPORT)
    first = written()
    session.train(60)
    assert written() != first
    assert recall() in written()
    choose(panel._view, MATRIX)
    session.train(120)
    choose(panel._view, REPORT)
    assert recall() in written()


def test_the_report_is_shown_and_copied(open_panel: Open, digits: Experiment, tmp_path: Path) -> None:
    panel, session = open_panel(ConfusionPanel, digits, (568, 500))
    session.train(60)
    choose(panel._view, REPORT)
    report = classification_report(expected(session))
    words = [word.text for word in panel._report._words.words]
    assert words[:4] == ["precision", "recall", "f1", "support"]
    row = words.index("7")
    assert words[row + 1 : row + 5] == [
        f"{report.precision[7]:.3f}",
        f"{report.recall[7]:.3f}",
        f"{report.f1[7]:.3f}",
        str(report.support[7]),
    ]
    assert words[-3:] == [f"{value:.3f}" for value in (report.weighted.recall, report.weighted.f1)] + ["449"]
    names = session.trained.dataset.class_names
    panel.copy_text()
    assert QGuiApplication.clipboard().text() == classification_text(report, names)
    panel.copy_csv()
    copied = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text())))
    assert copied[0] == ["class", "precision", "recall", "f1", "support"]
    np.testing.assert_allclose([float(line[1]) for line in copied[1:11]], report.precision, rtol=1e-12)
    panel.table().write_csv(tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == copied


def test_the_table_of_the_matrix_holds_every_count(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(ConfusionPanel, recipe(), (500, 400))
    session.train(5)
    table = panel.table()
    assert table.columns[1:] == session.trained.dataset.class_names
    np.testing.assert_array_equal([row[1:] for row in table.rows], expected(session))


def test_data_without_classes_has_an_empty_panel_that_offers_some(
    open_panel: Open, recipe: Recipe, digits: Experiment
) -> None:
    plane = recipe(data__name="plane", model__output="identity", learning__loss="mse")
    panel, session = open_panel(ConfusionPanel, plane)
    assert panel.message == "A confusion matrix needs classes."
    assert panel.probes() == ()
    session.load(digits)
    assert not panel.message
    assert len(panel._grid._counts) == 10


def test_a_failed_measurement_is_told(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(ConfusionPanel, recipe())
    failure = Failure("no lens", "traceback")
    panel.present(Snapshot(session.snapshot.moment, {Evaluation("test"): failure}, {}))
    assert "no lens" in panel.message


def test_it_asks_for_one_evaluation_now_and_then(open_panel: Open, recipe: Recipe) -> None:
    panel, _ = open_panel(ConfusionPanel, recipe())
    (wanted,) = panel.probes()
    assert wanted.probe == Evaluation("test")
    assert wanted.rate <= 1.0


def test_a_count_too_long_for_its_cell_is_written_in_thousands(
    theme: Theme, open_panel: Open, recipe: Recipe
) -> None:
    panel, session = open_panel(ConfusionPanel, recipe(data__clouds=8), (370, 400))
    counts = np.eye(8, dtype=np.int64) * 912
    counts[3, 3] = 1234
    show(panel, session, counts)
    assert set(numbers(panel._grid).values()) == {"912", "1.2k"}
    panel.resize(700, 400)
    assert set(numbers(panel._grid).values()) == {"912", "1234"}
