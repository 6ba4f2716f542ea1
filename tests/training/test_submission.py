from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnviz import nn
from nnviz.data import DataError
from nnviz.data.digits import load_mnist
from nnviz.training.submission import StoppedError, write_submission
from nnviz.training.trained import Trained, TrainedError, on_board

COUNT = 1203


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Kaggle's test.csv, made of test digits."""
    rows = load_mnist("t10k").inputs[:COUNT].reshape(COUNT, -1).tolist()
    lines = [",".join(f"pixel{i}" for i in range(784)), *(",".join(map(str, row)) for row in rows)]
    path = tmp_path / "test.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_there_is_a_row_for_each_digit_in_order(table: Path, tmp_path: Path) -> None:
    shares: list[float] = []
    out = tmp_path / "submission.csv"

    def note(share: float) -> bool:
        shares.append(share)
        return True

    assert write_submission(table, out, on_board(), note) == COUNT
    head, *rows = out.read_text().splitlines()
    assert head == "ImageId,Label"
    numbers, labels = np.array([row.split(",") for row in rows], int).T
    assert np.array_equal(numbers, np.arange(1, COUNT + 1))
    assert (labels == load_mnist("t10k").labels[:COUNT]).mean() > 0.97
    assert shares[-1] == 1.0
    assert sorted(shares) == shares


def test_what_goes_wrong_leaves_the_file_that_was_there(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "submission.csv"
    out.write_text("mine")
    with pytest.raises(StoppedError):
        write_submission(table, out, on_board(), lambda _share: False)
    table.write_text(table.read_text() + "300" + ",0" * 783)
    with pytest.raises(DataError, match=f'Line {COUNT + 2:,} .* has "300"'):
        write_submission(table, out, on_board())
    with pytest.raises(DataError, match="cannot be used"):
        write_submission(tmp_path / "nowhere.csv", out, on_board())
    with pytest.raises(DataError, match="cannot be used"):
        write_submission(table, tmp_path / "nowhere" / "out.csv", on_board())
    small = Trained(nn.Network([nn.Dense(10)], (64,), None), tuple("0123456789"), 0.0, 1.0, 16.0, "")
    with pytest.raises(TrainedError, match=r"takes \(64,\) .* 28 x 28"):
        write_submission(table, out, small)
    assert out.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["test.csv", "submission.csv"]
