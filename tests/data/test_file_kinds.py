from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from nnviz.data.dataset import DataError
from nnviz.data.file_kinds import data_set_for

PIXELS = ",".join(f"pixel{index}" for index in range(784))
IMAGES = b"\0\0\x08\x03" + bytes(12)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("train.csv", f"label,{PIXELS}\n".encode(), "kaggle"),
        ("train.CSV", f"label,{PIXELS}\n".encode(), "kaggle"),
        ("mine.csv", b"x,y,class\n1,2,a\n", "table"),
        ("mine.tsv", b"x\ty\tclass\n", "table"),
        ("a-images-idx3-ubyte", IMAGES, "idx"),
        ("a-images-idx3-ubyte.gz", gzip.compress(IMAGES), "idx"),
        ("empty.csv", b"", "table"),
    ],
)
def test_a_file_says_what_it_is_for(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert data_set_for(str(path)) == expected


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b" + bytes(20), b"\x89PNG"])
def test_other_files_hold_no_data_set(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.gz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"file\.gz is no table .* and no IDX file"):
        data_set_for(str(path))
    with pytest.raises(DataError, match=r"There is no file .*nowhere\.csv"):
        data_set_for(str(tmp_path / "nowhere.csv"))
