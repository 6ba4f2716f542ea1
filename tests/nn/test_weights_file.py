from __future__ import annotations

import pickle
import struct
import tracemalloc
import warnings
import zipfile
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


def test_notes_come_along(tmp_path: Path) -> None:
    notes = {"origin": "here", "scale": [0.5]}
    nn.save_network(some_network(), tmp_path / "net.npz", notes)
    assert nn.load_with_notes(tmp_path / "net.npz")[1] == notes
    nn.save_network(some_network(), tmp_path / "net.npz")
    assert nn.load_with_notes(tmp_path / "net.npz")[1] == {}


def test_an_array_of_objects_is_never_opened(tmp_path: Path) -> None:
    path = rewritten(tmp_path / "net.npz", parameters=np.array([{}, []], object))
    with pytest.raises(nn.WeightsFileError, match="parameters is an array of objects"):
        nn.load_network(path)


def header(shape: str) -> bytes:
    text = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        ("(10**3,)", "damaged, or no file of nnviz"),
        ("(100000000000,)", r"would take 400,000,000,000 bytes; at most 200,000,000"),
        ("(97, 1)", r"should have 97 parameters .* not \(97, 1\)"),
        ("(1000,)", "cut short"),
        ("(-5,)", "damaged"),
    ],
)
def test_a_header_that_lies_takes_no_memory(tmp_path: Path, shape: str, sentence: str) -> None:
    path = rewritten(tmp_path / "net.npz")
    with zipfile.ZipFile(path) as file:
        contents = {name: file.read(name) for name in file.namelist()}
    contents["parameters.npy"] = header(shape) + bytes(4 * 97)
    with zipfile.ZipFile(path, "w") as file:
        for name, content in contents.items():
            file.writestr(name, content)
    with pytest.raises(nn.WeightsFileError, match=sentence):
        nn.load_network(path)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    nn.save_network(some_network(), path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # there are two of that name then; the later one counts
        with file.open("parameters.npy", "w", force_zip64=True) as stream:
            stream.write(header("(60000000,)"))
            for _ in range(240):
                stream.write(bytes(1_000_000))
    assert path.stat().st_size < 2_000_000
    tracemalloc.start()
    with pytest.raises(nn.WeightsFileError, match=r"would take 240,000,000 bytes"):
        nn.load_network(path)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    "layers",
    [
        '[{"kind": "dense", "units": 1000000000, "activation": "relu"}]',
        '[{"kind": "dense", "units": 9, "activation": "relu"}, {"kind": "dense", "units": -3}]',
        '[{"kind": "convolution", "filters": 1, "kernel_size": 1, "padding": 1000000, "activation": "relu"}]',
        "[]",
        "[3]",
    ],
)
def test_an_architecture_out_of_measure_takes_no_memory(tmp_path: Path, layers: str) -> None:
    described = f'{{"input_shape": [1, 8, 8], "penalty": {{"l1": 0, "l2": 0}}, "layers": {layers}}}'
    path = rewritten(tmp_path / "net.npz", architecture=described)
    with pytest.raises(nn.WeightsFileError, match=r"no network that can be made|should have"):
        nn.load_network(path)


@pytest.mark.parametrize(
    ("flags", "method", "sentence"),
    [(0, 99, "compression method is not supported"), (1, 0, "encrypted")],
)
def test_what_is_packed_in_a_way_that_nobody_here_unpacks(
    tmp_path: Path, flags: int, method: int, sentence: str
) -> None:
    path = tmp_path / "net.npz"
    nn.save_network(some_network(), path)
    packed = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # of each file, and in the index
        place = packed.find(signature)
        while place >= 0:
            struct.pack_into("<HH", packed, place + offset, flags, method)
            place = packed.find(signature, place + 4)
    path.write_bytes(packed)
    with pytest.raises(nn.WeightsFileError, match=rf"net\.npz is no file of nnviz: .*{sentence}"):
        nn.load_network(path)
