"""In words: what is happening to the run and why, with one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnviz.training.diagnosis import Diagnose, Finding, Suggestion, Tone
from nnviz.training.divergence import Divergence
from nnviz.training.edits import Intervention
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.probes import Wanted
from nnviz.training.reading import ExperimentError
from nnviz.ui.drawing.prose import Choice, Prose
from nnviz.ui.numerals import count, short
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.theme import Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

_PROBE = Diagnose()
_MARKS = {Tone.CALM: ("check", "test"), Tone.HINT: ("bolt", "accent"), Tone.ILL: ("warning", "wrong")}
"""Icon and colour of a finding, by its tone."""


class DiagnosisPanel(Panel):
    """What was diagnosed last, the most important first.

    Parameters
    ----------
    theme : Theme
    session : Session
        Says whether the run has diverged, and takes the suggested changes.
    """

    key = "diagnosis"
    title = "In words"
    help_text = (
        "What is happening to the run and why, said with the numbers that were measured. Each finding has "
        "one suggestion: a click carries it out, another click takes it back. Begin means that training "
        "starts again with new weights; all else goes on from where the run is. What else was found is "
        "listed below; a click on it says more."
    )
    rate = 2.0
    least_size = (320, 200)

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._found: Mapping[str, Finding] = {}
        self._chosen = ""
        self._before: Experiment | None = None
        self._after: Experiment | None = None
        self._undo: Intervention | None = None
        self._undo_words = ""
        self.prose = Prose(theme)
        self.set_content(self.prose)
        session.experiment_changed.connect(self._follow)
        session.each_status.append(lambda _status: self._tell())
        self.apply_theme(theme)

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Ask for a diagnosis once a second."""
        return (Wanted(_PROBE, 1.0),)

    def draw(self, snapshot: Snapshot) -> None:
        """Tell what was found."""
        found = snapshot.results.get(_PROBE)
        if isinstance(found, Failure):
            self.show_failure(found)
        elif found is not None and found is not self._found:
            self._found = found
            self.show_content()
            self._tell()

    def table(self) -> Table:
        """Return each finding with its sentences and what is suggested."""
        rows = [
            (name, each.title, each.sentences, each.suggestion.words if each.suggestion else "")
            for name, each in self._found.items()
        ]
        return Table(("diagnosis", "finding", "evidence", "suggestion"), rows)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().apply_theme(theme)
        self.prose.apply_theme(theme)

    # -- words -------------------------------------------------------------------------------

    @property
    def shown(self) -> str:
        """The name of the diagnosis that is told in full."""
        return self._chosen if self._chosen in self._found else next(iter(self._found), "")

    def _tell(self) -> None:
        divergence = self._session.status.divergence
        if divergence is not None:
            self._tell_divergence(divergence)
            return
        if not self._found:
            return
        finding = self._found[self.shown]
        self.prose.tell(*_MARKS[finding.tone], finding.title, finding.sentences)
        self.prose.offer((self._carry_out_choice(finding.suggestion), self._take_back_choice()))
        others = [name for name in self._found if name != self.shown]
        titles = [f"Also: {self._found[name].title}" for name in others]
        self.prose.list_more(titles, partial(self._choose, others))

    def _tell_divergence(self, divergence: Divergence) -> None:
        self.prose.tell(
            *_MARKS[Tone.ILL],
            f"Diverged at step {count(divergence.step)}",
            f"The loss became {divergence.kind}; the numbers grew too large first in layer "
            f"{divergence.layer} of {divergence.layers}. Steps that are too long climb the other "
            "side of the valley, further each time. A lower rate leads down again.",
        )
        step, rate = divergence.calm_step, divergence.gentler_rate
        words = f"Go back to step {count(step)}, rate {short(rate)}"
        back = Suggestion(words, (("learning.learning_rate", rate),))
        go = partial(self._session.go_on_from, step, rate)
        self.prose.offer(((words, partial(self._carry_out, back, go)), self._take_back_choice()))
        self.prose.list_more((), lambda _index: None)

    def _choose(self, names: Sequence[str], index: int) -> None:
        self._chosen = names[index]
        self._tell()

    # -- changes -----------------------------------------------------------------------------

    def _carry_out_choice(self, suggestion: Suggestion | None) -> Choice | None:
        if suggestion is None:
            return None
        return suggestion.words, partial(self._carry_out, suggestion)

    def _take_back_choice(self) -> Choice | None:
        return (self._undo_words, self._take_back) if self._before is not None else None

    def _carry_out(self, suggestion: Suggestion, way: Callable[[], None] | None = None) -> None:
        """Make the suggested change, and remember what was before.

        Parameters
        ----------
        way : callable, optional
            What makes the change, if it is more than a change of fields or an edit.
        """
        before = self._session.experiment
        try:
            after = before.with_changes(dict(suggestion.changes))
        except ExperimentError as error:
            self.title_line.set_note(str(error))
            return
        self._before, self._after, self._undo = before, after, suggestion.undo
        self._undo_words = f"Take back “{suggestion.words}”"
        if way is not None:
            way()
        elif suggestion.edit is not None:
            self._session.submit(suggestion.edit)
        else:
            self._session.load(after)
        self._tell()

    def _take_back(self) -> None:
        before, self._before = self._before, None
        if self._undo is not None:
            self._session.submit(self._undo)
        elif before is not None:
            self._session.load(before)
        self._tell()

    def _follow(self, experiment: Experiment) -> None:
        """Forget what could be taken back once somebody has changed more than that."""
        if self._before is not None and experiment != self._after:
            self._before = None
            self._tell()
