"""Gradient clipping, in place, between the gradient and the update."""

from __future__ import annotations

from math import isfinite, sqrt

import numpy as np

from nnviz.nn.arrays import Array


def clip_by_norm(gradient: Array, limit: float) -> float:
    """Shorten the gradient to the length `limit` if it is longer, keeping its direction.

    As PyTorch's clip_grad_norm_ does, with its 1e-6 against a division by 0.

    Returns
    -------
    float
        The length before clipping; a gradient without a finite length is left as it is.
    """
    norm = sqrt(float(gradient.dot(gradient)))
    if isfinite(norm) and norm + 1e-6 > limit:
        np.multiply(gradient, limit / (norm + 1e-6), gradient)
    return norm


def clip_by_value(gradient: Array, limit: float) -> None:
    """Bring every component of the gradient into ±limit."""
    np.clip(gradient, -limit, limit, out=gradient)
