"""Activations and losses as they are written in books, with symbols or with numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnviz.nn import Activation
from nnviz.training.walk.notation import (
    Fraction,
    Math,
    Number,
    Script,
    Text,
    joined,
    op,
    row,
    said,
    setting,
    squared,
    symbol,
)
from nnviz.training.walk.sheet import long_sum, number
from nnviz.training.walk.walk import Numbers, Place, Quantity, Walk

Written = tuple[Math, Math, frozenset[Place]]
"""A formula with symbols, the same with numbers, and the places of these."""
E = Text("e")


def _exp(power: Math) -> Math:
    return Script(E, sup=power)


def _logistic(z: Math) -> Math:
    return Fraction(op("1"), row("1", "+", _exp(row("−", z))))


def _rectified(below: Callable[[Math], Math]) -> Callable[[Math], Math]:
    return lambda z: row(z, said("if positive, else"), below(z))


def _unnamed(z: Math) -> Math:
    return row("f (", z, ")")


ELEMENTWISE: dict[str, Callable[[Math], Math]] = {
    "identity": lambda z: z,
    "step": lambda z: row(op("1"), said("if"), z, "> 0,", said("else"), op("0")),
    "sigmoid": _logistic,
    "tanh": lambda z: row("tanh (", z, ")"),
    "relu": lambda z: row("max ( 0 ,", z, ")"),
    "leaky_relu": _rectified(lambda z: row(setting(0.01), "·", z)),
    "elu": _rectified(lambda z: row(_exp(z), "− 1")),
    "selu": lambda z: row(
        setting(1.0507), "·", z, said("if positive, else"), setting(1.7581), "· (", _exp(z), "− 1 )"
    ),
    "gelu": lambda z: row(z, "· Φ (", z, ")"),
    "silu": lambda z: row(z, "·", _logistic(z)),
    "softplus": lambda z: row("log ( 1 +", _exp(z), ")"),
}
"""The activations that work on each unit by itself."""

SENTENCES = {
    "identity": "The sum is passed on as it is: the layer is linear.",
    "step": "The unit fires where its sum is positive, and is silent elsewhere.",
    "sigmoid": "The sigmoid squeezes every sum to between 0 and 1.",
    "tanh": "The hyperbolic tangent squeezes every sum to between −1 and 1.",
    "relu": "Positive sums pass, negative ones become 0.",
    "leaky_relu": "Positive sums pass, of negative ones only a hundredth.",
    "elu": "Positive sums pass, negative ones sink no lower than −1.",
    "selu": "Positive sums pass enlarged, negative ones sink no lower than −1.76.",
    "gelu": "A sum passes in the measure in which it is large for a normal distribution.",
    "silu": "A sum passes in the measure of its own sigmoid.",
    "softplus": "Positive sums pass nearly as they are, negative ones all but vanish, without a corner.",
    "softmax": "The softmax turns the sums into probabilities, which add up to 1.",
}


def activation_sentence(activation: Activation) -> str:
    """Return what an activation does, in plain words."""
    return SENTENCES.get(activation.name, f"Each unit applies {activation.title} to its sum.")


def elementwise(activation: Activation) -> Callable[[Walk, Place], Written]:
    """Return how an activation that works on each unit by itself is written."""
    write = ELEMENTWISE.get(activation.name, _unnamed)

    def written(walk: Walk, place: Place) -> Written:
        z = Place(Quantity("Z", place.quantity.number), *place[1:])
        return write(symbol(z.quantity)), write(number(walk, z)), frozenset({z})

    return written


def _softmax(walk: Walk, place: Place) -> Written:
    quantity = Quantity("Z", place.quantity.number)
    count = walk.matrix(quantity).shape[1]
    places = [Place(quantity, place.row, unit) for unit in range(count)]
    own = places[place.column]
    below = row("Σ", _exp(symbol(quantity)))
    powers = np.exp(walk.matrix(quantity)[place.row].astype(np.float64))
    sums = long_sum(powers, lambda k: _exp(number(walk, places[k], guarded=False)), "unit")
    filled = Fraction(_exp(number(walk, own, guarded=False)), sums)
    return Fraction(_exp(symbol(quantity)), below), filled, frozenset(places)


ACTIVATION_FORMULAS: dict[str, Callable[[Walk, Place], Written]] = {"softmax": _softmax}
"""How those activations are written that look at all units of a layer."""

Slope = Callable[[Math, str], Math]
SLOPES: dict[str, Slope] = {
    "sigmoid": lambda a, dot: row(a, dot, "( 1 −", a, ")"),
    "tanh": lambda a, _dot: row("( 1 −", squared(a), ")"),
}
"""Derivatives that are written with the activation A and a sign of multiplication."""


def slope_symbol(walk: Walk, layer: int) -> Math:
    """Return the activation's derivative as it is written with symbols."""
    write = SLOPES.get(walk.layer(layer).activation.name)
    return write(symbol(Quantity("A", layer)), "⊙") if write else symbol(Quantity("slope", layer))


