"""Rows: labels and editors side by side, one row for each field or for a few that belong together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.training.experiment import Experiment
from nnviz.training.fields import Effect, Field
from nnviz.ui.controls import numbers
from nnviz.ui.controls.editor import Editor
from nnviz.ui.controls.editors import ChoiceEditor, editor_for
from nnviz.ui.controls.effect_mark import EffectMark
from nnviz.ui.controls.measures import (
    GUTTER,
    MARK,
    SIDE_GAP,
    inner_width,
    side_width,
)
from nnviz.ui.controls.number_editors import NumberEditor
from nnviz.ui.controls.sheet import mark
from nnviz.ui.fonts import font, width_of
from nnviz.ui.numerals import count
from nnviz.ui.theme import INSET, TIGHT, Theme

#: Takes changes by their dotted paths; returns the sentence of a refusal, empty if there is none.
Submit = Callable[[Mapping[str, Any]], str]


class Wanted(msgspec.Struct, frozen=True):
    """A row that is wanted: its class, the fields that it edits, and what else tells it from others."""

    row: type[Row]
    fields: tuple[Field, ...] = ()
    key: str = ""


class Row(QWidget):
    """Editors of some fields, and the words under them where a value was refused.

    A row whose height is known without them makes them when it is seen for the first time.

    Parameters
    ----------
    wanted : Wanted
        What is edited here; rows of which the same is wanted are the same row.
    effect : Effect
        What a change costs in most of the section: a field has a mark of its own only if it differs.
    """

    def __init__(self, wanted: Wanted, effect: Effect, submit: Submit, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.wanted = wanted
        self.fields, self.key = wanted.fields, wanted.key
        self.editors: dict[str, Editor] = {}
        self.marks: dict[str, EffectMark] = {}
        self._effect = effect
        self._submit = submit
        self._theme = theme
        self._labels: list[QLabel] = []
        self._in_force: tuple[Experiment, Dataset | None] | None = None
        self.is_made = False
        if self.usual_height(theme) is None:
            self.make()

    def make(self) -> None:
        """Make the editors, if they are not there yet."""
        if self.is_made:
            return
        self.is_made = True
        self._lay_out()
        self.apply_theme(self._theme)
        if self._in_force is not None:
            self._show(*self._in_force)

    def _lay_out(self) -> None:
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(INSET, 0, INSET, 0)
        self._lines.setSpacing(0)
        self._line = QHBoxLayout()
        self._line.setSpacing(TIGHT)
        self._line.setContentsMargins(0, 1, 0, 1)
        self._lines.addLayout(self._line)
        self._note = QLabel(self)
        self._note.setProperty("role", "wrong")
        self._note.setWordWrap(True)
        self._note.hide()
        self._fill()
        self._lines.addWidget(self._note)

    def follow(self, experiment: Experiment, dataset: Dataset | None) -> None:
        """Show the values in force; the data set is None until it is known."""
        self._in_force = experiment, dataset
        if self.is_made:
            self._show(experiment, dataset)

    def _show(self, experiment: Experiment, dataset: Dataset | None) -> None:
        for path, editor in self.editors.items():
            if isinstance(editor, NumberEditor) and editor.field.zero_means == "all":
                editor.say_zero("all" if dataset is None else f"all {count(len(dataset.train))}")
            editor.show_value(self.value_of(path, experiment))

    def edits(self, path: str) -> bool:
        """Tell whether the field of a dotted path is edited here."""
        return path in (self.editors if self.is_made else [field.path for field in self.fields])

    def value_of(self, path: str, experiment: Experiment) -> Any:
        """Return the value of one of the row's fields."""
        return experiment.value(path)

    def refuse(self, path: str, words: str) -> None:
        """Mark what was typed for a field as wrong, with words under it."""
        self._note.setText(words)
        self.editors[path].refuse()

    def keep_refused(self, path: str, experiment: Experiment, words: str) -> None:
        """The same for a value that only the run could refuse; those of `experiment` are in force again."""
        self.make()
        self._note.setText(words)
        self.editors[path].keep_refused(self.value_of(path, experiment))

    def effect_at(self, widget: QWidget) -> Effect:
        """Return what a change costs in the editor that has the focus."""
        for path, editor in self.editors.items():
            parts = (editor, editor.below) if editor.below is not None else (editor,)
            if any(part is widget or part.isAncestorOf(widget) for part in parts):
                return next(field.effect for field in self.fields if field.path == path)
        return self._effect

    @property
    def dispensable(self) -> Sequence[Field]:
        """The fields that a row in a brief section does without."""
        return ()

    def be_brief(self, is_brief: bool) -> None:
        """Leave out what is dispensable, or show it again."""

    def height_when(self, is_brief: bool) -> int:  # noqa: ARG002
        """Return how high the row is in a brief or a whole section."""
        usual = None if self.is_made else self.usual_height(self._theme)
        return self.sizeHint().height() if usual is None else usual

    def usual_height(self, theme: Theme) -> int | None:  # noqa: ARG002
        """Return how high the row is with nothing under it, if that is known before it is made."""
        return None

    def focus_chain(self) -> list[QWidget]:
        """Return what the Tab key goes through, in order."""
        return [part for editor in self.editors.values() for part in editor.focus_parts]

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        if not self.is_made:
            return
        for editor in self.editors.values():
            editor.apply_theme(theme)
        for effect_mark in self.marks.values():
            effect_mark.apply_theme(theme)
        self._fit(theme)

    def _fill(self) -> None:
        """Make labels and editors."""
        raise NotImplementedError

    def _fit(self, theme: Theme) -> None:
        """Set the widths and heights that follow from the text size."""
        raise NotImplementedError

    def _label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "label")
        self._labels.append(label)
        return label

    def _take(self, field: Field, editor: Editor) -> Editor:
        self.editors[field.path] = editor
        editor.submitted.connect(lambda value: self._pass_on(field, value))
        editor.refusal.connect(self._note.setVisible)
        return editor

    def _pass_on(self, field: Field, value: Any) -> None:
        sentence = self._submit({field.path: value})
        if sentence:
            self.refuse(field.path, sentence if field.choices else numbers.allowed(field))

    def _mark(self, field: Field, always: bool = False) -> EffectMark:
        effect_mark = self.marks[field.path] = EffectMark(self)
        effect_mark.show_effect(field.effect if always or field.effect != self._effect else None)
        return effect_mark


