import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nnviz.ui.drawing.resampling import area_weights, cell_places, resampled, tiled


@given(st.integers(1, 60), st.integers(1, 200))
def test_every_pixel_is_a_mean_and_every_cell_counts_alike(cells: int, pixels: int) -> None:
    weights = area_weights(cells, pixels)
    np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(weights.sum(axis=0), pixels / cells, rtol=1e-4)


@given(
    arrays.arrays(np.float32, (2, 3, 4), elements=st.floats(-5, 5, width=32)),
    st.integers(1, 20),
    st.integers(1, 20),
)
def test_the_mean_of_a_tile_is_kept(tiles: np.ndarray, rows: int, columns: int) -> None:
    result = resampled(tiles, rows, columns)
    assert result.shape == (2, rows, columns)
    np.testing.assert_allclose(result.mean(axis=(1, 2)), tiles.mean(axis=(1, 2)), atol=1e-4)


def test_whole_factors_repeat_cells() -> None:
    tile = np.array([[[1.0, 2.0]]])
    assert resampled(tile, 2, 4).tolist() == [[[1, 1, 2, 2], [1, 1, 2, 2]]]


def test_tiles_stand_in_rows_with_zeros_between() -> None:
    tiles = np.array([[[1, 1]], [[2, 2]], [[3, 3]]], np.uint8)
    assert tiled(tiles, 2, (1, 1)).tolist() == [[1, 1, 0, 2, 2], [0, 0, 0, 0, 0], [3, 3, 0, 0, 0]]


def test_pixels_know_their_cell_and_gaps_belong_to_none() -> None:
    places = cell_places((3, 2), 2, (7, 6), (4, 5), 1)
    assert places[0].tolist() == [1, 1, 0, 2, 2, 0]
    assert places[:, 0].tolist() == [1, 0, 3, 0, 0, 5, 0]  # the last row is parted from the others
