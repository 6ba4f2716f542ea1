"""Relations: where a number of a walk comes from, and where it goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nnviz.nn import Dense
from nnviz.training.walk.notation import Math, joined, row, said
from nnviz.training.walk.sheet import name_of, number
from nnviz.training.walk.stages import Stage
from nnviz.training.walk.walk import Part, Place, Quantity, Walk

MOST = 200
"""Places that are named at most: more cannot be told apart on a screen."""


def sources(walk: Walk, stages: Sequence[Stage], place: Place) -> frozenset[Place]:
    """Return the numbers that a number was computed from; none for what was there before."""
    stage = next((each for each in stages if place.quantity in each.results), None)
    return stage.sheet(walk, place).used if stage is not None else frozenset()


def goals(walk: Walk, place: Place) -> frozenset[Place]:
    """Return the numbers in whose computation a number takes part, next after it."""
    found: list[Place] = []
    for goal in _goals(walk, place):
        if goal.quantity in walk.values:
            found.append(goal)
        if len(found) == MOST:
            break
    return frozenset(found)


def told(walk: Walk, place: Place, came_from: frozenset[Place], goes_to: frozenset[Place], most: int) -> Math:
    """Return a number's name and value, and the names of those it comes from and goes to, `most` of each."""
    parts: list[Math | str] = [name_of(place), "=", number(walk, place, guarded=False)]
    for word, places in (("from", came_from), ("on to", goes_to)):
        if not places:
            continue
        names: list[Math] = [name_of(each) for each in sorted(places)]
        more = [said(f"and {len(names) - most:,} more")] if len(names) > most else []
        parts += [said(word), joined(names[:most], ","), *more]
    return row(*parts)


def _goals(walk: Walk, place: Place) -> Iterator[Place]:
    (kind, number), row, column = place
    taker = next((part for part in walk.parts if part.takes == place.quantity), None)
    if taker is not None:
        yield from _taken_by(walk, taker, place)
    if kind == "Z":
        yield from _activated(walk, place)
    elif kind in ("W", "b"):
        yield from _along(walk, place)
        yield Place(Quantity(f"new{kind}", number), row, column)
    elif kind == "delta":
        yield from _blamed(walk, place)
    elif kind in ("gW", "gb"):
        for name in (
            f"clip{kind[1]}",
            *(f"{moment}{kind[1]}" for moment in walk.optimizer.moments),
            f"new{kind[1]}",
        ):
            yield Place(Quantity(name, number), row, column)
    elif kind[:-1] in walk.optimizer.moments:
        yield Place(Quantity(f"new{kind[-1]}", number), row, column)
    elif place.quantity == walk.output or kind == "T":
        yield Place(Quantity("L"), row, 0)
        yield Place(Quantity("delta", walk.output.number), row, column)


def _width(walk: Walk, quantity: Quantity) -> int:
    return int(walk.matrix(quantity).shape[1])


def _taken_by(walk: Walk, part: Part, place: Place) -> Iterator[Place]:
    """Return the sums that a layer's input goes into, and the gradients of the weights it passed."""
    if isinstance(part.layer, Dense):
        z = Quantity("Z", part.number)
        for unit in range(_width(walk, z)):
            yield Place(z, place.row, unit)
            yield Place(Quantity("gW", part.number), place.column, unit)
    elif part.gives.kind in ("D", "F"):
        yield Place(part.gives, place.row, place.column)


def _activated(walk: Walk, place: Place) -> Iterator[Place]:
    number = place.quantity.number
    together = walk.layer(number).activation.name == "softmax"
    a = Quantity("A", number)
    for unit in range(_width(walk, a)) if together else (place.column,):
        yield Place(a, place.row, unit)
    yield Place(Quantity("slope", number), place.row, place.column)


def _along(walk: Walk, place: Place) -> Iterator[Place]:
    """Return the sums of a weight's or bias's unit, and the deltas that go back along a weight."""
    number = place.quantity.number
    if not isinstance(walk.part(number).layer, Dense):
        return
    for sample in range(walk.count):
        yield Place(Quantity("Z", number), sample, place.column)
        if place.quantity.kind == "W" and number > 1:
            yield Place(Quantity("delta", number - 1), sample, place.row)


def _blamed(walk: Walk, place: Place) -> Iterator[Place]:
    """Return what a delta is used for: its unit's gradients, and the deltas of the layer before."""
    number = place.quantity.number
    part = walk.part(number)
    if not isinstance(part.layer, Dense):
        return
    yield Place(Quantity("gb", number), 0, place.column)
    for source in range(_width(walk, part.takes)):
        yield Place(Quantity("gW", number), source, place.column)
        yield Place(Quantity(f"d{part.takes.kind}", part.takes.number), place.row, source)
        if part.takes.kind == "A":
            yield Place(Quantity("delta", number - 1), place.row, source)
