"""The same works in PyTorch (eager) and scikit-learn, as their users write them; None where not installed."""

from __future__ import annotations

from typing import Any

import numpy as np
from works import Pass, Training, Work

try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]

try:
    from sklearn import neural_network
except ImportError:
    neural_network = None

MISSING = {
    name for name, module in {"PyTorch": torch, "scikit-learn": neural_network}.items() if module is None
}
TORCH_ACTIVATIONS = {"relu": "ReLU", "sigmoid": "Sigmoid", "tanh": "Tanh"}
SKLEARN_ACTIVATIONS = {"sigmoid": "logistic"}


def torch_model(training: Training) -> Any:
    shape = (1, *training.input_shape)
    modules: list[Any] = []
    for layer in training.layers:
        if isinstance(layer, int):
            modules += [torch.nn.Flatten(), torch.nn.LazyLinear(layer)]
        elif layer[0] == "conv":
            modules.append(torch.nn.LazyConv2d(*layer[1:]))
        else:
            modules.append(torch.nn.MaxPool2d(layer[1]))
            continue
        modules.append(getattr(torch.nn, TORCH_ACTIVATIONS[training.activation])())
    del modules[-1]
    if training.output in TORCH_ACTIVATIONS:
        modules.append(getattr(torch.nn, TORCH_ACTIVATIONS[training.output])())
    if len(training.input_shape) == 1:
        modules = [module for module in modules if not isinstance(module, torch.nn.Flatten)]
    model = torch.nn.Sequential(*modules)
    model(torch.zeros(shape))  # the lazy layers learn their sizes
    return model


def torch_pass(work: Work) -> Pass | None:
    if torch is None:
        return None
    torch.set_num_threads(1)
    training = work.training
    model = torch_model(training)
    if work.grid:
        points = torch.from_numpy(work.points())

        @torch.inference_mode()
        def answer() -> Any:
            return torch.softmax(model(points), 1)

        return answer
    kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[training.optimizer]
    optimizer = kind(model.parameters(), training.learning_rate)
    loss = {"cross_entropy": torch.nn.CrossEntropyLoss(), "mse": torch.nn.MSELoss()}[training.loss]
    batches = [(torch.from_numpy(inputs), torch.from_numpy(targets)) for inputs, targets in training.data()]

    def epoch() -> None:
        for inputs, targets in batches:
            optimizer.zero_grad()
            loss(model(inputs), targets).backward()
            optimizer.step()

    return epoch


def sklearn_pass(work: Work) -> Pass | None:
    """One partial_fit over all the batches; it knows no convolution."""
    training = work.training
    if neural_network is None or len(training.input_shape) > 1:
        return None
    regression = training.loss == "mse"
    kind = neural_network.MLPRegressor if regression else neural_network.MLPClassifier
    hidden = tuple(layer for layer in training.layers[:-1] if isinstance(layer, int))
    model = kind(
        hidden_layer_sizes=hidden,
        activation=SKLEARN_ACTIVATIONS.get(training.activation, training.activation),
        solver=training.optimizer,
        alpha=0.0,
        batch_size=training.batch,
        learning_rate_init=min(training.learning_rate, 0.1),  # its output layer is linear, and would diverge
        momentum=0.0,
        shuffle=False,
    )
    inputs, targets = (np.concatenate(part) for part in zip(*training.data(), strict=True))
    truth = targets.squeeze() if regression else targets.argmax(1)
    more = {} if regression else {"classes": np.arange(training.outputs)}
    if work.grid:
        points = work.points()
        model.partial_fit(np.tile(inputs, (2, 1)), np.arange(2 * len(truth)) % 3, **more)
        return lambda: model.predict_proba(points)
    return lambda: model.partial_fit(inputs, truth, **more)
