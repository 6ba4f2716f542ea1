from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from nnviz import nn


def some_network() -> nn.Network:
    layers = [
        nn.Conv2D(3, 3, "gelu", padding=1, stride=2),
        nn.MaxPool2D(2),
        nn.Flatten(),
        nn.Dropout(0.1),
        nn.Dense(4, "tanh", "he_normal", penalty=nn.Penalty(l2=0.5)),
        nn.Dense(3, "softmax"),
    ]
    return nn.Network(layers, (1, 8, 8), np.random.default_rng(0), penalty=nn.Penalty(l1=0.25))


def test_comes_back_as_it_was(tmp_path: Path) -> None:
    network = some_network()
    nn.save_network(network, tmp_path / "net.npz")
    again = nn.load_network(tmp_path / "net.npz")
    inputs = np.random.default_rng(1).random((5, 1, 8, 8), dtype=np.float32)
    np.testing.assert_array_equal(again.predict(inputs), network.predict(inputs))
    assert again.dtype == network.dtype
    assert again.penalty_value() == network.penalty_value()
    assert [layer.settings() for layer in again.layers] == [layer.settings() for layer in network.layers]


def test_writes_under_the_very_name(tmp_path: Path) -> None:
    nn.save_network(some_network(), tmp_path / "weights")
    assert [path.name for path in tmp_path.iterdir()] == ["weights"]


def test_says_that_a_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(nn.WeightsFileError, match=r"there is no file net\.npz in"):
        nn.load_network(tmp_path / "net.npz")


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.9])
def test_a_damaged_file_is_refused(tmp_path: Path, keep: float) -> None:
    path = tmp_path / "net.npz"
    nn.save_network(some_network(), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(keep if keep > 1 else keep * len(whole))])
    with pytest.raises(nn.WeightsFileError, match=r"net\.npz is damaged, or no file of nnviz"):
        nn.load_network(path)


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "net.npz"
    path.write_bytes(pickle.dumps({"format": 1}))
    with pytest.raises(nn.WeightsFileError, match="damaged"):
        nn.load_network(path)


def rewritten(path: Path, **changes: object) -> Path:
    nn.save_network(some_network(), path)
    with np.load(path) as file:
        entries = {name: file[name] for name in file.files}
    np.savez(path, **(entries | changes))
    return path


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"format": "nnviz network 99"}, "another version"),
        ({"parameters": np.ones(3, np.float32)}, r"should have 97 parameters .* not \(3,\)"),
        ({"parameters": np.full(97, np.nan)}, "not finite"),
        ({"parameters": np.ones(97, int)}, "numbers"),
        ({"architecture": "{"}, "no network that can be made"),
        ({"architecture": "[]"}, "no network that can be made"),
        ({"architecture": '{"input_shape": [2], "penalty": {}, "layers": [{"kind": "rnn"}]}'}, "'rnn'"),
        ({"architecture": '{"input_shape": [2], "penalty": {}, "layers": [{"kind": "dense"}]}'}, "units"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, changes: dict[str, object], sentence: str) -> None:
    path = rewritten(tmp_path / "net.npz", **changes)
    with pytest.raises(nn.WeightsFileError, match=sentence):
        nn.load_network(path)


def test_any_npz_is_not_enough(tmp_path: Path) -> None:
    np.savez(tmp_path / "net.npz", weights=np.ones(3))
    with pytest.raises(nn.WeightsFileError, match="no file of nnviz"):
        nn.load_network(tmp_path / "net.npz")
