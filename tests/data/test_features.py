import numpy as np
import pytest
from numpy.typing import NDArray

from nnviz.data.features import FEATURES, PLAIN, FeatureMap, wrong_features
from nnviz.data.planar import PLANAR

POINTS = np.array([(3.0, -4.0), (0.5, 0.25), (0.0, 0.0)])
EXPECTED: dict[str, NDArray[np.float64]] = {
    "x": np.array([3.0, 0.5, 0.0]),
    "y": np.array([-4.0, 0.25, 0.0]),
    "x_squared": np.array([9.0, 0.25, 0.0]),
    "y_squared": np.array([16.0, 0.0625, 0.0]),
    "xy": np.array([-12.0, 0.125, 0.0]),
    "sin_x": np.sin(np.array([3.0, 0.5, 0.0])),
    "sin_y": np.sin(np.array([-4.0, 0.25, 0.0])),
    "cos_x": np.cos(np.array([3.0, 0.5, 0.0])),
    "cos_y": np.cos(np.array([-4.0, 0.25, 0.0])),
    "radius": np.array([5.0, np.sqrt(0.3125), 0.0]),
}


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_is_what_it_says(name: str) -> None:
    np.testing.assert_allclose(FeatureMap((name,))(POINTS)[:, 0], EXPECTED[name], rtol=1e-12)


def test_features_are_made_of_scaled_coordinates_and_leave_the_points_as_they_are() -> None:
    kind = PLANAR["circle"]
    rng = np.random.RandomState(0)
    plain = kind.make(kind.settings(scaling="standardise"), rng, np.random.RandomState(1))
    dataset = plain.with_features(("radius", "y"))
    given, scaled = dataset.test.model_inputs(dtype=np.float64), plain.test.model_inputs(dtype=np.float64)
    np.testing.assert_allclose(given, np.column_stack((np.hypot(*scaled.T), scaled[:, 1])), rtol=1e-12)
    assert dataset.test.inputs is not None
    assert np.array_equal(dataset.test.inputs, plain.test.inputs)
    assert (dataset.given, dataset.features, dataset.input_names) == (2, 2, ("radius", "y"))
    assert dataset.with_features(PLAIN).train.features is None


@pytest.mark.parametrize(
    ("names", "words"), [((), "empty"), (("x", "z"), "'z'"), (("x", "x"), "twice"), (PLAIN, "")]
)
def test_a_wrong_choice_is_said_in_a_sentence(names: tuple[str, ...], words: str) -> None:
    assert words in wrong_features(names)
    assert bool(wrong_features(names)) == bool(words)
