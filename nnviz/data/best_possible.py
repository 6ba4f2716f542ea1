"""The best classifier there can be, where it is known from which densities the points are drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np

from nnviz.data.clouds import Clouds, cloud_centres, cloud_sizes, cloud_spreads
from nnviz.data.dataset import Array
from nnviz.data.points import shared_out
from nnviz.data.shapes import GAUSSIAN_CENTRES, TwoGaussians, gaussian_deviation

#: Standard deviations around each centre over which is integrated, and places along each axis there.
REACH = 6.0
PLACES = 401
LEAST_SPREAD = 1e-3


class Mixture(msgspec.Struct, frozen=True, eq=False):
    """Round Gaussian clouds, each a class of its own.

    Attributes
    ----------
    shares : array (k,)
        The part of all points that each cloud has.
    centres : array (k, 2)
    spreads : array (k,)
        Standard deviations in each direction.
    label_noise : float
        The part of the points that carry the label of another class.
    """

    shares: Array
    centres: Array
    spreads: Array
    label_noise: float = 0.0

    def log_densities(self, x: Array, y: Array) -> Array:
        """Return the logarithm of each cloud's share of the density, (rows, columns, k)."""
        spreads = np.maximum(self.spreads, LEAST_SPREAD)
        across = ((x[:, None] - self.centres[:, 0]) / spreads) ** 2
        up = ((y[:, None] - self.centres[:, 1]) / spreads) ** 2
        logs: Array = np.log(self.shares / spreads**2) - 0.5 * (across[None, :] + up[:, None])
        return logs

    def best_accuracy(self) -> float:
        """Return which share of new points the best classifier is expected to get right.

        Around each cloud the probability of the likeliest class is integrated over the cloud's density by
        the midpoint rule; as that probability has kinks but no steps, the error is below 0.0002.
        """
        z = (np.arange(PLACES) + 0.5) * (2 * REACH / PLACES) - REACH
        density = np.exp(-0.5 * z**2)
        weights = np.outer(density, density)
        weights /= weights.sum()
        total = 0.0
        for share, (x, y), spread in zip(self.shares, self.centres, self.spreads, strict=True):
            width = max(float(spread), LEAST_SPREAD)
            total += float(share) * float((weights * self._likeliest(x + width * z, y + width * z)).sum())
        return self._with_noise(total)

    def _likeliest(self, x: Array, y: Array) -> Array:
        """Return the probability of the likeliest class (rows, columns), near some cloud."""
        spreads = np.maximum(self.spreads, LEAST_SPREAD)
        across = np.exp(-0.5 * ((x[:, None] - self.centres[:, 0]) / spreads) ** 2)
        up = np.exp(-0.5 * ((y[:, None] - self.centres[:, 1]) / spreads) ** 2) * (self.shares / spreads**2)
        all_together = up @ across.T
        largest = np.zeros_like(all_together)
        for row, column in zip(up.T, across.T, strict=True):
            np.maximum(largest, np.outer(row, column), out=largest)
        likeliest: Array = largest / all_together
        return likeliest

    def _with_noise(self, accuracy: float) -> float:
        """Return the accuracy on points whose labels are changed at random."""
        others = max(len(self.shares) - 1, 1)
        noise = self.label_noise
        return accuracy * (1 - noise) + (1 - accuracy) * noise / others


def _clouds(settings: Clouds) -> Mixture:
    sizes = cloud_sizes(settings)
    spreads = np.hypot(cloud_spreads(settings), settings.jitter)
    return Mixture(sizes / sizes.sum(), cloud_centres(settings), spreads, settings.label_noise)


def _two_gaussians(settings: TwoGaussians) -> Mixture:
    sizes = np.array(shared_out(settings.points, 2))
    centres = np.repeat(np.array(GAUSSIAN_CENTRES), 2).reshape(2, 2)
    spreads = np.full(2, np.hypot(gaussian_deviation(settings), settings.jitter))
    return Mixture(sizes / sizes.sum(), centres, spreads, settings.label_noise)


#: By the class of settings of the data sets whose densities are known.
MIXTURES: dict[type, Callable[[Any], Mixture]] = {Clouds: _clouds, TwoGaussians: _two_gaussians}


def mixture_of(settings: object) -> Mixture | None:
    """Return the densities from which a data set's points are drawn, where they are known."""
    known = MIXTURES.get(type(settings))
    return None if known is None else known(settings)


@lru_cache(maxsize=64)
def best_accuracy(settings: object) -> float | None:
    """Return the accuracy to be expected on new points at best; None where it is not known."""
    mixture = mixture_of(settings)
    return None if mixture is None else mixture.best_accuracy()
