from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton

from nnviz.training.experiment import Experiment
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.probes.as_trained import AsTrained
from nnviz.ui.panels.as_trained import AsTrainedPanel
from nnviz.ui.sample_rows import grey_images
from nnviz.ui.theme import DARK, LECTURE, LIGHT, Theme

Recipe = Callable[..., Experiment]
Open = Callable[..., tuple[Any, Any]]


@pytest.fixture
def augmented(recipe: Recipe) -> Experiment:
    return recipe(data__name="digits8x8", learning__batch_size=64, augmentation__shift=1.0)


def test_the_images_are_shown_as_they_enter_training_and_as_they_are_stored(
    open_panel: Open, augmented: Experiment
) -> None:
    panel, session = open_panel(AsTrainedPanel, augmented, (640, 400))
    session.train(5)
    cards = panel._cards
    found = AsTrained(cards.capacity).measure(session.trained.moment(), session.trained.network.copy())
    rows = list(range(len(found.rows)))
    np.testing.assert_array_equal(cards._images, grey_images(found.augmented, rows))
    np.testing.assert_allclose(cards._probabilities, found.scores, rtol=1e-5)
    panel.title_line.choice._group.button(1).click()
    np.testing.assert_array_equal(cards._images, grey_images(found.original, rows))
    session.train(1)
    assert panel._found.rows.tolist() == session.trained.moment().batch[: cards.capacity].tolist()


def test_it_offers_augmentation_where_it_is_off(
    open_panel: Open, augmented: Experiment, recipe: Recipe
) -> None:
    panel, session = open_panel(AsTrainedPanel, recipe(data__name="digits8x8", learning__batch_size=64))
    assert panel.message == "Images enter training as they are: augmentation is off."
    assert panel.probes() == ()
    panel._message.findChild(QPushButton).click()
    session.train(1)
    assert session.trained.experiment.augmentation.changes_anything
    assert not panel.message
    assert len(panel._found.rows) > 0
    session.load(recipe())
    assert panel.message == "Only images are augmented."


def test_what_is_under_the_pointer_is_read_off(open_panel: Open, augmented: Experiment) -> None:
    panel, session = open_panel(AsTrainedPanel, augmented, (640, 400))
    session.train(5)
    panel._cards.pointed.emit(panel._cards._grid.frame(2).center())
    row = session.trained.moment().batch[2]
    share = 100 * panel._found.scores[2].max()
    assert panel.legend.readout == f"training sample {row:,}, {share:.1f}\u202f% sure"


def test_the_table_tells_the_samples(open_panel: Open, augmented: Experiment) -> None:
    panel, session = open_panel(AsTrainedPanel, augmented, (640, 400))
    session.train(5)
    rows = list(panel.table().rows)
    assert [row[0] for row in rows] == panel._found.rows.tolist()
    labels = session.trained.dataset.train.labels[panel._found.rows]
    assert [row[1] for row in rows] == [str(label) for label in labels]


def test_a_failed_measurement_is_told(open_panel: Open, augmented: Experiment) -> None:
    panel, session = open_panel(AsTrainedPanel, augmented)
    results = {AsTrained(panel._cards.capacity): Failure("no lens", "traceback")}
    session.snapshot = Snapshot(session.snapshot.moment, results, {})
    panel.present(session.snapshot)
    assert "no lens" in panel.message


@pytest.mark.parametrize("theme", [DARK, LIGHT.at(LECTURE)])
@pytest.mark.parametrize("size", [(320, 168), (640, 400)])
def test_there_is_room_for_cards(
    open_panel: Open, augmented: Experiment, theme: Theme, size: tuple[int, int]
) -> None:
    panel, session = open_panel(AsTrainedPanel, augmented, size)
    panel.apply_theme(theme)
    session.train(1)
    assert panel.width() == size[0]
    assert panel._cards.capacity == len(panel._found.rows) >= 2
    assert panel.probes()[0].rate <= 0.5
