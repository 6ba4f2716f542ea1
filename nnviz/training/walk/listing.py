"""The listing: one step of this network's training as plain NumPy, line by line, to be read and to be run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import wrap
from typing import Any, cast

import msgspec

from nnviz.nn import LOSSES, Conv2D, Dense, Dropout, Flatten, MaxPool2D
from nnviz.training.walk.backward import is_told_with_delta
from nnviz.training.walk.updates import is_clipped, penalty_of
from nnviz.training.walk.walk import Part, Quantity, Walk

Key = tuple[str, int]
LONGEST = 42
"""Characters of a line that names many arrays."""


class Line(msgspec.Struct, frozen=True):
    """A line of code, and the stages that it computes."""

    code: str
    keys: tuple[Key, ...]


def listing(walk: Walk) -> tuple[Line, ...]:
    """Return the step, in the order of the stages."""
    return (*_forward(walk), *_backward(walk), *_penalties(walk), *_clipping(walk), *_update(walk))


def name(quantity: Quantity) -> str:
    """Return what a quantity is called in code."""
    return "X" if quantity.kind == "x" else f"{quantity.kind}{quantity.number}"


# --- forward


def _forward(walk: Walk) -> Iterator[Line]:
    for part in walk.parts:
        yield from FORWARD[type(part.layer)](walk, part)
    output = walk.output
    loss = LOSS_CODE[walk.experiment.learning.loss].format(Y=name(output))
    yield Line(f"loss = {loss}", (("L", 0), ("again", 0)))


def _dense(walk: Walk, part: Part) -> Iterator[Line]:
    k = part.number
    yield Line(f"Z{k} = {name(part.takes)} @ W{k} + b{k}", (("Z", k),))
    yield from _activation(walk, k)


def _convolution(walk: Walk, part: Part) -> Iterator[Line]:
    k, layer = part.number, cast(Conv2D, part.layer)
    yield Line(f"Z{k} = conv({name(part.takes)}, W{k}, b{k}, {layer.stride}, {layer.padding})", (("Z", k),))
    yield from _activation(walk, k)


def _activation(walk: Walk, k: int) -> Iterator[Line]:
    layer = walk.layer(k)
    code = f"A{k} = {layer.activation.name}(Z{k})" if layer.activation.name != "identity" else f"A{k} = Z{k}"
    yield Line(code, (("A", k),))
    if layer.muted:
        yield Line(f"A{k}[:, {list(layer.muted)}] = 0", (("A", k),))


def _pooling(_walk: Walk, part: Part) -> Iterator[Line]:
    k, size = part.number, cast(MaxPool2D, part.layer).size
    yield Line(f"P{k} = max_pool({name(part.takes)}, {size})", (("P", k),))


def _flattening(_walk: Walk, part: Part) -> Iterator[Line]:
    yield Line(f"F{part.number} = {name(part.takes)}.reshape(len(X), -1)", (("F", part.number),))


def _dropout(_walk: Walk, part: Part) -> Iterator[Line]:
    yield Line(f"D{part.number} = {name(part.takes)} * mask{part.number}", (("D", part.number),))


FORWARD: dict[type, Callable[[Walk, Part], Iterator[Line]]] = {
    Dense: _dense,
    Conv2D: _convolution,
    MaxPool2D: _pooling,
    Flatten: _flattening,
    Dropout: _dropout,
}

LOSS_CODE = {
    "cross_entropy": "-np.log({Y}[T == 1]).mean()",
    "binary_cross_entropy": "-np.log(np.where(T == 1, {Y}, 1 - {Y})).sum(1).mean()",
    "mse": "0.5 * (({Y} - T) ** 2).sum(1).mean()",
    "mae": "np.abs({Y} - T).sum(1).mean()",
    "huber": "huber({Y} - T).sum(1).mean()",
    "bowl": "({Y} ** 2).sum(1).mean()",
}
ERROR_CODE = {
    "cross_entropy": "({Y} - T) / len(X)",
    "binary_cross_entropy": "({Y} - T) / len(X)",
    "mse": "({Y} - T) / len(X)",
    "mae": "np.sign({Y} - T) / len(X)",
    "huber": "np.clip({Y} - T, -1, 1) / len(X)",
    "bowl": "2 * {Y} / len(X)",
}
SLOPE_CODE = {
    "identity": "",
    "step": "0",
    "sigmoid": "A{k} * (1 - A{k})",
    "tanh": "1 - A{k} ** 2",
    "relu": "Z{k} > 0",
    "leaky_relu": "np.where(Z{k} > 0, 1, 0.01)",
}


def _slope(walk: Walk, k: int) -> str:
    kind = walk.layer(k).activation.name
    return SLOPE_CODE.get(kind, f"{kind}_slope(Z{{k}})").format(k=k)


# --- backward


def _backward(walk: Walk) -> Iterator[Line]:
    yield from _output_delta(walk)
    for part in reversed(walk.parts):
        if part.has_weights:
            yield from _muted(walk, part.number)
            yield _gradient(part)
        before = Quantity(f"d{part.takes.kind}", part.takes.number)
        if before not in walk.values:
            continue
        key = (f"back{part.gives.kind}", part.number)
        code = BACKWARD[type(part.layer)](part)
        if is_told_with_delta(walk, part):
            yield from _hidden_delta(walk, part.takes.number, code)
        else:
            yield Line(f"{name(before)} = {code}", (key,))
            if part.takes.kind == "A":
                yield from _hidden_delta(walk, part.takes.number, f"dA{part.takes.number}")


def _output_delta(walk: Walk) -> Iterator[Line]:
    k = walk.output.number
    keys = (("delta", k),)
    loss = LOSSES[walk.experiment.learning.loss]
    error = ERROR_CODE[loss.name].format(Y=name(walk.output))
    yield Line(f"delta{k} = {error}", keys)
    if loss.fused:
        return
    if walk.layer(k).activation.name == "softmax":
        yield Line(f"delta{k} -= (delta{k} * A{k}).sum(1, keepdims=True)", keys)
        yield Line(f"delta{k} *= A{k}", keys)
    elif slope := _slope(walk, k):
        yield Line(f"delta{k} *= {slope}", keys)


def _hidden_delta(walk: Walk, k: int, code: str) -> Iterator[Line]:
    keys = (("delta", k),)
    slope = _slope(walk, k)
    if code == f"dA{k}":
        yield Line(f"delta{k} = {code}" + (f" * ({slope})" if slope else ""), keys)
        return
    yield Line(f"delta{k} = {code}", keys)
    if slope:
        yield Line(f"delta{k} *= {slope}", keys)


def _muted(walk: Walk, k: int) -> Iterator[Line]:
    if muted := walk.layer(k).muted:
        yield Line(f"delta{k}[:, {list(muted)}] = 0", (("delta", k),))


def _gradient(part: Part) -> Line:
    k, takes = part.number, name(part.takes)
    if isinstance(part.layer, Conv2D):
        layer = part.layer
        code = f"conv_gradient({takes}, delta{k}, {layer.kernel_size}, {layer.stride}, {layer.padding})"
    else:
        code = f"{takes}.T @ delta{k}, delta{k}.sum(0)"
    return Line(f"gW{k}, gb{k} = {code}", (("g", k),))


def _back_convolution(part: Part) -> str:
    layer, k = cast(Conv2D, part.layer), part.number
    return f"conv_back(delta{k}, W{k}, {name(part.takes)}.shape, {layer.stride}, {layer.padding})"


def _back_pooling(part: Part) -> str:
    size = cast(MaxPool2D, part.layer).size
    return f"max_pool_back(dP{part.number}, {name(part.takes)}, P{part.number}, {size})"


BACKWARD: dict[type, Callable[[Part], str]] = {
    Dense: lambda part: f"delta{part.number} @ W{part.number}.T",
    Conv2D: _back_convolution,
    MaxPool2D: _back_pooling,
    Flatten: lambda part: f"dF{part.number}.reshape({name(part.takes)}.shape)",
    Dropout: lambda part: f"dD{part.number} * mask{part.number}",
}
"""What a layer hands back, as code."""


# --- update


def _penalties(walk: Walk) -> Iterator[Line]:
    for part in reversed(walk.layers):
        penalty, k = penalty_of(walk, part.number), part.number
        terms = [f"{penalty.l2:g} * W{k}"] * bool(penalty.l2) + [f"{penalty.l1:g} * np.sign(W{k})"] * bool(
            penalty.l1
        )
        if terms:
            yield Line(f"gW{k} += {' + '.join(terms)}", (("penalty", 0),))


def _clipping(walk: Walk) -> Iterator[Line]:
    if not is_clipped(walk):
        return
    learning, keys = walk.experiment.learning, (("clip", 0),)
    yield from _list("G", _all(walk, "g"), keys)
    if limit := learning.clip_value:
        yield Line(f"for g in G: np.clip(g, -{limit:g}, {limit:g}, out=g)", keys)
    if limit := learning.clip_norm:
        yield Line("norm = np.sqrt(sum((g ** 2).sum() for g in G))", keys)
        yield Line(f"for g in G: g *= min(1, {limit:g} / (norm + 1e-6))", keys)


def _all(walk: Walk, prefix: str) -> str:
    return ", ".join(f"{prefix}{kind}{part.number}" for part in walk.layers for kind in "Wb")


def _list(name: str, items: str, keys: tuple[Key, ...]) -> Iterator[Line]:
    """Return a list of names, in as many lines as keep them short."""
    for line in wrap(f"{name} = [{items}]", LONGEST, subsequent_indent=" " * (len(name) + 4)):
        yield Line(line, keys)


def _update(walk: Walk) -> Iterator[Line]:
    optimizer: Any = walk.optimizer
    keys: tuple[Key, ...] = (("new", 0),)
    if not optimizer.moments:
        for part in reversed(walk.layers):
            k = part.number
            yield Line(f"W{k} -= rate * gW{k}; b{k} -= rate * gb{k}", keys)
        return
    both = (*((moment, 0) for moment in optimizer.moments), *keys)
    letters = [MOMENT_CODE[moment] for moment in optimizer.moments]
    yield from _list("P", _all(walk, ""), keys)
    if not is_clipped(walk):  # else it is there already
        yield from _list("G", _all(walk, "g"), keys)
    stored = ", ".join(("P", "G", *(letter.upper() for letter in letters)))
    yield Line(f"for w, g, {', '.join(letters)} in zip({stored}):", both)
    for code, moment in _rules(optimizer):
        yield Line(f"    {code}", ((moment, 0),))


MOMENT_CODE = {"velocity": "v", "mean": "m", "square": "s"}
ROOT = "w -= rate * g / (np.sqrt(s) + {epsilon:g})"
ADAM = (
    ("m[:] = {beta1:g} * m + {rest1:g} * g", "mean"),
    ("s[:] = {beta2:g} * s + {rest2:g} * g ** 2", "square"),
    ("w -= rate * m / c1 / (np.sqrt(s / c2) + {epsilon:g})", "new"),
)
RULES: dict[str, tuple[tuple[str, str], ...]] = {
    "momentum": (("v[:] = {momentum:g} * v + g", "velocity"), ("w -= rate * v", "new")),
    "nesterov": (
        ("v[:] = {momentum:g} * v + g", "velocity"),
        ("w -= rate * (g + {momentum:g} * v)", "new"),
    ),
    "adagrad": (("s += g ** 2", "square"), (ROOT, "new")),
    "rmsprop": (("s[:] = {decay:g} * s + {rest:g} * g ** 2", "square"), (ROOT, "new")),
    "adam": ADAM,
    "adamw": (*ADAM[:2], ("w *= 1 - rate * {weight_decay:g}", "new"), ADAM[2]),
}
"""What the optimisers with a memory do, line by line, and the stage of each line."""


def _rules(optimizer: Any) -> Iterator[tuple[str, str]]:
    numbers = {key: value for key, value in vars(optimizer).items() if isinstance(value, float)}
    pairs = (("rest", "decay"), ("rest1", "beta1"), ("rest2", "beta2"))
    numbers |= {rest: 1.0 - numbers[share] for rest, share in pairs if share in numbers}
    for code, moment in RULES[optimizer.name]:
        yield code.format(**numbers), moment
