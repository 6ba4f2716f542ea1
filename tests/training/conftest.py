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


@pytest.fixture
def convolutional() -> Experiment:
    """8x8 digits, two convolutions with a pooling layer between them."""
    return Experiment.from_plain(
        {
            "data": {"name": "digits8x8"},
            "model": {
                "hidden": [
                    {"kind": "convolution", "filters": 3, "kernel_size": 3, "activation": "relu"},
                    {"kind": "max_pool", "size": 2},
                    {"kind": "convolution", "filters": 2, "kernel_size": 2, "activation": "relu"},
                    {"kind": "flatten"},
                ]
            },
        }
    )
