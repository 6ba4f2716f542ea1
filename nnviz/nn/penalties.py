"""A penalty on large weights: L1 draws them to exactly 0, L2 shrinks them all; biases go free."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.nn.arrays import Array


@dataclass(frozen=True)
class Penalty:
    """l1 Σ |w| + ½ l2 Σ w², added to the mean loss but reported apart from it.

    Attributes
    ----------
    l1, l2
        Strengths, 0 or more. The l2 here is what PyTorch's SGD calls weight decay. None leaves it, in a
        layer's own penalty, to the network's; in the network's it is as good as 0.
    """

    l1: float | None = None
    l2: float | None = None

    def __post_init__(self) -> None:
        if any(strength is not None and not strength >= 0.0 for strength in (self.l1, self.l2)):
            raise ValueError(f"the strength of a penalty is 0 or more, not l1={self.l1!r}, l2={self.l2!r}")

    def __bool__(self) -> bool:
        return bool(self.l1 or self.l2)

    def over(self, network: Penalty) -> Penalty:
        """A layer's penalty, where this is its own, in a network with another."""
        return Penalty(network.l1 if self.l1 is None else self.l1, network.l2 if self.l2 is None else self.l2)

    def value(self, weights: Array) -> float:
        """The penalty of these weights."""
        flat = weights.ravel()
        absolute = self.l1 * float(np.abs(flat).sum()) if self.l1 else 0.0
        return absolute + (0.5 * self.l2 * float(flat.dot(flat)) if self.l2 else 0.0)

    def add_gradient(self, weights: Array, gradient: Array, spare: Array) -> None:
        """Add the penalty's gradient to `gradient`; `spare` has the shape of both and is overwritten."""
        if self.l2:
            np.multiply(weights, self.l2, spare)
            np.add(gradient, spare, gradient)
        if self.l1:
            np.sign(weights, spare)
            np.multiply(spare, self.l1, spare)
            np.add(gradient, spare, gradient)
