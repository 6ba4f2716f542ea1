from statistics import NormalDist

import numpy as np
import pytest

from nnviz.data import DATASETS
from nnviz.data.best_possible import MIXTURES, Mixture, best_accuracy, mixture_of
from nnviz.data.clouds import Clouds
from nnviz.data.dataset import DataSettings
from nnviz.data.shapes import TwoGaussians

PHI = NormalDist().cdf


def test_of_the_published_clouds_97_03_percent_are_to_be_expected() -> None:
    assert best_accuracy(Clouds()) == pytest.approx(0.9703, abs=0.0002)


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.5])
def test_two_equal_clouds_are_parted_as_their_distance_says(noise: float) -> None:
    deviation = np.sqrt(0.5 + 7 * noise)
    expected = PHI(np.hypot(2, 2) / deviation)
    assert best_accuracy(TwoGaussians(noise=noise)) == pytest.approx(expected, abs=0.0002)


@pytest.mark.parametrize("share", [0.5, 0.8, 0.99])
@pytest.mark.parametrize("distance", [0.5, 2.0, 9.0])
def test_unequal_shares_are_parted_at_the_likelihood_ratio(share: float, distance: float) -> None:
    mixture = Mixture(np.array([share, 1 - share]), np.array([(0.0, 0.0), (distance, 0.0)]), np.ones(2))
    border = distance / 2 + np.log(share / (1 - share)) / distance
    expected = share * PHI(border) + (1 - share) * PHI(distance - border)
    assert mixture.best_accuracy() == pytest.approx(expected, abs=0.0002)


def test_a_cloud_inside_a_wider_one_is_parted_by_a_circle() -> None:
    mixture = Mixture(np.array([0.5, 0.5]), np.zeros((2, 2)), np.array([1.0, 3.0]))
    radius = np.sqrt(2 * np.log(9.0) / (1 - 1 / 9))
    expected = 0.5 * (1 - np.exp(-(radius**2) / 2)) + 0.5 * np.exp(-(radius**2) / 18)
    assert mixture.best_accuracy() == pytest.approx(expected, abs=0.0002)


@pytest.mark.parametrize(
    "settings",
    [
        Clouds(),
        Clouds(imbalance=0.7, spreads=(0.5, 2.0), label_noise=0.2),
        Clouds(clouds=8, spread=1.5),
        Clouds(spreads=(0.5, 1.0, 1.5), jitter=1.2),
        TwoGaussians(noise=0.4, label_noise=0.1),
        TwoGaussians(jitter=1.5),
    ],
)
def test_many_new_points_are_classified_so_well_and_no_better(settings: DataSettings) -> None:
    name = settings.__struct_config__.tag
    many = type(settings)(
        **{**{f: getattr(settings, f) for f in settings.__struct_fields__}, "points": 10_000}
    )
    dataset = DATASETS[str(name)].make(many, np.random.RandomState(5), np.random.RandomState(6))
    mixture = mixture_of(many)
    assert mixture is not None
    x, y = dataset.test.inputs.T
    logs = np.array([mixture.log_densities(x[i : i + 1], y[i : i + 1])[0, 0] for i in range(len(x))])
    found = float(np.mean(logs.argmax(axis=1) == dataset.test.labels))
    expected = best_accuracy(many)
    assert expected is not None
    assert found == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / len(x)))


def test_of_other_data_it_is_not_known() -> None:
    others = [kind.settings() for kind in DATASETS.values() if kind.settings not in MIXTURES]
    assert [best_accuracy(settings) for settings in others] == [None] * len(others)
