"""What is said on the way back: the deltas, of the output layer and of the hidden ones."""

from __future__ import annotations

import numpy as np

from nnviz.nn import LOSSES, Dense
from nnviz.training.walk.derivations import DERIVATIONS
from nnviz.training.walk.functions import ERRORS, T, slope_number, slope_symbol
from nnviz.training.walk.images import maps
from nnviz.training.walk.notation import Math, op, row, setting, symbol, transposed
from nnviz.training.walk.sheet import (
    Factor,
    Sheet,
    factor,
    long_sum,
    name_of,
    number,
    orders,
    product,
    result,
    strongest,
    turned,
    worked_out,
)
from nnviz.training.walk.walk import Numbers, Part, Place, Quantity, Walk

Written = tuple[Math, Math, frozenset[Place]]
"""Something with symbols, with numbers, and the places of those numbers."""


def is_told_with_delta(_walk: Walk, part: Part) -> bool:
    """Whether what a layer hands back goes straight into the delta of the layer before."""
    return isinstance(part.layer, Dense) and part.takes.kind == "A"


# --- the output's delta


def tell_output_delta(walk: Walk, place: Place) -> Sheet:
    """How the loss changes with the output layer's weighted sums."""
    loss = LOSSES[walk.experiment.learning.loss].name
    formula, filled, used = _error_through_activation(walk, place)
    if walk.is_batch:
        formula, filled = (row(each, "/", setting(walk.count)) for each in (formula, filled))
    return Sheet(
        sentence=_output_sentence(walk, place),
        formula=row(symbol(place.quantity), "=", formula),
        workings=worked_out(walk, place, filled),
        equation=_output_equation(walk, place),
        result=place,
        used=used,
        why=DERIVATIONS[loss](walk, place) if loss in DERIVATIONS else (),
        order=orders(walk, place, out=strongest(walk.matrix(place.quantity)[place.row])),
        checked=_bias(walk, place),
    )


def _error_through_activation(walk: Walk, place: Place) -> Written:
    """Write how the loss changes with one weighted sum: its output's error, times the activation's slope."""
    loss, layer = LOSSES[walk.experiment.learning.loss], place.quantity.number
    y, t = Place(walk.output, *place[1:]), Place(Quantity("T"), *place[1:])
    write = ERRORS[loss.name]
    formula, filled = write(symbol(walk.output), T), write(number(walk, y), number(walk, t))
    used, activation = frozenset({y, t}), walk.layer(layer).activation.name
    if not loss.fused and activation == "softmax":
        formula, filled, more = _through_softmax(walk, place)
        return formula, filled, used | more
    if not loss.fused and activation != "identity":
        slope, more = slope_number(walk, layer, *place[1:])
        formula = row("(", formula, ")", "⊙", slope_symbol(walk, layer))
        return formula, row("(", filled, ")", "·", slope), used | more
    if walk.is_batch:
        formula, filled = row("(", formula, ")"), row("(", filled, ")")
    return formula, filled, used


def _through_softmax(walk: Walk, place: Place) -> Written:
    """Write y_k (g_k − Σ g_j y_j): every output depends on every sum."""
    g, y = Quantity("dA", place.quantity.number), walk.output
    count = walk.matrix(y).shape[1]
    pairs = [(Place(g, place.row, j), Place(y, place.row, j)) for j in range(count)]
    shares = walk.matrix(g)[place.row] * walk.matrix(y)[place.row]
    sums = long_sum(shares, lambda j: product(walk, *pairs[j]), "unit", most=2)
    own_g, own_y = pairs[place.column]
    filled = row(number(walk, own_y), "· (", number(walk, own_g), "− (", sums, ") )")
    formula = row(symbol(y), "⊙ (", symbol(g), "− Σ", symbol(g), symbol(y), ")")
    return formula, filled, frozenset(each for pair in pairs for each in pair)


def _output_sentence(walk: Walk, place: Place) -> str:
    value = walk.number(place)
    if value == 0:
        return "This output is just right: nothing is to be changed."
    return f"The error of each output: this one should be {'higher' if value < 0 else 'lower'}."


