"""What is said on the way forward: inputs, weighted sums, activations, the loss."""

from __future__ import annotations

from collections.abc import Callable

from nnviz.training.walk.functions import ACTIVATION_FORMULAS, LOSS_FORMULAS, activation_sentence, elementwise
from nnviz.training.walk.images import image_of, maps, weighted_image
from nnviz.training.walk.notation import FORWARD, Math, Number, Text, joined, op, row, said, symbol
from nnviz.training.walk.sheet import (
    Factor,
    Sheet,
    factor,
    long_sum,
    name_of,
    nearest,
    number,
    orders,
    product,
    ranking,
    result,
    strongest,
    worked_out,
)
from nnviz.training.walk.walk import Place, Quantity, Walk

MOST_LIT = 64
"""Of many inputs so many are counted as those that a sum comes from: the strongest."""


def tell_input(walk: Walk, place: Place) -> Sheet:
    """The sample as the network is given it."""
    x = place.quantity
    names = walk.dataset.feature_names
    what = names[place.column] if place.column < len(names) else f"input {place.column + 1:,}"
    scaled = " (after scaling)" if walk.dataset.train.is_scaled else ""
    count = walk.matrix(x).shape[1]
    shown = min(count, 3)
    listed = [symbol(x, str(i + 1)) for i in range(shown)]
    letters = row("(", joined([*listed, op("…"), symbol(x, f"{count:,}")] if count > 3 else listed, ","), ")")
    workings = ((name_of(place), result(walk, place)),) if count else ()
    return Sheet(
        sentence=f"The network is given {count:,} number{'s' * (count != 1)}{scaled}; this one is {what}.",
        formula=row(symbol(x), "=", letters),
        workings=workings,
        equation=(factor(x, "sample", "in"), "", factor(Quantity("T"), "sample", "class")),
        result=place,
        order={"in": nearest(place.column, count), "sample": nearest(place.row, walk.count)},
        pictures=image_of(walk, x, place),
    )


def tell_sum(walk: Walk, place: Place) -> Sheet:
    """Z = X W + b."""
    part, unit = walk.part(place.quantity.number), place.column
    x, w, bias = part.takes, Quantity("W", part.number), Place(Quantity("b", part.number), 0, unit)
    terms = walk.matrix(x)[place.row] * walk.matrix(w)[:, unit]
    order = strongest(terms)

    def term(index: int) -> Math:
        return product(walk, Place(x, place.row, index), Place(w, index, unit))

    lit = [(Place(x, place.row, index), Place(w, index, unit)) for index in order[:MOST_LIT].tolist()]
    sums = long_sum(terms, term, "input" if x.kind == "x" else "unit")
    pictures = weighted_image(walk, x, w, place)
    return Sheet(
        sentence="Each unit adds up its inputs, each times a weight, and its bias.",
        formula=row(symbol(place.quantity), "=", symbol(x), symbol(w), "+", symbol(bias.quantity)),
        workings=worked_out(walk, place, row(sums, "+", number(walk, bias))),
        equation=_sum_equation(x, w, bias.quantity, place.quantity),
        result=place,
        used=frozenset({bias, *(each for pair in lit for each in pair)}),
        order=orders(walk, place, **{"in": order}),
        checked=bias,
        pictures=pictures,
        contributions=ranking(terms, _pixel_names(walk), term) if pictures else (),
    )


def _sum_equation(x: Quantity, w: Quantity, b: Quantity, z: Quantity) -> tuple[Factor | str, ...]:
    product_of = factor(x, "sample", "in"), "·", factor(w, "in", "out")
    return (*product_of, "+", factor(b, "one", "out"), "=", factor(z, "sample", "out"))


def _pixel_names(walk: Walk) -> Callable[[int], str]:
    """Return how the inputs of an image are called: by row and column, from 1."""
    width = walk.dataset.input_shape[-1]
    return lambda index: f"{index // width + 1}, {index % width + 1}"


def tell_activation(walk: Walk, place: Place) -> Sheet:
    """A = f(Z)."""
    layer = walk.layer(place.quantity.number)
    z = Quantity("Z", place.quantity.number)
    written = ACTIVATION_FORMULAS.get(layer.activation.name, elementwise(layer.activation))
    formula, filled, used = written(walk, place)
    return Sheet(
        sentence=activation_sentence(layer.activation),
        formula=row(symbol(place.quantity), "=", formula),
        workings=worked_out(walk, place, filled),
        equation=(factor(z, "sample", "out"), "→", factor(place.quantity, "sample", "out")),
        result=place,
        used=used,
        order=orders(walk, place),
        pictures=maps(walk, place, (z, place.quantity), "→"),
    )


def tell_dropout(walk: Walk, place: Place) -> Sheet:
    """D = A ⊙ M."""
    part = next(each for each in walk.parts if each.gives == place.quantity)
    mask = Quantity("mask", part.number)
    one, other = Place(part.takes, *place[1:]), Place(mask, *place[1:])
    rate = getattr(part.layer, "rate", 0.0)
    return Sheet(
        sentence=f"A random {rate:.0%} of the values are left out in this step, and the others made larger.",
        formula=row(symbol(place.quantity), "=", symbol(part.takes), "⊙", symbol(mask)),
        workings=worked_out(walk, place, product(walk, one, other)),
        equation=(
            factor(part.takes, "sample", "out"),
            "⊙",
            factor(mask, "sample", "out"),
            "=",
            factor(place.quantity, "sample", "out"),
        ),
        result=place,
        used=frozenset({one, other}),
        order=orders(walk, place),
        pictures=maps(walk, place, (part.takes, mask, place.quantity), "⊙", "="),
    )


def tell_flattening(walk: Walk, place: Place) -> Sheet:
    """An image as one row."""
    part = next(each for each in walk.parts if each.gives == place.quantity)
    source = Place(part.takes, place.row, place.column)
    return Sheet(
        sentence="The maps are laid out as one row of numbers: map by map, line by line.",
        formula=row(symbol(place.quantity), "=", said("one row of"), symbol(part.takes)),
        workings=((name_of(place), result(walk, place)),),
        equation=(factor(place.quantity, "sample", "out"),),
        result=place,
        used=frozenset({source}),
        order=orders(walk, place),
    )


def tell_loss(walk: Walk, place: Place) -> Sheet:
    """How wrong the output is."""
    y, t = walk.output, Quantity("T")
    formula, filled, used = LOSS_FORMULAS[walk.experiment.learning.loss](walk, place)
    workings = [*worked_out(walk, place, filled, _name(place, walk))]
    if walk.is_batch:
        workings.append((Text("L", FORWARD), row(said("mean of the batch:"), Number(walk.loss))))
    if walk.penalty:
        workings.append((op(""), row(said("penalty on the weights, reported apart:"), Number(walk.penalty))))
    equation: tuple[Factor | str, ...] = (
        factor(y, "sample", "class"),
        "",
        factor(t, "sample", "class"),
        "→",
        factor(place.quantity, "sample", "loss"),
    )
    classes = walk.matrix(y)[place.row]
    return Sheet(
        sentence="How far the answer is from the truth, as one number: that is what the step makes smaller.",
        formula=row(symbol(place.quantity), "=", formula),
        workings=tuple(workings),
        equation=equation,
        result=place,
        used=used,
        order={"class": strongest(classes), "sample": nearest(place.row, walk.count)},
    )


def _name(place: Place, walk: Walk) -> Math:
    """Return the name of a sample's loss."""
    return symbol(place.quantity, f"{place.row + 1}" if walk.is_batch else "")
