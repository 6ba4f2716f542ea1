"""Split: samples in rows with their targets, and how a network is given them."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
import numpy as np
from msgspec.structs import force_setattr, replace
from numpy.typing import DTypeLike, NDArray

from nnviz.data.features import FeatureMap

Array = NDArray[Any]
#: How far a plane without points reaches to each side.
BLANK = 6.0


class DataError(ValueError):
    """Data that cannot be used; its message is one sentence for the reader of a screen."""


class Scaling(NamedTuple):
    """An offset and a scale ready for use; None where it would change nothing."""

    offset: Array | None
    scale: Array | None

    def apply(self, samples: Array, out: Array) -> None:
        """Write ``(samples - offset) * scale`` into ``out``, a float array of the same shape."""
        np.copyto(out, samples)
        if self.offset is not None:
            np.subtract(out, self.offset, out)
        if self.scale is not None:
            np.multiply(out, self.scale, out)


class Split(msgspec.Struct, frozen=True, eq=False):
    """Samples in rows, with their targets.

    Attributes
    ----------
    inputs : array (n, features) or (n, channels, height, width)
        Floats, or uint8 for images, which are kept as small as they came.
    targets : float32 array (n, outputs)
    labels : int64 array (n,)
        Class indices; all 0 in a regression.
    offset, scale : float or array that broadcasts against ``inputs``
        A network is given ``(inputs - offset) * scale``, or the features of that.
    features : FeatureMap, optional
        What is made of scaled coordinates (n, 2) before a network is given them.

    Raises
    ------
    DataError
        If the arrays differ in length or a number is not finite.

    Notes
    -----
    The arrays are unwritable views of those given, so nothing is copied.
    """

    inputs: Array
    targets: Array
    labels: Array
    offset: float | Array = 0.0
    scale: float | Array = 1.0
    features: FeatureMap | None = None

    def __post_init__(self) -> None:
        _require_same_length(self.inputs, self.targets, self.labels)
        _require_finite(self.inputs, "input")
        _require_finite(self.targets, "target")
        for name in ("inputs", "targets", "labels", "offset", "scale"):
            value = getattr(self, name)
            if isinstance(value, np.ndarray):
                force_setattr(self, name, _unwritable(value))

    def __len__(self) -> int:
        return len(self.inputs)

    def model_inputs(
        self,
        start: int = 0,
        stop: int | None = None,
        out: Array | None = None,
        dtype: DTypeLike = np.float32,
    ) -> Array:
        """Return the samples from ``start`` up to ``stop`` as a network is given them.

        Parameters
        ----------
        out : float array of the shape of ``inputs[start:stop]``, optional
            Filled and returned; without it an array of ``dtype`` is made. Not used where there are features.
        """
        samples = self.inputs[start:stop]
        if self.features is not None:
            return self.given(samples, dtype)
        if out is None:
            out = np.empty(samples.shape, dtype)
        self.scaling(out.dtype).apply(samples, out)
        return out

    def given(self, samples: Array, dtype: DTypeLike = np.float32) -> Array:
        """Return any samples (n, ...) like those of the split as a network is given them."""
        scaled = np.empty(samples.shape, dtype)
        self.scaling(dtype).apply(samples, scaled)
        return scaled if self.features is None else self.features(scaled)

    def scaling(self, dtype: DTypeLike = np.float32, flatten: bool = False) -> Scaling:
        """Return the scaling prepared for numbers of ``dtype`` and samples that may be rows."""
        shape = self.inputs.shape[1:]
        offset, scale = (
            _prepared(value, neutral, np.dtype(dtype), shape, flatten)
            for value, neutral in ((self.offset, 0.0), (self.scale, 1.0))
        )
        return Scaling(offset, scale)

    @property
    def is_scaled(self) -> bool:
        """Whether a network is given other numbers than ``inputs`` holds."""
        scaling = self.scaling()
        return scaling.offset is not None or scaling.scale is not None or self.features is not None

    def part(self, start: int, stop: int) -> Split:
        """Return the samples from ``start`` up to ``stop`` as a split of its own, without a copy."""
        rows = slice(start, stop)
        return replace(self, inputs=self.inputs[rows], targets=self.targets[rows], labels=self.labels[rows])


def extent(places: Array) -> tuple[Array, Array]:
    """Return the least and the largest coordinates (k,) of places (n, k); without any, a blank plane's."""
    if not len(places):
        blank = np.full(places.shape[1], BLANK)
        return -blank, blank
    return places.min(axis=0).astype(np.float64), places.max(axis=0).astype(np.float64)


def _prepared(
    value: float | Array, neutral: float, dtype: np.dtype[Any], shape: tuple[int, ...], flatten: bool
) -> Array | None:
    if np.size(value) == 1:  # one number for all is three times faster than a row of equal ones
        number = np.asarray(value, dtype).reshape(())
        return None if number == neutral else number
    rows = np.broadcast_to(value, shape).astype(dtype)
    return rows.reshape(-1) if flatten else rows


def _unwritable(array: Array) -> Array:
    view = array.view()
    view.flags.writeable = False
    return view


def _require_same_length(inputs: Array, targets: Array, labels: Array) -> None:
    if not len(inputs) == len(targets) == len(labels):
        raise DataError(
            f"A split needs as many inputs as targets and labels, "
            f"not {len(inputs)}, {len(targets)} and {len(labels)}."
        )


def _require_finite(values: Array, what: str) -> None:
    if values.dtype.kind != "f" or np.isfinite(values).all():
        return
    sample = int(np.argwhere(~np.isfinite(values))[0, 0])
    raise DataError(
        f"The {what} of sample {sample} (counted from 0) holds a value that is not a finite number; "
        "remove the sample or put a number there."
    )
