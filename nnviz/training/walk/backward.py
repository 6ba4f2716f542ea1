"""What is said on the way back: deltas, gradients, and what layers without weights hand on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnviz.nn import LOSSES, Dense
from nnviz.training.walk.functions import ERRORS, T, slope_number, slope_symbol
from nnviz.training.walk.images import maps
from nnviz.training.walk.notation import (
    Fraction,
    Math,
    Script,
    Text,
    op,
    row,
    said,
    setting,
    symbol,
    transposed,
)
from nnviz.training.walk.sheet import (
    Factor,
    Sheet,
    factor,
    long_sum,
    name_of,
    nearest,
    number,
    product,
    result,
    strongest,
    turned,
)
from nnviz.training.walk.walk import Numbers, Part, Place, Quantity, Walk


def is_told_with_delta(_walk: Walk, part: Part) -> bool:
    """Whether what a layer hands back goes straight into the delta of the layer before."""
    return isinstance(part.layer, Dense) and part.takes.kind == "A"


def orders(walk: Walk, place: Place) -> dict[str, Numbers]:
    """Return which samples and units are nearest to a number."""
    return {
        "out": nearest(place.column, walk.matrix(place.quantity).shape[1]),
        "sample": nearest(place.row, walk.count),
    }


# --- deltas


def tell_output_delta(walk: Walk, place: Place) -> Sheet:
    """How the loss changes with the output layer's weighted sums."""
    loss = LOSSES[walk.experiment.learning.loss]
    y, t = Place(walk.output, *place[1:]), Place(Quantity("T"), *place[1:])
    write = ERRORS[loss.name]
    formula, filled = write(symbol(walk.output), T), write(number(walk, y), number(walk, t))
    used, equation = {y, t}, _output_equation(walk, place)
    layer = walk.layer(place.quantity.number)
    if not loss.fused and layer.activation.name == "softmax":
        formula, filled, more = _through_softmax(walk, place)
        used |= more
    elif not loss.fused and layer.activation.name != "identity":
        slope, more = slope_number(walk, place.quantity.number, *place[1:])
        formula = row("(", formula, ")", "⊙", slope_symbol(walk, place.quantity.number))
        filled = row("(", filled, ")", "·", slope)
        used |= more
    elif walk.is_batch:
        formula, filled = row("(", formula, ")"), row("(", filled, ")")
    if walk.is_batch:
        formula, filled = (row(each, "/", setting(walk.count)) for each in (formula, filled))
    return Sheet(
        sentence=_output_sentence(walk, place),
        formula=row(symbol(place.quantity), "=", formula),
        workings=((name_of(place), filled), (op(""), result(walk, place))),
        equation=equation,
        result=place,
        used=frozenset(used),
        why=WHY[loss.name](walk, place) if loss.name in WHY else (),
        order={
            "out": strongest(walk.matrix(place.quantity)[place.row]),
            "sample": nearest(place.row, walk.count),
        },
        checked=_bias(walk, place),
    )


def _output_sentence(walk: Walk, place: Place) -> str:
    value = walk.number(place)
    if value == 0:
        return "This output is just right: nothing is to be changed."
    return f"The error of each output: this one should be {'higher' if value < 0 else 'lower'}."


def _output_equation(walk: Walk, place: Place) -> tuple[Factor | str, ...]:
    loss, number_ = LOSSES[walk.experiment.learning.loss], place.quantity.number
    delta = factor(place.quantity, "sample", "out")
    if loss.fused:
        y, t = factor(walk.output, "sample", "out"), factor(Quantity("T"), "sample", "out")
        over = (f"/ {walk.count:,}",) if walk.is_batch else ()
        return (y, "−", t, *over, "=", delta)
    error = factor(Quantity("dA", number_), "sample", "out")
    if walk.layer(number_).activation.name == "softmax":
        return (error, ",", factor(walk.output, "sample", "out"), "→", delta)
    return (error, "⊙", factor(Quantity("slope", number_), "sample", "out"), "=", delta)


def _through_softmax(walk: Walk, place: Place) -> tuple[Math, Math, frozenset[Place]]:
    """Return y_k (g_k − Σ g_j y_j): every output depends on every sum."""
    number_ = place.quantity.number
    g, y = Quantity("dA", number_), walk.output
    count = walk.matrix(y).shape[1]
    pairs = [(Place(g, place.row, j), Place(y, place.row, j)) for j in range(count)]
    shares = walk.matrix(g)[place.row] * walk.matrix(y)[place.row]
    sums = long_sum(shares, lambda j: product(walk, *pairs[j]), "unit", most=2)
    own_g, own_y = pairs[place.column]
    filled = row(number(walk, own_y), "· (", number(walk, own_g), "− (", sums, ") )")
    formula = row(symbol(y), "⊙ (", symbol(g), "− Σ", symbol(g), symbol(y), ")")
    return formula, filled, frozenset(each for pair in pairs for each in pair)


