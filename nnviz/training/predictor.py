"""Predictor: a private copy of the network, made from moments, for answers at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.nn import Network
from nnviz.training.building import build_network
from nnviz.training.moment import Moment
from nnviz.training.recipe import Model


class Predictor:
    """A network of one's own that follows the moments of a run; shares nothing with the one in training."""

    def __init__(self) -> None:
        self._network: Network | None = None
        self._made_for: tuple[Model, tuple[int, ...], int] | None = None
        self._moment: Moment | None = None

    def follow(self, moment: Moment) -> Network:
        """Return the network as it was at this moment; valid until the next call."""
        shape = (moment.experiment.model, moment.dataset.input_shape, moment.dataset.outputs)
        if self._network is None or shape != self._made_for:
            rng = np.random.default_rng(0)
            self._network = build_network(moment.experiment, moment.dataset, rng, moment.parameters.dtype)
            self._made_for, self._moment = shape, None
        if moment is not self._moment:
            np.copyto(self._network.parameters, moment.parameters)
            self._network.muted = moment.muted
            self._moment = moment
        return self._network

    def predict(self, moment: Moment, samples: ArrayLike) -> NDArray[Any]:
        """Return outputs (n, outputs) for samples (n, features) as the network at this moment gives them."""
        network = self.follow(moment)
        inputs = np.asarray(samples, network.dtype)
        return network.forward(inputs.reshape(len(inputs), *network.input_shape)).copy()
