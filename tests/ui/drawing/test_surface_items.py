from __future__ import annotations

import numpy as np

from nnviz.ui.drawing.surface_items import headed, unbroken

NAN = float("nan")


def test_a_way_is_broken_where_a_place_is_missing() -> None:
    x = np.array([0.0, 1.0, NAN, 3.0, 4.0, NAN, NAN, 7.0])
    assert unbroken(x, x) == [slice(0, 2), slice(3, 5), slice(7, 8)]
    assert unbroken(x[:0], x[:0]) == []


def test_each_long_step_has_a_head() -> None:
    x = np.array([0.0, 100.0, 200.0, 200.0])
    y = np.array([0.0, 0.0, 0.0, 90.0])
    assert [(start.tolist(), end.tolist()) for start, end in headed(x, y)] == [
        ([0, 0], [100, 0]),
        ([100, 0], [200, 0]),
        ([200, 0], [200, 90]),
    ]


def test_short_steps_have_one_now_and_then_that_points_along_the_way() -> None:
    x = np.arange(0.0, 500.0, 2.0)
    heads = headed(x, np.zeros_like(x))
    assert 8 <= len(heads) <= 10
    assert all(end[0] > start[0] and end[1] == start[1] for start, end in heads)


def test_trembling_on_the_spot_has_none() -> None:
    rng = np.random.default_rng(1)
    assert headed(*rng.uniform(-5, 5, (2, 300))) == []
