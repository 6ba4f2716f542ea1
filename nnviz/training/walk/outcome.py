"""What is said of the same samples once more, after the step: what became of the loss."""

from __future__ import annotations

import math

from nnviz.training.walk.notation import FORWARD, Number, Text, row, said, symbol
from nnviz.training.walk.sheet import Sheet, factor, nearest, strongest
from nnviz.training.walk.walk import Place, Quantity, Walk


def tell_again(walk: Walk, place: Place) -> Sheet:
    """The same samples with the new weights: the loss before and after."""
    before, after = walk.loss, walk.loss_after
    mean = "mean of the batch" if walk.is_batch else "same sample"
    is_now = "is unchanged" if after == before else "has fallen" if after < before else "has not fallen"
    letter, digits = Text("L", FORWARD), _digits_apart(before, after)
    return Sheet(
        sentence=f"The {mean} once more, with the new weights: the loss {is_now}.",
        formula=row(letter, said("before"), "→", letter, said("after")),
        workings=(
            (row(letter, said("before")), Number(before, FORWARD, digits=digits)),
            (
                row(letter, said("after")),
                row(Number(after, FORWARD, digits=digits), said(_change(before, after))),
            ),
        ),
        equation=(
            factor(walk.output, "sample", "class", row(symbol(walk.output), said("before"))),
            "→",
            factor(place.quantity, "sample", "class", row(symbol(walk.output), said("after"))),
            ",",
            factor(Quantity("T"), "sample", "class"),
        ),
        result=place,
        used=frozenset({Place(walk.output, *place[1:])}),
        order={
            "class": strongest(walk.matrix(walk.output)[place.row]),
            "sample": nearest(place.row, walk.count),
        },
    )


def _digits_apart(one: float, other: float) -> int:
    """Return the decimals, 4 to 11, with which two numbers are not written alike."""
    return next((digits for digits in range(4, 12) if f"{one:.{digits}f}" != f"{other:.{digits}f}"), 4)


def _change(before: float, after: float) -> str:
    """Say how much less or more, in percent, with as many decimals as show it."""
    if before == after:
        return "unchanged"
    if not before or not math.isfinite(after - before):
        return ""
    share = 100.0 * abs((after - before) / before)
    written = next((text for digits in range(1, 12) if float(text := f"{share:.{digits}f}")), "under 10⁻¹¹")
    return f"{written} % {'less' if after < before else 'more'}"
