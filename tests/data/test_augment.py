from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nnviz.data import augment
from nnviz.data.augment import Augmentation, AugmentedImages, Augmenter, SmoothFields, resampled
from nnviz.data.batches import Batches
from nnviz.data.dataset import DataError, Split, one_hot

IMAGES = np.random.default_rng(1).integers(0, 256, (9, 2, 6, 8), np.uint8)
PASSES = 4
EVERYTHING = Augmentation(shift=2.0, rotation=20.0, zoom=0.2, elastic=34.0, passes=PASSES)
PLACES = np.mgrid[:6, :8][::-1].reshape(2, -1).astype(np.float32)


def changed(augmentation: Augmentation, images: np.ndarray, seed: int = 1) -> np.ndarray:
    """Return images changed one by one, so that each is changed otherwise."""
    augmenter, rng = Augmenter(augmentation, images.shape[1:]), np.random.default_rng(seed)
    return np.concatenate([augmenter.changed(images[i : i + 1], rng) for i in range(len(images))])


def split(images: np.ndarray) -> Split:
    labels = np.arange(len(images)) % 2
    return Split(images, one_hot(labels, 2), labels, 0.0, 1 / 255)


def blended(image: np.ndarray, x: float, y: float) -> float:
    """Return the pixel of an image on paper at a place in pixels, as a textbook would."""
    bordered = np.pad(image.astype(float), 2)
    height, width = image.shape
    x, y = (np.clip(v, -1, n) + 2 for v, n in ((x, width), (y, height)))
    column, row = min(int(x), width + 2), min(int(y), height + 2)
    across, down = x - column, y - row
    above, below = bordered[row : row + 2, column : column + 2] @ (1 - across, across)
    return float(above * (1 - down) + below * down)


@given(
    arrays.arrays(np.uint8, (3, 2, 4, 5)),
    arrays.arrays(np.float32, (2, 20), elements=st.floats(-9999, 9999, width=32)),
)
def test_every_pixel_is_blended_from_the_four_around_its_place(
    images: np.ndarray, places: np.ndarray
) -> None:
    expected = [[blended(channel, x, y) for x, y in places.T] for channel in images.reshape(6, 4, 5)]
    # A place is known to 1/256 of a pixel, over which no more than twice 255 / 256 changes.
    np.testing.assert_allclose(resampled(images, places).reshape(6, 20), expected, atol=1.5 + 2)


@given(arrays.arrays(np.uint8, (2, 1, 4, 5)), st.integers(0, 256), st.integers(0, 256))
def test_at_places_that_are_known_exactly_blending_is_exact_but_for_rounding(
    images: np.ndarray, right: int, down: int
) -> None:
    moved = np.mgrid[:4, :5][::-1].reshape(2, -1) + np.array([[right], [down]]) / 256
    expected = [[blended(image, x, y) for x, y in moved.T] for image in images[:, 0]]
    found = resampled(images, moved.astype(np.float32)).reshape(2, 20)
    np.testing.assert_allclose(found, expected, atol=1.5)


@pytest.mark.parametrize(("right", "down"), [(0, 0), (1, 0), (0, -2), (3, 1), (-8, 0), (0, 6)])
def test_whole_pixels_are_moved_exactly_and_paper_follows(right: int, down: int) -> None:
    expected = np.pad(IMAGES, ((0, 0), (0, 0), (8, 8), (8, 8)))[
        :, :, 8 + down : 14 + down, 8 + right : 16 + right
    ]
    moved = PLACES + np.array([[right], [down]], np.float32)
    np.testing.assert_array_equal(resampled(IMAGES, moved), expected)


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


def test_images_and_channels_changed_at_once_are_changed_alike() -> None:
    twins = np.broadcast_to(IMAGES[:1, :1], (5, 2, 6, 8)).copy()
    result = Augmenter(EVERYTHING, (2, 6, 8)).changed(twins, np.random.default_rng(1))
    assert (result == result[0, 0]).all()
    assert (result != twins).any()


def passes(
    count: int, images: np.ndarray = IMAGES, augmentation: Augmentation = EVERYTHING, seed: int = 1
) -> list[np.ndarray]:
    """Return the images as they are in the first passes."""
    augmented = AugmentedImages(augmentation, images, seed)
    found = []
    for number in range(count):
        augmented.go_to(number)
        found.append(augmented.images.copy())
    return found


