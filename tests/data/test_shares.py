import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data.dataset import DataError, Split, one_hot
from nnviz.data.shares import shared_out, shuffled


def numbered(count: int) -> Split:
    labels = np.arange(count) % 2
    return Split(np.arange(count)[:, np.newaxis] * 1.0, one_hot(labels, 2), labels, 0.5, 2.0)


@given(st.integers(1, 300), st.floats(0, 0.8), st.floats(0.01, 0.8))
def test_every_sample_is_in_one_share(count: int, validation: float, test: float) -> None:
    try:
        splits = shared_out(numbered(count), validation, test)
    except DataError:
        assert (
            round(test * count) == 0
            or count - round(validation * count) - round(test * count) < 1 + count / 10
        )
        return
    assert np.concatenate([split.inputs[:, 0] for split in splits]).tolist() == list(range(count))
    assert [len(split) for split in splits[1:]] == [round(validation * count), round(test * count)]
    assert all(split.scale == 2.0 for split in splits)


def test_shares_that_leave_too_little_or_nothing_to_test_are_refused() -> None:
    with pytest.raises(DataError, match=r"0.5 and a test share of 0.45 leave too little of 100 samples"):
        shared_out(numbered(100), 0.5, 0.45)
    with pytest.raises(DataError, match=r"test share of 0.01 of 20 samples is less than one"):
        shared_out(numbered(20), 0.0, 0.01)


def test_a_test_share_of_0_leaves_the_test_split_to_others() -> None:
    assert len(shared_out(numbered(10), 0.2, 0.0)[2]) == 0


def test_shuffled_keeps_inputs_targets_and_labels_together() -> None:
    mixed = shuffled(numbered(50), np.random.RandomState(1))
    assert sorted(mixed.inputs[:, 0]) == list(range(50))
    assert mixed.inputs[:, 0].tolist() != list(range(50))
    assert np.array_equal(mixed.labels, mixed.inputs[:, 0] % 2)
    assert np.array_equal(mixed.targets.argmax(axis=1), mixed.labels)
    assert (mixed.offset, mixed.scale) == (0.5, 2.0)