def _why_softmax(walk: Walk, place: Place) -> tuple[Math, ...]:
    """Derive Y − T for softmax with cross-entropy."""
    k = str(place.column + 1)
    z, y, t = (Script(Text(letter), op(k)) for letter in "zyt")
    yj, tj = Script(Text("y"), op("j")), Script(Text("t"), op("j"))
    numbers = (
        number(walk, Place(walk.output, *place[1:])),
        number(walk, Place(Quantity("T"), *place[1:])),
    )
    return (
        row(
            said("why:"),
            Fraction(row("∂", Text("L")), row("∂", z)),
            "=",
            "Σⱼ",
            Fraction(row("−", tj), yj),
            "·",
            yj,
            f"( [ j = {k} ] −",
            y,
            ")",
            "=",
            y,
            "Σⱼ",
            tj,
            "−",
            t,
            "=",
            y,
            "−",
            t,
        ),
        row(
            said("as the targets sum to 1:"),
            numbers[0],
            "· 1 −",
            numbers[1],
            "=",
            number(walk, place, guarded=False),
        ),
    )


def _why_sigmoid(_walk: Walk, _place: Place) -> tuple[Math, ...]:
    """Derive y − t for the sigmoid with binary cross-entropy."""
    y, t, z = (Text(letter) for letter in "ytz")
    slope = row(y, "( 1 −", y, ")")
    inner = row(Fraction(row("−", t), y), "+", Fraction(row("1 −", t), row("1 −", y)))
    return (
        row(
            said("why:"),
            Fraction(row("∂", Text("L")), row("∂", z)),
            "= (",
            inner,
            ") ·",
            slope,
            "=",
            y,
            "−",
            t,
        ),
    )


WHY: dict[str, Callable[[Walk, Place], tuple[Math, ...]]] = {
    "cross_entropy": _why_softmax,
    "binary_cross_entropy": _why_sigmoid,
}
"""Where the delta is simpler than it looks: how that comes."""


def _bias(walk: Walk, place: Place) -> Place:
    """Return the bias that a delta belongs to: of one sample its delta is the bias's gradient."""
    layer = walk.layer(place.quantity.number)
    pixels = int(np.prod(layer.output_shape[1:], dtype=int))
    return Place(Quantity("gb", place.quantity.number), 0, place.column // pixels)


def tell_hidden_delta(walk: Walk, place: Place) -> Sheet:
    """Each unit's share of the blame, scaled by its slope."""
    layer = place.quantity.number
    after = walk.parts[walk.part(layer).index + 1]
    slope, used = slope_number(walk, layer, *place[1:])
    a = walk.layer(layer).activation
    joint = is_told_with_delta(walk, after)
    blamed, filled, more, factors = (blame if joint else _handed)(walk, place, after)
    slope_place = Place(Quantity("slope", layer), *place[1:])
    steps: list[tuple[Math, Math]] = [(name_of(place), row("(", filled, ")", "·", slope))]
    product = row(number(walk, Place(Quantity("dA", layer), *place[1:])), "·", number(walk, slope_place))
    steps.append((op(""), row(product, "=", result(walk, place))))
    flat = a.name == "identity"
    formula = row("(", blamed, ")", *(() if flat else ("⊙", slope_symbol(walk, layer))))
    stuck = " Its slope is 0, so it learns nothing from this sample." if not walk.number(slope_place) else ""
    return Sheet(
        sentence=f"Each hidden unit gets its share of the blame, scaled by its slope.{stuck}",
        formula=row(symbol(place.quantity), "=", formula),
        workings=tuple(steps),
        equation=(
            *factors,
            "⊙",
            factor(Quantity("slope", layer), "sample", "out", slope_symbol(walk, layer)),
            "=",
            factor(place.quantity, "sample", "out"),
        ),
        result=place,
        used=used | more,
        order=orders(walk, place) | {"after": after_order(walk, place, after)},
        checked=_bias(walk, place),
        pictures=maps(
            walk, place, (Quantity("dA", layer), Quantity("slope", layer), place.quantity), "⊙", "="
        ),
    )


Blame = tuple[Math, Math, frozenset[Place], tuple[Factor | str, ...]]


def after_order(walk: Walk, place: Place, after: Part) -> Numbers:
    """Return the units of the layer behind, those first through which most blame comes."""
    delta = walk.values.get(Quantity("delta", after.number))
    if delta is None or not isinstance(after.layer, Dense):
        return np.arange(1)
    return strongest(
        walk.matrix(Quantity("delta", after.number))[place.row] * after.layer.weights[place.column]
    )


def blame(walk: Walk, place: Place, after: Part) -> Blame:
    """Return δ Wᵀ of a dense layer behind: with symbols, with numbers, their places, the matrices."""
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