class FieldRow(Row):
    """A label, the field's editor, and a mark where the field costs something else than its section."""

    def _fill(self) -> None:
        field = self.fields[0]
        editor = self._take(field, editor_for(field, self))
        label = self._label(field.title)
        label.setToolTip(field.help)
        label.setBuddy(editor)
        self._line.addWidget(label, 1)
        self._line.addStretch()
        self._line.addWidget(editor)
        self._line.addSpacing(GUTTER - MARK - TIGHT)  # the line's own spacing makes up the rest
        self._line.addWidget(self._mark(field))
        if editor.below is not None:
            below = QHBoxLayout()
            below.setContentsMargins(0, 0, GUTTER, TIGHT)
            below.addWidget(editor.below)
            self._lines.addLayout(below)

    def usual_height(self, theme: Theme) -> int | None:
        """One line, if there is no slider under it."""
        return None if self.fields[0].logarithmic else theme.size.row

    def _show(self, experiment: Experiment, dataset: Dataset | None) -> None:
        """Also share the line anew: another choice may have a longer title."""
        super()._show(experiment, dataset)
        if self.fields[0].choices is not None:
            self._fit(self._theme)

    def _fit(self, theme: Theme) -> None:
        """Share the line: a long label narrows its field, has small letters, or goes: words are not cut."""
        label, editor = self._labels[0], next(iter(self.editors.values()))
        label.show()
        room = inner_width(theme) - TIGHT - 1
        is_long = width_of(label.text(), font(theme.size.body)) + editor.minimumSizeHint().width() > room
        mark(label, letters="small" if is_long else "")
        letters = font(theme.size.small if is_long else theme.size.body)
        left = room - width_of(label.text(), letters)
        if isinstance(editor, ChoiceEditor) and editor.least_width() > left:
            label.hide()  # its title says enough
            left = room
        editor.fit(left, theme.size.row - 2)


class SideBySideRow(Row):
    """A few short numbers beside each other, each under its own label and mark: the seeds."""

    def _fill(self) -> None:
        self._line.setSpacing(SIDE_GAP)
        for field in self.fields:
            column = QVBoxLayout()
            column.setSpacing(0)
            head = QHBoxLayout()
            head.setSpacing(1)
            label = self._label(field.title.lower())
            label.setProperty("letters", "small")
            label.setToolTip(field.help)
            head.addWidget(label)
            head.addWidget(self._mark(field, always=True))
            head.addStretch(1)
            column.addLayout(head)
            editor = self._take(field, NumberEditor(field, self, buttons=False))
            label.setBuddy(editor)
            column.addWidget(editor)
            self._line.addLayout(column, 1)

    def usual_height(self, theme: Theme) -> int | None:
        """The labels over the numbers."""
        return _words_height(theme) + theme.size.row

    def _fit(self, theme: Theme) -> None:
        for label in self._labels:
            label.setFixedHeight(_words_height(theme))
        for editor in self.editors.values():
            editor.fit(side_width(theme), theme.size.row - 2)


def _words_height(theme: Theme) -> int:
    return max(MARK, theme.size.small + TIGHT)
