"""Small experiments for the tests of training."""

from __future__ import annotations

import pytest

from nnviz.training.experiment import Experiment


@pytest.fixture
def small() -> Experiment:
    """Three clouds of ten points, in batches of seven: an epoch is five steps, the last one smaller."""
    return Experiment.from_plain(
        {
            "data": {"name": "clouds", "points": 10},
            "model": {"hidden": [{"kind": "dense", "units": 4, "activation": "tanh"}]},
            "learning": {"learning_rate": 0.1, "batch_size": 7},
        }
    )
