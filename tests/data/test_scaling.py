from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data import DATASETS
from nnviz.data import scaling as scaling_module
from nnviz.data.dataset import Dataset, Split, Task, one_hot
from nnviz.data.scaling import SCALERS, scaled


def split(inputs: np.ndarray, **scale: Any) -> Split:
    labels = np.zeros(len(inputs), np.int64)
    return Split(inputs, one_hot(labels, 2), labels, **scale)


def dataset(train: np.ndarray, test: np.ndarray, **scale: Any) -> Dataset:
    train_split, test_split = split(train, **scale), split(test, **scale)
    shape = train.shape[1:]
    return Dataset("x", "X", train_split, test_split, test_split, ("a", "b"), (), shape, Task.MULTICLASS)


POINTS = np.random.default_rng(3).normal([5, -70], [0.1, 30], (500, 2))
IMAGES = np.random.default_rng(3).integers(0, 200, (50, 2, 4, 4), np.uint8)


def test_standardised_features_have_mean_0_and_variance_1() -> None:
    made = scaled(dataset(POINTS, POINTS[:5]), "standardise")
    inputs = made.train.model_inputs(dtype=np.float64)
    assert np.allclose(inputs.mean(axis=0), 0, atol=1e-10)
    assert np.allclose(inputs.std(axis=0), 1)


def test_standardised_images_by_channel() -> None:
    inputs = scaled(dataset(IMAGES, IMAGES), "standardise").train.model_inputs(dtype=np.float64)
    assert np.allclose(inputs.mean(axis=(0, 2, 3)), 0, atol=1e-10)
    assert np.allclose(inputs.std(axis=(0, 2, 3)), 1)


@pytest.mark.parametrize("inputs", [POINTS, IMAGES], ids=["plane", "images"])
def test_min_max_reaches_from_0_to_1(inputs: np.ndarray) -> None:
    made = scaled(dataset(inputs, inputs), "min_max").train.model_inputs(dtype=np.float64)
    axes = tuple(axis for axis in range(inputs.ndim) if axis != 1)
    assert np.allclose(made.min(axis=axes), 0)
    assert np.allclose(made.max(axis=axes), 1)


def test_none_leaves_what_there_is() -> None:
    made = scaled(dataset(IMAGES, IMAGES, scale=1 / 255), "none")
    assert np.allclose(made.train.model_inputs(), IMAGES / 255)


@pytest.mark.parametrize("name", SCALERS)
def test_only_the_training_split_decides(name: str) -> None:
    one = scaled(dataset(POINTS, POINTS[:9]), name)
    other = scaled(dataset(POINTS, POINTS[:9] * 100), name)
    assert np.allclose(one.train.model_inputs(), other.train.model_inputs())
    assert np.array_equal(one.train.offset, other.test.offset)
    assert np.array_equal(one.train.scale, one.validation.scale)


@pytest.mark.parametrize("name", SCALERS)
def test_a_feature_that_never_changes_stays_finite(name: str) -> None:
    constant = np.full((20, 2), 0.1)
    made = scaled(dataset(constant, constant + 1), name)
    assert np.abs(made.train.model_inputs()).max() < 1
    assert np.abs(made.test.model_inputs()).max() < 2


@pytest.mark.parametrize("name", SCALERS)
def test_inputs_themselves_stay_as_they_were(name: str) -> None:
    made = scaled(dataset(POINTS, POINTS), name)
    assert np.shares_memory(made.train.inputs, POINTS)


@given(st.integers(1, 40))
def test_pieces_do_not_matter(piece: int) -> None:
    whole = scaled(dataset(POINTS[:30], POINTS), "standardise").train
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scaling_module, "PIECE", piece)
        pieces = scaled(dataset(POINTS[:30], POINTS), "standardise").train
    assert np.allclose(whole.offset, pieces.offset)
    assert np.allclose(whole.scale, pieces.scale)


def test_data_sets_take_it_from_their_settings() -> None:
    kind = DATASETS["two_gaussians"]
    rngs = np.random.RandomState(1), np.random.RandomState(2)
    made = kind.make(kind.settings(scaling="min_max"), *rngs)
    assert made.train.model_inputs().max() == 1
