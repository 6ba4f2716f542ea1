from __future__ import annotations

import numpy as np
import pytest

from nnviz.data.centring import ink_box
from nnviz.data.digits import load_mnist
from nnviz.data.pictures import ink_of

DIGIT = load_mnist("t10k").inputs[0, 0]


def test_light_on_dark_stays_and_dark_on_light_is_turned() -> None:
    assert np.array_equal(ink_of(DIGIT), DIGIT)
    assert np.array_equal(ink_of(255 - DIGIT), DIGIT)


@pytest.mark.parametrize("invert", [False, True])
def test_weak_contrast_and_rough_paper_are_made_good(invert: bool) -> None:
    rng = np.random.default_rng(1)
    large = np.kron(DIGIT, np.ones((10, 10)))
    photo = np.clip(60 + 0.4 * large + rng.normal(0, 4, large.shape), 0, 255).astype(np.uint8)
    ink = ink_of(255 - photo if invert else photo)
    assert ink.max() == 255
    assert np.mean(ink[large == 0] > 0) < 0.15
    assert np.abs(ink[large > 250].astype(float) - 240).max() < 60


@pytest.mark.parametrize("noise", [4, 8, 15])
def test_the_grain_of_a_photograph_does_not_move_the_digit(noise: float) -> None:
    rng = np.random.default_rng(2)
    large = np.zeros((300, 320))
    large[150:290, 20:160] = np.kron(DIGIT, np.ones((5, 5)))
    grained = np.clip(210 - 0.6 * large + rng.normal(0, noise, large.shape), 0, 255).astype(np.uint8)
    box, wanted = ink_box(ink_of(grained)), ink_box(large.astype(np.uint8))
    assert box is not None
    assert wanted is not None
    assert max(abs(edge - other) for edge, other in zip(box, wanted, strict=True)) <= 3


def test_a_line_of_one_pixel_is_no_grain() -> None:
    line = np.full((200, 200), 255, np.uint8)
    line[40:160, 90] = 0
    assert np.array_equal(ink_of(line), 255 - line)


@pytest.mark.parametrize("value", [0, 90, 255])
def test_a_picture_of_one_tone_has_no_ink(value: int) -> None:
    assert not ink_of(np.full((40, 30), value, np.uint8)).any()


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (2, 2)])
def test_the_smallest_pictures(shape: tuple[int, int]) -> None:
    assert ink_of(np.zeros(shape, np.uint8)).shape == shape
