"""Words about what is walked through, and the way from one number to the next."""

from __future__ import annotations

import numpy as np

from nnviz.training.probes.contours import class_scores
from nnviz.training.walk.stages import Stage
from nnviz.training.walk.walk import Place, Quantity, Walk
from nnviz.ui.drawing.rich_text import marker_html
from nnviz.ui.numerals import count, fixed, percent
from nnviz.ui.theme import Theme


def sample_words(walk: Walk, sample: int, theme: Theme, scale: float) -> list[str]:
    """Return the sample's number, truth, answer and loss as pieces of HTML, the most telling first."""
    row = int(walk.rows[sample])
    where = f"sample <b>{count(row)}</b>"
    if walk.is_batch:
        where += f" ({count(sample + 1)} of {count(walk.count)})"
    if walk.sample is not None and walk.sample[0] != "train":
        where = f"{walk.sample[0]} {where}"
    loss = float(walk.values[Quantity("L")][sample])
    parts = [where, *_answer(walk, sample, theme, scale), f"loss <b>{fixed(loss, 3)}</b>"]
    return [f'<span style="color: {theme.text2}">{part}</span>' for part in parts]


def _answer(walk: Walk, sample: int, theme: Theme, scale: float) -> list[str]:
    outputs = walk.values[walk.output][sample]
    if not walk.dataset.task.has_classes:
        target = walk.values[Quantity("T")][sample]
        return [f"true <b>{fixed(float(target[0]), 3)}</b>", f"answer <b>{fixed(float(outputs[0]), 3)}</b>"]
    scores = class_scores(outputs, walk.dataset.levels)
    truth, answer = int(walk.labels[sample]), int(np.argmax(scores))
    names = walk.dataset.class_names
    sure = float(scores[answer])
    share = f" {percent(sure)}" if 0 <= sure <= 1 else ""
    return [
        f"true {marker_html(theme, truth, scale)} <b>{names[truth]}</b>",
        f"predicted {marker_html(theme, answer, scale)} <b>{names[answer]}</b>{share}",
    ]


def stepped(walk: Walk, stage: Stage, place: Place, by: int) -> Place:
    """Return the number so many further in the quantities of a stage: along the units, then the next row."""
    flat = [
        (quantity, row)
        for quantity in stage.results
        for row in _rows(walk, quantity, place)
        if _size(walk, quantity)
    ]
    if (place.quantity, place.row) not in flat:
        return place  # of what has no numbers at all
    at = flat.index((place.quantity, place.row))
    column = place.column + by
    quantity, row = place.quantity, place.row
    if not 0 <= column < _size(walk, quantity):
        quantity, row = flat[(at + by) % len(flat)]
        column = 0 if by > 0 else _size(walk, quantity) - 1
    return Place(quantity, row, column)


def _size(walk: Walk, quantity: Quantity) -> int:
    return int(walk.matrix(quantity).shape[1])


def _rows(walk: Walk, quantity: Quantity, place: Place) -> range | tuple[int]:
    """Return all rows of weights, but of samples only the one that is looked at."""
    if quantity.kind[-1] in "Wb":
        return range(len(walk.matrix(quantity)))
    return (place.row,)