def slope_number(walk: Walk, layer: int, sample: int, unit: int) -> tuple[Math, frozenset[Place]]:
    """Return the activation's derivative with numbers, and the places of these."""
    a, z = (Place(Quantity(kind, layer), sample, unit) for kind in "AZ")
    slope = Place(Quantity("slope", layer), sample, unit)
    write = SLOPES.get(walk.layer(layer).activation.name)
    if write is None:
        return number(walk, slope), frozenset({slope, z})
    return write(number(walk, a), "·"), frozenset({slope, a})


def _targets(walk: Walk, place: Place) -> list[tuple[Place, Place]]:
    """Return the places of outputs and targets of one sample."""
    count = walk.matrix(walk.output).shape[1]
    return [(Place(walk.output, place.row, k), Place(Quantity("T"), place.row, k)) for k in range(count)]


def _y(walk: Walk) -> Math:
    return symbol(walk.output)


T = symbol(Quantity("T"))


def _cross_entropy(walk: Walk, place: Place) -> Written:
    pairs = _targets(walk, place)
    counted = [(y, t) for y, t in pairs if walk.number(t) != 0.0]
    logs = [
        row("log", number(walk, y))
        if walk.number(t) == 1.0
        else row(number(walk, t), "· log", number(walk, y))
        for y, t in counted
    ]
    filled = row("−", joined(logs, "−"))
    return row("− Σ", T, "log", _y(walk)), filled, frozenset(p for pair in counted for p in pair)


def _binary_cross_entropy(walk: Walk, place: Place) -> Written:
    pairs = _targets(walk, place)

    def log(k: int) -> Math:
        y, t = pairs[k]
        return row("log", number(walk, y) if walk.number(t) == 1.0 else row("( 1 −", number(walk, y), ")"))

    hits = np.array([walk.number(y) if walk.number(t) == 1.0 else 1.0 - walk.number(y) for y, t in pairs])
    logs = long_sum(np.log(np.maximum(hits, np.finfo(np.float32).tiny)), log, "unit")
    formula = row("− Σ (", T, "log", _y(walk), "+ ( 1 −", T, ") log ( 1 −", _y(walk), ") )")
    return formula, row("− (", logs, ")"), frozenset(p for pair in pairs for p in pair)


def _of_errors(
    before: str, wrap: Callable[[Math], Math], share: Callable[[Numbers], Numbers]
) -> Callable[[Walk, Place], Written]:
    """Return how a loss is written that is a sum over the errors Y − T."""

    def written(walk: Walk, place: Place) -> Written:
        pairs = _targets(walk, place)
        errors = np.array([walk.number(y) - walk.number(t) for y, t in pairs])
        sums = long_sum(share(errors), lambda k: wrap(row(*_difference(walk, *pairs[k]))), "unit", most=2)
        filled = row(before, "(", sums, ")") if before else sums
        formula = row(f"{before} Σ", wrap(row(_y(walk), "−", T)))
        return formula, filled, frozenset(p for pair in pairs for p in pair)

    return written


def _difference(walk: Walk, one: Place, other: Place) -> tuple[Math, Math, Math]:
    return number(walk, one), op("−"), number(walk, other)


def _huber(walk: Walk, place: Place) -> Written:
    places = frozenset(p for pair in _targets(walk, place) for p in pair)
    error = row(_y(walk), "−", T)
    formula = row("Σ", "½", squared(row("(", error, ")")), said("or"), "|", error, "| − ½")
    return formula, Number(walk.number(place)), places


def _bowl(walk: Walk, place: Place) -> Written:
    outputs = [y for y, _ in _targets(walk, place)]
    filled = joined([squared(number(walk, y)) for y in outputs], "+")
    return row("Σ", squared(_y(walk))), filled, frozenset(outputs)


LOSS_FORMULAS: dict[str, Callable[[Walk, Place], Written]] = {
    "cross_entropy": _cross_entropy,
    "binary_cross_entropy": _binary_cross_entropy,
    "mse": _of_errors("½", lambda error: squared(row("(", error, ")")), np.square),
    "mae": _of_errors("", lambda error: row("|", error, "|"), np.abs),
    "huber": _huber,
    "bowl": _bowl,
}

ERRORS: dict[str, Callable[[Math, Math], Math]] = {
    "cross_entropy": lambda y, t: row(y, "−", t),
    "binary_cross_entropy": lambda y, t: row(y, "−", t),
    "mse": lambda y, t: row(y, "−", t),
    "mae": lambda y, t: row("sign (", y, "−", t, ")"),
    "huber": lambda y, t: row("clip (", y, "−", t, ")"),
    "bowl": lambda y, _t: row("2", y),
}
"""The gradient of each loss: with respect to Z if it is fused, else to the outputs."""