def _output_equation(walk: Walk, place: Place) -> tuple[Factor | str, ...]:
    loss, layer = LOSSES[walk.experiment.learning.loss], place.quantity.number
    delta = factor(place.quantity, "sample", "out")
    if loss.fused:
        y, t = factor(walk.output, "sample", "out"), factor(Quantity("T"), "sample", "out")
        over = (f"/ {walk.count:,}",) if walk.is_batch else ()
        return (y, "−", t, *over, "=", delta)
    error = factor(Quantity("dA", layer), "sample", "out")
    if walk.layer(layer).activation.name == "softmax":
        return (error, ",", factor(walk.output, "sample", "out"), "→", delta)
    return (error, "⊙", factor(Quantity("slope", layer), "sample", "out"), "=", delta)


def _bias(walk: Walk, place: Place) -> Place:
    """Return the bias that a delta belongs to: of one sample its delta is the bias's gradient."""
    layer = walk.layer(place.quantity.number)
    pixels = int(np.prod(layer.output_shape[1:], dtype=int))
    return Place(Quantity("gb", place.quantity.number), 0, place.column // pixels)


# --- hidden deltas


def tell_hidden_delta(walk: Walk, place: Place) -> Sheet:
    """Each unit's share of the blame, scaled by its slope."""
    layer = place.quantity.number
    after = walk.parts[walk.part(layer).index + 1]
    slope_of, handed = Quantity("slope", layer), Quantity("dA", layer)
    slope, used = slope_number(walk, layer, *place[1:])
    blamed, filled, more, factors = (blame if is_told_with_delta(walk, after) else _handed)(
        walk, place, after
    )
    once_more = product(walk, Place(handed, *place[1:]), Place(slope_of, *place[1:]))
    is_flat = walk.layer(layer).activation.name == "identity"
    formula = row("(", blamed, ")", *(() if is_flat else ("⊙", slope_symbol(walk, layer))))
    slopes = factor(slope_of, "sample", "out", slope_symbol(walk, layer))
    return Sheet(
        sentence=_hidden_sentence(walk, Place(slope_of, *place[1:])),
        formula=row(symbol(place.quantity), "=", formula),
        workings=(
            (name_of(place), row("(", filled, ")", "·", slope)),
            (op(""), row(once_more, "=", result(walk, place))),
        ),
        equation=(*factors, "⊙", slopes, "=", factor(place.quantity, "sample", "out")),
        result=place,
        used=used | more,
        order=orders(walk, place, after=after_order(walk, place, after)),
        checked=_bias(walk, place),
        pictures=maps(walk, place, (handed, slope_of, place.quantity), "⊙", "="),
    )


def _hidden_sentence(walk: Walk, slope: Place) -> str:
    stuck = "" if walk.number(slope) else " Its slope is 0, so it learns nothing from this sample."
    return f"Each hidden unit gets its share of the blame, scaled by its slope.{stuck}"


Blame = tuple[Math, Math, frozenset[Place], tuple[Factor | str, ...]]
"""What comes back to a unit: with symbols, with numbers, their places, the matrices."""


def after_order(walk: Walk, place: Place, after: Part) -> Numbers:
    """Return the units of the layer behind, those first through which most blame comes."""
    delta = Quantity("delta", after.number)
    if delta not in walk.values or not isinstance(after.layer, Dense):
        return np.arange(1)
    return strongest(walk.matrix(delta)[place.row] * after.layer.weights[place.column])


def blame(walk: Walk, place: Place, after: Part) -> Blame:
    """Return δ Wᵀ of a dense layer behind."""
    delta, w = Quantity("delta", after.number), Quantity("W", after.number)
    count = walk.matrix(delta).shape[1]
    pairs = [(Place(delta, place.row, k), Place(w, place.column, k)) for k in range(count)]
    blames = walk.matrix(delta)[place.row] * walk.matrix(w)[place.column]
    return (
        row(symbol(delta), transposed(symbol(w))),
        long_sum(blames, lambda k: product(walk, *pairs[k]), "unit", most=2),
        frozenset(each for pair in pairs for each in pair),
        (factor(delta, "sample", "after"), "·", turned(w, "after", "out")),
    )


def _handed(walk: Walk, place: Place, _after: Part) -> Blame:
    """Return the gradient of the outputs, which came back through layers without weights."""
    upstream = Place(Quantity("dA", place.quantity.number), *place[1:])
    return (
        symbol(upstream.quantity),
        number(walk, upstream),
        frozenset({upstream}),
        (factor(upstream.quantity, "sample", "out"),),
    )
