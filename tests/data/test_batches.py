import tracemalloc
from itertools import chain
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data import batches as batches_module
from nnviz.data.batches import Batches
from nnviz.data.dataset import DataError, Split, one_hot


def numbered(count: int, dtype: Any = np.float64, **scaling: Any) -> Split:
    """Return a split whose sample i holds i and 2 i, so that a batch shows what it holds."""
    inputs = np.arange(count)[:, np.newaxis] * np.array([1, 2])
    labels = np.arange(count) % 3
    return Split(inputs.astype(dtype), one_hot(labels, 3), labels, **scaling)


def images(count: int) -> Split:
    pixels = np.random.default_rng(4).integers(0, 256, (count, 1, 4, 5), np.uint8)
    labels = np.arange(count) % 3
    return Split(pixels, one_hot(labels, 3), labels, 3.0, 1 / 255)


@pytest.fixture(params=["scaled beforehand", "scaled in the buffer"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "scaled in the buffer":
        monkeypatch.setattr(batches_module, "KEPT_SCALED", 0)


def epoch(batches: Batches) -> list[list[int]]:
    return [batches.next()[0][:, 0].astype(int).tolist() for _ in range(batches.batches_per_epoch)]


@given(count=st.integers(1, 60), batch_size=st.integers(0, 60), seed=st.integers(0, 99))
def test_an_epoch_holds_every_sample_once(count: int, batch_size: int, seed: int) -> None:
    batch_size = min(batch_size, count)
    batches = Batches(numbered(count), batch_size, np.random.default_rng(seed))
    for _ in range(2):
        given_now = epoch(batches)
        sizes = [len(batch) for batch in given_now]
        assert sorted(chain.from_iterable(given_now)) == list(range(count))
        assert set(sizes[:-1]) <= {batch_size or count}
        assert batches.position == batches.batches_per_epoch == len(sizes)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("batch_size", [0, 1, 4, 7, 10])
@pytest.mark.parametrize("flatten", [True, False])
@pytest.mark.parametrize("split", [numbered(10), images(10)], ids=["plane", "images"])
def test_a_batch_is_what_its_indices_say(split: Split, dtype: Any, batch_size: int, flatten: bool) -> None:
    batches = Batches(split, batch_size, np.random.default_rng(1), dtype, flatten)
    everything = split.model_inputs(dtype=dtype)
    for _ in range(2 * batches.batches_per_epoch):
        inputs, targets = batches.next()
        expected = everything[batches.indices]
        assert inputs.dtype == targets.dtype == dtype
        assert np.array_equal(inputs, expected.reshape(len(expected), -1) if flatten else expected)
        assert np.array_equal(targets, split.targets[batches.indices])


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("flatten", [True, False])
def test_a_scaling_of_its_own_for_each_pixel(flatten: bool) -> None:
    split = images(6)
    offset = np.arange(20.0).reshape(1, 4, 5)
    split = Split(split.inputs, split.targets, split.labels, offset, np.array([[[2.0]]]))
    inputs, _ = Batches(split, 3, np.random.default_rng(1), np.float64, flatten, shuffle=False).next()
    assert np.array_equal(inputs.reshape(3, 1, 4, 5), (split.inputs[:3] - offset) * 2.0)


def test_each_epoch_has_its_own_order() -> None:
    batches = Batches(numbered(30), 5, np.random.default_rng(1))
    assert epoch(batches) != epoch(batches)


def test_the_seed_decides_the_order() -> None:
    first, same, other = (Batches(numbered(30), 5, np.random.default_rng(seed)) for seed in (1, 1, 2))
    order = epoch(first)
    assert order == epoch(same) != epoch(other)


def test_without_shuffling_the_order_is_that_of_the_split() -> None:
    batches = Batches(numbered(5), 2, np.random.default_rng(1), shuffle=False)
    assert epoch(batches) == epoch(batches) == [[0, 1], [2, 3], [4]]


def test_the_whole_split_is_given_without_a_copy() -> None:
    split = numbered(6, np.float32)
    batches = Batches(split, 0, np.random.default_rng(1))
    inputs, targets = batches.next()
    assert np.shares_memory(inputs, split.inputs)
    assert np.shares_memory(targets, split.targets)
    assert batches.next()[0] is inputs
    assert batches.indices.tolist() == list(range(6))


@given(before=st.integers(0, 25), after=st.integers(1, 25), batch_size=st.integers(0, 10))
def test_restored_batches_go_on_as_if_nothing_had_been(before: int, after: int, batch_size: int) -> None:
    batches = Batches(numbered(10), batch_size, np.random.default_rng(1))
    for _ in range(before):
        batches.next()
    state, indices, position = batches.state(), batches.indices.tolist(), batches.position
    following = [batches.next()[0].tolist() for _ in range(after)]
    other = Batches(numbered(10), batch_size, np.random.default_rng(99))
    for restored in (batches, other):
        restored.restore(state)
        assert restored.indices.tolist() == indices
        assert restored.position == position
        assert [restored.next()[0].tolist() for _ in range(after)] == following


@given(before=st.integers(0, 12), batch_size=st.integers(0, 10), shuffle=st.booleans())
def test_what_is_peeked_at_is_what_comes_next(before: int, batch_size: int, shuffle: bool) -> None:
    batches, twin = (
        Batches(numbered(10), batch_size, np.random.default_rng(1), shuffle=shuffle) for _ in range(2)
    )
    for _ in range(before):
        batches.next()
        twin.next()
    inputs, targets, rows = batches.peek()
    assert batches.state() == twin.state()
    assert batches.indices.tolist() == twin.indices.tolist()
    for given_first in (True, False):
        expected, following = twin.next(), batches.next()
        assert np.array_equal(following[0], expected[0])
        if given_first:
            assert np.array_equal(inputs, expected[0])
            assert np.array_equal(targets, expected[1])
            assert np.array_equal(rows, twin.indices)


def test_the_state_is_small() -> None:
    state = Batches(numbered(10_000), 10, np.random.default_rng(1)).state()
    assert len(repr(state)) < 1000


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("split", [numbered(1000), images(1000)], ids=["plane", "images"])
def test_nothing_is_allocated(split: Split, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches_module, "MOST_AT_ONCE", 4)
    batches = Batches(split, 64, np.random.default_rng(1))
    for _ in range(3 * batches.batches_per_epoch):
        batches.next()
    tracemalloc.start()
    try:
        batches.next()
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        for _ in range(10):
            batches.next()
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert peak < 64 * 8  # views and numbers, no array of a batch


def test_a_batch_larger_than_the_data_is_refused() -> None:
    with pytest.raises(DataError, match="cannot hold 11 samples, as the training split has 10"):
        Batches(numbered(10), 11, np.random.default_rng(1))


def test_of_an_empty_split_there_is_no_batch_yet() -> None:
    batches = Batches(numbered(10).part(4, 4), 0, np.random.default_rng(1))
    assert batches.is_empty
    batches.restore(batches.state())
    with pytest.raises(DataError, match="no point to train on yet"):
        batches.next()
