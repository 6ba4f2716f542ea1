from __future__ import annotations

import numpy as np
import pytest

from nnviz.data.centring import Frame, centred
from nnviz.data.counting import INK
from nnviz.data.digits import load_digits8x8
from tests.handwriting import drawings, inked

EIGHT = Frame.of_side(8)
THEIRS = load_digits8x8()


def seen(sheets: np.ndarray) -> np.ndarray:
    return np.array([centred(sheet, EIGHT).image for sheet in sheets]) * (16 / 255)


def slants(digits: np.ndarray) -> np.ndarray:
    """By how many cells ink lies further to the right for each that it lies further down."""
    y, x = np.mgrid[:8, :8]
    mass = digits.sum(axis=(1, 2))
    middle_x, middle_y = (digits * x).sum((1, 2)) / mass, (digits * y).sum((1, 2)) / mass
    off_y = y - middle_y[:, None, None]
    together = (digits * off_y * (x - middle_x[:, None, None])).sum((1, 2))
    return np.asarray(together / (digits * off_y**2).sum((1, 2)))


def test_drawn_digits_become_as_large_as_dark_and_as_upright_as_theirs() -> None:
    sheets, labels = drawings(200, 160, seed=3)
    ours, theirs = seen(sheets), THEIRS.inputs[:, 0].astype(float)
    assert ours.sum(axis=(1, 2)) == pytest.approx(INK, abs=4)
    for digit in range(10):
        mine, other = ours[labels == digit], theirs[digit == THEIRS.labels]
        assert abs(mine.sum(axis=(1, 2)).mean() - other.sum(axis=(1, 2)).mean()) < 25
        assert abs(slants(mine).mean() - slants(other).mean()) < 0.12
        assert np.abs(mine.mean(axis=0) - other.mean(axis=0)).mean() < 3.5  # of 16


@pytest.mark.parametrize("lean", [-0.4, 0.0, 0.4])
@pytest.mark.parametrize("width", [1.0, 6.0, 40.0])
def test_a_line_is_as_thick_and_upright_however_it_was_drawn(lean: float, width: float) -> None:
    line = np.array(((100 - 60 * lean, 40.0), (100 + 60 * lean, 160.0)))
    digit = seen(inked([line], width, 200)[np.newaxis])[0]
    assert digit.sum() == pytest.approx(INK, abs=20)
    assert np.abs(slants(digit[np.newaxis])) < 0.1
    assert digit[:, [0, 1, 6, 7]].sum() < 0.05 * INK


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (2, 3)])
def test_ink_of_any_shape_is_counted(shape: tuple[int, int]) -> None:
    digit = seen(np.full((1, *shape), 90, np.uint8))[0]
    assert np.isfinite(digit).all()
    assert 0 < digit.max() <= 16
