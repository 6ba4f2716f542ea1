"""Words about the plane: keys that fit, what the network says at a place or of a point, what is best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from nnviz.data import Dataset
from nnviz.nn import Network
from nnviz.training.evaluate import answers
from nnviz.training.probes import Boundary, BoundaryGrid
from nnviz.training.probes.contours import as_probabilities, class_scores
from nnviz.ui.drawing.plane import MOST_DRAWN, Plane
from nnviz.ui.drawing.rich_text import (
    GAP_HTML,
    fitting_html,
    fitting_text,
    magnitude_ramp_html,
    marker_html,
    place_html,
    place_width,
    scores_html,
    signed_ramp_html,
)
from nnviz.ui.numerals import count, percent, short, significant
from nnviz.ui.panels.legend import ClassKey, Entry, Legend, RingKey
from nnviz.ui.panels.panel import Table

if TYPE_CHECKING:
    from nnviz.ui.session import Session

Floats = npt.NDArray[np.floating[Any]]

REACH = 8.0
"""Pixels within which a point is pointed at."""
ROOM_FOR_SCORE = 56
"""Pixels for one class in the read-out."""
BLANK_WORDS = ("Click or drag on the plane to paint points", "Paint points")
"""What to do with a plane without points."""
SCORES_WANTED = 3
"""Classes in the read-out for which less important keys give way."""


def fitting_keys(plane: Plane, legend: Legend, lights_batch: bool) -> Sequence[Entry]:
    """Return the most keys that leave the legend's read-out the room that it needs."""
    dataset = plane.dataset
    if dataset is None:
        return ()
    classes = [Entry(ClassKey(index), name) for index, name in enumerate(dataset.class_names)]
    others = [Entry(RingKey(), "wrong")] if plane.has_classes else []
    batch = [Entry(RingKey(token="accent"), "batch")] if lights_batch else []
    has_test = len(dataset.test) > 0
    test = [Entry(RingKey(bold=False), "test")] if has_test else []
    of_all = [Entry(RingKey(bold=False), shown_of("test", len(dataset.test)))] if has_test else []
    place = place_width(plane.axis_names, plane.theme)
    choices: tuple[tuple[list[Entry], int], ...] = (
        ([*classes, *others, *batch, *of_all], place + min(len(classes), SCORES_WANTED) * ROOM_FOR_SCORE),
        ([*classes, *others, *batch, *test], place + ROOM_FOR_SCORE),
        ([*classes, *others, *test], place + ROOM_FOR_SCORE),
        ([*classes, *others], place + ROOM_FOR_SCORE),
        (classes, ROOM_FOR_SCORE),
    )
    return next((entries for entries, room in choices if legend.room_beside(entries) >= room), [])


def shown_of(split: str, points: int) -> str:
    """Name a split, and how many of its points are drawn if not all."""
    most = MOST_DRAWN[split]
    return split if points <= most else f"{split}, {count(most)} of {count(points)}"


def words_at(plane: Plane, session: Session, place: tuple[float, float], room: int, scale: float) -> str:
    """Tell in so many pixels what the network says now of the point at a place, or else at the place."""
    dataset, newest, network = plane.dataset, session.snapshot, session.network
    if dataset is None or newest is None or network is None or newest.moment.dataset is not dataset:
        return ""
    view = plane.plot.view
    pointed = plane.point_at((float(view.x(place[0])), float(view.y(place[1]))), REACH)
    if pointed is not None:
        texts = point_words(plane, network, newest.moment.experiment.learning.loss, *pointed, scale)
        return fitting_html(texts, room, plane.theme)
    outputs = session.predict(dataset.train.given(plane.sample_at(place)))
    return "" if outputs is None else place_words(plane, place, outputs[0], room, scale)


def place_words(plane: Plane, place: tuple[float, float], outputs: Floats, room: int, scale: float) -> str:
    """Write a place and what the network says there, in so many pixels."""
    theme, names = plane.theme, plane.axis_names
    where = place_html(names, place, plane.plot.view, theme) + GAP_HTML
    left = room - place_width(names, theme)
    if left < ROOM_FOR_SCORE:  # the cross shows the place too
        where, left = "", room
    if plane.dataset is None or not plane.has_classes:
        return where + significant(float(outputs[0]), 3)
    scores = class_scores(outputs, plane.dataset.levels)
    shown = as_probabilities(scores) if plane.blends else scores
    return where + scores_html(shown, plane.blends, left, theme, scale)


