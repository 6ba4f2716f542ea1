from __future__ import annotations

import numpy as np
import pytest

from nnviz.ui.drawing.kept import KeptPixmap

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_picture_has_the_pixels_it_is_made_of() -> None:
    words = np.arange(12, dtype=np.uint32).reshape(3, 4) * 1000 | 0xFF000000
    image = KeptPixmap().of(words, scale=2.0).toImage()
    assert image.devicePixelRatio() == 2.0
    assert [[image.pixel(column, row) for column in range(4)] for row in range(3)] == words.tolist()


def test_bytes_are_blue_green_red_and_an_array_need_not_lie_in_a_row() -> None:
    bytes_of = np.zeros((2, 2, 8), np.uint8)[:, :, ::2]
    bytes_of[...] = 10, 20, 30, 255
    assert KeptPixmap().of(bytes_of).toImage().pixel(1, 1) == 0xFF1E140A


def test_what_was_given_before_stays_as_it_was() -> None:
    kept = KeptPixmap()
    before = kept.of(np.full((2, 3), 0xFF112233, np.uint32)).copy()
    shared = kept.of(np.full((2, 3), 0xFF112233, np.uint32))
    image = shared.toImage()
    for shape in ((2, 3), (5, 1)):
        after = kept.of(np.full(shape, 0xFF445566, np.uint32))
        assert after.toImage().pixel(0, 1) == 0xFF445566
        assert after.size().toTuple() == shape[::-1]
    assert before.toImage().pixel(0, 1) == image.pixel(0, 1) == 0xFF112233
