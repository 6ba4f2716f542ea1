"""The network: NumPy only; knows no data set, no loop and no screen.

A reader's first stop is `network.py`; the registries say what there is to choose from.
"""

from nnviz.nn.activations import ACTIVATIONS, Activation
from nnviz.nn.initializers import INITIALIZERS, Initializer
from nnviz.nn.layers import Dense, Layer
from nnviz.nn.losses import LOSSES, Loss
from nnviz.nn.network import Network
from nnviz.nn.optimizers import OPTIMIZERS, SGD, Adam, Momentum, Optimizer

__all__ = [
    "ACTIVATIONS",
    "INITIALIZERS",
    "LOSSES",
    "OPTIMIZERS",
    "SGD",
    "Activation",
    "Adam",
    "Dense",
    "Initializer",
    "Layer",
    "Loss",
    "Momentum",
    "Network",
    "Optimizer",
]
