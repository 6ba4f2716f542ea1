from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.data.centring import Frame, centred, ink_box, squeezed
from nnviz.data.digits import load_mnist
from tests.handwriting import inked, written

MNIST = Frame.of_side(28)


def test_mnists_own_digits_stay_where_they_are() -> None:
    images = load_mnist("t10k").inputs[:2000, 0]
    same = [np.abs(centred(image, MNIST).image.astype(int) - image).max() < 26 for image in images]
    assert np.mean(same) > 0.99  # but for faint pixels, and masses on the line between two pixels


@given(
    left=st.integers(0, 150),
    top=st.integers(0, 150),
    width=st.integers(3, 70),
    height=st.integers(3, 70),
    strength=st.integers(40, 255),
)
@settings(max_examples=60, deadline=None)
def test_where_how_large_and_how_dark_ink_is_makes_no_difference(
    left: int, top: int, width: int, height: int, strength: int
) -> None:
    drawing = np.zeros((224, 224), np.uint8)
    drawing[top : top + height, left : left + width] = strength
    seen = centred(drawing, MNIST)
    assert seen.ink == (left, top, left + width, top + height)
    assert seen.image.max() == 255
    box = ink_box(seen.image)
    assert box is not None
    assert max(box[2] - box[0], box[3] - box[1]) == 20
    assert abs((box[2] + box[0]) / 2 - 14) <= 1
    assert abs((box[3] + box[1]) / 2 - 14) <= 1
    shorter = min(box[2] - box[0], box[3] - box[1])
    assert shorter == pytest.approx(20 * min(width, height) / max(width, height), abs=0.51)


def test_the_centre_of_mass_is_in_the_pixel_that_mnist_has_it_in() -> None:
    drawing = np.zeros((100, 100), np.uint8)
    drawing[10:90, 10:20] = drawing[80:90, 10:70] = 255  # an L
    seen = centred(drawing, MNIST)
    for axis in (0, 1):
        mass = seen.image.sum(axis=axis, dtype=float)
        assert 13.4 <= mass @ np.arange(28) / mass.sum() <= 14.6
    assert seen.box is not None
    ink = ink_box(seen.image)
    assert ink is not None
    assert seen.box[0] <= ink[0] < ink[2] <= seen.box[0] + 20
    assert seen.box[1] <= ink[1] < ink[3] <= seen.box[1] + 20


def test_nothing_drawn_is_nothing_seen() -> None:
    for seen in (centred(np.zeros((50, 60), np.uint8), MNIST), squeezed(np.zeros((50, 60), np.uint8), MNIST)):
        assert seen.ink is None
        assert not seen.image.any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (3, 2)])
@pytest.mark.parametrize("side", [8, 28, 32])
def test_ink_of_any_shape_fits(shape: tuple[int, int], side: int) -> None:
    frame = Frame.of_side(side)
    seen = centred(np.full(shape, 200, np.uint8), frame)
    assert seen.image.shape == (side, side)
    assert seen.image.any()


def test_without_centring_the_whole_sheet_is_seen() -> None:
    drawing = np.zeros((280, 280), np.uint8)
    drawing[20:40, 250:270] = 255
    seen = squeezed(drawing, MNIST)
    assert ink_box(seen.image) == pytest.approx((25, 2, 27, 4), abs=1)
    assert seen.box is None


def test_it_takes_a_tenth_of_a_millisecond() -> None:
    rng = np.random.default_rng(3)
    drawing = inked(written(3, 224, rng), 16, 224)
    centred(drawing, MNIST)
    taken = []
    for _ in range(50):
        began = time.perf_counter()
        centred(drawing, MNIST)
        taken.append(time.perf_counter() - began)
    assert min(taken) < 0.5e-3  # 0.07 ms on a free machine
