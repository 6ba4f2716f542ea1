from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from nnviz.data import kept_digits
from nnviz.data.centring import Frame, centred, squeezed
from nnviz.data.dataset import DataError
from nnviz.data.kept_digits import IMAGES, LABELS, KeptDigits
from tests.handwriting import drawings

SHEETS, DIGITS = drawings(3, 224, seed=2)


def some() -> KeptDigits:
    kept = KeptDigits.none()
    for sheet, digit in zip(SHEETS, DIGITS.tolist(), strict=True):
        kept = kept.with_digit(sheet, digit)
    return kept


def test_they_come_back_as_they_were(tmp_path: Path) -> None:
    some().save(tmp_path / "new" / "folder")
    again = KeptDigits.load(tmp_path / "new" / "folder")
    assert np.array_equal(again.drawings, some().drawings)
    assert again.labels.tolist() == DIGITS.tolist()
    assert len(again.without_last()) == 2
    assert len(KeptDigits.load(tmp_path)) == 0
    KeptDigits.none().save(tmp_path)
    assert len(KeptDigits.load(tmp_path)) == 0


@pytest.mark.parametrize("are_centred", [True, False])
def test_the_network_sees_them_as_it_saw_the_drawing(are_centred: bool) -> None:
    frame = Frame.of_side(28)
    make = centred if are_centred else squeezed
    seen = np.array([make(sheet, frame).image for sheet in SHEETS])
    assert np.abs(some().images(frame, are_centred).astype(int) - seen).mean() < 4


def test_there_are_not_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_digits, "MOST", 2)
    assert some().labels.tolist() == DIGITS.tolist()[1:]


@pytest.mark.parametrize("content", [b"", b"nonsense", gzip.compress(b"\0\0\x08\x03" + b"\xff" * 12)])
def test_damaged_files_are_one_sentence(tmp_path: Path, content: bytes) -> None:
    some().save(tmp_path)
    (tmp_path / IMAGES).write_bytes(content)
    with pytest.raises(DataError, match=rf"{IMAGES}.*; delete it to begin anew\."):
        KeptDigits.load(tmp_path)


def test_files_that_do_not_fit(tmp_path: Path) -> None:
    some().save(tmp_path)
    (tmp_path / LABELS).write_bytes(gzip.compress(b"\0\0\x08\x01\0\0\0\x02\x03\x04"))
    assert KeptDigits.load(tmp_path).labels.tolist() == [3, 4]  # the machine stopped in between
    (tmp_path / LABELS).write_bytes(gzip.compress(b"\0\0\x08\x01\0\0\0\x02\x03\x63"))
    with pytest.raises(DataError, match="holds no digits kept by this program"):
        KeptDigits.load(tmp_path)
    with pytest.raises(DataError, match="cannot be kept in"):
        some().save(tmp_path / LABELS)
