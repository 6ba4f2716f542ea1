"""Scales: the limits of the colours in the network diagram, which only widen until they are forgotten."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.ui.numerals import ColourLimit, short

Floats = npt.NDArray[np.floating[Any]]


class Scales:
    """One limit for all weights and biases, and one for the activations of each layer.

    Attributes
    ----------
    weights : ColourLimit
    """

    def __init__(self) -> None:
        self.weights = ColourLimit()
        self._layers: dict[int, ColourLimit] = {}
        self._signed: set[int] = set()
        self._names: dict[int, str] = {}
        self._measured_at = 0

    def follow(self, step: int) -> None:
        """Start afresh once the run has gone back."""
        if step < self._measured_at:
            self.forget()
        self._measured_at = step

    def forget(self) -> None:
        """Start afresh."""
        self.weights.reset()
        self._layers.clear()
        self._signed.clear()
        self._measured_at = 0

    def hold(self, layer: int, values: Floats, name: str = "", share: float = 1.0) -> tuple[float, bool]:
        """Widen a layer's limit to hold what is shown of it; return it, and whether any of it is negative.

        Parameters
        ----------
        name : str
            What it is, if not activations.
        share : float
            The part of the values that must lie within the limit.
        """
        self._names[layer] = name
        lowest, highest = float(values.min(initial=0.0)), float(values.max(initial=0.0))
        if not np.isfinite(highest - lowest):
            finite = values[np.isfinite(values)]
            lowest, highest = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
        if lowest < 0:
            self._signed.add(layer)
        largest = max(highest, -lowest)
        limit = self._layers.setdefault(layer, ColourLimit(least=1e-3))
        needed = float(np.quantile(np.abs(values), share)) if share < 1 else largest
        return limit.widen(needed, largest), layer in self._signed

    def words(self, layer: int) -> str:
        """Write the scale of a layer's activations: `±2`, `0 to 1`; empty before there are any."""
        limit = self._layers.get(layer)
        if limit is None or not limit.value:
            return ""
        scale = f"±{short(limit.value)}" if layer in self._signed else f"0 to {short(limit.value)}"
        beyond = " and beyond" if limit.exceeded else ""
        return f"{self._names.get(layer, '')} {scale}{beyond}".strip()
