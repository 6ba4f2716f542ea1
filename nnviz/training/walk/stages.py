"""Stages: the quantities of a step in the order in which they are computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from nnviz.nn import Dense, Dropout, Flatten, MaxPool2D
from nnviz.training.walk import backward, forward, gradients, handed_back, looking, outcome, updates
from nnviz.training.walk.notation import FORWARD, Math, Row, Text, row, symbol
from nnviz.training.walk.sheet import Sheet
from nnviz.training.walk.walk import Part, Place, Quantity, Walk

Tell = Callable[[Walk, Place], Sheet]


class Stage(msgspec.Struct, frozen=True):
    """One quantity on the way.

    Attributes
    ----------
    key
        What is computed, with the layer's number: what the lines of the listing are known by.
    symbol, title
        As they stand in the strip of stages.
    is_backward
        Whether it belongs to the backward pass.
    results
        The quantities whose numbers can be looked at.
    """

    key: tuple[str, int]
    symbol: Math
    title: str
    is_backward: bool
    results: tuple[Quantity, ...]
    tell: Tell

    def first_place(self, walk: Walk) -> Place:
        """Return the number that is looked at first: the largest, in the first sample."""
        quantity = self.results[0]
        values = walk.matrix(quantity)
        if not values.size:
            return Place(self.results[-1], 0, 0)
        strength = abs(values if quantity.kind[-1] == "W" else values[:1])
        at, column = divmod(int(strength.argmax()), values.shape[1])
        return Place(quantity, at, column)

    def sheet(self, walk: Walk, place: Place) -> Sheet:
        """Return what is said of one number."""
        return self.tell(walk, place)


def stages(walk: Walk) -> tuple[Stage, ...]:
    """Return the stages of a walk, from the input to the loss after the step."""
    return (*_forward(walk), *_backward(walk), *_update(walk))


def _forward(walk: Walk) -> Iterator[Stage]:
    x = Quantity("x")
    yield Stage(("x", 0), symbol(x), "input", False, (x,), forward.tell_input)
    for part in walk.parts:
        yield from _FORWARD.get(type(part.layer), _combine)(walk, part)
    yield Stage(("L", 0), symbol(Quantity("L")), "loss", False, (Quantity("L"),), forward.tell_loss)


def _combine(walk: Walk, part: Part) -> Iterator[Stage]:
    z, a = Quantity("Z", part.number), part.gives
    tell = forward.tell_sum if isinstance(part.layer, Dense) else looking.tell_convolution
    title = "weighted sum" if isinstance(part.layer, Dense) else "convolution"
    yield Stage(("Z", part.number), symbol(z), title, False, (z,), tell)
    activation = walk.layer(part.number).activation.title
    yield Stage(("A", part.number), symbol(a), activation, False, (a,), forward.tell_activation)


def _other(title: str, tell: Tell) -> Callable[[Walk, Part], Iterator[Stage]]:
    def stages_of(_walk: Walk, part: Part) -> Iterator[Stage]:
        yield Stage((part.gives.kind, part.number), symbol(part.gives), title, False, (part.gives,), tell)

    return stages_of


_FORWARD = {
    Dropout: _other("dropout", forward.tell_dropout),
    MaxPool2D: _other("pooling", looking.tell_pooling),
    Flatten: _other("one row", forward.tell_flattening),
}


def _backward(walk: Walk) -> Iterator[Stage]:
    last = walk.parts[-1].number
    for part in reversed(walk.parts):
        number = part.number
        if part.has_weights:
            delta = Quantity("delta", number)
            is_output = number == last
            title = "output delta" if is_output else "hidden delta"
            tell: Tell = backward.tell_output_delta if is_output else backward.tell_hidden_delta
            yield Stage(("delta", number), symbol(delta), title, True, (delta,), tell)
            yield _gradient(walk, number)
        before = Quantity(f"d{part.takes.kind}", part.takes.number)
        if before in walk.values and not backward.is_told_with_delta(walk, part):
            tell = handed_back.HANDED_BACK[type(part.layer)]
            key = (f"back{part.gives.kind}", number)
            letter = row(Text("∂"), symbol(part.takes))
            yield Stage(key, letter, "handed back", True, (before,), tell)


def _gradient(walk: Walk, number: int) -> Stage:
    kind = "data" if updates.is_penalised(walk, number) else "g"
    results = Quantity(f"{kind}W", number), Quantity(f"{kind}b", number)
    return Stage(("g", number), symbol(results[0]), "gradient", True, results, gradients.tell_gradient)


def _update(walk: Walk) -> Iterator[Stage]:
    numbers = [part.number for part in reversed(walk.layers)]

    def of_all(kind: str, key: str, sign: Math, title: str, tell: Tell) -> Stage:
        results = tuple(Quantity(f"{kind}{each}", number) for number in numbers for each in "Wb")
        return Stage((key, 0), sign, title, True, results, tell)

    nabla = Text("∇", "delta", upright=True)
    if any(updates.is_penalised(walk, number) for number in numbers):
        yield of_all("g", "penalty", row(nabla, "+", Text("λ")), "penalty", updates.tell_penalty)
    if updates.is_clipped(walk):
        yield of_all("clip", "clip", Row((nabla,)), "clipped", updates.tell_clipping)
    for name in walk.optimizer.moments:
        letter = symbol(Quantity(name))
        title = updates.MOMENT_TITLES[name]
        yield of_all(name, name, letter, title, updates.tell_moment)
    yield of_all("new", "new", row(Text("w"), ",", Text("b")), "update", updates.tell_update)
    again = Quantity("again")
    yield Stage(("again", 0), row(Text("L", FORWARD), "′"), "once more", False, (again,), outcome.tell_again)
