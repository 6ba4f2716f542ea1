from __future__ import annotations

import numpy as np
import pytest

from nnviz.training.probes.contours import class_scores, decision_lines, zero_lines

X = np.linspace(-2, 2, 41)
Y = np.linspace(-1, 1, 21)


def test_two_linear_scores_meet_on_their_line() -> None:
    x, y = np.meshgrid(X, Y)
    field = np.stack((x + 0.31 * y, np.full_like(x, 0.137)), axis=-1)
    lines = decision_lines(field, X, Y)
    assert len(lines) > 20
    np.testing.assert_allclose(lines[..., 0] + 0.31 * lines[..., 1], 0.137, atol=1e-6)


@pytest.mark.parametrize("levels", [(0.0, 1.0), (-1.0, 1.0)])
def test_one_output_decides_midway_between_its_levels(levels: tuple[float, float]) -> None:
    low, high = levels
    outputs = np.broadcast_to((low + (high - low) * (X + 2) / 4)[None, :, None], (len(Y), len(X), 1))
    field = class_scores(outputs, levels)
    np.testing.assert_allclose(field.sum(axis=-1), 1)
    np.testing.assert_allclose(decision_lines(field, X, Y)[..., 0], 0, atol=1e-6)


def test_no_line_where_one_class_wins_everywhere() -> None:
    field = np.stack((np.ones((21, 41)), np.zeros((21, 41))), axis=-1)
    assert decision_lines(field, X, Y).shape == (0, 2, 2)


def test_three_classes_meet_in_one_point() -> None:
    x, y = np.meshgrid(X, Y)
    centres = np.array([(0.0, -1.0), (1.0, 0.7), (-1.0, 0.7)])
    field = np.stack([-((x - a) ** 2) - (y - b) ** 2 for a, b in centres], axis=-1)
    ends = decision_lines(field, X, Y).reshape(-1, 2)
    nearest = np.sort(((ends[:, None] - centres) ** 2).sum(axis=-1), axis=1)
    on_the_line = nearest[:, 1] - nearest[:, 0]
    assert np.quantile(on_the_line, 0.95) < 1e-5  # all but the ends inside the cell of the junction
    assert on_the_line.max() < 0.2


def test_lines_reach_the_edge_of_the_grid_and_no_farther() -> None:
    winner = np.zeros((4, 3), int)
    winner[2:, 0] = winner[:2, 2] = 1  # one line ends on the left, one on the right, in rows that follow
    lines = decision_lines(np.eye(2)[winner], np.arange(3.0), np.arange(4.0))
    ends = lines.reshape(-1, 2)
    assert (ends.min(axis=0).tolist(), ends.max(axis=0).tolist()) == ([0, 0], [2, 3])
    assert np.abs(lines[:, 0] - lines[:, 1]).max() <= 1


@pytest.mark.parametrize("pattern", [[[0, 1], [1, 0]], [[0, 1], [2, 3]]])
def test_a_cell_crossed_on_all_sides_gets_a_piece_from_each(pattern: list[list[int]]) -> None:
    field = np.eye(4)[np.array(pattern)]
    lines = decision_lines(field, np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    assert len(lines) == 4
    np.testing.assert_allclose(lines[:, 1], 0.5)


def test_lines_of_several_fields_are_those_of_each() -> None:
    rng = np.random.default_rng(2)
    fields, x, y = rng.normal(size=(4, 6, 7)), np.arange(7.0), np.arange(6.0)
    together = zero_lines(fields, x, y)
    nought = [decision_lines(np.stack((field, np.zeros_like(field)), axis=-1), x, y) for field in fields]
    one_by_one = np.concatenate([zero_lines(field[None], x, y) for field in fields])
    for lines in (one_by_one, np.concatenate(nought)):
        assert np.sort(together.reshape(-1, 4), axis=0) == pytest.approx(
            np.sort(lines.reshape(-1, 4), axis=0)
        )
    assert zero_lines(np.empty((0, 6, 7)), x, y).shape == (0, 2, 2)
