"""What is said of layers that look at images: convolution and pooling."""

from __future__ import annotations

from typing import cast

from nnviz.nn import Conv2D
from nnviz.training.walk.images import maps, source_of, square_of, window_of, window_pictures
from nnviz.training.walk.notation import Math, joined, op, row, said, symbol
from nnviz.training.walk.sheet import Sheet, long_sum, number, result, strongest
from nnviz.training.walk.walk import Place, Quantity, Walk


def tell_convolution(walk: Walk, place: Place) -> Sheet:
    """Z = X ⋆ W + b at one pixel: the window, the kernel and their product."""
    part = walk.part(place.quantity.number)
    layer = cast(Conv2D, part.layer)
    x, w, b = part.takes, Quantity("W", part.number), Quantity("b", part.number)
    _, height, width = layer.output_shape
    chosen, pixel = divmod(place.column, height * width)
    top, left = (each * layer.stride - layer.padding for each in divmod(pixel, width))
    window, kernel = window_of(walk, layer, x, place.row, top, left), layer.weights[chosen]
    products = window.reshape(kernel.shape) * kernel
    order = strongest(products.ravel())
    channel = int(order[0]) // layer.kernel_size**2

    def term(index: int) -> Math:
        at = source_of(layer, x, place.row, top, left, index)
        pixel_value = op("0") if at is None else number(walk, at)
        return row(pixel_value, "·", number(walk, Place(w, index, chosen)))

    bias = Place(b, 0, chosen)
    sums = long_sum(products.ravel(), term)
    used = {bias} | {Place(w, index, chosen) for index in range(kernel.size)}
    used |= {
        at for i in range(kernel.size) if (at := source_of(layer, x, place.row, top, left, i)) is not None
    }
    return Sheet(
        sentence=(
            f"Filter {chosen + 1} looks through a window of {layer.kernel_size} × {layer.kernel_size} pixels "
            f"at row {pixel // width + 1}, column {pixel % width + 1}."
        ),
        formula=row(symbol(place.quantity), "=", symbol(x), "⋆", symbol(w), "+", symbol(b)),
        workings=(
            (
                symbol(place.quantity, f"{chosen + 1}"),
                row(sums, "+", number(walk, bias)),
            ),
            (op(""), result(walk, place)),
        ),
        equation=(),
        result=place,
        used=frozenset(used),
        checked=bias,
        pictures=window_pictures(walk, layer, place, (x, w), (top, left), channel),
    )


def tell_pooling(walk: Walk, place: Place) -> Sheet:
    """The largest of each square."""
    part = next(each for each in walk.parts if each.gives == place.quantity)
    places = square_of(part, place)
    values = [number(walk, each) for each in places]
    shown = values[:4] + ([op("…")] if len(values) > 4 else [])
    return Sheet(
        sentence="Only the largest of each square of pixels is passed on.",
        formula=row(symbol(place.quantity), "= max", "(", symbol(part.takes), said("in each square"), ")"),
        workings=(
            (symbol(place.quantity), row("max (", joined(shown, ","), ")")),
            (op(""), result(walk, place)),
        ),
        equation=(),
        result=place,
        used=frozenset(places),
        pictures=maps(walk, place, (part.takes, place.quantity), "→"),
    )
