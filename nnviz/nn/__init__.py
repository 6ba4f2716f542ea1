"""The network: NumPy only; knows no data set, no loop and no screen.

A reader's first stop is `network.py`; the registries say what there is to choose from.
"""

from nnviz.nn.activation import Activation
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.clipping import clip_by_norm, clip_by_value
from nnviz.nn.convolution import Conv2D
from nnviz.nn.gradient_check import FiniteDifferences, gradient_check, relative_error
from nnviz.nn.initializers import INITIALIZERS, Initializer
from nnviz.nn.layer import ActivatedLayer, Layer
from nnviz.nn.layers import LAYERS, Dense, Dropout, Flatten
from nnviz.nn.losses import LOSSES, Loss
from nnviz.nn.network import Network
from nnviz.nn.optimizers import (
    OPTIMIZERS,
    SGD,
    Adagrad,
    Adam,
    AdamW,
    Momentum,
    Nesterov,
    Optimizer,
    RMSprop,
)
from nnviz.nn.penalties import Penalty
from nnviz.nn.pooling import MaxPool2D
from nnviz.nn.schedules import SCHEDULES, Schedule
from nnviz.nn.stack import Stack
from nnviz.nn.weights_file import WeightsFileError, load_network, load_with_notes, save_network

__all__ = [
    "ACTIVATIONS",
    "INITIALIZERS",
    "LAYERS",
    "LOSSES",
    "OPTIMIZERS",
    "SCHEDULES",
    "SGD",
    "ActivatedLayer",
    "Activation",
    "Adagrad",
    "Adam",
    "AdamW",
    "Conv2D",
    "Dense",
    "Dropout",
    "FiniteDifferences",
    "Flatten",
    "Initializer",
    "Layer",
    "Loss",
    "MaxPool2D",
    "Momentum",
    "Nesterov",
    "Network",
    "Optimizer",
    "Penalty",
    "RMSprop",
    "Schedule",
    "Stack",
    "WeightsFileError",
    "clip_by_norm",
    "clip_by_value",
    "gradient_check",
    "load_network",
    "load_with_notes",
    "relative_error",
    "save_network",
]
