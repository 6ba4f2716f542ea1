"""Minibatches: the training split in a new order every epoch, a few samples at a time."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from nnviz.data.augment import Augmentation, AugmentedImages
from nnviz.data.dataset import Array, DataError, Scaling, Split

#: Bytes that the scaled floats of a split may take; larger ones are gathered as they are and scaled then.
KEPT_SCALED = 32_000_000
#: Small batches are gathered several at once, up to so many and to so many bytes, which stay in cache.
MOST_AT_ONCE = 32
BYTES_AT_ONCE = 250_000

Batch = tuple[Array, Array]


class Batches:
    """An endless row of batches, epoch after epoch.

    Parameters
    ----------
    split : Split
    batch_size : int
        Samples a batch; 0 stands for the whole split in its own order. The last batch of an epoch
        holds what is left.
    rng : numpy.random.Generator
        Draws the order of each epoch, and nothing else; augmentation draws from a child of it.
    dtype : dtype
        Of the inputs and targets given.
    flatten : bool
        Whether samples are given as rows (n, features) rather than in their own shape.
    shuffle : bool
        Whether each epoch has an order of its own rather than that of the split.
    augmentation : Augmentation, optional
        How images are changed, every few passes otherwise.

    Attributes
    ----------
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
    ``next`` allocates no array of samples, save where augmentation changes some images afresh: it gathers
    into buffers of its own, which are filled anew when all that they hold has been given. Large images are
    gathered as bytes and become floats in the buffer.
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
        self.batches_per_epoch = max(-(-len(split) // self._size), 1)
        self._rng = rng
        self._rng_at_epoch: Mapping[str, Any] | None = None
        self._shuffled = shuffle and batch_size > 0
        self._unshuffled = np.arange(len(split))
        self._order = self._unshuffled.copy()
        self._augmented = _augmented(split, augmentation, rng)
        self.position = self._ready_from = self._ready_to = 0
        self._prepare(split, split.targets.astype(dtype, copy=False), flatten)
        self._begin_epoch(0)

    @property
    def indices(self) -> Array:
        """Which samples the batch last given holds; a view, valid until the next epoch."""
        last = max(self.position - 1, 0) * self._size
        return self._order[last : self.position * self._size]

    def next(self) -> Batch:
        """Return the inputs and targets of the next batch, valid until the next call.

        Raises
        ------
        DataError
            If there is no sample yet.
        """
        if self.position == self._ready_to:
            self._make_ready()
        batch = self._ready[self.position - self._ready_from]
        self.position += 1
        return batch

    def peek(self) -> tuple[Array, Array, Array]:
        """Return copies of the next batch's inputs, targets and indices; what follows is as if not asked."""
        state = self.state()
        inputs, targets = self.next()
        copies = inputs.copy(), targets.copy(), self.indices.copy()
        self.restore(state)
        return copies

    def state(self) -> dict[str, Any]:
        """Return all that decides which batches follow: small, with no array of samples."""
        return {"epoch": self._epoch, "rng_at_epoch": self._rng_at_epoch, "position": self.position}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on exactly where ``state`` was taken, by batches with the same seed if they augment."""
        if self._shuffled:
            self._rng.bit_generator.state = state["rng_at_epoch"]
        self._begin_epoch(state["epoch"])
        self.position = self._ready_to = state["position"]

    def _begin_epoch(self, number: int) -> None:
        self._epoch = number
        if self._shuffled:
            self._rng_at_epoch = self._rng.bit_generator.state
            np.copyto(self._order, self._unshuffled)
            self._rng.shuffle(self._order)
        self.position = self._ready_to = self.batches_per_epoch if self.is_empty else 0

    def _prepare(self, split: Split, targets: Array, flatten: bool) -> None:
        """Have the whole split ready, if that is what is given, or all that it takes to gather batches."""
        self._is_whole = self._size >= len(split) and not self._shuffled and self._augmented is None
        self._at_once = 1
        self._ready: list[Batch] = []
        if self._is_whole:
            self._ready = [(_scaled(split, targets.dtype, flatten), targets)]
        else:
            self._prepare_gathering(split, targets, flatten)

    def _prepare_gathering(self, split: Split, targets: Array, flatten: bool) -> None:
        """Make the buffers, and scale beforehand what is small enough to be kept as floats."""
        self._scaling: Scaling | None = None
        scaled_bytes = split.inputs.size * targets.itemsize
        is_kept = scaled_bytes <= KEPT_SCALED or split.features is not None
        if is_kept and self._augmented is None:
            source = _scaled(split, targets.dtype, flatten)
        else:
            source = _rows(split.inputs if self._augmented is None else self._augmented.images, flatten)
            self._scaling = split.scaling(targets.dtype, flatten)
        self._take_inputs, self._take_targets = source.take, targets.take
        batch_bytes = self._size * (prod(source.shape[1:]) + targets.shape[1]) * targets.itemsize
        self._at_once = max(1, min(MOST_AT_ONCE, self.batches_per_epoch, BYTES_AT_ONCE // batch_bytes))
        shape = (self._at_once * self._size, *source.shape[1:])
        self._raw = np.empty(shape, source.dtype)
        self._inputs = np.empty(shape, targets.dtype) if self._scaling is not None else self._raw
        self._targets = np.empty((len(self._raw), targets.shape[1]), targets.dtype)
        self._full = self._cut(len(self._raw))
        self._last = self._cut(len(split) % len(self._raw))

    def _cut(self, samples: int) -> list[Batch]:
        """Return the first samples of the buffers, batch by batch."""
        cuts = [slice(start, min(start + self._size, samples)) for start in range(0, samples, self._size)]
        return [(self._inputs[cut], self._targets[cut]) for cut in cuts]

    def _make_ready(self) -> None:
        """Gather the next batches, after the end of an epoch the first ones of a new order."""
        if self.position == self.batches_per_epoch:
            if self.is_empty:
                raise DataError("There is no point to train on yet; paint some, or choose other data.")
            self._begin_epoch(self._epoch + 1)
        # A run may go on in the midst of what is gathered at once.
        self._ready_from = self.position // self._at_once * self._at_once
        self._ready_to = min(self._ready_from + self._at_once, self.batches_per_epoch)
        if not self._is_whole:
            start = self._ready_from * self._size
            self._gather(self._order[start : start + len(self._raw)])

    def _gather(self, indices: Array) -> None:
        count = len(indices)
        self._ready = self._full if count == len(self._raw) else self._last
        raw, inputs, targets = self._raw[:count], self._inputs[:count], self._targets[:count]
        if self._augmented is not None:
            self._augmented.go_to(self._epoch, self._ready_to / self.batches_per_epoch)
        self._take_inputs(indices, 0, raw, "clip")  # "clip" gathers straight into the buffer
        self._take_targets(indices, 0, targets, "clip")
        if self._scaling is not None:
            self._scaling.apply(raw, inputs)


def _rows(samples: Array, flatten: bool) -> Array:
    samples = np.ascontiguousarray(samples)  # of others, every take would copy the whole array first
    return samples.reshape(len(samples), prod(samples.shape[1:])) if flatten else samples


def _scaled(split: Split, dtype: DTypeLike, flatten: bool) -> Array:
    """Return all samples as a network is given them; without a copy where they are so already."""
    plain = split.inputs.dtype == dtype and not split.is_scaled
    return _rows(split.inputs if plain else split.model_inputs(dtype=dtype), flatten)


def _augmented(
    split: Split, augmentation: Augmentation | None, rng: np.random.Generator
) -> AugmentedImages | None:
    if augmentation is None or not augmentation.changes_anything:
        return None
    if split.inputs.ndim != 4 or split.inputs.dtype != np.uint8:
        raise DataError("Only images can be augmented; choose a data set of images or set every change to 0.")
    (child,) = rng.spawn(1)
    return AugmentedImages(augmentation, split.inputs, int(child.integers(2**63)))


def _require_enough(split: Split, batch_size: int) -> None:
    if not 0 <= batch_size <= len(split):
        raise DataError(
            f"A batch cannot hold {batch_size:,} samples, as the training split has "
            f"{len(split):,}; use 1 to {len(split):,}, or 0 for the whole split."
        )
