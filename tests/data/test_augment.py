from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nnviz.data import augment
from nnviz.data.augment import UNIT, Augmentation, Augmenter, Resampler, smooth_fields
from nnviz.data.batches import Batches
from nnviz.data.dataset import DataError, Split, one_hot

IMAGES = np.random.default_rng(1).integers(0, 256, (9, 2, 6, 8), np.uint8)
EVERYTHING = Augmentation(shift=2.0, rotation=20.0, zoom=0.2, elastic=34.0)


def augmenter(augmentation: Augmentation, shape: tuple[int, ...] = (2, 6, 8), seed: int = 1) -> Augmenter:
    return Augmenter(augmentation, shape, *np.random.default_rng(seed).spawn(2))


def changed(augmentation: Augmentation, images: np.ndarray, seed: int = 1) -> np.ndarray:
    images = images.copy()
    augmenter(augmentation, images.shape[1:], seed).change(images)
    return images


def split(images: np.ndarray) -> Split:
    labels = np.arange(len(images)) % 2
    return Split(images, one_hot(labels, 2), labels, 0.0, 1 / 255)


def blended(image: np.ndarray, x: float, y: float) -> float:
    """Return the pixel of an image in a border of 0 at a place in units of 1/256, as a textbook would."""
    bordered = np.pad(image.astype(float), 1)
    height, width = image.shape
    x, y = (np.floor(np.clip(v, 0, UNIT * (n + 1) - 1)) / UNIT for v, n in ((x, width), (y, height)))
    column, row = int(x), int(y)
    across, down = x - column, y - row
    rows = bordered[row : row + 2, column : column + 2]
    above, below = np.floor(rows @ (1 - across, across) + 0.5)
    return float(np.floor(above * (1 - down) + below * down + 0.5))


@given(
    arrays.arrays(np.uint8, (3, 1, 4, 5)),
    arrays.arrays(np.float32, (2, 3, 20), elements=st.floats(-9999, 9999, width=32)),
)
def test_every_pixel_is_blended_from_the_four_around_its_place(
    images: np.ndarray, places: np.ndarray
) -> None:
    resampler = Resampler(4, 5, 3)
    resampler.places[:] = places
    expected = [
        [blended(image, x, y) for x, y in zip(*place, strict=True)]
        for image, place in zip(images[:, 0], places.transpose(1, 0, 2), strict=True)
    ]
    result = images.copy()
    resampler.fetch(result)
    assert np.array_equal(result.reshape(3, 20), expected)


def test_without_amounts_nothing_changes() -> None:
    assert np.array_equal(changed(Augmentation(), IMAGES), IMAGES)
    assert not Augmentation().changes_anything
    assert EVERYTHING.changes_anything


@pytest.mark.parametrize(
    "augmentation",
    [
        Augmentation(shift=2.0),
        Augmentation(rotation=20.0),
        Augmentation(zoom=0.2),
        Augmentation(elastic=34.0),
        EVERYTHING,
    ],
)
def test_each_change_is_random_but_decided_by_the_seed(augmentation: Augmentation) -> None:
    one = changed(augmentation, IMAGES)
    assert not np.array_equal(one, IMAGES)
    assert np.array_equal(one, changed(augmentation, IMAGES))
    assert not np.array_equal(one, changed(augmentation, IMAGES, seed=2))


def test_images_of_a_batch_are_changed_differently() -> None:
    same = np.repeat(IMAGES[:1], 5, axis=0)
    different = {image.tobytes() for image in changed(EVERYTHING, same)}
    assert len(different) == 5


def test_channels_of_an_image_are_changed_alike() -> None:
    twins = np.repeat(IMAGES[:, :1], 2, axis=1)
    result = changed(EVERYTHING, twins)
    assert np.array_equal(result[:, 0], result[:, 1])


def test_batches_larger_than_a_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augment, "PIECE", 4)
    assert np.array_equal(changed(Augmentation(), IMAGES), IMAGES)
    assert all((image != 0).any() for image in changed(EVERYTHING, IMAGES))


def dots(count: int, row: int, column: int) -> np.ndarray:
    images = np.zeros((count, 1, 21, 21), np.uint8)
    images[:, :, row, column] = 255
    return images


