import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.ui.colour_maps import (
    INK,
    WHITE,
    ZERO,
    contrast,
    from_oklab,
    luminance,
    magnitude_index,
    probability_blend,
    rgb,
    signed_index,
    to_oklab,
)
from nnviz.ui.theme import DARK, LIGHT, THEMES, Theme

CHANNEL = st.floats(0, 1)


@given(st.tuples(CHANNEL, CHANNEL, CHANNEL))
def test_oklab_and_back(colour: tuple[float, float, float]) -> None:
    there = to_oklab(np.array(colour))
    np.testing.assert_allclose(from_oklab(there), colour, atol=1e-6)


def test_oklab_of_known_colours() -> None:
    # From Ottosson's post: white is (1, 0, 0); sRGB red about (0.628, 0.225, 0.126).
    np.testing.assert_allclose(to_oklab(np.ones(3)), [1, 0, 0], atol=1e-4)
    np.testing.assert_allclose(to_oklab(np.array([1.0, 0, 0])), [0.628, 0.225, 0.126], atol=1e-3)


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_signed_map_has_its_stops_at_both_ends_and_the_middle(theme: Theme) -> None:
    signed = theme.signed
    assert signed.rgba.shape == (256, 4)
    assert signed.colour(1) == theme.signed_stops[0]
    assert signed.colour(ZERO) == theme.signed_stops[3]
    assert signed.colour(255) == theme.signed_stops[-1]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_maps_are_honest_lightness_only_rises_or_only_falls_from_zero(theme: Theme) -> None:
    towards = -1 if theme is LIGHT else 1

    def steps(indices: range) -> np.ndarray:
        colours = theme.signed.rgba[list(indices), :3] / 255
        return np.diff(to_oklab(colours)[:, 0]) * towards

    assert (steps(range(ZERO, 256)) > -0.004).all()
    assert (steps(range(ZERO, 0, -1)) > -0.004).all()
    magnitude = np.diff(to_oklab(theme.magnitude.rgba[:, :3] / 255)[:, 0]) * towards
    assert (magnitude > -0.004).all()
    assert theme.magnitude.colour(0) == theme.surface


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_text_on_cells_reads(theme: Theme) -> None:
    for colours in (theme.signed, theme.magnitude):
        for index in range(256):
            ground = colours.colour(index)
            text, other = (INK, WHITE) if colours.prefers_ink[index] else (WHITE, INK)
            assert contrast(text, ground) >= max(4.2, contrast(other, ground) - 0.03)


@given(st.floats(1e-6, 1e6), st.floats(0, 1))
def test_opposite_values_are_as_far_from_zero(limit: float, share: float) -> None:
    above, below = signed_index(np.array([share * limit, -share * limit]), limit)
    assert int(above) - ZERO == ZERO - int(below)


def test_signed_entries_at_zero_at_the_limits_beyond_and_for_what_is_no_number() -> None:
    values = np.array([0, 2, -2, 9, -9, np.inf, -np.inf, np.nan])
    assert signed_index(values, 2.0).tolist() == [128, 255, 1, 255, 1, 255, 1, 0]


def test_magnitude_entries() -> None:
    assert magnitude_index(np.array([0, 1, 2, 9, np.nan]), 2.0).tolist() == [0, 128, 255, 255, 0]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_blend_is_faint_at_a_tie_and_strongest_at_certainty(theme: Theme) -> None:
    blended = probability_blend(
        np.array([[1 / 3, 1 / 3, 1 / 3], [1, 0, 0]]), theme.class_colours, theme.surface
    )
    below = rgb(theme.surface)
    even = below + 0.08 * (np.mean([rgb(c) for c in theme.class_colours[:3]], axis=0) - below)
    sure = below + 0.35 * (rgb(theme.class_colours[0]) - below)
    np.testing.assert_allclose(blended[:, 2::-1], 255 * np.array([even, sure]), atol=1)
    assert (blended[:, 3] == 255).all()


def test_luminance_of_grey() -> None:
    assert luminance(rgb("#777777")) == pytest.approx(0.184, abs=0.001)
