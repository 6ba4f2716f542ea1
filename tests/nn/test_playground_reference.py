"""Trajectories computed by tensorflow/playground's own engine (tests/reference/README.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz import nn

FILES = sorted((Path(__file__).parents[1] / "reference" / "playground").glob("*.npz"))


def flat(data: Any, when: str, layers: int) -> Any:
    """The weights and biases of all layers in the order of the flat vectors."""
    return np.concatenate([data[f"{when}_{kind}{i}"].ravel() for i in range(layers) for kind in "Wb"])


def test_every_trajectory_is_there() -> None:
    assert [path.stem for path in FILES] == ["circle_relu_l2", "plane_sigmoid", "spiral_tanh"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_agrees_with_the_playground(path: Path) -> None:
    data = np.load(path)
    meta = json.loads(str(data["meta"]))
    *hidden, outputs = meta["shape"][1:]
    layers = [*(nn.Dense(units, meta["activation"]) for units in hidden), nn.Dense(outputs, meta["output"])]
    network = nn.Network(layers, (2,), None, np.float64, nn.Penalty(meta["l1"], meta["l2"]))
    network.parameters[:] = flat(data, "initial", len(layers))
    optimizer = nn.SGD(meta["learning_rate"])
    losses = []
    for _ in range(meta["epochs"]):
        for start in range(0, len(data["x"]), meta["batch"]):
            rows = slice(start, start + meta["batch"])
            network.loss_and_gradient(data["x"][rows], data["targets"][rows], "mse")
            optimizer.update(network.parameters, network.gradient)
        losses.append(network.loss(data["x"], data["targets"], "mse"))
    np.testing.assert_allclose(losses, data["losses"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(network.parameters, flat(data, "final", len(layers)), rtol=0, atol=1e-9)
