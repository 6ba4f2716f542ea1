"""Maximum pooling. Images are (samples, channels, height, width), with the samples innermost in memory."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnviz.nn.arrays import Array, Shape
from nnviz.nn.layer import Layer, checked_count


class MaxPool2D(Layer):
    """Keeps the largest of each square of pixels; what does not fill a square is dropped.

    Parameters
    ----------
    size
        Side of the square, in pixels; the squares do not overlap.
    """

    name = "maxpool2d"

    def __init__(self, size: int = 2) -> None:
        self.size = checked_count("a MaxPool2D layer has squares of", size, 1_000, "pixels a side")

    def settings(self) -> dict[str, Any]:
        return {"size": self.size}

    def shape_after(self, input_shape: Shape) -> Shape:
        check_image(input_shape)
        channels, height, width = input_shape
        if min(height, width) < self.size:
            raise ValueError(f"takes the largest of {self.size} x {self.size} pixels")
        return (channels, height // self.size, width // self.size)

    def resize(self, given: Array, wanted: bool) -> Array:
        take = self._buffers.take
        shape = (len(given), *self.output_shape)
        self.outputs = take("outputs", shape, innermost=True)
        self._largest = self._buffers.take_flags("largest", shape, innermost=True)
        self._given_away = self._buffers.take_flags("given away", shape, innermost=True)
        self._share = take("share", shape, innermost=True)
        self.input_gradient = None
        if wanted:
            self.input_gradient = take("input_gradient", given.shape, innermost=True)
            self.input_gradient[...] = 0.0  # and what is dropped stays so
        return self.outputs

    def _positions(self, images: Array) -> list[Array]:
        """For each position in a square, the pixels there, of the shape of the outputs."""
        size = self.size
        height, width = (side * size for side in self.output_shape[1:])
        return [images[:, :, i:height:size, j:width:size] for i in range(size) for j in range(size)]

    def forward(self, given: Array, training: bool) -> Array:
        self._given = given
        first, *others = self._positions(given)
        np.copyto(self.outputs, first)
        for pixels in others:
            np.maximum(self.outputs, pixels, out=self.outputs)
        return self.outputs

    def backward(self, upstream: Array) -> Array | None:
        """The gradient goes to the largest pixel, to the first one of equals."""
        if self.input_gradient is None:
            return None
        largest, given_away, share = self._largest, self._given_away, self._share
        given_away[...] = False
        for pixels, gradient in zip(
            self._positions(self.inputs), self._positions(self.input_gradient), strict=True
        ):
            np.equal(pixels, self.outputs, largest)
            np.greater(largest, given_away, largest)
            np.logical_or(largest, given_away, given_away)
            np.copyto(share, largest)  # not to where the pixels lie apart, which takes twice as long
            np.multiply(share, upstream, gradient)
        return self.input_gradient


def check_image(input_shape: Shape) -> None:
    """Refuse samples that are no images."""
    if len(input_shape) != 3:
        raise ValueError("takes images (channels, height, width)")
