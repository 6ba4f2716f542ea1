"""ControlsColumn: the preset and all fields of the experiment, in sections that fold where room is short."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from nnviz.data import DATASETS, Dataset
from nnviz.training.edits.features import ChangeFeatures
from nnviz.training.experiment import Experiment
from nnviz.training.fields import Field
from nnviz.training.moment import Snapshot
from nnviz.training.reading import ExperimentError
from nnviz.training.status import State, Status
from nnviz.ui.controls.buttons import Button
from nnviz.ui.controls.folding import folds_for
from nnviz.ui.controls.layer_kinds import with_layer_after, without_layer
from nnviz.ui.controls.layers import InputRow, LayerRow
from nnviz.ui.controls.plan import (
    SECTIONS,
    SectionPlan,
    differ_in_places,
    fields_of,
    first_rows,
    has_same_rows,
    usual_effect,
    wanted_rows,
)
from nnviz.ui.controls.presets import PresetChooser
from nnviz.ui.controls.rows import Row, Wanted
from nnviz.ui.controls.section import Fold, Section
from nnviz.ui.controls.sheet import dress_controls
from nnviz.ui.painting import lay_out, paint_later
from nnviz.ui.session import Session
from nnviz.ui.theme import Theme

#: The field at fault when a run diverges.
RATE = "learning.learning_rate"


class ControlsColumn(QFrame):
    """Editors for everything that an experiment holds.

    A value is taken at once or refused in place; the run goes on with the last good one. Only rows whose
    fields changed are made anew, so focus and typed text stay.

    Parameters
    ----------
    session
        Takes the changes and says which experiment is in force.

    Signals
    -------
    open_requested(), save_requested()
        A file of an experiment is to be opened, or the experiment to be saved: the window asks for its name.
    file_requested(str)
        A data set was chosen that is nothing without a file: the window asks for it.
    """

    open_requested = Signal()
    save_requested = Signal()
    file_requested = Signal(str)

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("controls")
        self._session = session
        self._theme = theme
        self._dataset: Dataset | None = None
        self._shown: Experiment | None = None
        self._opened: str | None = None
        self._closed: set[str] = set()
        self._refused, self._is_diverged = 0, False
        self._chain: list[QWidget] = []
        self.presets = PresetChooser(session.experiment, self)
        self.sections = {plan.title: Section(plan.title) for plan in SECTIONS}
        self.add_layer = Button("link", "Layer", icon_name="plus")
        self.add_layer.setToolTip("Add a hidden layer before the output")
        self._lay_out()
        self._connect()
        self.apply_theme(theme)  # before there are rows: they are dressed as they are made
        self._follow(session.experiment)

    def editor_row(self, path: str) -> Row:
        """Return the row in which the field of a dotted path is edited; a `KeyError` if there is none now."""
        row = next((row for row in self._rows if row.edits(path)), None)
        if row is None:
            raise KeyError(path)
        row.make()
        return row

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        dress_controls(self, theme)
        self.setFixedWidth(theme.size.controls)
        self.presets.apply_theme(theme)
        self.add_layer.show_icon("plus", theme.accent, theme.size.small)
        for section in self.sections.values():
            section.apply_theme(theme)
        self._fit()
        QTimer.singleShot(0, self, self._fit)  # once all parts know the sizes of their new letters

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what has no room any more, open what has room again."""
        super().resizeEvent(event)
        self._fit()

    # changes

    def _submit(self, changes: Mapping[str, Any]) -> str:
        """Change the experiment; return why not, if not."""
        name = changes.get("data.name")
        if name in DATASETS and DATASETS[name].needs_file:
            self._follow(self._session.experiment)  # the data stay as they are until there is a file
            self.file_requested.emit(name)
            return ""
        try:
            self._session.change(changes)
        except ExperimentError as error:
            return str(error)
        if "data.name" in changes:
            self._session.run()
        return ""

    def _add_layer(self, after: int, kind: str = "dense") -> None:
        self._submit(with_layer_after(self._session.experiment, after, kind))
        row = self._layer_rows[after + 1]
        lay_out(row, row.focus_chain()[:2][-1].setFocus)  # once it is there to have it

    def _remove_layer(self, number: int) -> None:
        self._submit(without_layer(self._session.experiment, number))
        left = len(self._session.experiment.model.hidden)
        (self._layer_rows[min(number, left - 1)].name if left else self.add_layer).setFocus()

    @property
    def _rows(self) -> list[Row]:
        return [row for section in self.sections.values() for row in section.rows]

    @property
    def _layer_rows(self) -> list[LayerRow]:
        return [row for row in self.sections["Network"].rows if isinstance(row, LayerRow)]

    # following the run

    def _follow(self, experiment: Experiment) -> None:
        """Show another experiment: values in the rows that stay, and rows for fields that are new."""
        self.presets.follow(experiment)
        before, self._shown = self._shown, experiment
        if before is not None and differ_in_places(before, experiment):
            return
        self._know(experiment)
        fields = experiment.fields()
        for plan in SECTIONS:
            self._follow_section(plan, fields_of(plan, fields, experiment), experiment)
        has_same_data = before is not None and before.data == experiment.data
        self._fit(at_once=has_same_data or not self.isVisible())

    def _follow_section(self, plan: SectionPlan, fields: list[Field], experiment: Experiment) -> None:
        section = self.sections[plan.title]
        wanted = wanted_rows(fields, experiment)
        section.effect = usual_effect(fields)
        section.first_rows = first_rows(plan, fields)
        if wanted != [row.wanted for row in section.rows]:
            paint_later(self)
            there = section.rows
            section.set_rows([self._row(there, each, section) for each in wanted])
        for row in section.rows:
            row.follow(experiment, self._dataset)
        section.set_summary(*plan.summary(experiment))

    def _row(self, there: list[Row], wanted: Wanted, section: Section) -> Row:
        """Return the row that is there already for these fields, or a new one."""
        for row in there:
            if row.wanted == wanted:
                return row
        row = wanted.row(wanted, section.effect, self._submit, self._theme, section)
        if isinstance(row, LayerRow):
            row.remove_requested.connect(self._remove_layer)
            row.resized.connect(self._fit)
        if isinstance(row, InputRow | LayerRow):
            row.insert_requested.connect(self._add_layer)
        if isinstance(row, InputRow):
            row.features_chosen.connect(lambda names: self._session.submit(ChangeFeatures(names)))
        return row

    def _know(self, experiment: Experiment) -> None:
        """Remember the data set if it is this experiment's."""
        snapshot = self._session.snapshot
        fits = snapshot is not None and snapshot.moment.experiment.data == experiment.data
        self._dataset = snapshot.moment.dataset if snapshot is not None and fits else None

    def _follow_dataset(self, snapshot: Snapshot) -> None:
        """Say how many samples there are, once another data set is there."""
        moment, before = snapshot.moment, self._dataset
        self.presets.follow_points(moment.dataset)
        if moment.dataset is not before and moment.experiment.data == self._session.experiment.data:
            self._dataset = moment.dataset
            if before is not None and has_same_rows(before, moment.dataset):
                return
            for row in self._rows:
                row.follow(self._session.experiment, self._dataset)

    def _follow_state(self, status: Status) -> None:
        """Mark the field at fault: one that the run refused, or the rate while a run stands diverged."""
        if status.notice and status.version != self._refused:
            self._refused = status.version
            self._show_refused(status.notice)
        is_diverged = status.state is State.DIVERGED
        if is_diverged != self._is_diverged:
            self._is_diverged = is_diverged
            self.editor_row(RATE).editors[RATE].frame(wrong=is_diverged)

    def _show_refused(self, notice: str) -> None:
        """Show what was typed once more, with the reason, if the run's sentence names its field."""
        path, _, reason = notice.partition(" is ")
        for row in self._rows:
            if row.edits(path):
                row.keep_refused(path, self._session.experiment, reason.partition("; it ")[2])

    # room

    def _toggle(self, title: str) -> None:
        """Fold or open a section by hand; what was opened stays open, and others make room."""
        if self.sections[title].fold is Fold.WHOLE:
            self._closed.add(title)
            self._opened = None if self._opened == title else self._opened
        else:
            self._closed.discard(title)
            self._opened = title
        self._fit()

    def _fit(self, at_once: bool = True) -> None:
        """Fold as much as needed for all to be seen without scrolling; or a section in each turn."""
        room = self.contentsRect().height() - self.presets.height()
        for title, fold in folds_for(self.sections, room, self._closed, self._opened).items():
            lay_out(self.sections[title], partial(self.sections[title].show_fold, fold), at_once)
        lay_out(self, self._chain_focus, at_once)

    # focus

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Say in the section's head what a change costs where the focus is."""
        for section in self.sections.values():
            row = next((row for row in section.rows if new is not None and row.isAncestorOf(new)), None)
            section.show_cost(row.effect_at(new) if row and new else None, has_focus=row is not None)

    def _chain_focus(self) -> None:
        """Have Tab go from top to bottom, also through rows that were made later."""
        parts = [part for section in self.sections.values() for part in section.focus_chain()]
        chain = [self.presets.menu, self.presets.more, *parts]
        if chain == self._chain:
            return
        self._chain = chain
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        session = self._session
        session.experiment_changed.connect(self._follow)
        session.each_snapshot.append(self._follow_dataset)
        session.each_status.append(self._follow_state)
        self.presets.chosen.connect(session.open)
        self.presets.open_requested.connect(self.open_requested)
        self.presets.save_requested.connect(self.save_requested)
        self.add_layer.clicked.connect(lambda: self._add_layer(len(session.experiment.model.hidden) - 1))
        for title, section in self.sections.items():
            section.fold_requested.connect(lambda title=title: self._toggle(title))
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def _lay_out(self) -> None:
        self.sections["Network"].add_to_head(self.add_layer)
        content = QWidget()
        sections = QVBoxLayout(content)
        sections.setContentsMargins(0, 0, 0, 0)
        sections.setSpacing(0)
        for section in self.sections.values():
            sections.addWidget(section)
        sections.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(content)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.presets)
        column.addWidget(self._scroll, 1)
