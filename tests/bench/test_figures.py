from __future__ import annotations

from typing import Any

import pytest

from nnviz.bench.figures import ROWS, Row, figures, p99, ratios, spread, table

COST: dict[str, Any] = {
    "large": {"pairs": [(90.0, 100.0), (99.0, 100.0), (50.0, 100.0)], "intervals": [16.0] * 90 + [30.0] * 10},
    "small": {
        "pairs": [(96.0, 100.0), (194.0, 200.0)],
        "hz": {"boundary": 24.04, "curves": 29.0},
        "intervals": [16.0, 17.0],
    },
    "platform": "offscreen",
}
OPENINGS = [{"first_paint_ms": first, "all_panels_ms": 4 * first} for first in (100.0, 900.0, 110.0)]
TOURS = [{"longest": {"reset": stall, "one layer more": 17.0}} for stall in (20.0, 90.0, 30.0)]
FOUND = figures(COST, OPENINGS, TOURS, {"rss_mb": 200.04, "peak_mb": 300.0})


def test_the_figures_are_those_promised_in_order() -> None:
    assert list(FOUND) == [
        "kept_large",
        "kept_small",
        "boundary_hz",
        "curves_hz",
        "frame_p99_ms",
        "longest_stall_ms",
        "first_paint_ms",
        "all_panels_ms",
        "rss_mb",
        "platform",
    ]
    assert list(ROWS) == list(FOUND)[:-1]


def test_they_are_medians_so_that_one_disturbed_measurement_does_not_count() -> None:
    assert FOUND["kept_large"] == 0.9
    assert FOUND["longest_stall_ms"] == 30.0
    assert (FOUND["first_paint_ms"], FOUND["all_panels_ms"]) == (110.0, 440.0)


def test_speed_kept_is_the_median_of_ratios_not_the_ratio_of_medians() -> None:
    assert FOUND["kept_small"] == 0.965  # of 0.96 and 0.97


def test_the_frames_of_the_worse_network_count() -> None:
    assert FOUND["frame_p99_ms"] == p99(COST["large"]["intervals"]) == 30.0


def test_a_panel_that_never_drew_has_no_redraws() -> None:
    still = COST | {"small": COST["small"] | {"hz": {}}}
    assert figures(still, OPENINGS, TOURS, {"rss_mb": 1.0})["boundary_hz"] == 0.0


def test_memory_that_is_not_known_is_said_so() -> None:
    unknown = figures(COST, OPENINGS, TOURS, {"rss_mb": None})
    assert unknown["rss_mb"] is None
    assert "unknown" in table(unknown, {})


@pytest.mark.parametrize(("value", "word"), [(0.87, "MISSED"), (0.88, "ok"), (0.949, "ok"), (0.95, "aim")])
def test_more_is_better_for_some(value: float, word: str) -> None:
    assert ROWS["kept_large"].meets(value) == word
    assert ROWS["kept_large"].asked() == ("≥ 0.88", "≥ 0.95")


@pytest.mark.parametrize(("value", "word"), [(300.1, "MISSED"), (300.0, "ok"), (120.1, "ok"), (120.0, "aim")])
def test_less_is_better_for_others(value: float, word: str) -> None:
    assert ROWS["first_paint_ms"].meets(value) == word
    assert ROWS["first_paint_ms"].asked() == ("≤ 300", "≤ 120")


def test_no_aim_is_easier_than_its_bound() -> None:
    assert {key: row.meets(row.aim) for key, row in ROWS.items()} == dict.fromkeys(ROWS, "aim")


def test_the_table_has_a_line_for_each_figure_with_what_is_asked_and_a_note() -> None:
    lines = table(FOUND, {"rss_mb": "300 at most"}).splitlines()[1:]
    assert len(lines) == len(ROWS)
    for line, row in zip(lines, ROWS.values(), strict=True):
        assert line.startswith(row.title)
        assert all(asked in line for asked in row.asked())
    assert lines[-1].split()[-4:] == ["aim", "300", "at", "most"]


def test_ratios_and_spread() -> None:
    assert ratios([(1.0, 2.0), (3.0, 4.0)]) == [0.5, 0.75]
    assert spread([0.5, 0.756, 0.6]) == "0.50 to 0.76"


def test_a_row_without_a_unit_shows_the_bare_number() -> None:
    assert Row("x", "", 1, 1).meets(1) == "aim"
    assert " 0.9 " in table(FOUND, {}).splitlines()[1]
