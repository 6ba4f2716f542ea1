import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nnviz.data import idx
from nnviz.data.dataset import DataError
from nnviz.data.idx import read_idx


def packed(array: np.ndarray) -> bytes:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


def written(tmp_path: Path, contents: bytes) -> Path:
    path = tmp_path / "file-ubyte"
    path.write_bytes(contents)
    return path


DIGITS = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)


@given(
    array=arrays.arrays(np.uint8, arrays.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=9)),
    compressed=st.booleans(),
    piece=st.integers(1, 50),
)
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, array: np.ndarray, compressed: bool, piece: int
) -> None:
    contents = gzip.compress(packed(array)) if compressed else packed(array)
    path = written(tmp_path_factory.mktemp("idx"), contents)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(idx, "PIECE", piece)
        assert np.array_equal(read_idx(path, array.ndim, "make it anew"), array)


def flipped(contents: bytes, position: int) -> bytes:
    return contents[:position] + bytes([contents[position] ^ 0x55]) + contents[position + 1 :]


WHOLE = gzip.compress(packed(DIGITS), mtime=0)


@pytest.mark.parametrize(
    ("contents", "problem"),
    [
        (b"", "is cut short"),
        (packed(DIGITS)[:3], "is cut short"),
        (packed(DIGITS)[:10], "is cut short"),
        (packed(DIGITS)[:-1], "is cut short"),
        (packed(DIGITS)[:20], "promises 24 bytes"),
        (packed(DIGITS) + b"\0", "goes on after"),
        (gzip.compress(packed(DIGITS)[:-1]), "is cut short"),
        (gzip.compress(packed(DIGITS) + b"\0"), "goes on after"),
        (WHOLE[:20], "is cut short"),
        (WHOLE[:-2], "is cut short"),
        (flipped(WHOLE, len(WHOLE) - 6), "is damaged"),
        (b"\x89PNG" + bytes(40), "is not an IDX file"),
        (b"\0\0\x0d\x03" + bytes(40), "is not an IDX file"),
        (packed(DIGITS[0]), "has 2 dimensions instead of 3"),
        (struct.pack(">HBB3I", 0, 8, 3, *[2**32 - 1] * 3), "at most 500,000,000 are read"),
        (gzip.compress(struct.pack(">HBB3I", 0, 8, 3, 60_000, 28, 28)), "promises 47,040,000 bytes"),
    ],
)
def test_a_bad_file_gets_a_sentence(tmp_path: Path, contents: bytes, problem: str) -> None:
    path = written(tmp_path, contents)
    with pytest.raises(DataError) as caught:
        read_idx(path, 3, "make it anew")
    sentence = str(caught.value)
    assert sentence.startswith(f"The file {path} ")
    assert problem in sentence
    assert sentence.endswith("; make it anew.")


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is missing; make it anew"):
        read_idx(tmp_path / "none", 3, "make it anew")
    with pytest.raises(DataError, match="cannot be read"):
        read_idx(tmp_path, 3, "make it anew")


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_no_damaged_byte_gets_past(
    tmp_path_factory: pytest.TempPathFactory, position: int, change: int
) -> None:
    """Either the reader refuses, or the byte was one that carries no data, such as the time."""
    damaged = bytearray(WHOLE)
    damaged[position] ^= change
    path = written(tmp_path_factory.mktemp("idx"), bytes(damaged))
    try:
        array = read_idx(path, 3, "make it anew")
    except DataError:
        return
    assert np.array_equal(array, DIGITS)
