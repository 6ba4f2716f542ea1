from __future__ import annotations

import numpy as np
import pytest

from nnviz import nn
from nnviz.training.edits import Seek
from nnviz.training.edits.weights import TakeWeights, require_same
from nnviz.training.evaluate import measure_splits
from nnviz.training.experiment import Experiment
from nnviz.training.reading import ExperimentError
from nnviz.training.run import TrainingRun


def run_on(units: int = 4) -> TrainingRun:
    layers = [{"kind": "dense", "units": units, "activation": "tanh"}]
    return TrainingRun(
        Experiment.from_plain({"data": {"name": "clouds", "points": 20}, "model": {"hidden": layers}})
    )


def other(run: TrainingRun) -> nn.Network:
    network = run.network.copy()
    network.parameters[:] = np.linspace(-1, 1, len(network.parameters))
    return network


def test_the_run_goes_on_from_them_and_is_replayed() -> None:
    run = run_on()
    run.step()
    network = other(run)
    run.apply(TakeWeights.of(network, "net.npz"))
    assert np.array_equal(run.network.parameters, network.parameters)
    assert run.history.marks[-1].words == "weights of net.npz"
    for _ in range(5):
        run.step()
    after = run.network.parameters.copy()
    run.apply(Seek(0))
    run.apply(Seek(6))
    assert np.array_equal(run.network.parameters, after)
    again = TakeWeights.from_plain(run.log.edits[0].edit.to_plain())
    assert again == run.log.edits[0].edit


def test_loss_and_accuracy_are_those_of_the_weights_that_were_taken() -> None:
    run = run_on()
    for _ in range(3):
        run.step()
    before = run.history.measurements.view()[-1].tolist()
    run.apply(TakeWeights.of(other(run), "net.npz"))
    measured = run.history.measurements.view()[-1].tolist()
    assert measured[0] == 3
    assert measured[2:] == measure_splits(run.network, run.dataset, run.experiment.learning.loss)
    assert measured[2:] != before[2:]
    for _ in range(5):
        run.step()
    rows, parameters = run.history.measurements.view().tolist(), run.network.parameters.copy()
    for step in (1, 3, 8):
        run.apply(Seek(step))
    assert run.history.measurements.view().tolist() == rows
    assert np.array_equal(run.network.parameters, parameters)


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [("?", "base 64"), ("AAAA", "zlib"), ("eJwDAAAAAAE=", "do not fit: this network has 27")],
)
def test_what_does_not_fit_changes_nothing(parameters: str, sentence: str) -> None:
    run = run_on()
    before = run.network.parameters.copy()
    with pytest.raises(ExperimentError, match=sentence):
        run.apply(TakeWeights(parameters, "net.npz"))
    assert np.array_equal(run.network.parameters, before)


def test_numbers_that_are_not_finite_are_refused() -> None:
    run = run_on()
    network = other(run)
    network.parameters[3] = np.nan
    with pytest.raises(ExperimentError, match="not finite"):
        run.apply(TakeWeights.of(network, "net.npz"))


def test_other_layers_are_named() -> None:
    network = run_on().network
    require_same(network, network.copy(), "net.npz")
    sentence = r"net\.npz has the layers 2 - 7 tanh - 3 softmax; this run has 2 - 4 tanh - 3 softmax"
    with pytest.raises(ExperimentError, match=sentence):
        require_same(network, run_on(units=7).network, "net.npz")
