import gzip
import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from nnviz.data.dataset import DataError, Dataset
from nnviz.data.digits import DIGITS, Digits8x8, Mnist, load_digits8x8, load_mnist
from nnviz.resources_path import resources_dir

#: Of the uncompressed files, as published.
CHECKSUMS = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


def make(settings: Mnist | Digits8x8, seed: int = 1) -> Dataset:
    kind = DIGITS["mnist" if isinstance(settings, Mnist) else "digits8x8"]
    return kind.make(settings, np.random.RandomState(seed), np.random.RandomState(seed + 1))


@pytest.mark.parametrize("name", CHECKSUMS)
def test_the_files_on_board_are_the_published_ones(name: str) -> None:
    contents = gzip.decompress((resources_dir() / "mnist" / f"{name}.gz").read_bytes())
    assert hashlib.sha256(contents).hexdigest() == CHECKSUMS[name]


@pytest.mark.parametrize("folder", ["mnist", "digits8x8"])
def test_the_licence_is_beside_the_data(folder: str) -> None:
    text = (resources_dir() / folder / "README.md").read_text(encoding="utf-8")
    assert "Licence: Creative Commons" in text
    assert "Source: " in text


def test_mnist_is_split_as_nielsens_book_does() -> None:
    dataset = make(Mnist())
    digits, held_out = load_mnist("train"), load_mnist("t10k")
    assert [len(split) for split in (dataset.train, dataset.validation, dataset.test)] == [
        50_000,
        10_000,
        10_000,
    ]
    assert np.array_equal(dataset.train.labels, digits.labels[:50_000])
    assert np.array_equal(dataset.validation.labels, digits.labels[50_000:])
    assert np.array_equal(dataset.test.labels, held_out.labels)
    assert dataset.train.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert dataset.class_names == tuple("0123456789")
    assert dataset.input_shape == (1, 28, 28)
    assert dataset.is_image
    assert dataset.features == 784


def test_mnist_stays_in_bytes_and_is_never_copied() -> None:
    dataset, again = make(Mnist()), make(Mnist(training=100, validation=0, test=10))
    digits = load_mnist("train")
    assert dataset.train.inputs.dtype == np.uint8
    assert np.shares_memory(dataset.train.inputs, digits.inputs)
    assert np.shares_memory(dataset.validation.inputs, digits.inputs)
    assert np.shares_memory(again.train.inputs, digits.inputs)
    assert load_mnist("train") is digits


def test_mnist_reaches_the_network_between_0_and_1() -> None:
    inputs = make(Mnist()).train.model_inputs(0, 100)
    assert inputs.dtype == np.float32
    assert inputs.min() == 0
    assert inputs.max() == pytest.approx(1)


def test_mnist_without_validation() -> None:
    dataset = make(Mnist(training=60_000, validation=0))
    assert len(dataset.train) == 60_000
    assert len(dataset.validation) == 0


def test_training_and_validation_may_not_share_digits() -> None:
    with pytest.raises(DataError, match=r"60,000 digits .* not 50,001 \+ 10,000; take fewer"):
        make(Mnist(training=50_001))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for path in (resources_dir() / "mnist").glob("t10k*"):
        shutil.copy(path, tmp_path)
    return tmp_path


def rewritten(path: Path, change: tuple[int, int]) -> None:
    contents = bytearray(gzip.decompress(path.read_bytes()))
    position, value = change
    contents[position] = value
    path.write_bytes(gzip.compress(bytes(contents), 1))


def test_a_missing_file_is_named_with_what_to_do(copied: Path) -> None:
    (copied / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match=r"t10k-labels-idx1-ubyte.gz is missing; install nnviz again"):
        load_mnist("t10k", copied)


def test_a_damaged_file_is_named_with_what_to_do(copied: Path) -> None:
    path = copied / "t10k-images-idx3-ubyte.gz"
    contents = bytearray(path.read_bytes())
    contents[500_000] ^= 1
    path.write_bytes(contents)
    with pytest.raises(DataError, match=r"t10k-images-idx3-ubyte.gz is damaged.*; install nnviz again"):
        load_mnist("t10k", copied)


def test_a_label_over_9_is_refused(copied: Path) -> None:
    rewritten(copied / "t10k-labels-idx1-ubyte.gz", (8 + 123, 11))
    with pytest.raises(DataError, match="label 123 is 11 instead of 0 to 9"):
        load_mnist("t10k", copied)


def test_another_number_of_digits_is_refused(copied: Path) -> None:
    for kind in ("images-idx3", "labels-idx1"):
        shutil.copy(copied / f"t10k-{kind}-ubyte.gz", copied / f"train-{kind}-ubyte.gz")
    with pytest.raises(DataError, match="holds 10000 x 28 x 28 numbers instead of 60000 x 28 x 28"):
        load_mnist("train", copied)


def test_the_small_digits_are_those_of_their_file() -> None:
    digits = load_digits8x8()
    assert digits.inputs.shape == (1797, 1, 8, 8)
    assert digits.labels[:5].tolist() == [0, 1, 2, 3, 4]
    assert digits.inputs[0, 0, 0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert digits.model_inputs().max() == 1
    assert np.bincount(digits.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_the_small_digits_are_shuffled_and_shared_out() -> None:
    dataset = make(Digits8x8(test_share=0.25, validation_share=0.1))
    splits = (dataset.train, dataset.validation, dataset.test)
    assert [len(split) for split in splits] == [1168, 180, 449]
    together = np.concatenate([split.inputs for split in splits]).reshape(1797, 64)
    assert not np.array_equal(together, load_digits8x8().inputs.reshape(1797, 64))
    rows = sorted(map(bytes, together))
    assert rows == sorted(map(bytes, load_digits8x8().inputs.reshape(1797, 64)))


def test_the_seed_decides_the_shares() -> None:
    one, same, other = make(Digits8x8()), make(Digits8x8()), make(Digits8x8(), seed=2)
    assert np.array_equal(one.train.inputs, same.train.inputs)
    assert not np.array_equal(one.train.inputs, other.train.inputs)


@pytest.mark.parametrize("contents", [b"not gzip", gzip.compress(b"1,2,x\n"), gzip.compress(b"1,2\n1\n")])
def test_damaged_small_digits_are_named(tmp_path: Path, contents: bytes) -> None:
    (tmp_path / "digits.csv.gz").write_bytes(contents)
    with pytest.raises(DataError, match=r"digits.csv.gz is damaged; install nnviz again"):
        load_digits8x8(tmp_path)


def test_missing_small_digits_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"digits.csv.gz is missing; install nnviz again"):
        load_digits8x8(tmp_path)
