"""Derivations: why the delta of some losses is simpler than it looks."""

from __future__ import annotations

from collections.abc import Callable

from nnviz.training.walk.notation import Fraction, Math, Script, Text, op, row, said
from nnviz.training.walk.sheet import number
from nnviz.training.walk.walk import Place, Quantity, Walk

Lines = tuple[Math, ...]


def _loss_by(z: Math) -> Math:
    """Write ∂L/∂z."""
    return Fraction(row("∂", Text("L")), row("∂", z))


def _softmax(walk: Walk, place: Place) -> Lines:
    """Derive y − t for softmax with cross-entropy; its targets sum to 1."""
    k = str(place.column + 1)
    z, y, t = (Script(Text(letter), op(k)) for letter in "zyt")
    yj, tj = Script(Text("y"), op("j")), Script(Text("t"), op("j"))
    each = (Fraction(row("−", tj), yj), "·", yj, f"( [ j = {k} ] −", y, ")")
    symbols = row(said("why:"), _loss_by(z), "= Σⱼ", *each, "=", y, "Σⱼ", tj, "−", t, "=", y, "−", t)
    own = (number(walk, Place(quantity, *place[1:])) for quantity in (walk.output, Quantity("T")))
    end = number(walk, place, guarded=False)
    return symbols, row(said("for the targets sum to 1:"), next(own), "−", next(own), "=", end)


def _sigmoid(_walk: Walk, _place: Place) -> Lines:
    """Derive y − t for the sigmoid with binary cross-entropy."""
    y, t, z = (Text(letter) for letter in "ytz")
    slope = row(y, "( 1 −", y, ")")
    inner = row(Fraction(row("−", t), y), "+", Fraction(row("1 −", t), row("1 −", y)))
    return (row(said("why:"), _loss_by(z), "= (", inner, ") ·", slope, "=", y, "−", t),)


DERIVATIONS: dict[str, Callable[[Walk, Place], Lines]] = {
    "cross_entropy": _softmax,
    "binary_cross_entropy": _sigmoid,
}
"""By the loss: the lines that derive the output delta, with symbols and with numbers."""
