"""The edit of what a network is given of a point in the plane; the weights of features that stay survive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nnviz.data.features import FEATURES
from nnviz.training.building import build_network
from nnviz.training.edits import Intervention
from nnviz.training.reading import ExperimentError
from nnviz.training.survival import NONE, Origins, carry_over

if TYPE_CHECKING:
    from nnviz.training.run import TrainingRun


class ChangeFeatures(Intervention, frozen=True):
    """Give the network these features of each point, in this order, and go on with it.

    Weights of new features are drawn from the weights' seed and the step.
    """

    features: tuple[str, ...]

    def act_on(self, run: TrainingRun) -> str:
        """Build a network with other inputs and carry over what survives."""
        before = run.experiment.model.features
        experiment = run.experiment.with_changes({"model.features": list(self.features)})
        dataset = run.dataset.with_features(experiment.model.features)
        if dataset is run.dataset:
            if self.features == before:
                return ""
            raise ExperimentError(
                "these data have no coordinates to make features of; choose data in the plane"
            )
        rng = np.random.RandomState([experiment.seeds.weights, run.steps])
        network = build_network(experiment, dataset, rng, run.network.dtype)
        inputs = tuple(before.index(name) if name in before else NONE for name in self.features)
        layers = Origins.same(len(experiment.model.hidden) + 1).layers
        carry_over(run.network, network, Origins(layers, inputs=inputs))
        run.take_dataset(dataset, experiment)
        run.take_network(network, experiment)
        return _words(before, self.features)


def _words(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    added = [f"+ {FEATURES[name].title}" for name in after if name not in before]
    gone = [f"− {FEATURES[name].title}" for name in before if name not in after]
    return "input " + ", ".join(added + gone) if added or gone else "inputs reordered"
