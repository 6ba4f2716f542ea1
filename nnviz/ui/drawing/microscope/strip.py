"""The strip of stages: done ones tinted, the present one solid, those to come outlined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QRectF

from nnviz.training.walk.stages import Stage
from nnviz.ui.drawing.microscope.formula import fitted
from nnviz.ui.drawing.microscope.pen import Pen
from nnviz.ui.drawing.texts import Style, advance
from nnviz.ui.theme import RADIUS, TIGHT

NARROWEST = 46
"""Pixels of a stage; where more do not fit, the strip shows those around the present one."""


def strip_height(body: int) -> int:
    """Return the height of the strip at a text size."""
    return round(body * 3.9)


def draw_strip(
    pen: Pen, rect: QRectF, stages: Sequence[Stage], present: int, choose: Callable[[int], None]
) -> None:
    """Draw the stages side by side; each can be clicked."""
    fitting = int((rect.width() + TIGHT) // (NARROWEST + TIGHT))
    first = min(max(present - fitting // 2, 0), max(len(stages) - fitting, 0))
    shown = range(first, min(first + fitting, len(stages)))
    width = (rect.width() + TIGHT) / len(shown) - TIGHT
    titles = _titles(pen, [stages[index] for index in shown], width)
    for column, index in enumerate(shown):
        box = QRectF(round(rect.left() + column * (width + TIGHT)), rect.top(), round(width), rect.height())
        _draw_stage(pen, box, stages[index], index - present, titles[column])
        pen.buttons.append((box, partial(choose, index)))


def _titles(pen: Pen, stages: Sequence[Stage], width: float) -> list[str]:
    """Return the words below the symbols: all of them, or none if one does not fit."""
    style = _title_style(pen)
    titles = [stage.title for stage in stages]
    if all(advance(title, style) <= width - TIGHT for title in titles):
        return titles
    shorter = [SHORTER.get(title, title) for title in titles]
    fits = all(advance(title, style) <= width - 2 for title in shorter)
    return shorter if fits else [""] * len(titles)


SHORTER = {
    "weighted sum": "sum",
    "output delta": "delta",
    "hidden delta": "delta",
    "handed back": "back",
    "mean square": "square",
    "convolution": "conv",
    "cross-entropy": "loss",
    "SiLU (swish)": "SiLU",
    "leaky ReLU": "leaky",
    "once more": "again",
}
"""Words for the strip where there is little room."""


def _title_style(pen: Pen) -> Style:
    return Style(pen.theme.size.small + 1)


def _draw_stage(pen: Pen, box: QRectF, stage: Stage, after: int, title: str) -> None:
    theme = pen.theme
    colour, soft = (theme.back, theme.back_soft) if stage.is_backward else (theme.accent, theme.accent_soft)
    if after == 0:
        pen.box(box, fill=colour, radius=RADIUS / 2)
    elif after < 0:
        pen.box(box, fill=soft, radius=RADIUS / 2)
        pen.box(QRectF(box.left(), box.top(), box.width(), 3), fill=colour, radius=1)
    else:
        pen.box(box.adjusted(0.5, 0.5, -0.5, -0.5), edge=theme.edge, radius=RADIUS / 2)
    words = theme.on_accent if after == 0 else theme.text if after < 0 else theme.text2
    laid = fitted(stage.symbol, round(theme.size.body * 1.25), box.width() - TIGHT)
    middle = box.center().x()
    height = box.height()
    baseline = box.top() + (height * 0.44 if title else height * 0.6)
    laid.runs = [replace(run, kind="boxed" if after == 0 else "plain") for run in laid.runs]
    pen.laid(laid, middle - laid.width / 2, baseline)
    if title:
        pen.word(title, middle, box.top() + height * 0.75, _title_style(pen), words, anchor=0.5)
