"""Layers for images: convolution and maximum pooling. Images are (samples, channels, height, width).

In memory the samples are innermost, so an image is channels x height x width long runs, one number for each
sample. Cutting out a patch, comparing two neighbours or adding a gradient back are then operations on runs.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nnviz.nn.activations import Activation
from nnviz.nn.arrays import Array, Shape
from nnviz.nn.initializers import Initializer
from nnviz.nn.layers import ActivatedLayer, Dense, Dropout, Flatten, Layer, checked_count
from nnviz.nn.penalties import Penalty

SMALL_PRODUCT = 1_000_000
"""Matrix products of up to so many multiplications run straight from cache, without being packed first."""


class Conv2D(ActivatedLayer):
    """Every filter looks at all places of an image through the same small window.

    What is called convolution here is the cross-correlation, as everywhere in the field.

    Parameters
    ----------
    filters
        The number of filters, which is the number of channels that come out.
    kernel_size
        Side of the square window, in pixels.
    activation, initializer, penalty
        As for Dense.
    padding
        Zeros added at each edge.
    stride
        How many pixels the window moves at a time.

    Notes
    -----
    All windows of all samples are copied side by side ("im2col"; Chellapilla, Puri and Simard 2006), so that
    the layer and its gradients are matrix products. They are split into blocks of a few windows in a row,
    which stay in cache: windows are kept as (row, block in the row, position in the window, sample).
    """

    name = "conv2d"

    def __init__(
        self,
        filters: int,
        kernel_size: int,
        activation: str | Activation = "identity",
        padding: int = 0,
        stride: int = 1,
        initializer: str | Initializer = "glorot_uniform",
        penalty: Penalty | None = None,
    ) -> None:
        super().__init__(activation, initializer, penalty)
        self.filters = checked_count("a Conv2D layer has", filters, 10_000, "filters")
        self.kernel_size = checked_count("a Conv2D layer has kernels of", kernel_size, 1_000, "pixels a side")
        self.stride = checked_count("a Conv2D layer moves", stride, 1_000, "pixels at a time")
        if isinstance(padding, bool) or not 0 <= padding < 1_000:
            raise ValueError(f"a Conv2D layer is padded by 0 to 999 pixels, not {padding!r}")
        self.padding = int(padding)

    def settings(self) -> dict[str, Any]:
        names = ("filters", "kernel_size", "padding", "stride")
        return {name: getattr(self, name) for name in names} | super().settings()

    def shape_after(self, input_shape: Shape) -> Shape:
        _check_image(input_shape)
        height, width = (side + 2 * self.padding for side in input_shape[1:])
        if min(height, width) < self.kernel_size:
            kernel = f"{self.kernel_size} x {self.kernel_size}"
            raise ValueError(f"has kernels of {kernel} pixels and padding {self.padding}")
        size, stride = self.kernel_size, self.stride
        return (self.filters, (height - size) // stride + 1, (width - size) // stride + 1)

    def weight_shape(self) -> Shape:
        return (self.filters, self.input_shape[0], self.kernel_size, self.kernel_size)

    def fans(self) -> tuple[int, int]:
        window = self.kernel_size**2
        return self.input_shape[0] * window, self.filters * window

    def attach(self, parameters: Array, gradient: Array, start: int) -> None:
        super().attach(parameters, gradient, start)
        self._kernels = self.weights.reshape(self.filters, -1)
        self._kernel_gradient = self.weight_gradient.reshape(self.filters, -1)

    def resize(self, given: Array, wanted: bool) -> Array:
        samples = len(given)
        self._make_batch_buffers((samples, *self.output_shape), innermost=True)
        image, self._image_interior = self._padded_image("image", samples)
        self._windows = self._windows_of(image)
        rows, blocks, *window, in_block, _ = self._windows.shape
        columns = in_block * samples
        take = self._buffers.take
        self._patches = take("patches", (rows, blocks, prod(window), columns))
        self._patch_windows = self._patches.reshape(self._windows.shape)
        self._pre_activation_blocks = self._blocks_of(self.pre_activations, blocks)
        self._delta_blocks = self._blocks_of(self.deltas, blocks)
        self._deltas_in_rows = take("deltas in rows", (rows, blocks, columns, self.filters))
        self._gradient_blocks = take("gradient blocks", (rows, blocks, prod(window), self.filters))
        self._gradient_sum = take("gradient sum", self._gradient_blocks.shape[2:])
        self.input_gradient = None
        if wanted:
            self._image_gradient, interior = self._padded_image("image gradient", samples)
            self.input_gradient = np.moveaxis(interior, -1, 0)
            self._gradient_windows = self._windows_of(self._image_gradient)
        return self.outputs

    def _padded_image(self, name: str, samples: int) -> tuple[Array, Array]:
        """A buffer (channels, height, width, samples) with its padding, which stays 0, and its interior."""
        channels, height, width = self.input_shape
        edge = self.padding
        image = self._buffers.take(name, (channels, height + 2 * edge, width + 2 * edge, samples))
        image[...] = 0.0
        return image, image[:, edge : edge + height, edge : edge + width]

    def _windows_of(self, image: Array) -> Array:
        """All windows of an image as a view, (row, block, channel, i, j, window in the block, sample)."""
        channels, samples = image.shape[0], image.shape[3]
        _, rows, columns = self.output_shape
        in_block = self._windows_in_block(samples)
        along_channels, down, along, between_samples = image.strides
        size, stride = self.kernel_size, self.stride
        return as_strided(
            image,
            (rows, columns // in_block, channels, size, size, in_block, samples),
            (
                stride * down,
                in_block * stride * along,
                along_channels,
                down,
                along,
                stride * along,
                between_samples,
            ),
        )

    def _windows_in_block(self, samples: int) -> int:
        """The most windows of a row, in equal blocks, whose product is a small one."""
        columns = self.output_shape[2]
        largest = SMALL_PRODUCT // (samples * self._kernels.size)
        return max(
            count for count in range(1, columns + 1) if columns % count == 0 and count <= max(1, largest)
        )

    def _blocks_of(self, images: Array, blocks: int) -> Array:
        """A view (row, block, filter, window in the block x sample) of what the layer gives out."""
        filters, rows, _ = self.output_shape
        return np.moveaxis(images, 0, -1).reshape(filters, rows, blocks, -1).transpose(1, 2, 0, 3)

    def combine(self, given: Array) -> None:
        np.copyto(self._image_interior, np.moveaxis(given, 0, -1))
        np.copyto(self._patch_windows, self._windows)
        np.matmul(self._kernels, self._patches, out=self._pre_activation_blocks)
        np.add(self.pre_activations, self.biases[:, np.newaxis, np.newaxis], self.pre_activations)

    def differentiate(self) -> Array | None:
        # The kernels' gradient is computed transposed: BLAS takes half the time for it.
        np.copyto(self._deltas_in_rows, self._delta_blocks.swapaxes(2, 3))
        np.matmul(self._patches, self._deltas_in_rows, out=self._gradient_blocks)
        np.add.reduce(self._gradient_blocks, axis=(0, 1), out=self._gradient_sum)
        np.copyto(self._kernel_gradient, self._gradient_sum.T)
        np.add.reduce(self.deltas, axis=(0, 2, 3), out=self.bias_gradient)
        if self.input_gradient is not None:
            np.matmul(self._kernels.T, self._delta_blocks, out=self._patches)  # which have done their work
            self._add_up_windows()
        return self.input_gradient

    def _add_up_windows(self) -> None:
        """Give each pixel the sum of its gradients in all the windows that it is in."""
        self._image_gradient[...] = 0.0
        for i in range(self.kernel_size):
            for j in range(self.kernel_size):
                # No pixel is twice at the same position of a window, so this adds to each of them once.
                pixels = self._gradient_windows[:, :, :, i, j]
                np.add(pixels, self._patch_windows[:, :, :, i, j], pixels)


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
        _check_image(input_shape)
        channels, height, width = input_shape
        if min(height, width) < self.size:
            raise ValueError(f"takes the largest of {self.size} x {self.size} pixels")
        return (channels, height // self.size, width // self.size)

    def resize(self, given: Array, wanted: bool) -> Array:
        take = self._buffers.take
        shape = (len(given), *self.output_shape)
        self.outputs = take("outputs", shape, innermost=True)
        self._left_over = take("left over", shape, innermost=True)
        self._largest = self._buffers.take_flags("largest", shape, innermost=True)
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
        left_over = self._left_over
        np.copyto(left_over, upstream)
        for pixels, share in zip(
            self._positions(self.inputs), self._positions(self.input_gradient), strict=True
        ):
            np.equal(pixels, self.outputs, self._largest)
            np.copyto(share, self._largest)
            np.multiply(share, left_over, share)
            np.subtract(left_over, share, left_over)
        return self.input_gradient


def _check_image(input_shape: Shape) -> None:
    if len(input_shape) != 3:
        raise ValueError("takes images (channels, height, width)")


LAYERS: dict[str, type[Layer]] = {kind.name: kind for kind in (Dense, Dropout, Conv2D, MaxPool2D, Flatten)}
"""All kinds of layers, by the name that a file knows them by."""
