from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data import Dataset, Split, Task
from nnviz.training.evaluation import Evaluated
from nnviz.ui.panels.predictions.sieve import FILTERS, ORDERS, Sieve, filter_of, mixed
from nnviz.ui.panels.predictions.words import why_empty

LABELS = np.array([0, 1, 2, 2, 1, 0, 0, 1])
ANSWERS = np.array([0, 1, 1, 2, 0, 0, 2, 1])
SURENESS = np.array([0.9, 0.5, 0.7, 0.6, 0.4, 0.8, 0.3, 0.95])


@pytest.fixture
def dataset() -> Dataset:
    split = Split(np.zeros((8, 1, 2, 2), np.uint8), np.eye(3, dtype=np.float32)[LABELS], LABELS)
    return Dataset("x", "X", split, split, split, ("a", "b", "c"), (), (1, 2, 2), Task.MULTICLASS)


@pytest.fixture
def found() -> Evaluated:
    return Evaluated(LABELS, ANSWERS, SURENESS, np.argsort(SURENESS), np.zeros((3, 3), np.int64))


choices = st.none() | st.integers(0, 2)


@given(st.booleans(), choices, choices, st.sampled_from(list(ORDERS)))
def test_what_passes_is_what_was_asked_for(
    wrong: bool, truth: int | None, answer: int | None, order: str
) -> None:
    split = Split(np.zeros((8, 1, 2, 2), np.uint8), np.eye(3, dtype=np.float32)[LABELS], LABELS)
    data = Dataset("x", "X", split, split, split, ("a", "b", "c"), (), (1, 2, 2), Task.MULTICLASS)
    evaluated = Evaluated(LABELS, ANSWERS, SURENESS, np.argsort(SURENESS), np.zeros((3, 3), np.int64))
    passing = Sieve(wrong, truth, answer, order).indices(data, evaluated).tolist()
    expected = {
        index
        for index in range(8)
        if (not wrong or LABELS[index] != ANSWERS[index])
        and truth in (None, LABELS[index])
        and answer in (None, ANSWERS[index])
    }
    assert len(passing) == len(expected)
    assert set(passing) == expected


def test_the_orders(dataset: Dataset, found: Evaluated) -> None:
    rows = {name: Sieve(order=name).indices(dataset, found) for name in ORDERS}
    assert rows["in order"].tolist() == list(range(8))
    assert (np.diff(SURENESS[rows["least sure"]]) >= 0).all()
    assert (np.diff(SURENESS[rows["surest"]]) <= 0).all()
    assert (np.diff(LABELS[rows["by class"]]) >= 0).all()


@pytest.mark.parametrize("order", ORDERS)
def test_before_the_first_evaluation_all_are_shown(dataset: Dataset, order: str) -> None:
    assert len(Sieve(wrong=True, answer=1, order=order).indices(dataset, None)) == len(dataset.test)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("index", range(len(FILTERS)))
def test_every_filter_is_known_again(order: str, index: int) -> None:
    before = Sieve(wrong=True, truth=1, order=order)
    after = tuple(FILTERS.values())[index](before)
    assert filter_of(after) == index
    assert after.truth == (None if index == 0 else 1), "all are all; the others choose among a class"


def test_some_classes_are_not_all() -> None:
    assert filter_of(Sieve()) == 0
    assert filter_of(Sieve(truth=1)) == filter_of(Sieve().with_pair((1, 2))) == -1


def test_a_pair_lets_right_and_wrong_through(dataset: Dataset, found: Evaluated) -> None:
    pair = Sieve(wrong=True).with_pair((0, 0))
    assert pair.pair == (0, 0)
    assert pair.indices(dataset, found).tolist() == [0, 5]
    assert pair.with_pair(None, "validation") == Sieve()


def test_an_empty_page_says_why(dataset: Dataset) -> None:
    assert why_empty(dataset, Sieve(wrong=True)) == "None of the 8 test samples is classified wrongly."
    assert why_empty(dataset, Sieve(truth=2, answer=0)) == "There is no test sample of class c read as a now."
    assert why_empty(dataset, Sieve(wrong=True, truth=1)) == "There is no mistake of class b now."


def test_classes_take_turns() -> None:
    labels = np.array([0, 0, 0, 1, 2, 2])
    split = Split(np.zeros((6, 2)), np.zeros((6, 3), np.float32), labels)
    assert labels[mixed(split)].tolist() == [0, 1, 2, 0, 2, 0]
    assert sorted(mixed(split).tolist()) == list(range(6))
    nothing = Split(np.zeros((0, 2)), np.zeros((0, 3), np.float32), np.zeros(0, np.int64))
    assert not len(mixed(nothing))
