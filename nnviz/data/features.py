"""Input features: what a network is given of a point in the plane, as in tensorflow/playground and more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data.fields import field

Array = NDArray[Any]


class Feature(msgspec.Struct, frozen=True):
    """A number made of the two coordinates of a point.

    Attributes
    ----------
    title : str
        As a person writes it.
    function : callable (x, y) -> array
        For arrays of one shape.
    """

    name: str
    title: str
    function: Callable[[Array, Array], Array]


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        Feature("x", "x", lambda x, _y: x),
        Feature("y", "y", lambda _x, y: y),
        Feature("x_squared", "x²", lambda x, _y: x * x),
        Feature("y_squared", "y²", lambda _x, y: y * y),
        Feature("xy", "xy", lambda x, y: x * y),
        Feature("sin_x", "sin x", lambda x, _y: np.sin(x)),
        Feature("sin_y", "sin y", lambda _x, y: np.sin(y)),
        Feature("cos_x", "cos x", lambda x, _y: np.cos(x)),
        Feature("cos_y", "cos y", lambda _x, y: np.cos(y)),
        Feature("radius", "radius", lambda x, y: np.hypot(x, y)),
    )
}

#: The coordinates alone, which is what a network is given unless somebody wants more.
PLAIN = ("x", "y")

FeatureNames = Annotated[
    tuple[str, ...],
    field(
        "Input features",
        "What the network is given of each point in the plane, made of its coordinates after scaling.",
    ),
]


class FeatureMap(msgspec.Struct, frozen=True):
    """From coordinates to features."""

    names: tuple[str, ...]

    def __call__(self, points: Array) -> Array:
        """Return the features (n, k) of points (n, 2), in their own kind of number."""
        x, y = points[:, 0], points[:, 1]
        features = np.empty((len(points), len(self.names)), points.dtype)
        for column, name in enumerate(self.names):
            features[:, column] = FEATURES[name].function(x, y)
        return features


def wrong_features(names: tuple[str, ...]) -> str:
    """Say in a sentence what is wrong with a choice of features; empty if nothing is."""
    unknown = [name for name in names if name not in FEATURES]
    if unknown:
        return f"model.features holds {unknown[0]!r}; each must be one of {', '.join(FEATURES)}"
    if not names:
        return "model.features is empty; a network needs at least one input"
    if len(set(names)) < len(names):
        return "model.features names one feature twice; once is enough"
    return ""
