"""The network on board reads strangers' handwriting; files of weights keep all it takes to use them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nnviz import nn
from nnviz.data.centring import Frame, Seen, centred, squeezed
from nnviz.data.digits import load_mnist
from nnviz.resources_path import resources_dir
from nnviz.training.evaluate import outputs_on
from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset
from nnviz.training.run import TrainingRun
from nnviz.training.trained import ON_BOARD, Trained, TrainedError, on_board
from tests import handwriting, penmanship

HANDS = {"one set of hands": handwriting.drawings, "another": penmanship.drawings}


def right_share(trained: Trained, make: Callable[..., Seen], hands: str, count: int) -> float:
    """Return the share of drawn digits that a network reads rightly."""
    sheets, labels = HANDS[hands](count, 160, seed=11)
    seen = np.array([make(sheet, Frame.of_side(trained.side)).image for sheet in sheets])
    return float((trained.probabilities(seen).argmax(axis=1) == labels).mean())


@pytest.mark.parametrize("hands", HANDS)
def test_the_network_on_board_reads_digits_drawn_by_strangers(hands: str) -> None:
    assert right_share(on_board(), centred, hands, 400) >= 0.97
    assert right_share(on_board(), squeezed, hands, 400) < 0.85  # what the centring is good for


@pytest.mark.parametrize("hands", HANDS)
def test_a_network_of_8x8_digits_reads_strangers_too(hands: str) -> None:
    run = TrainingRun(preset("digits8x8"))
    for _ in range(4000):
        run.step()
    trained = Trained.of(run.network, run.dataset, "")
    assert right_share(trained, centred, hands, 300) >= 0.87
    assert right_share(trained, squeezed, hands, 300) < 0.5


def test_the_network_on_board_reads_mnist_and_says_how_it_was_made() -> None:
    test = load_mnist("t10k")
    answers = on_board().probabilities(test.inputs[:3000, 0]).argmax(axis=1)
    assert (answers == test.labels[:3000]).mean() > 0.985
    assert on_board().origin.startswith("nnviz train ")
    assert (resources_dir() / "networks" / ON_BOARD).stat().st_size < 500_000


def run_on(**changes: object) -> TrainingRun:
    plain = {"data": {"name": "digits8x8"}, "learning": {"learning_rate": 0.5}}
    return TrainingRun(
        Experiment.from_plain(plain).with_changes({k.replace("__", "."): v for k, v in changes.items()})
    )


CNN = [
    {"kind": "convolution", "filters": 2, "kernel_size": 3, "activation": "relu"},
    {"kind": "flatten"},
]


@pytest.mark.parametrize(
    "changes",
    [{}, {"data__scaling": "standardise"}, {"data__scaling": "min_max"}, {"model__hidden": CNN}],
    ids=["plain", "standardised", "min-max", "convolution"],
)
def test_a_network_reads_the_same_after_it_was_saved(tmp_path: Path, changes: dict[str, object]) -> None:
    run = run_on(**changes)
    for _ in range(20):
        run.step()
    Trained.of(run.network, run.dataset, "20 steps").save(tmp_path / "net.npz")
    again = Trained.load(tmp_path / "net.npz")
    assert (again.side, again.white, again.origin) == (8, 16, "20 steps")
    assert again.class_names == run.dataset.class_names
    test = run.dataset.test
    pictures = np.rint(test.inputs[:, 0] * (255 / 16)).astype(np.uint8)
    np.testing.assert_allclose(again.probabilities(pictures), outputs_on(run.network, test), atol=0.05)


def test_a_network_of_points_reads_no_pictures() -> None:
    run = TrainingRun(Experiment.from_plain({"data": {"name": "clouds", "points": 20}}))
    assert Trained.of(run.network, run.dataset, "").side == 0


def plain_network() -> nn.Network:
    return nn.Network([nn.Dense(3, "softmax")], (4,), np.random.default_rng(0))


@pytest.mark.parametrize(
    ("notes", "sentence"),
    [
        ({"class_names": ["a", "b"]}, "names 2 classes for 3 outputs"),
        ({"scale": [1.0, 2.0]}, "its scale is not one finite number, or one for each input"),
        ({"offset": float("nan")}, "its offset is not one finite number"),
        ({"white": "much"}, "do not fit its network"),
    ],
)
def test_notes_that_do_not_fit_are_refused(tmp_path: Path, notes: dict[str, object], sentence: str) -> None:
    nn.save_network(plain_network(), tmp_path / "net.npz", notes)
    with pytest.raises(TrainedError, match=sentence):
        Trained.load(tmp_path / "net.npz")


def test_a_file_without_notes_is_a_network_all_the_same(tmp_path: Path) -> None:
    nn.save_network(plain_network(), tmp_path / "net.npz")
    trained = Trained.load(tmp_path / "net.npz")
    assert (trained.class_names, trained.side, trained.origin) == (("0", "1", "2"), 2, "")


def test_what_cannot_be_written_or_read_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrainedError, match="cannot be written"):
        on_board().save(tmp_path / "nowhere" / "net.npz")
    with pytest.raises(TrainedError, match="there is no file"):
        Trained.load(tmp_path / "net.npz")
