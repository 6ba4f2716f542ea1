"""Minibatches: the training split in a new order every epoch, a few samples at a time."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from nnviz.data.augment import Augmentation, Augmenter
from nnviz.data.dataset import Array, DataError, Scaling, Split

#: Bytes that the scaled floats of a split may take; larger ones are gathered as they are and scaled then.
KEPT_SCALED = 32_000_000


class Batches:
    """An endless row of batches, epoch after epoch.

    Parameters
    ----------
    split : Split
    batch_size : int
        Samples a batch; 0 stands for the whole split in its own order. The last batch of an epoch
        holds what is left.
    rng : numpy.random.Generator
        Draws the order of each epoch, and nothing else; augmentation draws from children of it.
    dtype : dtype
        Of the inputs and targets given.
    flatten : bool
        Whether samples are given as rows (n, features) rather than in their own shape.
    shuffle : bool
        Whether each epoch has an order of its own rather than that of the split.
    augmentation : Augmentation, optional
        How images are changed each time they are given.

    Attributes
    ----------
    indices : int array
        Which samples the batch last given holds; a view, valid until the next epoch.
    position : int
        Batches given in this epoch.
    batches_per_epoch : int
    is_empty : bool
        Whether there is nothing to give yet.

    Raises
    ------
    DataError
        If the split is smaller than a batch, or if other samples than images of bytes are to be
        augmented.

    Notes
    -----
    ``next`` allocates nothing: it gathers into buffers of its own, which the following call fills
    anew. Large images are gathered as bytes and become floats in the buffer.
    """

    def __init__(
        self,
        split: Split,
        batch_size: int,
        rng: np.random.Generator,
        dtype: DTypeLike = np.float32,
        flatten: bool = True,
        shuffle: bool = True,
        augmentation: Augmentation | None = None,
    ) -> None:
        _require_enough(split, batch_size)
        self.is_empty = not len(split)
        self._size = batch_size or max(len(split), 1)
        self._rng = rng
        self._shuffled = shuffle and batch_size > 0
        self._unshuffled = np.arange(len(split))
        self._order = self._unshuffled.copy()
        self.batches_per_epoch = max(-(-len(split) // self._size), 1)
        self._rng_at_epoch: Mapping[str, Any] | None = None
        targets = split.targets.astype(dtype, copy=False)
        self._whole: tuple[Array, Array] | None = None
        self._scaling: Scaling | None = None
        self._augmenter = _augmenter(split, augmentation, rng)
        if batch_size == 0 and self._augmenter is None:
            self._whole = _scaled(split, dtype, flatten), targets
        else:
            self._prepare_gathering(split, targets, flatten)
        self._begin_epoch()

    def next(self) -> tuple[Array, Array]:
        """Return the inputs and targets of the next batch, valid until the next call.

        Raises
        ------
        DataError
            If there is no sample yet.
        """
        if self.position == self.batches_per_epoch:
            if self.is_empty:
                raise DataError("There is no point to train on yet; paint some, or choose other data.")
            self._begin_epoch()
        start = self.position * self._size
        self.position += 1
        self.indices = self._order[start : start + self._size]
        return self._whole or self._gather(self.indices)

    def state(self) -> dict[str, Any]:
        """Return all that decides which batches follow: small, with no array of samples."""
        augmenter = self._augmenter and self._augmenter.rng.bit_generator.state
        return {"rng_at_epoch": self._rng_at_epoch, "position": self.position, "augmenter": augmenter}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on exactly where ``state`` was taken, by batches with the same seed if they augment."""
        if self._shuffled:
            self._rng.bit_generator.state = state["rng_at_epoch"]
        self._begin_epoch()
        self.position = state["position"]
        if self._augmenter is not None:
            self._augmenter.rng.bit_generator.state = state["augmenter"]
        last = max(self.position - 1, 0) * self._size
        self.indices = self._order[last : self.position * self._size]

    def _begin_epoch(self) -> None:
        if self._shuffled:
            self._rng_at_epoch = self._rng.bit_generator.state
            np.copyto(self._order, self._unshuffled)
            self._rng.shuffle(self._order)
        self.position = self.batches_per_epoch if self.is_empty else 0
        self.indices = self._order[:0]

    def _prepare_gathering(self, split: Split, targets: Array, flatten: bool) -> None:
        """Make the buffers, and scale beforehand what is small enough to be kept as floats."""
        scaled_bytes = split.inputs.size * targets.itemsize
        is_kept = scaled_bytes <= KEPT_SCALED or split.features is not None
        if is_kept and self._augmenter is None:
            source = _scaled(split, targets.dtype, flatten)
        else:
            source = _rows(split.inputs, flatten)
            self._scaling = split.scaling(targets.dtype, flatten)
        raw = np.empty((self._size, *source.shape[1:]), source.dtype)
        inputs = np.empty(raw.shape, targets.dtype) if self._scaling is not None else raw
        self._full = raw, inputs, np.empty((self._size, targets.shape[1]), targets.dtype)
        self._sample_shape = split.inputs.shape[1:]
        rest = len(split) % self._size
        self._rest = raw[:rest], inputs[:rest], self._full[2][:rest]
        self._take_inputs, self._take_targets = source.take, targets.take

    def _gather(self, indices: Array) -> tuple[Array, Array]:
        raw, inputs, targets = self._full if len(indices) == self._size else self._rest
        self._take_inputs(indices, 0, raw, "clip")  # "clip" gathers straight into the buffer
        self._take_targets(indices, 0, targets, "clip")
        if self._augmenter is not None:
            self._augmenter.change(raw.reshape(len(indices), *self._sample_shape))
        if self._scaling is not None:
            self._scaling.apply(raw, inputs)
        return inputs, targets


def _rows(samples: Array, flatten: bool) -> Array:
    samples = np.ascontiguousarray(samples)  # of others, every take would copy the whole array first
    return samples.reshape(len(samples), prod(samples.shape[1:])) if flatten else samples


def _scaled(split: Split, dtype: DTypeLike, flatten: bool) -> Array:
    """Return all samples as a network is given them; without a copy where they are so already."""
    plain = split.inputs.dtype == dtype and not split.is_scaled
    return _rows(split.inputs if plain else split.model_inputs(dtype=dtype), flatten)


def _augmenter(split: Split, augmentation: Augmentation | None, rng: np.random.Generator) -> Augmenter | None:
    if augmentation is None or not augmentation.changes_anything:
        return None
    if split.inputs.ndim != 4 or split.inputs.dtype != np.uint8:
        raise DataError("Only images can be augmented; choose a data set of images or set every change to 0.")
    return Augmenter(augmentation, split.inputs.shape[1:], *rng.spawn(2))


def _require_enough(split: Split, batch_size: int) -> None:
    if not 0 <= batch_size <= len(split):
        raise DataError(
            f"A batch cannot hold {batch_size:,} samples, as the training split has "
            f"{len(split):,}; use 1 to {len(split):,}, or 0 for the whole split."
        )
