"""What is said of layers that look at images: convolution and pooling."""

from __future__ import annotations

from typing import cast

from nnviz.nn import Conv2D
from nnviz.training.walk.images import maps, source_of, square_of, window_of, window_pictures
from nnviz.training.walk.notation import Math, joined, op, row, said, symbol
from nnviz.training.walk.sheet import Sheet, long_sum, number, strongest, worked_out
from nnviz.training.walk.walk import Place, Quantity, Walk


def tell_convolution(walk: Walk, place: Place) -> Sheet:
    """Z = X ⋆ W + b at one pixel: the window, the kernel and their product."""
    part = walk.part(place.quantity.number)
    layer = cast(Conv2D, part.layer)
    x, w = part.takes, Quantity("W", part.number)
    chosen, (i, j) = _filter_and_pixel(layer, place)
    bias = Place(Quantity("b", part.number), 0, chosen)
    top, left = (each * layer.stride - layer.padding for each in (i, j))
    terms = (window_of(walk, layer, x, place.row, top, left) * layer.weights[chosen]).ravel()
    pixels = [source_of(layer, x, place.row, top, left, index) for index in range(terms.size)]
    weights = [Place(w, index, chosen) for index in range(terms.size)]

    def term(index: int) -> Math:
        pixel = pixels[index]
        return row(op("0") if pixel is None else number(walk, pixel), "·", number(walk, weights[index]))

    channel = int(strongest(terms)[0]) // layer.kernel_size**2
    filled = row(long_sum(terms, term), "+", number(walk, bias))
    return Sheet(
        sentence=(
            f"Filter {chosen + 1} looks through a window of {layer.kernel_size} × {layer.kernel_size} pixels "
            f"at row {i + 1}, column {j + 1}."
        ),
        formula=row(symbol(place.quantity), "=", symbol(x), "⋆", symbol(w), "+", symbol(bias.quantity)),
        workings=worked_out(walk, place, filled, symbol(place.quantity, f"{chosen + 1}")),
        equation=(),
        result=place,
        used=frozenset({bias, *weights, *(each for each in pixels if each is not None)}),
        checked=bias,
        pictures=window_pictures(walk, layer, place, (x, w), (top, left), channel),
    )


def _filter_and_pixel(layer: Conv2D, place: Place) -> tuple[int, tuple[int, int]]:
    """Return the filter that a number of a layer's output is of, and the row and column in its map."""
    _, height, width = layer.output_shape
    chosen, pixel = divmod(place.column, height * width)
    return chosen, divmod(pixel, width)


def tell_pooling(walk: Walk, place: Place) -> Sheet:
    """The largest of each square."""
    part = next(each for each in walk.parts if each.gives == place.quantity)
    places = square_of(part, place)
    values = [number(walk, each) for each in places]
    shown = values[:4] + ([op("…")] if len(values) > 4 else [])
    return Sheet(
        sentence="Only the largest of each square of pixels is passed on.",
        formula=row(symbol(place.quantity), "= max", "(", symbol(part.takes), said("in each square"), ")"),
        workings=worked_out(walk, place, row("max (", joined(shown, ","), ")"), symbol(place.quantity)),
        equation=(),
        result=place,
        used=frozenset(places),
        pictures=maps(walk, place, (part.takes, place.quantity), "→"),
    )
