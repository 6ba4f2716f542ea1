from typing import get_type_hints

import numpy as np
import pytest

from nnviz.data import DATASETS
from nnviz.data.dataset import DataError, Dataset, Split, Task, one_hot


def split(inputs: np.ndarray, **scaling: object) -> Split:
    labels = np.arange(len(inputs)) % 2
    return Split(inputs, one_hot(labels, 2), labels, **scaling)  # type: ignore[arg-type]


def test_arrays_are_unwritable_views() -> None:
    inputs = np.zeros((4, 2))
    made = split(inputs)
    assert np.shares_memory(made.inputs, inputs)
    assert inputs.flags.writeable
    for array in (made.inputs, made.targets, made.labels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_part_shares_memory_and_keeps_the_scaling() -> None:
    made = split(np.arange(12.0).reshape(6, 2), offset=1.0, scale=2.0)
    part = made.part(2, 5)
    assert np.shares_memory(part.inputs, made.inputs)
    assert len(part) == 3
    assert part.model_inputs().tolist() == [[6, 8], [10, 12], [14, 16]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_model_inputs_are_scaled_floats(dtype: type) -> None:
    images = np.arange(32, dtype=np.uint8).reshape(2, 1, 4, 4)
    made = split(images, scale=1 / 31)
    inputs = made.model_inputs(dtype=dtype)
    assert inputs.dtype == dtype
    assert np.allclose(inputs, images / 31)
    out: np.ndarray = np.empty((1, 1, 4, 4), dtype)
    assert made.model_inputs(1, 2, out) is out
    assert np.array_equal(out, inputs[1:])


def test_offset_and_scale_may_differ_by_feature() -> None:
    made = split(
        np.array([[1.0, 10.0], [3.0, 30.0]]), offset=np.array([2.0, 20.0]), scale=np.array([1.0, 0.1])
    )
    assert made.model_inputs().tolist() == [[-1, -1], [1, 1]]


def test_lengths_have_to_agree() -> None:
    with pytest.raises(DataError, match="not 3, 2 and 2"):
        Split(np.zeros((3, 2)), np.zeros((2, 2)), np.zeros(2, int))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_have_to_be_finite(bad: float) -> None:
    inputs = np.zeros((5, 2))
    inputs[3, 1] = bad
    with pytest.raises(DataError, match=r"input of sample 3 .* not a finite number"):
        split(inputs)
    with pytest.raises(DataError, match=r"target of sample 3 .* not a finite number"):
        Split(np.zeros((5, 2)), inputs, np.zeros(5, int))


@pytest.mark.parametrize("name", DATASETS)
def test_every_setting_says_what_it_is(name: str) -> None:
    kind = DATASETS[name]
    assert kind.name == name == kind.settings.__struct_config__.tag
    hints = get_type_hints(kind.settings, include_extras=True)
    for field in kind.settings.__struct_fields__:
        (meta,) = hints[field].__metadata__
        assert meta.title
        assert meta.description.endswith(".")
        choices = (meta.extra or {}).get("choices")
        assert choices is None or all(choice.title for choice in choices.values())


def test_one_hot() -> None:
    assert one_hot(np.array([2, 0]), 3).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert one_hot(np.array([1]), 2).dtype == np.float32


def dataset(train: Split, test: Split) -> Dataset:
    return Dataset("x", "X", train, train, test, ("a", "b"), ("x", "y"), (2,), Task.MULTICLASS)


@pytest.mark.parametrize("label", [-1, 2])
def test_labels_have_to_name_a_class(label: int) -> None:
    good = split(np.zeros((4, 2)))
    bad = Split(good.inputs, good.targets, np.array([0, 1, label, 0]))
    assert dataset(good, good).outputs == 2
    with pytest.raises(DataError, match=f"Sample 2 .* of the test split has the label {label}; .* 0 to 1"):
        dataset(good, bad)


def test_samples_have_to_have_the_shape_said() -> None:
    with pytest.raises(DataError, match=r"test split have the shape \(3,\) instead of \(2,\)"):
        dataset(split(np.zeros((4, 2))), split(np.zeros((4, 3))))


def test_data_sets_of_the_users_files_say_so() -> None:
    assert {name for name, kind in DATASETS.items() if kind.needs_file} == {"idx", "kaggle", "table"}
