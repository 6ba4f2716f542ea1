"""For each diagnosis a run that has the illness, and one that looks similar and has not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from nnviz.training.experiment import Experiment


class Case(NamedTuple):
    """A recipe, what is changed of it, and how many steps it makes."""

    changes: Mapping[str, Any]
    steps: int


def layers(activation: str, *units: int) -> list[dict[str, Any]]:
    """Return hidden layers for an experiment."""
    return [{"kind": "dense", "units": count, "activation": activation} for count in units]


def recipe(changes: Mapping[str, Any]) -> Experiment:
    """Return three clouds of 60 points and four tanh units, in one batch, with some changes."""
    base = Experiment.from_plain(
        {
            "data": {"name": "clouds", "points": 60},
            "model": {"hidden": layers("tanh", 4)},
            "learning": {"learning_rate": 0.3, "batch_size": 0},
        }
    )
    return base.with_changes(changes)


FAR = ((90.0, 90.0), (95.0, 96.0), (86.0, 95.0))
APART = ((-30.0, -30.0), (30.0, 30.0), (-30.0, 30.0))
LINE = {"data.name": "line", "model.hidden": [], "learning.batch_size": 0}
XOR = {"data.name": "xor", "data.points": 100, "learning.batch_size": 0}

#: Weights of four rectifiers, of which those with a bias of -50 never see a positive sum, and of the output.
_SEEING = (1.0, -1.0, 0.5, 1.0, 1.0, 0.5, -1.0, 1.0)
_OUTPUT = (0.3, -0.2, 0.1, -0.4, 0.2, 0.3, 0.1, -0.1, 0.2, 0.3, -0.2, 0.1, 0.0, 0.0, 0.0)
RELU = {"model.hidden": layers("relu", 4)}

ILL: dict[str, Case] = {
    "all-equal weights": Case({"model.initializer": "constant"}, 60),
    "inputs not scaled": Case({"data.centres": FAR, "learning.learning_rate": 0.1}, 200),
    "exploding gradients": Case(
        {"model.hidden": layers("relu", *[20] * 6), "model.initializer": "normal"}, 3
    ),
    "vanishing gradients": Case(
        {"model.hidden": layers("sigmoid", *[8] * 7), "model.initializer": "glorot_uniform"}, 200
    ),
    "diverging": Case({**LINE, "learning.learning_rate": 1.6}, 30),
    "dead units": Case({**RELU, "model.parameters": (*_SEEING, 0.0, -50.0, -50.0, 0.0, *_OUTPUT)}, 40),
    "saturated units": Case(
        {
            "model.hidden": layers("sigmoid", 5),
            "model.initializer": "normal",
            "data.centres": FAR,
            "learning.learning_rate": 0.01,
        },
        100,
    ),
    "rate too high": Case({"learning.learning_rate": 30.0}, 200),
    "rate too low": Case({"learning.learning_rate": 1e-5}, 300),
    "class imbalance": Case({"data.spread": 1.8, "data.points": 150, "data.imbalance": 0.95}, 100),
    "overfitting": Case(
        {
            "data.points": 12,
            "data.label_noise": 0.3,
            "model.hidden": layers("tanh", 40, 20),
            "learning.optimizer": "adam",
            "learning.learning_rate": 0.01,
            "learning.measure_every": 20,
        },
        800,
    ),
    "underfitting": Case({**XOR, "model.hidden": []}, 600),
    "finished": Case({"learning.learning_rate": 1.0, "learning.l2": 0.02}, 600),
    "learning": Case({}, 100),
}

SIMILAR: dict[str, Case] = {
    # a layer of one unit has no other to be equal to
    "all-equal weights": Case({"model.initializer": "constant", "model.hidden": layers("tanh", 1)}, 60),
    # large inputs, but the classes lie so far apart that they are learnt all the same
    "inputs not scaled": Case({"data.centres": APART}, 200),
    "exploding gradients": Case(
        {"model.hidden": layers("relu", *[20] * 6), "model.initializer": "he_normal"}, 3
    ),
    "vanishing gradients": Case(
        {"model.hidden": layers("relu", *[8] * 7), "model.initializer": "he_normal"}, 200
    ),
    # momentum overshoots at first and comes back
    "diverging": Case({**LINE, "learning.optimizer": "momentum", "learning.learning_rate": 0.2}, 60),
    # one unit in four is silent only for most samples
    "dead units": Case({**RELU, "model.parameters": (*_SEEING, 0.0, -2.0, -2.5, 0.0, *_OUTPUT)}, 40),
    # saturated as well, but because it is sure of what it has learnt
    "saturated units": Case(
        {"model.hidden": layers("sigmoid", 5), "model.initializer": "normal", "data.centres": APART}, 400
    ),
    # in batches of ten the loss rises at every second step, as it may
    "rate too high": Case({"learning.batch_size": 10, "learning.learning_rate": 0.1}, 300),
    # tiny steps too, but at the end of the way
    "rate too low": Case({"data.spread": 0.3, "learning.learning_rate": 1.0}, 3000),
    # as rare, but easy to tell from the others
    "class imbalance": Case({"data.spread": 0.3, "data.imbalance": 0.93}, 400),
    "overfitting": Case(
        {
            "data.points": 300,
            "data.label_noise": 0.3,
            "learning.optimizer": "adam",
            "learning.learning_rate": 0.01,
            "learning.measure_every": 20,
        },
        800,
    ),
    "underfitting": Case({**XOR, "model.hidden": layers("tanh", 8), "learning.learning_rate": 0.5}, 600),
    # just as low a loss, but it still falls
    "finished": Case({"data.spread": 0.5, "learning.learning_rate": 1.0}, 300),
    "learning": Case({"learning.learning_rate": 30.0}, 200),
}
