from __future__ import annotations

import numpy as np
import pytest

from nnviz.data import DATASETS


@pytest.mark.parametrize("targets", ["one_hot", "zero_one", "minus_plus"])
def test_one_plays_when_friends_are_there(targets: str) -> None:
    kind = DATASETS["football"]
    dataset = kind.make(kind.settings(targets=targets), np.random.RandomState(1), np.random.RandomState(2))
    sunny, friends = dataset.train.inputs.T
    assert {*zip(sunny, friends, strict=True)} == {(0, 0), (0, 1), (1, 0), (1, 1)}
    np.testing.assert_array_equal(dataset.train.labels, friends)
    assert dataset.train is dataset.test
