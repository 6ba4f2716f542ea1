"""Sieve: which samples of a split are looked at, and in which order."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from nnviz.data import Dataset, Split
from nnviz.training.evaluation import Evaluated
from nnviz.ui.panels.predictions.paging import Indices

IN_ORDER, LEAST_SURE = "in order", "least sure"


def mixed(split: Split) -> Indices:
    """Return all indices of a split, its classes taking turns: the first few are then some of each class."""
    by_class = np.argsort(split.labels, kind="stable")
    sizes = np.bincount(split.labels)
    turn = np.concatenate([np.arange(size) for size in sizes]) if len(sizes) else by_class
    return by_class[np.lexsort((split.labels[by_class], turn))]


def _in_order(split: Split, _found: Evaluated | None) -> Indices:
    return np.arange(len(split)) if split.inputs.ndim == 4 else mixed(split)


def _least_sure(split: Split, found: Evaluated | None) -> Indices:
    return _in_order(split, found) if found is None else found.least_sure


def _surest(split: Split, found: Evaluated | None) -> Indices:
    return _in_order(split, found) if found is None else found.least_sure[::-1]


def _by_class(split: Split, _found: Evaluated | None) -> Indices:
    return np.argsort(split.labels, kind="stable")


Order = Callable[[Split, Evaluated | None], Indices]
ORDERS: dict[str, Order] = {
    IN_ORDER: _in_order,
    LEAST_SURE: _least_sure,
    "surest": _surest,
    "by class": _by_class,
}
"""In which orders samples can be looked at; before the first evaluation none is surer than another."""


class Sieve(msgspec.Struct, frozen=True):
    """Which samples are looked at: of those that pass, all pages in one order.

    Attributes
    ----------
    wrong
        Only those classified wrongly.
    truth, answer
        Only those of this class, and only those taken for this class; None for any.
    order
        A name in `ORDERS`.
    split
        The samples' split: that of the pair of classes, else test.
    """

    wrong: bool = False
    truth: int | None = None
    answer: int | None = None
    order: str = IN_ORDER
    split: str = "test"

    @property
    def pair(self) -> tuple[int, int] | None:
        """The true class and the class it was taken for, where both are chosen."""
        return None if self.truth is None or self.answer is None else (self.truth, self.answer)

    def with_pair(self, pair: tuple[int, int] | None, split: str = "test") -> Sieve:
        """Let through what one class is taken for another in a split, right or wrong; or any test samples."""
        truth, answer = pair or (None, None)
        split = "test" if pair is None else split
        return replace(self, truth=truth, answer=answer, wrong=self.wrong and pair is None, split=split)

    def samples(self, dataset: Dataset) -> Split:
        """Return all samples of the split, those that pass and the others."""
        split: Split = getattr(dataset, self.split)
        return split

    def indices(self, dataset: Dataset, found: Evaluated | None) -> Indices:
        """Return the samples that pass; before the first evaluation their answers are not known."""
        split = self.samples(dataset)
        row = ORDERS[self.order](split, found)
        passes = np.ones(len(split), np.bool_)
        if self.truth is not None:
            passes &= split.labels == self.truth
        if found is not None:
            passes &= self._answers_pass(found)
        return row[passes[row]]

    def _answers_pass(self, found: Evaluated) -> NDArray[np.bool_]:
        passes = np.ones(len(found.labels), np.bool_)
        if self.answer is not None:
            passes &= found.answers == self.answer
        if self.wrong:
            passes &= ~found.right
        return passes


FILTERS: dict[str, Callable[[Sieve], Sieve]] = {
    "All": lambda sieve: replace(
        sieve.with_pair(None), wrong=False, order=IN_ORDER if sieve.order == LEAST_SURE else sieve.order
    ),
    "Wrong": lambda sieve: replace(sieve, wrong=True),
    "Least sure": lambda sieve: replace(sieve, wrong=False, order=LEAST_SURE),
}
"""The most wanted sieves by the words of a small choice: each turns the present one into another."""


def filter_of(sieve: Sieve) -> int:
    """Return which of `FILTERS` a sieve is; -1 for samples of some classes, which are not all."""
    if sieve.wrong or sieve.order == LEAST_SURE:
        return 1 if sieve.wrong else 2
    return 0 if sieve.truth is None and sieve.answer is None else -1
