"""What the parts of the network diagram are called: names, captions, heads, read-outs, tooltips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nnviz.data import Dataset
from nnviz.nn import ACTIVATIONS
from nnviz.training.wiring import Column, Wiring
from nnviz.ui.drawing.network.diagram import Part, Target
from nnviz.ui.drawing.network.layout import Wish
from nnviz.ui.drawing.network.words import Caption
from nnviz.ui.numerals import count, significant
from nnviz.ui.panels.network.hand import Hand
from nnviz.ui.panels.network.heads import Head
from nnviz.ui.panels.network.menu import NetworkMenu
from nnviz.ui.selection import Unit

_MOST_NAMES = 16
"""Inputs up to which each is named."""


def wishes(wiring: Wiring) -> list[Wish]:
    """Return what each column holds."""
    return [Wish(len(each.units), each.is_image, len(each.units) < each.count) for each in wiring.columns]


def input_names(dataset: Dataset, column: Column) -> tuple[str, ...]:
    """Return the names of the inputs that are shown."""
    if column.is_image:
        return ("image",)
    names = dataset.input_names
    if len(names) != column.count:
        names = tuple(f"input {number}" for number in range(1, column.count + 1))
    return tuple(names[unit] for unit in column.units)


def output_names(dataset: Dataset, column: Column) -> tuple[str, ...]:
    """Return the names of the outputs that are shown."""
    if len(dataset.class_names) == column.count:
        return tuple(dataset.class_names[unit] for unit in column.units)
    if column.count == 1:
        return ("output",)
    return tuple(f"output {unit + 1}" for unit in column.units)


def unit_names(wiring: Wiring, dataset: Dataset, number: int) -> tuple[str, ...]:
    """Return the names of the units of a column, as they stand in a sentence."""
    column = wiring.columns[number]
    if number == 0:
        return input_names(dataset, column)
    if number == len(wiring.columns) - 1:
        named = len(dataset.class_names) == column.count
        return tuple(f"class {name}" if named else name for name in output_names(dataset, column))
    return tuple(f"layer {number} unit {unit + 1}" for unit in column.units)


def captions(wiring: Wiring, dataset: Dataset, feet: Sequence[str]) -> list[Caption]:
    """Return what is written around each column."""
    given = []
    for number, column in enumerate(wiring.columns):
        names: tuple[str, ...] = ()
        classes: tuple[int, ...] = ()
        if number == 0 and not column.is_image and column.count <= _MOST_NAMES:
            names = input_names(dataset, column)
        elif number == len(wiring.columns) - 1:
            names = output_names(dataset, column)
            classes = column.units if len(dataset.class_names) == column.count else ()
        left_out = column.count - len(column.units)
        more = f"+ {count(left_out)} more" if left_out else ""
        given.append(Caption(names, classes, feet[number] if feet else "", more))
    return given


def heads(wiring: Wiring, menu: NetworkMenu) -> list[Head]:
    """Return what stands above each column."""
    given = []
    for number, column in enumerate(wiring.columns):
        if number == 0:
            words = "image" if column.is_image else _many(column.count, "input")
            given.append(Head(column.layer, words))
            continue
        is_output = number == len(wiring.columns) - 1
        words = _many(column.count, "output") if is_output else count(column.count)
        choices = menu.activations_of(column.layer)
        place = column.layer if menu.may_insert(column.layer) else None
        given.append(Head(column.layer, words, column.activation, choices, not is_output, place))
    return given


def _many(number: int, thing: str) -> str:
    return f"{count(number)} {thing}{'' if number == 1 else 's'}"


def readouts(
    wiring: Wiring, dataset: Dataset, hand: Hand, target: Target | None, given: float | None
) -> tuple[str, ...]:
    """Return what to say of a target, the longest first; nothing for none.

    Parameters
    ----------
    given : float or None
        What the unit gives for the sample at hand, if that is one number.
    """
    if target is None or target.column >= len(wiring.columns):
        return ()
    names = unit_names(wiring, dataset, target.column)
    if target.unit >= len(names):
        return ()
    name = names[target.unit]
    if target.part is Part.UNIT:
        return _of_unit(wiring.columns[target.column], target, name, given)
    found = hand.parameter_of(target)
    if found is None:
        return ()
    index, value, gradient = found
    if hand.held is not None and hand.held[0] == index:
        value = hand.held[1]
    number, slope = significant(value), significant(gradient, 2)
    if target.part is Part.BIAS:
        return f"bias of {name}: {number}, gradient {slope}", f"bias: {number}, gradient {slope}"
    start = unit_names(wiring, dataset, target.column - 1)[target.source]
    each = wiring.links[target.column - 1].each
    if each > 1:
        size = significant(abs(value))
        return (
            f"{start} → {name}: {count(each)} weights, root mean square {size}",
            f"{count(each)} weights, root mean square {size}",
        )
    return (
        f"{start} → {name}: weight {number}, gradient {slope}",
        f"weight {number}, gradient {slope}",
    )


def _of_unit(column: Column, target: Target, name: str, given: float | None) -> tuple[str, ...]:
    gives = "" if given is None else f" {significant(given)}"
    if column.layer < 0:
        return (f"{name}{gives}",)
    bias = significant(float(column.biases[target.unit]))
    muted = ", muted" if column.units[target.unit] in column.muted else ""
    title = ACTIVATIONS[column.activation].title
    return f"{name}: {title}{gives}, bias {bias}{muted}", f"{name}{gives}{muted}"


def tip(target: Target | None, unit: Unit | None) -> str:
    """Return what can be done with a target."""
    if target is None:
        return ""
    if target.part is Part.UNIT:
        if unit is None or unit.layer < 0:
            return "An input: what the network is given"
        what = "A unit: a weighted sum of all before it, through an activation."
        return f"{what}\nClick: select. X: mute. Right click: more."
    what = "A weight" if target.part is Part.EDGE else "A bias"
    return f"{what}: drag up or down to set it while training goes on, with Shift finely."


def links_as_rows(wiring: Wiring, dataset: Dataset) -> Iterator[tuple[str, str, float, float]]:
    """Give each weight and each bias that is shown: from, to, value, gradient."""
    for number, link in enumerate(wiring.links):
        starts, ends = unit_names(wiring, dataset, number), unit_names(wiring, dataset, number + 1)
        for start, values, slopes in zip(starts, link.weights.tolist(), link.gradients.tolist(), strict=True):
            for end, value, slope in zip(ends, values, slopes, strict=True):
                yield start, end, value, slope
        column = wiring.columns[number + 1]
        for end, value, slope in zip(
            ends, column.biases.tolist(), column.bias_gradients.tolist(), strict=True
        ):
            yield "bias", end, value, slope
