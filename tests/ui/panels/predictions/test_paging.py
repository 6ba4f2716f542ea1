from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nnviz.data import Split
from nnviz.training.experiment import Experiment
from nnviz.ui.panels.predictions.paging import Pages, steady
from nnviz.ui.sample_rows import grey_images

samples = st.lists(st.integers(0, 30), unique=True, max_size=12)


@given(samples, samples)
def test_what_stays_keeps_its_place_and_nothing_is_lost(before: list[int], wanted: list[int]) -> None:
    after = steady(before, wanted)
    assert sorted(after) == sorted(wanted)
    for place, sample in enumerate(before[: len(wanted)]):
        if sample in wanted:
            assert after[place] == sample


def test_new_samples_fill_the_free_places_in_order() -> None:
    assert steady((7, 8, 9), (1, 8, 2)) == (1, 8, 2)
    assert steady((7, 8, 9), (9, 1, 7)) == (7, 1, 9)


@given(st.integers(1, 100), st.integers(1, 12), st.integers(0, 20))
def test_pages_cover_the_row_without_gaps(count: int, size: int, turns: int) -> None:
    pages = Pages()
    pages.fit(size)
    pages.begin(np.arange(count))
    seen = list(pages.shown)
    while pages.has_next:
        pages.turn(1)
        seen += pages.shown
    assert seen == list(range(count))
    pages.turn(turns)
    assert pages.shown == tuple(seen[-len(pages.shown) :]), "there is nothing after the last page"
    pages.turn(-100)
    assert pages.shown[0] == 0
    assert not pages.has_previous


def test_a_page_of_another_size_holds_the_first_sample_shown() -> None:
    pages = Pages()
    pages.fit(10)
    pages.begin(np.arange(95))
    pages.turn(3)
    pages.fit(12)
    assert 30 in pages.shown
    assert pages.words == "25 – 36 of 95"


def test_a_row_that_shrinks_leaves_no_empty_page() -> None:
    pages = Pages()
    pages.fit(10)
    pages.begin(np.arange(95))
    pages.turn(9)
    pages.update(np.arange(40, 61))
    assert list(pages.shown) == [60]
    pages.update(np.arange(0))
    assert not len(pages.shown)
    assert pages.words == ""
    assert not pages.has_next
    assert not pages.has_previous


@pytest.fixture
def recipe() -> Experiment:
    return Experiment.from_plain({"data": {"name": "clouds", "points": 20}})


@pytest.mark.parametrize("dtype", [np.uint8, np.float64])
def test_images_reach_from_white_to_black_whatever_their_numbers(dtype: type) -> None:
    inputs: NDArray[Any] = np.zeros((2, 1, 2, 2), dtype)
    inputs[0, 0, 1, 1] = 16
    inputs[1, 0, 0, 0] = 8
    split = Split(inputs, np.zeros((2, 1), np.float32), np.zeros(2, np.int64))
    assert grey_images(split, [1, 0]).tolist() == [[[128, 0], [0, 0]], [[0, 0], [0, 255]]]