def test_in_each_pass_another_part_of_the_images_is_changed_afresh() -> None:
    before, turns = IMAGES, []
    for number, images in enumerate(passes(3 * PASSES)):
        fresh = (images != before).any(axis=(1, 2, 3))
        turns.append(fresh)
        untouched = np.arange(len(IMAGES)) % PASSES > number
        np.testing.assert_array_equal(images[untouched], IMAGES[untouched])
        before = images
    assert (np.sum(turns, axis=0) == 3).all()
    assert all(1 <= turn.sum() <= len(IMAGES) // PASSES + 1 for turn in turns)


def test_all_images_can_be_changed_in_every_pass() -> None:
    before = IMAGES
    for images in passes(4, augmentation=Augmentation(rotation=20.0, zoom=0.2, passes=1)):
        assert (images != before).any(axis=(1, 2, 3)).all()
        before = images


def test_changes_are_made_from_the_originals() -> None:
    white = np.full((64, 1, 9, 9), 255, np.uint8)
    images = passes(8 * PASSES, white, Augmentation(shift=2.0, passes=PASSES))[-1]
    assert (images == 0).any()
    assert (images[:, 0, 4, 4] == 255).all()  # which the paper would reach if changes added up


def test_a_pass_is_the_same_from_wherever_one_comes() -> None:
    known = passes(3 * PASSES)
    augmented = AugmentedImages(EVERYTHING, IMAGES, 1)
    for number in (7, 8, 3, 2, 0, 0, 11, 1, 10, 4):
        augmented.go_to(number)
        np.testing.assert_array_equal(augmented.images, known[number])


def test_a_pass_changes_its_part_little_by_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augment, "GROUP", 3)
    originals = np.repeat(IMAGES, 4 * PASSES, axis=0)
    augmented = AugmentedImages(EVERYTHING, originals, 1)
    counts = []
    for share in (0.2, 0.4, 0.6, 1.0):  # four groups in one go
        augmented.go_to(0, share)
        counts.append(int((augmented.images != originals).any(axis=(1, 2, 3)).sum()))
    assert counts == [12, 24, 24, 36]


def test_a_place_in_a_pass_is_the_same_from_wherever_one_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augment, "GROUP", 1)
    places = [(number, share) for number in range(2 * PASSES) for share in (0.4, 0.8, 1.0)]
    onwards = AugmentedImages(EVERYTHING, np.repeat(IMAGES, 4, axis=0), 1)
    known = {}
    for place in places:
        onwards.go_to(*place)
        known[place] = onwards.images.copy()
    for place in np.random.default_rng(1).permutation(places).tolist():
        onwards.go_to(int(place[0]), place[1])
        np.testing.assert_array_equal(onwards.images, known[int(place[0]), place[1]])


def test_the_seed_decides_all_changes() -> None:
    assert not np.array_equal(passes(PASSES)[-1], passes(PASSES, seed=2)[-1])


def test_groups_of_a_part_are_changed_differently(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augment, "GROUP", 3)
    same = np.repeat(IMAGES[:1], 8 * PASSES, axis=0)
    images = passes(1, same)[0][::PASSES]
    assert len({image.tobytes() for image in images}) == 3


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
    fields = SmoothFields(28, 28, 4.0).draw(400, np.random.default_rng(1))
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
    originals = original.model_inputs().reshape(len(original), -1)
    given = [batches.next()[0].copy() for _ in range(4 * batches.batches_per_epoch)]
    first = given[-1]
    assert (first != originals[batches.indices]).any(axis=1).all()
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
    for _ in range(20):
        batches.next()
    state: dict[str, Any] = batches.state()
    following = [batches.next()[0].tolist() for _ in range(9)]
    for restored in (other, batches):
        restored.restore(state)
        assert [restored.next()[0].tolist() for _ in range(9)] == following


def test_peeking_changes_no_image_that_comes() -> None:
    batches, twin = (
        Batches(split(IMAGES), 4, np.random.default_rng(1), augmentation=EVERYTHING) for _ in range(2)
    )
    for _ in range(20):
        inputs, _, _ = batches.peek()
        expected = twin.next()[0]
        assert np.array_equal(inputs, expected)
        assert np.array_equal(batches.next()[0], expected)


def test_only_images_can_be_augmented() -> None:
    labels = np.zeros(4, np.int64)
    points = Split(np.zeros((4, 2)), one_hot(labels, 2), labels)
    with pytest.raises(DataError, match="Only images can be augmented"):
        Batches(points, 2, np.random.default_rng(1), augmentation=EVERYTHING)
    Batches(points, 2, np.random.default_rng(1), augmentation=Augmentation())
