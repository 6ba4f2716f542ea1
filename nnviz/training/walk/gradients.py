"""What is said of the gradients of weights and biases."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np

from nnviz.nn import Conv2D
from nnviz.training.walk.images import kernel_pictures
from nnviz.training.walk.notation import (
    DELTA,
    Math,
    Number,
    row,
    said,
    symbol,
    transposed,
)
from nnviz.training.walk.sheet import (
    Sheet,
    factor,
    long_sum,
    number,
    orders,
    product,
    strongest,
    turned,
    worked_out,
)
from nnviz.training.walk.walk import Numbers, Part, Place, Quantity, Walk


def tell_gradient(walk: Walk, place: Place) -> Sheet:
    """∇W = Aᵀ δ and ∇b = Σ δ."""
    part = walk.part(place.quantity.number)
    delta = Quantity("delta", part.number)
    is_bias = place.quantity.kind.endswith("b")
    if isinstance(part.layer, Conv2D):
        return _kernel_gradient(walk, place, part, delta)
    shares, term, used = _shares(walk, place, part, delta)
    kind, takes = place.quantity.kind[:-1], part.takes
    w, b = Quantity(f"{kind}W", part.number), Quantity(f"{kind}b", part.number)
    of_weights = row(symbol(w), "=", transposed(symbol(takes)), symbol(delta))
    product_of = turned(takes, "in", "sample"), "·", factor(delta, "sample", "out")
    inputs = _gradient_order(walk, w, place, is_bias)
    return Sheet(
        sentence=_gradient_sentence(walk, is_bias),
        formula=row(symbol(b), "=", "Σ", symbol(delta)) if is_bias else of_weights,
        workings=worked_out(walk, place, long_sum(shares, term, "sample")),
        equation=(*product_of, "=", factor(w, "in", "out"), ",", factor(b, "one", "out")),
        result=place,
        used=frozenset(used),
        order=orders(walk, place, sample=strongest(shares), **{"in": inputs}),
        checked=place,
    )


def _shares(
    walk: Walk, place: Place, part: Part, delta: Quantity
) -> tuple[Numbers, Callable[[int], Math], set[Place]]:
    """Return what each sample adds to a gradient, how it is written, and the numbers it comes from."""
    deltas = walk.matrix(delta)[:, place.column]
    used = {Place(delta, sample, place.column) for sample in range(walk.count)}
    if place.quantity.kind.endswith("b"):
        return deltas, lambda sample: number(walk, Place(delta, sample, place.column)), used

    def term(sample: int) -> Math:
        return product(walk, Place(part.takes, sample, place.row), Place(delta, sample, place.column))

    used |= {Place(part.takes, sample, place.row) for sample in range(walk.count)}
    return walk.matrix(part.takes)[:, place.row] * deltas, term, used


def _gradient_order(walk: Walk, w: Quantity, place: Place, is_bias: bool) -> Numbers:
    """Return the inputs, the one looked at first, then by the size of their gradients."""
    order = strongest(walk.matrix(w)[:, place.column])
    return order if is_bias else np.concatenate(([place.row], order[order != place.row]))


def _gradient_sentence(walk: Walk, is_bias: bool) -> str:
    if walk.is_batch:
        return "Every sample adds its share; as the deltas are divided by their number, that is the mean."
    if is_bias:
        return "A bias's gradient is the delta of its unit."
    return "A weight's gradient is what came in times the delta of what it led to."


def _kernel_gradient(walk: Walk, place: Place, part: Part, delta: Quantity) -> Sheet:
    """The gradient of a kernel: summed over all places of the window, and all samples."""
    index = walk.parameter(place)
    assert index is not None
    shares = walk.shares(index)
    layer = cast(Conv2D, part.layer)
    places = int(np.prod(layer.output_shape[1:]))

    def term(sample: int) -> Math:
        return Number(float(shares[sample]), DELTA, guarded=True)

    takes = "" if place.quantity.kind.endswith("b") else symbol(part.takes)
    pixel = Place(delta, 0, place.column * places)
    return Sheet(
        sentence=f"A kernel's gradient is gathered from all {places:,} places that its window was at.",
        formula=row(symbol(place.quantity), "= Σ", takes, symbol(delta), said("over all windows")),
        workings=worked_out(walk, place, long_sum(shares, term, "sample")),
        equation=(),
        result=place,
        used=frozenset({pixel}),
        checked=place,
        pictures=kernel_pictures(walk, place, part, delta),
    )
