"""What is said of the update: penalty, clipping, the optimiser's memory, the new weights, the loss after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnviz.nn import Optimizer
from nnviz.training.walk.notation import (
    DELTA,
    Fraction,
    Math,
    Number,
    Text,
    row,
    setting,
    squared,
    symbol,
)
from nnviz.training.walk.sheet import Factor, Sheet, factor, nearest, number, strongest, worked_out
from nnviz.training.walk.walk import Place, Quantity, Walk

MOMENT_TITLES = {"velocity": "velocity", "mean": "mean", "square": "mean square"}
"""What each memory of an optimiser is called in the strip."""


def is_penalised(walk: Walk, layer: int) -> bool:
    """Whether a penalty acts on the weights of a layer."""
    return bool(penalty_of(walk, layer))


def penalty_of(walk: Walk, layer: int) -> Any:
    """Return the penalty on the weights of a layer."""
    return walk.engine.penalty_on(walk.layer(layer))


def is_clipped(walk: Walk) -> bool:
    """Whether the gradient is clipped, if it is too large."""
    learning = walk.experiment.learning
    return bool(learning.clip_value or learning.clip_norm)


def _twin(place: Place, kind: str) -> Place:
    """Return the number of another kind for the same weight or bias."""
    return Place(Quantity(kind + place.quantity.kind[-1], place.quantity.number), place.row, place.column)


def _orders(walk: Walk, place: Place) -> dict[str, Any]:
    values = walk.matrix(_twin(place, "g").quantity)
    rows = np.arange(len(values)) if len(values) < 2 else strongest(values[:, place.column])
    first = np.concatenate(([place.row], rows[rows != place.row]))
    return {"in": first, "out": nearest(place.column, values.shape[1])}


def _sheet(
    walk: Walk,
    place: Place,
    sentence: str,
    formula: Math,
    filled: Math,
    operands: tuple[tuple[str, Place], ...],
    more: tuple[tuple[Math, Math], ...] = (),
) -> Sheet:
    """Return what is said of one weight or bias: it is computed from operands, each with its operator."""
    rows = "one" if place.quantity.kind.endswith("b") else "in"
    equation: list[Factor | str] = []
    for operator, operand in operands:
        equation += [operator] * bool(operator) + [factor(operand.quantity, rows, "out")]
    return Sheet(
        sentence=sentence,
        formula=formula,
        workings=(*worked_out(walk, place, filled), *more),
        equation=(*equation, "→", factor(place.quantity, rows, "out")),
        result=place,
        used=frozenset(operand for _, operand in operands),
        order=_orders(walk, place),
        checked=_twin(place, "g"),
    )


def tell_penalty(walk: Walk, place: Place) -> Sheet:
    """∇W + λ₂ W + λ₁ sign W."""
    data, weight = _twin(place, "data"), _twin(place, "")
    penalty = penalty_of(walk, place.quantity.number)
    formula: Math = symbol(data.quantity)
    filled: Math = number(walk, data, guarded=False)
    if place.quantity.kind.endswith("b"):
        sentence = "Biases go free: no penalty acts on them."
    else:
        sentence = "The penalty adds to the gradient, and so draws every weight towards 0."
        formula, filled = _with_penalty(walk, weight, penalty, formula, filled)
    operands = (("", data), (",", weight))
    return _sheet(walk, place, sentence, row(symbol(place.quantity), "←", formula), filled, operands)


def _with_penalty(walk: Walk, weight: Place, penalty: Any, formula: Math, filled: Math) -> tuple[Math, Math]:
    w, value = symbol(weight.quantity), number(walk, weight)
    if penalty.l2:
        formula = row(formula, "+", setting(penalty.l2), "·", w)
        filled = row(filled, "+", setting(penalty.l2), "·", value)
    if penalty.l1:
        formula = row(formula, "+", setting(penalty.l1), "· sign", w)
        filled = row(filled, "+", setting(penalty.l1), "· sign", value)
    return formula, filled


def tell_clipping(walk: Walk, place: Place) -> Sheet:
    """A gradient that is too large is cut to a limit, or shortened as a whole."""
    learning = walk.experiment.learning
    before = _twin(place, "g")
    formula: Math = symbol(before.quantity)
    filled: Math = number(walk, before, guarded=False)
    said_of = []
    if learning.clip_value:
        limit = setting(learning.clip_value)
        formula, filled = (row("clip (", each, ", ±", limit, ")") for each in (formula, filled))
        said_of.append(f"no component may exceed {learning.clip_value:g}")
    if learning.clip_norm:
        limit = setting(learning.clip_norm)
        formula = row(
            formula, "· min ( 1,", Fraction(limit, row("‖", Text("∇", DELTA, upright=True), "‖")), ")"
        )
        if not learning.clip_value:
            filled = row(filled, "· min ( 1,", Fraction(limit, Number(walk.norm)), ")")
        said_of.append(f"its length, {walk.norm:.3g}, may not exceed {learning.clip_norm:g}")
    sentence = f"The gradient is clipped: {' and '.join(said_of)}."
    return _sheet(walk, place, sentence, row(symbol(place.quantity), "←", formula), filled, (("", before),))


# --- what optimisers remember

Rule = Callable[[Math, Math, Any], Math]
"""Of what is remembered, the gradient and the optimiser."""


def _mixed(name: str, power: bool) -> Rule:
    """A running mean, of the gradient or of its square."""

    def write(old: Math, g: Math, optimizer: Any) -> Math:
        share = getattr(optimizer, name)
        new = squared(g) if power else g
        return row(setting(share), "·", old, "+", setting(round(1.0 - share, 9)), "·", new)

    return write


MOMENT_RULES: Mapping[tuple[str, str], Rule] = {
    ("momentum", "velocity"): lambda old, g, opt: row(setting(opt.momentum), "·", old, "+", g),
    ("nesterov", "velocity"): lambda old, g, opt: row(setting(opt.momentum), "·", old, "+", g),
    ("adagrad", "square"): lambda old, g, _opt: row(old, "+", squared(g)),
    ("rmsprop", "square"): _mixed("decay", power=True),
    **{(name, "mean"): _mixed("beta1", power=False) for name in ("adam", "adamw")},
    **{(name, "square"): _mixed("beta2", power=True) for name in ("adam", "adamw")},
}

MOMENT_SENTENCES = {
    "velocity": "The optimiser keeps a velocity: most of the last one, and the new gradient on top.",
    "mean": "The optimiser keeps a running mean of the gradients.",
    "square": "The optimiser keeps a running size of each gradient: its square.",
}


def tell_moment(walk: Walk, place: Place) -> Sheet:
    """What the optimiser remembers of one weight."""
    name = place.quantity.kind[:-1]
    old, gradient = _twin(place, f"old{name}"), _final(walk, place)
    write = MOMENT_RULES[walk.optimizer.name, name]
    own = symbol(place.quantity)
    return _sheet(
        walk,
        place,
        MOMENT_SENTENCES[name],
        row(own, "←", write(own, symbol(gradient.quantity), walk.optimizer)),
        write(number(walk, old), number(walk, gradient), walk.optimizer),
        (("", old), (",", gradient)),
    )


def _final(walk: Walk, place: Place) -> Place:
    """Return the gradient that the optimiser is given."""
    return _twin(place, "clip" if is_clipped(walk) else "g")


# --- the update itself


def _plain(w: Math, g: Math, _m: Mapping[str, Math], opt: Any) -> Math:
    return row(w, "−", setting(opt.learning_rate), "·", g)


def _by_velocity(w: Math, _g: Math, m: Mapping[str, Math], opt: Any) -> Math:
    return row(w, "−", setting(opt.learning_rate), "·", m["velocity"])


def _ahead(w: Math, g: Math, m: Mapping[str, Math], opt: Any) -> Math:
    inner = row("(", g, "+", setting(opt.momentum), "·", m["velocity"], ")")
    return row(w, "−", setting(opt.learning_rate), "·", inner)


def _by_size(w: Math, g: Math, m: Mapping[str, Math], opt: Any) -> Math:
    return row(w, "−", setting(opt.learning_rate), "·", Fraction(g, row("√", m["square"], "+ ε")))


def _adam(w: Math, _g: Math, m: Mapping[str, Math], opt: Any) -> Math:
    over = setting(round(1.0 - opt.beta1**opt.updates, 6)), setting(round(1.0 - opt.beta2**opt.updates, 6))
    below = row("√ (", m["square"], "/", over[1], ") + ε")
    return row(w, "−", setting(opt.learning_rate), "·", Fraction(row(m["mean"], "/", over[0]), below))


def _shrunk(w: Math, g: Math, m: Mapping[str, Math], opt: Any) -> Math:
    kept = setting(round(1.0 - opt.learning_rate * opt.weight_decay, 9))
    return _adam(row(kept, "·", w), g, m, opt)


Update = Callable[[Math, Math, Mapping[str, Math], Any], Math]
UPDATES: dict[str, Update] = {
    "sgd": _plain,
    "momentum": _by_velocity,
    "nesterov": _ahead,
    "adagrad": _by_size,
    "rmsprop": _by_size,
    "adam": _adam,
    "adamw": _shrunk,
}
"""How each optimiser moves a weight w, given the gradient and what it remembers."""


def tell_update(walk: Walk, place: Place) -> Sheet:
    """W ← w − rate · g, or what the optimiser makes of it."""
    old, gradient = _twin(place, ""), _final(walk, place)
    optimizer: Optimizer = walk.optimizer
    moments = {name: _twin(place, name) for name in optimizer.moments}
    write = UPDATES[optimizer.name]
    w, g = symbol(old.quantity), symbol(gradient.quantity)
    symbols = {name: symbol(each.quantity) for name, each in moments.items()}
    numbers = {name: number(walk, each) for name, each in moments.items()}
    moved = walk.number(place) - walk.number(old)
    rate = f"− {optimizer.learning_rate:g} ·"
    steps = [("", old), *(((",", each) for each in moments.values()) if moments else ((rate, gradient),))]
    way = "stays" if moved == 0 else "rises" if moved > 0 else "falls"
    what = "bias" if place.quantity.kind.endswith("b") else "weight"
    return _sheet(
        walk,
        place,
        f"Against the gradient, as far as the rate says: this {what} {way}.",
        row(w, "←", write(w, g, symbols, optimizer)),
        write(number(walk, old, guarded=False), number(walk, gradient), numbers, optimizer),
        tuple(steps),
    )
