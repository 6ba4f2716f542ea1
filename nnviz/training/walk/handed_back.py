"""What is said of gradients that layers hand back before they reach the deltas of the layer before."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np

from nnviz.nn import Conv2D, Dense, Dropout, Flatten, Layer, MaxPool2D
from nnviz.training.walk.backward import after_order, blame
from nnviz.training.walk.images import maps, square_of
from nnviz.training.walk.notation import (
    Math,
    op,
    row,
    said,
    symbol,
)
from nnviz.training.walk.sheet import (
    Factor,
    Sheet,
    factor,
    long_sum,
    number,
    orders,
    product,
    worked_out,
)
from nnviz.training.walk.walk import Part, Place, Quantity, Walk


def _taker(walk: Walk, place: Place) -> Part:
    """Return the layer that hands a gradient back."""
    kind, count = place.quantity
    return next(part for part in walk.parts if part.takes == Quantity(kind[1:], count))


def _hand_back(
    walk: Walk,
    place: Place,
    sentence: str,
    formula: Math,
    filled: Math,
    used: frozenset[Place],
    *factors: Factor | str,
) -> Sheet:
    return Sheet(
        sentence=sentence,
        formula=row(symbol(place.quantity), "=", formula),
        workings=worked_out(walk, place, filled, symbol(place.quantity)),
        equation=(*factors, "=", factor(place.quantity, "sample", "out")) if factors else (),
        result=place,
        used=used,
        order=orders(walk, place, after=after_order(walk, place, _taker(walk, place))),
        pictures=maps(walk, place, (place.quantity,)),
    )


def _back_dense(walk: Walk, place: Place) -> Sheet:
    blamed, filled, used, factors = blame(walk, place, _taker(walk, place))
    sentence = "The deltas go back along the weights: each value gets what it had a part in."
    return _hand_back(walk, place, sentence, blamed, filled, used, *factors)


def _back_dropout(walk: Walk, place: Place) -> Sheet:
    part = _taker(walk, place)
    upstream, mask = Quantity("dD", part.number), Quantity("mask", part.number)
    used = Place(upstream, *place[1:]), Place(mask, *place[1:])
    return _hand_back(
        walk,
        place,
        "What was left out on the way forward gets no blame on the way back.",
        row(symbol(upstream), "⊙", symbol(mask)),
        row(number(walk, used[0]), "·", number(walk, used[1])),
        frozenset(used),
        factor(upstream, "sample", "out"),
        "⊙",
        factor(mask, "sample", "out"),
    )


def _back_flatten(walk: Walk, place: Place) -> Sheet:
    part = _taker(walk, place)
    source = Place(Quantity("dF", part.number), *place[1:])
    return _hand_back(
        walk,
        place,
        "The row of numbers is folded into maps again.",
        row(said("maps of"), symbol(source.quantity)),
        number(walk, source),
        frozenset({source}),
    )


def _back_pooling(walk: Walk, place: Place) -> Sheet:
    part = _taker(walk, place)
    layer = cast(MaxPool2D, part.layer)
    (_, high, wide), (_, height, width) = layer.input_shape, layer.output_shape
    channel, pixel = divmod(place.column, high * wide)
    i, j = (each // layer.size for each in divmod(pixel, wide))
    dropped = i >= height or j >= width
    upstream = Place(Quantity("dP", part.number), place.row, (channel * height + i) * width + j)
    passed = not dropped and walk.number(place) != 0.0
    squares = [] if dropped else square_of(part, Place(part.gives, *upstream[1:]))
    return _hand_back(
        walk,
        place,
        "The gradient goes to the largest pixel of each square; the others get 0.",
        row(symbol(upstream.quantity), said("where"), symbol(part.takes), said("was largest, else"), "0"),
        number(walk, upstream) if passed else op("0"),
        frozenset() if dropped else frozenset({upstream, *squares}),
    )


def _back_convolution(walk: Walk, place: Place) -> Sheet:
    part = _taker(walk, place)
    layer = cast(Conv2D, part.layer)
    delta, w = Quantity("delta", part.number), Quantity("W", part.number)
    pairs = [
        (Place(delta, place.row, chosen * size + at), Place(w, index, chosen))
        for (at, size), index in _windows_over(layer, place)
        for chosen in range(layer.filters)
    ]
    products = np.array([walk.number(d) * walk.number(v) for d, v in pairs])
    return _hand_back(
        walk,
        place,
        "Each pixel gathers from all windows that it was in, along the weight it had there.",
        row(symbol(delta), "⋆", symbol(w), said("turned round")),
        long_sum(products, lambda k: product(walk, *pairs[k]), most=2) if pairs else op("0"),
        frozenset(each for pair in pairs for each in pair),
    )


def _windows_over(layer: Conv2D, place: Place) -> list[tuple[tuple[int, int], int]]:
    """Return the windows (place in the map, size of the map) that hold a pixel, and its index in each."""
    _, high, wide = layer.input_shape
    _, height, width = layer.output_shape
    found = []
    for at in range(height * width):
        top, left = (each * layer.stride - layer.padding for each in divmod(at, width))
        channel, pixel = divmod(place.column, high * wide)
        i, j = pixel // wide - top, pixel % wide - left
        if 0 <= i < layer.kernel_size and 0 <= j < layer.kernel_size:
            found.append(((at, height * width), (channel * layer.kernel_size + i) * layer.kernel_size + j))
    return found


HANDED_BACK: dict[type[Layer], Callable[[Walk, Place], Sheet]] = {
    Dense: _back_dense,
    Dropout: _back_dropout,
    Flatten: _back_flatten,
    MaxPool2D: _back_pooling,
    Conv2D: _back_convolution,
}
