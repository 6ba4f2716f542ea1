"""What is written of one unit: the equation with its numbers, its answer, how much it can learn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

import numpy as np

from nnviz.data import Dataset, Task
from nnviz.nn import ACTIVATIONS
from nnviz.training.moment import Moment
from nnviz.training.probes.neuron import Neuron
from nnviz.ui.fonts import FORMULA, font, width_of
from nnviz.ui.numerals import fixed, percent, significant
from nnviz.ui.theme import Theme
from nnviz.ui.unit_names import layer_name

QUESTIONS: dict[str, tuple[str, ...]] = {"football": ("Is it sunny?", "Are friends there?")}
"""By data set, what its inputs ask where these are yes or no."""
MOST_TERMS = 6


def equation(neuron: Neuron, shown: Sequence[int], theme: Theme, size: int, room: int, parting: str) -> str:
    """Write z = x·w + ... + b and a = f(z) with the numbers of a sample, as HTML: as much as has room.

    Parameters
    ----------
    size : int
        Of the letters in pixels.
    room : int
        Pixels across.
    parting : str
        What stands between the sum and the activation: a line break or spaces.
    """
    decimals = _decimals(neuron)
    terms = [
        f"{_bracketed(neuron.inputs[k], decimals)}·{_bracketed(neuron.weights[k], decimals)}" for k in shown
    ]
    rest = neuron.total - neuron.bias - float(sum(neuron.inputs[k] * neuron.weights[k] for k in shown))
    left_out = len(neuron.inputs) - len(shown)
    if left_out:
        terms.append(
            f"{_bracketed(rest, decimals)} <span style='color:{theme.muted}'>({left_out:,} more)</span>"
        )
    sign = "+" if neuron.bias >= 0 else "−"
    bias = f"{sign} {fixed(abs(neuron.bias), decimals)} = "
    products = f"<span style='color:{theme.muted}'>({len(neuron.inputs):,} products)</span>"
    summed = f"{fixed(neuron.total - neuron.bias, decimals)} {products}"
    z = f"<b style='color:{theme.accent}'>{fixed(neuron.total, decimals)}</b>"
    name = ACTIVATIONS[neuron.activation].title
    output = fixed(neuron.output, 0 if _is_round(neuron.output, 0) else 2)
    given = f"<i>a</i> = {name}({fixed(neuron.total, decimals)}) = <b>{output}</b>"
    head, tail = f"<span style=\"font-family:'{FORMULA}'; font-size:{size}px\">", "</span>"
    choices = (
        f"{head}<i>z</i> = {' + '.join(terms)} {bias}{z}{parting}{given}{tail}",
        f"{head}<i>z</i> = {summed} {bias}{z}{parting}{given}{tail}",
        f"{head}<i>z</i> = {z}{parting}{given}{tail}",
        f"{head}<i>z</i> = {z}{parting}<i>a</i> = <b>{output}</b>{tail}",
    )
    formula = font(size, 400, FORMULA)
    return next((html for html in choices if width_of(_plain(html), formula) <= room), choices[-1])


def _plain(html: str) -> str:
    """Return the longest line that stands in some HTML, for its width to be reckoned."""
    return max((unescape(re.sub("<[^>]*>", "", line)) for line in html.split("<br>")), key=len)


def _decimals(neuron: Neuron) -> int:
    """Return how many decimals the numbers need, at most 2."""
    numbers = (*neuron.inputs.tolist()[:MOST_TERMS], *neuron.weights.tolist()[:MOST_TERMS], neuron.bias)
    return next((d for d in (0, 1) if all(_is_round(number, d) for number in numbers)), 2)


def _is_round(number: float, decimals: int) -> bool:
    return abs(number - round(number, decimals)) < 1e-4


def _bracketed(value: float, decimals: int) -> str:
    text = fixed(float(value), decimals)
    return text if value >= 0 else f"({text})"


def answer(neuron: Neuron, dataset: Dataset, is_output: bool, unit: int) -> str:
    """Say what the unit's output means; empty where it has no name."""
    if neuron.is_muted:
        return "muted: it gives 0"
    if not is_output:
        return ""
    if dataset.task is Task.BINARY:
        fires = neuron.output > sum(dataset.levels) / 2
        return f"→ {dataset.class_names[int(fires)]}" if dataset.class_names else ""
    if unit < len(dataset.class_names):
        return f"class {dataset.class_names[unit]}: {percent(neuron.output)}"
    return ""


def learning(neuron: Neuron) -> tuple[str, ...]:
    """Say how much it can still learn, the longest first."""
    here, mean = significant(neuron.slope, 2), significant(neuron.learns, 2)
    if not neuron.slope and not neuron.learns:
        return "slope 0 everywhere: nothing comes back, so it cannot learn", "slope 0: it cannot learn"
    return (
        f"slope here {here}, {mean} on average: the part of what comes back that it can learn from",
        f"slope here {here}, {mean} on average",
        f"slope {here}",
    )


def strongest(neuron: Neuron) -> tuple[int, ...]:
    """Return the inputs to show: all, or those with the largest weights, in order."""
    many = len(neuron.weights)
    if many <= MOST_TERMS:
        return tuple(range(many))
    best = np.argsort(-np.abs(neuron.weights), kind="stable")[: MOST_TERMS - 1]
    return tuple(sorted(int(each) for each in best))


def row_names(neuron: Neuron, shown: Sequence[int], moment: Moment) -> tuple[tuple[str, ...], bool]:
    """Return what the inputs shown are called, and whether they are switches: yes or no."""
    dataset, from_data = moment.dataset, neuron.from_layer < 0
    if from_data and _are_switches(dataset) and len(neuron.inputs) == dataset.features:
        return QUESTIONS.get(dataset.name, dataset.input_names), True
    if from_data and len(dataset.input_names) == len(neuron.inputs):
        return tuple(dataset.input_names[k] for k in shown), False
    before = "input" if from_data else f"{layer_name(moment.experiment, neuron.from_layer)} unit"
    return tuple(f"{before} {k + 1}" for k in shown), False


def _are_switches(dataset: Dataset) -> bool:
    """Tell whether every input is yes or no, and there are few."""
    small = len(dataset.input_shape) == 1 and dataset.features <= 4 and len(dataset.train) <= 16
    return small and bool(np.isin(dataset.train.inputs, (0, 1)).all())
