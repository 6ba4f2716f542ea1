"""The listing as a whole program: with all functions and numbers that it needs, ready to be run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnviz.training.walk.listing import MOMENT_CODE, listing
from nnviz.training.walk.walk import Numbers, Quantity, Walk

MOST_EMBEDDED = 2_000
"""Numbers up to which they stand in the program itself; more are read from a file beside it."""

_HEAD = '''"""One step of training, written by nnviz: it prints the loss before the step and after it."""

import numpy as np
'''

_FUNCTIONS: dict[str, str] = {
    "step": "def step(Z):\n    return (Z > 0).astype(Z.dtype)",
    "sigmoid": "def sigmoid(Z):\n    return (1 + np.tanh(Z / 2)) / 2",
    "tanh": "tanh = np.tanh",
    "relu": "def relu(Z):\n    return np.maximum(Z, 0)",
    "leaky_relu": "def leaky_relu(Z):\n    return np.maximum(Z, 0.01 * Z)",
    "elu": "def elu(Z):\n    return np.where(Z > 0, Z, np.expm1(np.minimum(Z, 0)))",
    "elu_slope": "def elu_slope(Z):\n    return np.where(Z > 0, 1, np.exp(np.minimum(Z, 0)))",
    "selu": (
        "def selu(Z):\n"
        "    return 1.0507009873554805 * np.where(Z > 0, Z, 1.6732632423543772 * np.expm1(np.minimum(Z, 0)))"
    ),
    "selu_slope": (
        "def selu_slope(Z):\n"
        "    return 1.0507009873554805 * np.where(Z > 0, 1, 1.6732632423543772 * np.exp(np.minimum(Z, 0)))"
    ),
    "normal": (
        "def normal(Z):\n    from math import erf\n    return (1 + np.vectorize(erf)(Z / np.sqrt(2))) / 2"
    ),
    "gelu": "def gelu(Z):\n    return Z * normal(Z)",
    "gelu_slope": ("def gelu_slope(Z):\n    return normal(Z) + Z * np.exp(-Z ** 2 / 2) / np.sqrt(2 * np.pi)"),
    "silu": "def silu(Z):\n    return Z * (1 + np.tanh(Z / 2)) / 2",
    "silu_slope": ("def silu_slope(Z):\n    S = (1 + np.tanh(Z / 2)) / 2\n    return S + Z * S * (1 - S)"),
    "softplus": "def softplus(Z):\n    return np.logaddexp(Z, 0)",
    "softplus_slope": "def softplus_slope(Z):\n    return (1 + np.tanh(Z / 2)) / 2",
    "softmax": (
        "def softmax(Z):\n    E = np.exp(Z - Z.max(1, keepdims=True))\n    return E / E.sum(1, keepdims=True)"
    ),
    "softmax_slope": "def softmax_slope(Z):\n    A = softmax(Z)\n    return A * (1 - A)",
    "huber": "def huber(E):\n    return np.where(abs(E) < 1, E ** 2 / 2, abs(E) - 0.5)",
    "windows": (
        "def windows(X, size, stride, padding):\n"
        "    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))\n"
        "    view = np.lib.stride_tricks.sliding_window_view(X, (size, size), (2, 3))\n"
        "    return view[:, :, ::stride, ::stride]"
    ),
    "conv": (
        "def conv(X, W, b, stride, padding):\n"
        "    seen = windows(X, W.shape[2], stride, padding)\n"
        '    return np.einsum("ncijkl,fckl->nfij", seen, W, optimize=True) + b[:, None, None]'
    ),
    "conv_gradient": (
        "def conv_gradient(X, delta, size, stride, padding):\n"
        "    seen = windows(X, size, stride, padding)\n"
        '    return np.einsum("ncijkl,nfij->fckl", seen, delta, optimize=True), delta.sum((0, 2, 3))'
    ),
    "conv_back": (
        "def conv_back(delta, W, shape, stride, padding):\n"
        "    n, c, height, width = shape\n"
        "    size = W.shape[2]\n"
        "    dX = np.zeros((n, c, height + 2 * padding, width + 2 * padding), delta.dtype)\n"
        "    for i, j in np.ndindex(delta.shape[2:]):\n"
        "        rows, columns = (slice(at * stride, at * stride + size) for at in (i, j))\n"
        '        dX[:, :, rows, columns] += np.einsum("nf,fckl->nckl", delta[:, :, i, j], W)\n'
        "    return dX[:, :, padding : padding + height, padding : padding + width]"
    ),
    "max_pool": (
        "def max_pool(X, size):\n"
        "    n, c, height, width = X.shape\n"
        "    rows, columns = height // size, width // size\n"
        "    squares = X[:, :, : rows * size, : columns * size].reshape(n, c, rows, size, columns, size)\n"
        "    return squares.max((3, 5))"
    ),
    "max_pool_back": (
        "def max_pool_back(dP, X, P, size):\n"
        "    dX, taken = np.zeros_like(X), np.zeros(P.shape, bool)\n"
        "    height, width = (side * size for side in P.shape[2:])\n"
        "    for i, j in np.ndindex(size, size):\n"
        "        place = np.s_[:, :, i:height:size, j:width:size]\n"
        "        first = (X[place] == P) & ~taken\n"
        "        taken |= first\n"
        "        dX[place] = first * dP\n"
        "    return dX"
    ),
}
"""What the lines of a listing may call; a function that calls another stands after it."""


def numbers_of(walk: Walk) -> dict[str, Numbers]:
    """Return all arrays that the program needs, by their names in it."""
    values = walk.values
    found = {"X": values[Quantity("x")], "T": values[Quantity("T")]}
    for part in walk.parts:
        if Quantity("mask", part.number) in values and part.gives.kind == "D":
            found[f"mask{part.number}"] = values[Quantity("mask", part.number)]
    for part in walk.layers:
        for kind in "Wb":
            found[f"{kind}{part.number}"] = values[Quantity(kind, part.number)]
    for name in walk.optimizer.moments:
        for part in walk.layers:
            for kind in "Wb":
                old = values[Quantity(f"old{name}{kind}", part.number)]
                found[f"{MOMENT_CODE[name]}{kind}{part.number}"] = old
    return found


def is_embedded(walk: Walk) -> bool:
    """Whether the numbers stand in the program itself."""
    return sum(array.size for array in numbers_of(walk).values()) <= MOST_EMBEDDED


def program(walk: Walk, numbers_file: str = "microscope.npz") -> str:
    """Return the program.

    Parameters
    ----------
    walk
        Whose step it makes.
    numbers_file
        Where the numbers of a large network are read from, as `numbers_of` gives them.
    """
    lines = "\n".join(f"    {line.code}" for line in listing(walk))
    step = f"for look in range(2):\n{lines}\n    print(loss)"
    arrays = numbers_of(walk)
    numbers = _embedded(arrays) if is_embedded(walk) else _loaded(arrays, numbers_file)
    parts = [_HEAD, *_needed(step), f"{numbers}\n{_settings(walk)}", step]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _needed(step: str) -> list[str]:
    """Return the functions that a step calls, and those that these call."""
    found: set[str] = set()
    text = step
    while new := {name for name in _FUNCTIONS if name not in found and re.search(rf"\b{name}\(", text)}:
        found |= new
        text = "\n".join(_FUNCTIONS[name].partition("\n")[2] for name in new)
    return [code for name, code in _FUNCTIONS.items() if name in found]


def _settings(walk: Walk) -> str:
    """Return the rate, and what else an optimiser's lines name."""
    optimizer: Any = walk.optimizer
    lines = [f"rate = {optimizer.learning_rate!r}"]
    for moment in optimizer.moments:
        letter = MOMENT_CODE[moment]
        names = ", ".join(f"{letter}{kind}{part.number}" for part in walk.layers for kind in "Wb")
        lines.append(f"{letter.upper()} = [{names}]")
    if hasattr(optimizer, "beta1"):
        lines.append(
            f"c1, c2 = 1 - {optimizer.beta1}**{optimizer.updates}, 1 - {optimizer.beta2}**{optimizer.updates}"
        )
    return "\n".join(lines)


def _embedded(arrays: Mapping[str, Numbers]) -> str:
    return "\n".join(
        f"{name} = np.array({_written(array)}, np.{array.dtype})" for name, array in arrays.items()
    )


def _written(array: Numbers) -> str:
    """Write an array so that it reads back to the last bit, with the fewest digits that do."""
    if array.ndim == 0:
        return str(array[()])
    if not array.size:
        return f"np.zeros({array.shape})"
    return "[" + ", ".join(_written(each) if array.ndim > 1 else str(each) for each in array) + "]"


def _loaded(arrays: Mapping[str, Numbers], numbers_file: str) -> str:
    names = ", ".join(arrays)
    return (
        f"# Too many numbers to be printed here: save {numbers_file} beside this program.\n"
        f'numbers = np.load("{numbers_file}")\n'
        f"{names} = (numbers[name] for name in {list(arrays)!r})"
    )


def save_numbers(walk: Walk, path: Any) -> None:
    """Write the arrays that the program of a large network reads."""
    np.savez(path, allow_pickle=False, **numbers_of(walk))
