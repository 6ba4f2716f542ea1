"""Convolution. Images are (samples, channels, height, width).

In memory the samples are innermost, so an image is channels x height x width long runs, one number for each
sample. Cutting out a patch, comparing two neighbours or adding a gradient back are then operations on runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnviz.nn.activation import Activation
from nnviz.nn.arrays import Array, Shape
from nnviz.nn.initializers import Initializer
from nnviz.nn.layer import ActivatedLayer, checked_count
from nnviz.nn.penalties import Penalty
from nnviz.nn.pooling import check_image

SMALL_PRODUCT = 1_000_000
"""Matrix products of up to so many multiplications run straight from cache, without being packed first."""


class Conv2D(ActivatedLayer):
    """Every filter looks at all places of an image through the same small window.

    What is called convolution here is the cross-correlation, as everywhere in the field. Weights have the
    shape (filters, channels, kernel_size, kernel_size), and there is one bias a filter.

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
    Windows are copied side by side ("im2col"; Chellapilla, Puri and Simard 2006), so that the layer and its
    gradients are matrix products: one for each block of a few windows in a row, which stays in cache.
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
        check_image(input_shape)
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
        take = self._buffers.take
        self._make_batch_buffers((samples, *self.output_shape), innermost=True)
        self._image = self._padded_image("image", samples)
        self._blocks = list(self._make_blocks(samples))
        windows = self._blocks[0].windows
        self._patches = take("patches", windows.shape)
        self._patch_columns = self._patches.reshape(self._kernels.shape[1], -1)
        self._kernels_gradient = take("kernels gradient", self._kernels.T.shape)
        self._block_gradient = take("block gradient", self._kernels.T.shape)
        self.input_gradient = None
        if wanted:
            self._image_gradient = self._padded_image("image gradient", samples)
            self.input_gradient = np.moveaxis(self._interior(self._image_gradient), -1, 0)
            self._prepare_strips(samples)
        return self.outputs

    def _prepare_strips(self, samples: int) -> None:
        """Make what `_differentiate_inputs` needs: it goes through the deltas row by row of windows."""
        take, size, stride, channels = self._buffers.take, self.kernel_size, self.stride, self.input_shape[0]
        filters, rows, columns = self.output_shape
        span = (columns - 1) * stride + 1
        width = span - 1 + size
        row = take("delta row", (filters, width + size - 1, samples))
        row[...] = 0.0  # and so it stays at the edges and between the windows
        self._row_deltas = row[:, size - 1 : size - 1 + span : stride]
        self._row_windows = sliding_window_view(row, size, axis=1).transpose(0, 3, 1, 2)
        self._row_patches = take("row patches", self._row_windows.shape)
        self._turned_kernels = take("turned kernels", (channels, size, filters, size))
        strip = take("strip", (channels, size, width, samples))
        self._strip_products = list(self._cut(self._row_patches, strip))
        deltas = np.moveaxis(self.deltas, 0, -1)
        self._strips = [
            (deltas[:, i], self._image_gradient[:, i * stride : i * stride + size, :width], strip)
            for i in range(rows)
        ]

    def _cut(self, patches: Array, strip: Array) -> Iterator[tuple[Array, Array]]:
        """Columns of both as matrices, so many that their product is a small one."""
        left = patches.reshape(-1, prod(patches.shape[2:]))
        right = strip.reshape(-1, left.shape[1])
        width = max(64, SMALL_PRODUCT // self._kernels.size // 64 * 64)
        for start in range(0, left.shape[1], width):
            yield left[:, start : start + width], right[:, start : start + width]

    def _padded_image(self, name: str, samples: int) -> Array:
        """A buffer (channels, height, width, samples) whose padding stays 0."""
        channels, height, width = self.input_shape
        edges = 2 * self.padding
        image = self._buffers.take(name, (channels, height + edges, width + edges, samples))
        image[...] = 0.0
        return image

    def _interior(self, image: Array) -> Array:
        """A padded image without its padding."""
        edge, (_, height, width) = self.padding, self.input_shape
        return image[:, edge : edge + height, edge : edge + width]

    def _make_blocks(self, samples: int) -> Iterator[_Block]:
        filters, rows, columns = self.output_shape
        count = self._windows_in_block(samples)
        size, stride = self.kernel_size, self.stride
        pre_activations, deltas = (
            np.moveaxis(array, 0, -1).reshape(filters, rows, columns // count, count * samples)
            for array in (self.pre_activations, self.deltas)
        )
        for row, block in np.ndindex(rows, columns // count):
            top, left = row * stride, block * count * stride
            strip = (slice(None), slice(top, top + size), slice(left, left + (count - 1) * stride + size))
            windows = sliding_window_view(self._image[strip], size, axis=2)[:, :, ::stride]
            yield _Block(
                windows.transpose(0, 1, 4, 2, 3),
                pre_activations[:, row, block],
                deltas[:, row, block],
            )

    def _windows_in_block(self, samples: int) -> int:
        """The most windows of a row, in equal blocks, whose product is a small one."""
        columns = self.output_shape[2]
        most = SMALL_PRODUCT // (samples * self._kernels.size)
        return max(count for count in range(1, columns + 1) if columns % count == 0 and count <= max(1, most))

    def combine(self, given: Array) -> None:
        np.copyto(self._interior(self._image), np.moveaxis(given, 0, -1))
        for block in self._blocks:
            np.copyto(self._patches, block.windows)
            np.matmul(self._kernels, self._patch_columns, out=block.pre_activations)
        np.add(self.pre_activations, self.biases[:, np.newaxis, np.newaxis], self.pre_activations)

    def differentiate(self) -> Array | None:
        self._kernels_gradient[...] = 0.0
        for block in self._blocks:
            np.copyto(self._patches, block.windows)
            np.matmul(self._patch_columns, block.deltas.T, out=self._block_gradient)
            np.add(self._kernels_gradient, self._block_gradient, self._kernels_gradient)
        np.copyto(self._kernel_gradient, self._kernels_gradient.T)
        np.add.reduce(self.deltas, axis=(0, 2, 3), out=self.bias_gradient)
        if self.input_gradient is not None:
            self._differentiate_inputs()
        return self.input_gradient

    def _differentiate_inputs(self) -> None:
        """Write dL/d inputs, strip by strip of the image that a row of windows covers.

        Along a row this is a convolution too, of the deltas with the kernels turned round, so that what
        overlapping windows give to a pixel is summed inside the product; only the rows have to be added up.
        """
        turned = self._turned_kernels
        np.copyto(turned, self.weights[..., ::-1].transpose(1, 2, 0, 3))
        kernels = turned.reshape(-1, self.filters * self.kernel_size)
        self._image_gradient[...] = 0.0
        for deltas, image_strip, strip in self._strips:
            np.copyto(self._row_deltas, deltas)
            np.copyto(self._row_patches, self._row_windows)
            for patches, part in self._strip_products:
                np.matmul(kernels, patches, out=part)
            np.add(image_strip, strip, image_strip)


@dataclass(frozen=True)
class _Block:
    """Neighbouring windows in a row, as views of a layer's buffers.

    Attributes
    ----------
    windows
        (channel, row in the window, column in the window, window, sample) of the image.
    pre_activations, deltas
        (filter, window x sample).
    """

    windows: Array
    pre_activations: Array
    deltas: Array
