"""Which sections of the column fold, and in which order, where it is too low for all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from nnviz.ui.controls.section import Fold, Section

#: What gives way, in this order; the last only for what was opened by hand.
GIVES_WAY = (
    ("Plan", Fold.LINE),
    ("Learning", Fold.BRIEF),
    ("Data", Fold.BRIEF),
    ("Start", Fold.LINE),
    ("Data", Fold.LINE),
    ("Network", Fold.BRIEF),
    ("Learning", Fold.LEAST),
    ("Learning", Fold.LINE),
)


def folds_for(
    sections: Mapping[str, Section], room: int, closed: Collection[str], opened: str | None
) -> dict[str, Fold]:
    """Return how much of each section is seen, so that all of them have room.

    Parameters
    ----------
    room : int
        Pixels for all sections together.
    closed : collection of str
        Titles of the sections that were folded by hand.
    opened : str or None
        Title of the section that was opened by hand, and does not give way.
    """
    folds = {title: Fold.LINE if title in closed else Fold.WHOLE for title in sections}
    for title, fold in GIVES_WAY:
        if total_height(sections, folds) <= room:
            break
        if folds[title] is not Fold.LINE and _may_fold(sections[title], title, fold, opened):
            folds[title] = fold
    return folds


def total_height(sections: Mapping[str, Section], folds: Mapping[str, Fold]) -> int:
    """Return how high all sections are together."""
    return sum(sections[title].height_when(fold) for title, fold in folds.items())


def _may_fold(section: Section, title: str, fold: Fold, opened: str | None) -> bool:
    """Tell whether a section may give way so far: Learning folds only for what was opened by hand."""
    if title == opened or (title == "Learning" and fold is Fold.LINE and opened is None):
        return False
    return fold is Fold.LINE or section.can_be_brief()
