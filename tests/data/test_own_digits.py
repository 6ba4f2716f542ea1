import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from nnviz.data import DATASETS, digit_csv
from nnviz.data.dataset import DataError, Dataset
from nnviz.data.digit_csv import is_digit_csv, is_unlabelled_csv, read_digit_csv, unlabelled_digits
from nnviz.data.own_digits import Idx, Kaggle, labels_beside

PIXELS = np.random.default_rng(1).integers(0, 256, (40, 784), np.uint8)
LABELS = (np.arange(40) % 10).astype(np.uint8)
HEADER = ",".join(["label", *(f"pixel{i}" for i in range(784))])


def make(settings: Idx | Kaggle) -> Dataset:
    kind = DATASETS["idx" if isinstance(settings, Idx) else "kaggle"]
    return kind.make(settings, np.random.RandomState(1), np.random.RandomState(2))


def digit_lines(count: int = 40) -> list[str]:
    return [",".join(map(str, (LABELS[i], *PIXELS[i]))) for i in range(count)]


def written(tmp_path: Path, lines: list[str], ending: str = "\n") -> str:
    path = tmp_path / "train.csv"
    path.write_bytes(ending.join([*lines, ""]).encode())
    return str(path)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("first", [[HEADER], ["\ufeff" + HEADER], []])
def test_kaggles_csv_is_read(tmp_path: Path, first: list[str], ending: str) -> None:
    dataset = make(Kaggle(file=written(tmp_path, [*first, *digit_lines()], ending)))
    splits = dataset.train, dataset.validation, dataset.test
    assert [len(split) for split in splits] == [28, 6, 6]
    assert np.array_equal(np.concatenate([split.inputs for split in splits]).reshape(40, 784), PIXELS)
    assert np.array_equal(np.concatenate([split.labels for split in splits]), LABELS)
    assert dataset.input_shape == (1, 28, 28)
    assert dataset.class_names == tuple("0123456789")
    assert dataset.train.inputs.flags.c_contiguous


def with_cell(line: str, cell: int, value: str) -> str:
    cells = line.split(",")
    cells[cell] = value
    return ",".join(cells)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([HEADER, *digit_lines(3), with_cell(digit_lines()[3], 5, "300")], 'Line 5 .* has "300" as value 6'),
        ([HEADER, with_cell(digit_lines()[0], 784, "-1")], 'Line 2 .* has "-1" as value 785'),
        ([HEADER, with_cell(digit_lines()[0], 9, "=cmd()")], r'Line 2 .* has "=cmd\(\)" as value 10'),
        ([HEADER, with_cell(digit_lines()[0], 9, "")], 'Line 2 .* has "" as value 10'),
        ([HEADER, with_cell(digit_lines()[0], 9, "1.5")], 'Line 2 .* has "1.5" as value 10'),
        ([with_cell(digit_lines()[0], 0, "10")], "Line 1 .* has the label 10 instead of 0 to 9"),
        ([HEADER, digit_lines()[0] + ",1"], "Line 2 .* has 786 values instead of a label and 784"),
        ([HEADER.removesuffix(",pixel783"), *digit_lines()], "Line 1 .* names 783 columns of pixels"),
        (["a,b,c", *digit_lines()], "Line 1 .* has 3 values instead"),
        ([HEADER, *digit_lines(1), "", *digit_lines(1)], "Line 3 .* has 1 value instead"),
        ([HEADER, "7" * 50_000], "Line 2 .* has 1 value"),
        ([HEADER, "\xff\xfe\x00"], "Line 2 .* has 1 value"),
        ([HEADER, digit_lines()[0], digit_lines()[0]], "fewer than two classes"),
        ([HEADER], "fewer than two classes"),
        ([], "fewer than two classes"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, lines: list[str], problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        make(Kaggle(file=written(tmp_path, lines)))


def test_too_many_digits_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digit_csv, "MOST_DIGITS", 30)
    with pytest.raises(DataError, match=r"Line 32 .* one digit too many; at most 30"):
        make(Kaggle(file=written(tmp_path, [HEADER, *digit_lines()])))


def test_a_file_is_read_again_only_when_it_has_changed(tmp_path: Path) -> None:
    settings = Kaggle(file=written(tmp_path, digit_lines()))
    first = make(settings)
    assert np.shares_memory(make(settings).train.inputs, first.train.inputs)
    written(tmp_path, digit_lines(39))
    assert not np.shares_memory(make(settings).train.inputs, first.train.inputs)
    assert read_digit_csv.cache_info().maxsize == 1


def unlabelled_lines(count: int = 40) -> list[str]:
    return [line.partition(",")[2] for line in digit_lines(count)]


