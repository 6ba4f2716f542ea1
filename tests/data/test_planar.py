from typing import Any, get_args, get_type_hints

import msgspec
import numpy as np
import pytest

from nnviz.data.dataset import DataError, Dataset, DataSettings, Task
from nnviz.data.planar import PLANAR
from nnviz.data.shapes import Spiral, TwoGaussians
from nnviz.data.surfaces import BUMPS, bumps, plane
from nnviz.data.targets import CODINGS


def make(settings: DataSettings, seed: int = 3) -> Dataset:
    kind = PLANAR[type(settings).__struct_config__.tag]  # type: ignore[index]
    return kind.make(settings, np.random.RandomState(seed), np.random.RandomState(seed + 1))


def default(name: str, **changes: Any) -> Dataset:
    return make(msgspec.structs.replace(PLANAR[name].settings(), **changes))


CLASSES = [name for name, kind in PLANAR.items() if "label_noise" in kind.settings.__struct_fields__]
TWO_CLASSES = [name for name in CLASSES if len(default(name).class_names) == 2]
VALUES = [name for name in PLANAR if name not in CLASSES]


@pytest.mark.parametrize("name", PLANAR)
def test_every_split_is_whole(name: str) -> None:
    dataset = default(name)
    for split in (dataset.train, dataset.validation, dataset.test):
        assert len(split) == len(split.targets) == len(split.labels) > 0
        assert split.inputs.shape[1:] == dataset.input_shape == (2,)
        assert np.abs(split.inputs).max() < 8


@pytest.mark.parametrize("name", PLANAR)
def test_the_same_seeds_give_the_same_points_and_no_split_repeats_another(name: str) -> None:
    one, same = default(name), default(name)
    assert np.array_equal(one.train.inputs, same.train.inputs)
    assert np.array_equal(one.test.targets, same.test.targets)
    for a, b in (("train", "validation"), ("train", "test"), ("validation", "test")):
        assert not (getattr(one, a).inputs[:, None] == getattr(one, b).inputs).all(axis=2).any()


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_is_there_and_one_hot(name: str) -> None:
    dataset = default(name)
    counts = np.bincount(dataset.train.labels, minlength=len(dataset.class_names))
    assert counts.min() > 0.3 * len(dataset.train) / len(counts)
    assert np.array_equal(dataset.train.targets.argmax(axis=1), dataset.train.labels)
    assert np.array_equal(dataset.train.targets.sum(axis=1), np.ones(len(dataset.train)))


@pytest.mark.parametrize("name", VALUES)
def test_regressions_have_one_value_a_point(name: str) -> None:
    dataset = default(name)
    assert dataset.task is Task.REGRESSION
    assert dataset.outputs == 1
    assert dataset.class_names == ()
    assert 0.5 < np.abs(dataset.train.targets).max() <= 1.2


@pytest.mark.parametrize("name", CLASSES)
def test_label_noise_changes_about_its_share_of_the_labels_and_no_point(name: str) -> None:
    clean, noisy = default(name), default(name, label_noise=0.3)
    assert np.array_equal(clean.train.inputs, noisy.train.inputs)
    assert 0.2 < np.mean(clean.train.labels != noisy.train.labels) < 0.4
    assert np.array_equal(noisy.train.targets.argmax(axis=1), noisy.train.labels)


@pytest.mark.parametrize("name", CLASSES)
def test_full_label_noise_leaves_no_label(name: str) -> None:
    clean, noisy = default(name), default(name, label_noise=1.0)
    assert (clean.train.labels != noisy.train.labels).all()


@pytest.mark.parametrize("name", TWO_CLASSES)
@pytest.mark.parametrize("coding", [coding for coding in CODINGS.values() if coding.levels])
def test_one_output_tells_two_classes_apart(name: str, coding: Any) -> None:
    if "targets" not in PLANAR[name].settings.__struct_fields__:
        pytest.skip("always one-hot")
    dataset = default(name, targets=coding.name)
    assert dataset.task is Task.BINARY
    assert dataset.levels == coding.levels
    assert np.array_equal(dataset.train.targets[:, 0], np.take(coding.levels, dataset.train.labels))


def test_one_output_cannot_tell_three_arms_apart() -> None:
    with pytest.raises(DataError, match="two classes apart, not 3"):
        make(Spiral(arms=3, targets="zero_one"))


def test_circle_has_the_playgrounds_geometry() -> None:
    train = default("circle", points=4000).train
    radii = np.hypot(*train.inputs.T)
    assert np.array_equal(train.labels == 1, radii < 2.5)
    assert not ((radii > 2.5) & (radii < 3.5)).any()
    assert radii.max() <= 5
    assert abs(np.median(radii[train.labels == 1]) - 1.25) < 0.1  # even in radius, not in area


