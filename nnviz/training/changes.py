"""Words for what an edit changed: "rate 0.05 → 1.5"."""

from __future__ import annotations

from typing import Any

from nnviz.training.experiment import Experiment
from nnviz.training.fields import Field, differing


def describe_changes(old: Experiment, new: Experiment) -> str:
    """Say which fields differ, with their values before and after."""
    fields = {field.path: field for field in new.fields()}
    changed = [path for path in differing(old.to_plain(), new.to_plain()) if path in fields]
    words = [_words(fields[path], old.value(path), new.value(path)) for path in changed]
    return ", ".join(words)


def _words(field: Field, before: Any, after: Any) -> str:
    return f"{field.title.lower()} {field.words_for(before)} → {field.words_for(after)}"