@pytest.mark.parametrize("header", [[], [HEADER.removeprefix("label,")]])
def test_unlabelled_digits_come_in_their_order(tmp_path: Path, header: list[str]) -> None:
    path = Path(written(tmp_path, [*header, *unlabelled_lines()]))
    parts = list(unlabelled_digits(path, some=15))
    assert [len(images) for images, _ in parts] == [15, 15, 10]
    assert np.array_equal(np.concatenate([images for images, _ in parts]).reshape(40, 784), PIXELS)
    assert parts[-1][1] == path.stat().st_size


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (digit_lines(), "Line 1 .* has 785 values instead of 784 pixels"),
        ([HEADER.removeprefix("label,").removesuffix(",pixel783")], "Line 1 .* names 783 columns of pixels"),
        ([*unlabelled_lines(2), "300" + ",0" * 783], 'Line 3 .* has "300" as value 1'),
        ([], "no digits"),
    ],
)
def test_a_bad_line_of_unlabelled_digits_is_named(tmp_path: Path, lines: list[str], problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        list(unlabelled_digits(Path(written(tmp_path, lines))))


def test_what_a_csv_holds_is_told_from_its_first_line(tmp_path: Path) -> None:
    for lines, told in ((digit_lines(), (True, False)), (unlabelled_lines(), (False, True))):
        path = Path(written(tmp_path, lines))
        assert (is_digit_csv(path), is_unlabelled_csv(path)) == told
    assert not is_digit_csv(tmp_path / "nowhere")


def test_a_missing_column_does_not_make_it_another_kind_of_file(tmp_path: Path) -> None:
    short = HEADER.removesuffix(",pixel783")
    assert is_digit_csv(Path(written(tmp_path, [short])))
    assert is_unlabelled_csv(Path(written(tmp_path, [short.removeprefix("label,")])))
    assert not is_digit_csv(Path(written(tmp_path, ["label,x,y", "1,2,3"])))


@pytest.mark.parametrize("settings", [Kaggle(), Idx()], ids=["kaggle", "idx"])
def test_no_file(settings: Idx | Kaggle) -> None:
    with pytest.raises(DataError, match="No file is chosen; choose a"):
        make(settings)


@pytest.mark.parametrize("name", ["nowhere.csv", "a\0b", "x" * 5000])
def test_no_such_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=r"(There is no file|cannot be read).*; choose a CSV file of digits"):
        make(Kaggle(file=str(tmp_path / name)))


def idx_bytes(array: np.ndarray) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


def idx_files(
    folder: Path, images: np.ndarray, labels: np.ndarray, part: str = "train", packed: bool = True
) -> str:
    suffix, pack = (".gz", gzip.compress) if packed else ("", bytes)
    path = folder / f"{part}-images-idx3-ubyte{suffix}"
    path.write_bytes(pack(idx_bytes(images)))
    (folder / f"{part}-labels-idx1-ubyte{suffix}").write_bytes(pack(idx_bytes(labels)))
    return str(path)


IMAGES = PIXELS.reshape(40, 28, 28)[:, 4:24, 2:]


@pytest.mark.parametrize("packed", [True, False])
def test_idx_files_of_any_size_and_number_of_classes(tmp_path: Path, packed: bool) -> None:
    labels = np.arange(40, dtype=np.uint8) % 26
    dataset = make(Idx(file=idx_files(tmp_path, IMAGES, labels, packed=packed), test_share=0.25))
    assert dataset.input_shape == (1, 20, 26)
    assert len(dataset.class_names) == dataset.outputs == 26
    assert [len(split) for split in (dataset.train, dataset.validation, dataset.test)] == [24, 6, 10]
    assert np.array_equal(dataset.train.inputs[:, 0], IMAGES[:24])


def test_idx_files_with_test_images_of_their_own(tmp_path: Path) -> None:
    test = idx_files(tmp_path, IMAGES[:5], LABELS[:5] + 10, "t10k")
    dataset = make(Idx(file=idx_files(tmp_path, IMAGES, LABELS), test_file=test, validation_share=0.2))
    assert [len(split) for split in (dataset.train, dataset.validation, dataset.test)] == [32, 8, 5]
    assert dataset.outputs == dataset.test.targets.shape[1] == 15


def test_idx_files_that_do_not_fit(tmp_path: Path) -> None:
    file = idx_files(tmp_path, IMAGES, LABELS)
    with pytest.raises(DataError, match=r"40 images but .* 39 labels"):
        make(Idx(file=idx_files(tmp_path, IMAGES, LABELS[:39], "few")))
    with pytest.raises(DataError, match="test images have 5 x 5 pixels, the training images 20 x 26"):
        make(Idx(file=file, test_file=idx_files(tmp_path, IMAGES[:, :5, :5], LABELS, "small")))
    with pytest.raises(DataError, match="fewer than two classes"):
        make(Idx(file=idx_files(tmp_path, IMAGES, 0 * LABELS, "same")))
    with pytest.raises(DataError, match="at least one image"):
        make(Idx(file=idx_files(tmp_path, IMAGES[:0], LABELS[:0], "none")))
    with pytest.raises(DataError, match=r"2 x 1 x 300 pixels; .* 1 to 256"):
        make(Idx(file=idx_files(tmp_path, np.zeros((2, 1, 300), np.uint8), LABELS[:2], "wide")))


def test_labels_are_beside_their_images() -> None:
    name = Path("a/fashion-images-idx3-ubyte.gz")
    assert labels_beside(name) == Path("a/fashion-labels-idx1-ubyte.gz")
    with pytest.raises(DataError, match='no "images" in it'):
        labels_beside(Path("a/fashion.gz"))


def test_missing_labels_are_named(tmp_path: Path) -> None:
    file = idx_files(tmp_path, IMAGES, LABELS)
    (tmp_path / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match=r"There is no file .*train-labels-idx1-ubyte.gz"):
        make(Idx(file=file))
