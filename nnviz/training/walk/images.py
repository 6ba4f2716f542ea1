"""Pictures of numbers that are images: samples, maps, windows, kernels and their products."""

from __future__ import annotations

from typing import cast

import numpy as np

from nnviz.nn import Conv2D, MaxPool2D
from nnviz.training.walk.notation import row, said, symbol
from nnviz.training.walk.sheet import Picture
from nnviz.training.walk.walk import Numbers, Part, Place, Quantity, Walk


def image_of(walk: Walk, quantity: Quantity, place: Place) -> tuple[Picture, ...]:
    """Return the image that a row of numbers is, if it is one: the channel of the number looked at."""
    shape = image_shape(walk, quantity)
    if not shape:
        return ()
    channel = place.column // (shape[1] * shape[2])
    return (channel_picture(walk, quantity, place.row, channel, shape),)


def image_shape(walk: Walk, quantity: Quantity) -> tuple[int, ...]:
    """Return (channels, height, width) of a quantity's samples; empty if they are no images."""
    if quantity.kind in ("x", "dx") and walk.dataset.is_image:
        return walk.dataset.input_shape
    shape = walk.values[quantity].shape[1:]
    return shape if len(shape) == 3 else ()


def channel_picture(
    walk: Walk, quantity: Quantity, sample: int, channel: int, shape: tuple[int, ...], operator: str = ""
) -> Picture:
    """Return one channel of one sample as a picture whose pixels are numbers of the walk."""
    _, height, width = shape
    start = channel * height * width
    values = walk.matrix(quantity)[sample, start : start + height * width].reshape(height, width)
    places = tuple(
        tuple(Place(quantity, sample, start + i * width + j) for j in range(width)) for i in range(height)
    )
    title = symbol(quantity) if shape[0] == 1 else row(symbol(quantity), said(f"channel {channel + 1}"))
    return Picture(title, values, places, operator)


def weighted_image(walk: Walk, x: Quantity, w: Quantity, place: Place) -> tuple[Picture, ...]:
    """Return the image, the unit's weights, and the one times the other, where a unit looks at an image."""
    shape = image_shape(walk, x)
    if not shape or shape[0] != 1:
        return ()
    image = channel_picture(walk, x, place.row, 0, shape)
    _, height, width = shape
    weights = walk.matrix(w)[:, place.column].reshape(height, width)
    places = tuple(tuple(Place(w, i * width + j, place.column) for j in range(width)) for i in range(height))
    product = Picture(row(symbol(x), "⊙", symbol(w)), image.values * weights, image.places, "=")
    return image, Picture(row(symbol(w), said(f"unit {place.column + 1}")), weights, places, "⊙"), product


def window_of(walk: Walk, layer: Conv2D, x: Quantity, sample: int, top: int, left: int) -> Numbers:
    """Return the window (channels, size, size) of a sample, zeros where it reaches over the edge."""
    edge = layer.padding
    image = walk.matrix(x)[sample].reshape(layer.input_shape)
    padded = np.pad(image, ((0, 0), (edge, edge), (edge, edge)))
    size = layer.kernel_size
    rows, columns = slice(top + edge, top + edge + size), slice(left + edge, left + edge + size)
    return np.asarray(padded[:, rows, columns])


def source_of(layer: Conv2D, x: Quantity, sample: int, top: int, left: int, index: int) -> Place | None:
    """Return the pixel that a number of the window is; None beyond the edge."""
    size = layer.kernel_size
    channel, inside = divmod(index, size * size)
    i, j = top + inside // size, left + inside % size
    _, height, width = layer.input_shape
    if not (0 <= i < height and 0 <= j < width):
        return None
    return Place(x, sample, (channel * height + i) * width + j)


def window_pictures(
    walk: Walk,
    layer: Conv2D,
    place: Place,
    quantities: tuple[Quantity, Quantity],
    corner: tuple[int, int],
    channel: int,
) -> tuple[Picture, ...]:
    """Return image, window, kernel, product and the filter's map, of the channel that counts most."""
    x, w = quantities
    _, height, width = layer.output_shape
    chosen, size = place.column // (height * width), layer.kernel_size
    start = channel * size * size
    indices = [[start + i * size + j for j in range(size)] for i in range(size)]
    window = window_of(walk, layer, x, place.row, *corner)[channel]
    kernel = layer.weights[chosen, channel]
    pixels = tuple(tuple(source_of(layer, x, place.row, *corner, i) for i in line) for line in indices)
    weights = tuple(tuple(Place(w, i, chosen) for i in line) for line in indices)
    return (
        channel_picture(walk, x, place.row, channel, layer.input_shape),
        Picture(said("window"), window, pixels),
        Picture(symbol(w, f"{chosen + 1}"), kernel, weights, "⊙"),
        Picture(said("product"), window * kernel, pixels, "="),
        channel_picture(walk, place.quantity, place.row, chosen, layer.output_shape, "→"),
    )


def maps(walk: Walk, place: Place, quantities: tuple[Quantity, ...], *operators: str) -> tuple[Picture, ...]:
    """Return the same channel of quantities that are images."""
    shape = image_shape(walk, quantities[-1])
    if not shape:
        return ()
    channel = place.column // (shape[1] * shape[2])
    return tuple(
        channel_picture(walk, each, place.row, channel, image_shape(walk, each), operator)
        for each, operator in zip(quantities, ("", *operators), strict=True)
    )


def square_of(part: Part, place: Place) -> list[Place]:
    """Return the pixels that a number of a pooling layer is the largest of."""
    layer = cast(MaxPool2D, part.layer)
    _, height, width = layer.output_shape
    channel, pixel = divmod(place.column, height * width)
    top, left = (each * layer.size for each in divmod(pixel, width))
    _, high, wide = layer.input_shape
    return [
        Place(part.takes, place.row, (channel * high + top + i) * wide + left + j)
        for i in range(layer.size)
        for j in range(layer.size)
    ]


def kernel_pictures(walk: Walk, place: Place, part: Part, delta: Quantity) -> tuple[Picture, ...]:
    """Return a channel of the image, a filter's deltas, and the gradient of its kernel there."""
    layer = cast(Conv2D, part.layer)
    size, is_bias = layer.kernel_size, place.quantity.kind.endswith("b")
    channel = 0 if is_bias else place.row // size**2
    kernels = Quantity(place.quantity.kind[:-1] + "W", part.number)
    indices = [[channel * size * size + i * size + j for j in range(size)] for i in range(size)]
    gradient = walk.values[kernels][place.column, channel]
    places = tuple(tuple(Place(kernels, index, place.column) for index in line) for line in indices)
    return (
        channel_picture(walk, part.takes, 0, channel, layer.input_shape),
        channel_picture(walk, delta, 0, place.column, layer.output_shape, "⋆"),
        Picture(symbol(kernels, f"{place.column + 1}"), gradient, places, "="),
    )