def centres_of_mass(images: np.ndarray) -> np.ndarray:
    """Return (n, 2), y and x."""
    weights = images[:, 0].astype(float)
    grid = np.mgrid[:21, :21].reshape(2, -1).T
    centres: np.ndarray = weights.reshape(len(images), -1) @ grid / weights.sum(axis=(1, 2))[:, np.newaxis]
    return centres


def test_a_shift_reaches_as_far_as_said_and_no_further() -> None:
    moved = centres_of_mass(changed(Augmentation(shift=3.0), dots(300, 10, 10))) - 10
    assert np.abs(moved).max() < 3.05
    assert (moved.min(axis=0) < -2.7).all()
    assert (moved.max(axis=0) > 2.7).all()


def test_a_rotation_keeps_the_distance_from_the_centre() -> None:
    moved = centres_of_mass(changed(Augmentation(rotation=30.0), dots(300, 2, 10))) - 10
    assert np.allclose(np.hypot(*moved.T), 8, atol=0.2)
    angles = np.degrees(np.arctan2(moved[:, 1], -moved[:, 0]))
    assert 27 < angles.max() < 31
    assert -31 < angles.min() < -27


def test_a_zoom_changes_the_distance_from_the_centre_alone() -> None:
    moved = centres_of_mass(changed(Augmentation(zoom=0.25), dots(300, 4, 10))) - 10
    assert np.allclose(moved[:, 1], 0, atol=0.1)
    assert 7.2 < -moved[:, 0].min() < 7.7
    assert 4.6 < -moved[:, 0].max() < 5.1


def test_smooth_fields_are_those_of_the_paper() -> None:
    fields = smooth_fields(400, 28, 28, 4.0, np.random.default_rng(1))
    deviation = fields.std()
    # Smoothing divides the deviation 1/sqrt(3) of the uniform draw by 2 sqrt(pi) times the smoothness.
    assert deviation == pytest.approx(1 / np.sqrt(3) / (2 * np.sqrt(np.pi) * 4.0), rel=0.05)
    assert abs(fields.mean()) < 0.1 * deviation
    border = np.concatenate([fields[:, 0].ravel(), fields[:, :, -1].ravel()]).std()
    assert border == pytest.approx(deviation, rel=0.1)
    neighbours = np.corrcoef(fields[:, 14, 14], fields[:, 14, 18])[0, 1]
    assert neighbours == pytest.approx(np.exp(-(4**2) / (4 * 4.0**2)), abs=0.08)


@pytest.mark.parametrize("batch_size", [0, 4])
def test_batches_give_changed_images_and_the_split_stays(batch_size: int) -> None:
    original = split(IMAGES)
    batches = Batches(original, batch_size, np.random.default_rng(1), augmentation=EVERYTHING)
    first = batches.next()[0].copy()
    assert not np.allclose(first, original.model_inputs()[batches.indices].reshape(len(first), -1))
    assert np.array_equal(original.inputs, IMAGES)
    assert first.max() <= 1


def test_augmentation_leaves_the_order_of_the_samples() -> None:
    plain, augmented = (
        Batches(split(IMAGES), 4, np.random.default_rng(1), augmentation=augmentation)
        for augmentation in (None, EVERYTHING)
    )
    for _ in range(7):
        plain.next()
        augmented.next()
        assert np.array_equal(plain.indices, augmented.indices)


def test_restored_batches_change_images_as_before() -> None:
    batches, other = (
        Batches(split(IMAGES), 4, np.random.default_rng(1), augmentation=EVERYTHING) for _ in range(2)
    )
    for _ in range(5):
        batches.next()
    state: dict[str, Any] = batches.state()
    following = [batches.next()[0].tolist() for _ in range(4)]
    other.restore(state)
    assert [other.next()[0].tolist() for _ in range(4)] == following


def test_only_images_can_be_augmented() -> None:
    labels = np.zeros(4, np.int64)
    points = Split(np.zeros((4, 2)), one_hot(labels, 2), labels)
    with pytest.raises(DataError, match="Only images can be augmented"):
        Batches(points, 2, np.random.default_rng(1), augmentation=EVERYTHING)
    Batches(points, 2, np.random.default_rng(1), augmentation=Augmentation())