def test_xor_has_the_playgrounds_geometry() -> None:
    train = default("xor", points=4000).train
    assert np.array_equal(train.labels == 1, train.inputs[:, 0] * train.inputs[:, 1] > 0)
    assert 0.3 <= np.abs(train.inputs).min() < 0.31
    assert 5.2 < np.abs(train.inputs).max() <= 5.3


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_two_gaussians_have_the_playgrounds_geometry(noise: float, variance: float) -> None:
    train = make(TwoGaussians(points=20_000, noise=noise)).train
    for label, centre in ((0, -2.0), (1, 2.0)):
        cloud = train.inputs[train.labels == label]
        assert np.allclose(cloud.mean(axis=0), centre, atol=0.1)
        assert np.allclose(cloud.var(axis=0), variance, rtol=0.05)


def test_spiral_has_the_playgrounds_geometry() -> None:
    train = default("spiral").train
    radii = np.hypot(*train.inputs.T)
    angle = 2 * np.pi * 1.75 * radii / 5 + np.where(train.labels == 1, 0.0, np.pi)
    assert np.allclose(train.inputs, np.column_stack((radii * np.sin(angle), radii * np.cos(angle))))


@pytest.mark.parametrize("arms", range(2, 6))
def test_spiral_arms_are_turned_copies(arms: int) -> None:
    train = make(Spiral(arms=arms, points=60 * arms, turns=1.0)).train
    radii = np.hypot(*train.inputs.T)
    turned = np.arctan2(*train.inputs.T) / (2 * np.pi) - radii / 5
    own = (turned * arms) % arms
    assert np.allclose((own - train.labels - 1 + arms / 2) % arms, arms / 2)


@pytest.mark.parametrize("name", ["circle", "xor", "plane", "bumps"])
def test_noise_at_the_border_moves_no_point_but_what_it_is(name: str) -> None:
    clean, noisy = default(name), default(name, noise=0.5)
    assert np.array_equal(clean.train.inputs, noisy.train.inputs)
    assert np.mean(clean.train.targets != noisy.train.targets) > 0.1


@pytest.mark.parametrize("name", ["spiral", "moons", "rings", "checkerboard"])
def test_noise_that_shifts_moves_points_but_no_label(name: str) -> None:
    clean, noisy = default(name, noise=0.0), default(name, noise=0.8)
    assert np.array_equal(clean.train.labels, noisy.train.labels)
    moved = noisy.train.inputs - clean.train.inputs
    assert 0.4 < moved.std() < 0.9


def test_checkerboard_squares_alternate() -> None:
    train = default("checkerboard", squares=2, points=500).train
    same_sign = train.inputs.prod(axis=1) > 0
    assert np.array_equal(train.labels == 0, same_sign)


def test_heights_of_the_playgrounds_surfaces() -> None:
    assert plane(np.array([[5.0, 5.0], [-3.0, 3.0], [-6.0, -6.0]])).tolist() == [1.0, 0.0, -1.2]
    assert np.array_equal(bumps(BUMPS[:, :2]), BUMPS[:, 2])
    halfway_and_outside = np.array([[0.0, 1.5], [-4.0, 0.0], [2.0, 2.5]])
    assert np.allclose(bumps(halfway_and_outside), [-0.5, 0.0, 0.0])
    assert np.allclose(bumps(BUMPS[:, :2], 2), [1, -1, 0, 0, 0, 0])


def test_points_are_shared_out_over_the_classes() -> None:
    labels = default("rings", points=100, rings=6).train.labels
    assert np.bincount(labels).tolist() == [17, 17, 17, 17, 16, 16]


def jitter_of(name: str) -> str:
    """Return the name of the one field whose label is Jitter."""
    hints = get_type_hints(PLANAR[name].settings, include_extras=True).items()
    (found,) = [key for key, hint in hints if "Jitter" in [each.title for each in get_args(hint)[1:]]]
    return found


@pytest.mark.parametrize("name", PLANAR)
def test_jitter_shifts_points_and_leaves_their_labels_and_values(name: str) -> None:
    jitter = jitter_of(name)
    still, shifted = default(name, **{jitter: 0.0}), default(name, **{jitter: 0.3})
    away = shifted.train.inputs - still.train.inputs
    assert np.array_equal(shifted.train.targets, still.train.targets)
    assert away.std() == pytest.approx(0.3, rel=0.15)
    assert np.abs(away.mean()) < 0.05


@pytest.mark.parametrize("name", CLASSES)
def test_jitter_and_label_noise_are_two_fields(name: str) -> None:
    assert jitter_of(name) != "label_noise"