def point_words(
    plane: Plane, network: Network, loss: str, split_name: str, row: int, scale: float
) -> tuple[str, ...]:
    """Tell of a point where it is, its class or value, what the network says, its loss; longest first."""
    dataset, theme = plane.dataset, plane.theme
    assert dataset is not None
    split = getattr(dataset, split_name)
    inputs = split.model_inputs(row, row + 1, dtype=network.dtype)
    found = float(network.loss(inputs, split.targets[row : row + 1], loss))
    outputs = np.array(network.outputs)
    if plane.has_classes:
        answer, label = int(answers(outputs, dataset)[0]), int(split.labels[row])
        scores = class_scores(outputs[0], dataset.levels)
        sure = f" {percent(float(as_probabilities(scores)[answer]), 0)}" if plane.blends else ""
        said = f"{marker_html(theme, label, scale)} said {marker_html(theme, answer, scale)}{sure}"
    else:
        said = f"{significant(float(split.targets[row, 0]), 3)} said {significant(float(outputs[0, 0]), 3)}"
    x, y = (float(each) for each in split.inputs[row, list(plane.axes)])
    names = plane.axis_names
    where = place_html(names, (x, y), plane.plot.view, theme)
    cost = f"loss {significant(found, 3)}"
    return (
        f"{split_name} point {where}{GAP_HTML}{said}{GAP_HTML}{cost}",
        f"{where}{GAP_HTML}{said}{GAP_HTML}{cost}",
        f"{said}{GAP_HTML}{cost}",
        said,
    )


def beyond_colours(plane: Plane, best: float | None, room: int) -> str:
    """Write what stands in the legend while nothing is pointed at."""
    if plane.drawn is None:
        return ""
    if plane.dataset is not None and not len(plane.dataset.train):
        return fitting_text(BLANK_WORDS, room, plane.theme)
    if not plane.has_classes:
        return f"{plane.limit.label(-1)}&nbsp;{signed_ramp_html(plane.theme)}&nbsp;{plane.limit.label()}"
    if not plane.blends:
        return fitting_text(no_probabilities(plane.drawn[1].largest), room, plane.theme)
    if plane.shades_sureness and plane.dataset is not None:
        even = percent(1 / len(plane.dataset.class_names), 0)
        return f"{even}&nbsp;{magnitude_ramp_html(plane.theme)}&nbsp;{percent(1.0, 0)}"
    return fitting_text(at_best(best), room, plane.theme) if best is not None else ""


def at_best(accuracy: float) -> tuple[str, ...]:
    """Say at length and in short how well the best classifier would do."""
    value = percent(accuracy, 2)
    return (
        f"┄┄ expected on new points at best: {value}",
        f"┄┄ on new points at best: {value}",
        f"at best {value}",
    )


def no_probabilities(largest: float) -> tuple[str, str]:
    """Say at length and in short why class colours are not blended: the largest magnitude of an output."""
    if not np.isfinite(largest):
        span = "are not finite"
    else:
        span = f"up to {short(float(f'{largest:.2g}'))}" if largest > 1 else "below 0"
    return f"outputs {span}: no probabilities to blend", f"outputs {span}"


def grid_rows(grid: BoundaryGrid, boundary: Boundary) -> Iterator[tuple[float, ...]]:
    """Yield x, y and the scores of each point of a grid."""
    x = np.linspace(grid.left, grid.right, grid.columns)
    y = np.linspace(grid.bottom, grid.top, grid.rows)
    for row, scores_along in zip(y, boundary.probabilities, strict=True):
        for column, scores in zip(x, scores_along, strict=True):
            yield (float(column), float(row), *map(float, scores))


def grid_table(plane: Plane) -> Table:
    """Return x, y and the class probabilities, or the outputs of a regression, at each point of the grid."""
    names = plane.dataset.class_names if plane.dataset is not None else ()
    columns = (*plane.axis_names, *(names or ("output",)))
    return Table(columns, grid_rows(*plane.drawn) if plane.drawn is not None else ())


def point_table(dataset: Dataset) -> Table:
    """Return the features, the class or value and the split of each point."""
    answer = "class" if dataset.class_names else "value"
    return Table((*map(safe_cell, dataset.feature_names), answer, "split"), point_rows(dataset))


def point_rows(dataset: Dataset) -> Iterator[tuple[object, ...]]:
    """Yield the features, the class or value and the split of each point."""
    for name in ("train", "validation", "test"):
        split = getattr(dataset, name)
        answers: Sequence[object] = (
            [safe_cell(dataset.class_names[label]) for label in split.labels.tolist()]
            if dataset.class_names
            else split.targets[:, 0].tolist()
        )
        for features, answer in zip(split.inputs.tolist(), answers, strict=True):
            yield (*features, answer, name)


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
