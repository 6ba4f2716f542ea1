import numpy as np
import pytest

from nnviz.data.clouds import CLOUDS, PUBLISHED_CENTRES, Clouds, cloud_centres
from nnviz.data.dataset import Dataset, Task


def make(settings: Clouds, seed: int = 1) -> Dataset:
    return CLOUDS.make(settings, np.random.RandomState(seed), np.random.RandomState(seed + 1))


def test_training_points_are_the_published_ones() -> None:
    stream = np.random.RandomState(1)
    published = np.vstack([stream.randn(500, 2) + centre for centre in ([0, -2], [2, 2], [-2, 2])])
    dataset = make(Clouds())
    assert np.array_equal(dataset.train.inputs, published)
    assert np.allclose(dataset.train.inputs[0], [1.62434536, -2.61175641], atol=1e-8)
    assert np.array_equal(dataset.train.labels, np.repeat([0, 1, 2], 500))


def test_drawing_leaves_the_stream_where_the_published_weights_begin() -> None:
    rng, stream = np.random.RandomState(1), np.random.RandomState(1)
    CLOUDS.make(Clouds(), rng, np.random.RandomState(2))
    stream.randn(1500, 2)
    assert np.array_equal(rng.randn(2, 5), stream.randn(2, 5))


def test_held_out_points_are_as_many_and_others() -> None:
    dataset = make(Clouds(clouds=4, points=20))
    assert len(dataset.train) == len(dataset.validation) == len(dataset.test) == 80
    assert not np.isin(dataset.validation.inputs, dataset.train.inputs).any()
    assert not np.isin(dataset.test.inputs, dataset.validation.inputs).any()


def test_held_out_points_do_not_move_the_training_points() -> None:
    one = CLOUDS.make(Clouds(), np.random.RandomState(1), np.random.default_rng(5))
    assert np.array_equal(one.train.inputs, make(Clouds()).train.inputs)


@pytest.mark.parametrize("clouds", range(2, 9))
def test_clouds_stand_apart(clouds: int) -> None:
    centres = cloud_centres(Clouds(clouds=clouds))
    distances = np.hypot(*(centres[:, None] - centres).transpose(2, 0, 1)) + 10 * np.eye(clouds)
    assert centres.shape == (clouds, 2)
    assert distances.min() > 2


def test_given_centres_replace_the_first_ones() -> None:
    centres = cloud_centres(Clouds(clouds=3, centres=((5.0, 5.0),)))
    assert centres.tolist() == [[5.0, 5.0], *map(list, PUBLISHED_CENTRES[1:])]
    assert cloud_centres(Clouds(clouds=2, centres=((1.0, 2.0),) * 3)).tolist() == [[1.0, 2.0]] * 2


def test_spread_scales_the_distance_from_the_centre() -> None:
    narrow, wide = make(Clouds(spread=0.5)).train.inputs, make(Clouds(spread=2.0)).train.inputs
    centres = np.repeat(PUBLISHED_CENTRES, 500, axis=0)
    assert np.allclose(4 * (narrow - centres), wide - centres)


def test_what_the_data_set_says_of_itself() -> None:
    dataset = make(Clouds(clouds=5, points=3))
    assert dataset.task is Task.MULTICLASS
    assert dataset.outputs == len(dataset.class_names) == 5
    assert dataset.input_shape == (2,)
    assert not dataset.is_image
