"""Trajectories computed by PyTorch in float64 (tests/reference/README.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnviz import nn

FOLDER = Path(__file__).parents[1] / "reference"
NAMES = sorted(path.stem for path in FOLDER.glob("*.npz"))
EXTRAS: dict[str, dict[str, Any]] = {"rmsprop": {"decay": 0.9}}


def layers_of(meta: dict[str, Any]) -> list[nn.Layer]:
    if meta["kind"] == "cnn":
        relu = meta["activation"]
        return [
            nn.Conv2D(4, 5, relu),
            nn.MaxPool2D(2),
            nn.Conv2D(6, 3, relu, padding=1),
            nn.MaxPool2D(2),
            nn.Flatten(),
            nn.Dense(10, "softmax"),
        ]
    *hidden, outputs = meta["sizes"][1:]
    last = "sigmoid" if meta["loss"] == "sigmoid_mse" else "softmax"
    return [*(nn.Dense(size, meta["activation"]) for size in hidden), nn.Dense(outputs, last)]


def flat(data: Any, prefix: str) -> Any:
    """The arrays of one prefix in the order of the flat vectors."""
    count = sum(name.startswith(f"{prefix}_W") for name in data.files)
    parts = [data[f"{prefix}_{kind}{i}"].ravel() for i in range(count) for kind in "Wb"]
    return np.concatenate(parts)


@pytest.mark.parametrize("name", NAMES)
def test_agrees_with_the_reference(name: str) -> None:
    data = np.load(FOLDER / f"{name}.npz")
    meta = json.loads(str(data["meta"]))
    network = nn.Network(layers_of(meta), data["x"].shape[1:], None, np.float64)
    network.parameters[:] = flat(data, "initial")
    optimizer = nn.OPTIMIZERS[meta["optimizer"]](meta["learning_rate"], **EXTRAS.get(meta["optimizer"], {}))
    loss = "mse" if meta["loss"] == "sigmoid_mse" else meta["loss"]
    losses = []
    for step in range(meta["steps"]):
        losses.append(network.loss_and_gradient(data["x"], data["targets"], loss))
        if step == 0:
            np.testing.assert_allclose(network.gradient, flat(data, "gradient"), rtol=0, atol=1e-12)
        optimizer.update(network.parameters, network.gradient)
    np.testing.assert_allclose(losses, data["losses"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(network.parameters, flat(data, "final"), rtol=0, atol=1e-9)


def test_every_reference_is_there() -> None:
    assert len(NAMES) == 8
