"""What a diagnosis finds: a sentence with the numbers that it rests on, and one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

import msgspec

from nnviz.training.edits import Intervention

if TYPE_CHECKING:
    from nnviz.training.diagnosis.evidence import Evidence


class Tone(Enum):
    """How a finding is told."""

    CALM = "calm"  # nothing is to be done
    HINT = "hint"  # it could be better
    ILL = "ill"  # it will not become good by itself


class Suggestion(msgspec.Struct, frozen=True):
    """A change of the experiment that a click carries out.

    Attributes
    ----------
    words
        What the button says.
    changes
        Dotted paths with their new values.
    edit, undo
        What brings these changes about and takes them back without new weights, where there is such an edit.
    """

    words: str
    changes: tuple[tuple[str, Any], ...]
    edit: Intervention | None = None
    undo: Intervention | None = None


class Finding(msgspec.Struct, frozen=True):
    """What was found.

    Attributes
    ----------
    title
        In a few words: what is happening.
    sentences
        Why one can say so, with the measured numbers, and what it means.
    """

    title: str
    sentences: str
    tone: Tone
    suggestion: Suggestion | None = None


class Diagnosis(msgspec.Struct, frozen=True):
    """One thing that can be the matter with a run.

    Attributes
    ----------
    name
        Of the registry, and for tests.
    examine
        Says what it finds in the evidence, or None.
    is_last
        Whether it is told only if nothing before it was found: a network that is cut off from its gradient
        has not learnt what it can.
    """

    name: str
    examine: Callable[[Evidence], Finding | None]
    is_last: bool = False
