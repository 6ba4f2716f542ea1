"""How a divergence is told: title, sentence and ways on.

>>> growth_words(10.2), growth_words(47.2), growth_words(3e9)
('about tenfold a step', 'about 47-fold a step', 'more than a thousandfold a step')
>>> went("rate 0.05 → 1.5, loss squared error → cross-entropy")
'rate went from 0.05 to 1.5, loss squared error → cross-entropy'
"""

from __future__ import annotations

import re

import msgspec

from nnviz.training.divergence import Divergence
from nnviz.ui.numerals import count, percent, short, significant

_FOLDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = re.compile(r"([\d.,e+−-]*\d) → ([\d.,e+−-]*\d)")


class Way(msgspec.Struct, frozen=True):
    """A step from which a diverged run can go on."""

    step: int
    words: str
    note: str


def divergence_title(divergence: Divergence) -> str:
    """Say what happened, and when."""
    return f"Diverged at step {count(divergence.step)}: the loss became {divergence.kind}"


def divergence_sentence(divergence: Divergence) -> str:
    """Say where it began, since which change, how fast the loss grew, and that nothing is lost."""
    layer = f"layer {divergence.layer}" + (", the output" if divergence.layer == divergence.layers else "")
    grew = f"the loss grew {growth_words(divergence.growth)}"
    if divergence.since is None:
        climb = f"from step {count(divergence.calm_step)} on {grew}"
    else:
        words, step = divergence.since
        climb = f"since {went(words)} at step {count(step)}, {grew}"
    return f"It began in {layer}: {climb}. Every step up to {count(divergence.last_step)} is kept."


def ways_on(divergence: Divergence) -> list[Way]:
    """Return the ways on, the best first; one where both would begin at the same step."""
    rate = short(divergence.gentler_rate)
    loss = f"loss was {significant(divergence.calm_loss)}"
    back = Way(divergence.calm_step, f"Go back to step {count(divergence.calm_step)}, rate {rate}", loss)
    on = Way(
        divergence.last_step, f"Go on from step {count(divergence.last_step)}, rate {rate}", "last finite"
    )
    return [back] if back.step == on.step else [back, on]


def went(words: str) -> str:
    """Turn "rate 0.05 → 1.5" into "rate went from 0.05 to 1.5"; other words than numbers stay as they are."""
    return _NUMBERS.sub(r"went from \1 to \2", words)


def growth_words(growth: float) -> str:
    """Say how fast the loss grew; the factor is that of one step."""
    if growth > 1000:
        return "more than a thousandfold a step"
    if growth < 1.95:
        return f"by about {percent(growth - 1, 0)} a step"
    fold = round(growth)
    return f"about {f'{_FOLDS[fold - 2]}fold' if fold <= 10 else f'{fold}-fold'} a step"
