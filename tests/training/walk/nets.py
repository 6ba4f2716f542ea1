"""Runs of many kinds to be walked through."""

from __future__ import annotations

from typing import Any

from nnviz.nn import OPTIMIZERS
from nnviz.training.experiment import Experiment
from nnviz.training.run import TrainingRun

Layers = list[dict[str, Any]]
CONVOLUTION: Layers = [
    {"kind": "convolution", "filters": 3, "kernel_size": 3, "activation": "tanh"},
    {"kind": "max_pool", "size": 2},
    {"kind": "flatten"},
    {"kind": "dropout", "rate": 0.3},
    {"kind": "dense", "units": 5, "activation": "relu"},
]
DENSE: Layers = [{"kind": "dense", "units": 3, "activation": "sigmoid"}]
DROPOUT: Layers = [
    {"kind": "dense", "units": 6, "activation": "gelu"},
    {"kind": "dropout", "rate": 0.4},
    {"kind": "dense", "units": 4, "activation": "tanh"},
]
LEARNING = {"optimizer": "adam", "batch_size": 32, "learning_rate": 0.01}


BINARY = {"name": "xor", "targets": "zero_one"}


def opened(hidden: Layers, data: str | dict[str, Any] = "clouds", **learning: Any) -> TrainingRun:
    named = {"name": data} if isinstance(data, str) else data
    plain = {"data": named, "model": {"hidden": hidden}, "learning": LEARNING | learning}
    return TrainingRun(Experiment.from_plain(plain))


def train(run: TrainingRun, steps: int) -> TrainingRun:
    for _ in range(steps):
        run.step()
    return run


RUNS: dict[str, tuple[Layers, str | dict[str, Any], dict[str, Any]]] = {
    **{name: (DENSE, "clouds", {"optimizer": name}) for name in OPTIMIZERS},
    "dropout": (DROPOUT, "clouds", {}),
    "penalty, clipping": (DENSE, "clouds", {"l2": 0.1, "l1": 0.01, "clip_norm": 0.01, "clip_value": 0.05}),
    "schedule": (DENSE, "clouds", {"schedule": "cosine", "optimizer": "sgd"}),
    "convolution": (CONVOLUTION, "digits8x8", {}),
    "squared error": (DENSE, "clouds", {"loss": "mse"}),
    "regression": (DENSE, "bumps", {"batch_size": 5}),
    "binary": (DENSE, BINARY, {"loss": "binary_cross_entropy"}),
    "whole split": (DENSE, "clouds", {"batch_size": 0}),
}


def run_of(name: str, steps: int = 7) -> TrainingRun:
    hidden, data, learning = RUNS[name]
    return train(opened(hidden, data, **learning), steps)
