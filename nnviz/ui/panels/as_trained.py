"""As trained: images of the present batch, as augmentation changes them when they enter training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.training.moment import Failure, Moment, Snapshot
from nnviz.training.presets import preset
from nnviz.training.probes import Wanted
from nnviz.training.probes.as_trained import AsTrained, TrainedImages
from nnviz.ui.drawing.digit_grid import DigitGrid
from nnviz.ui.fonts import font, width_of
from nnviz.ui.numerals import count, percent
from nnviz.ui.panels.legend import Entry, SquareKey
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.sample_rows import grey_images
from nnviz.ui.theme import Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

_VIEWS = ("Augmented", "Original")
_RATE = 0.5
"""Other images a second: each page stands long enough to be looked at."""
_EXAMPLE = {"augmentation.shift": 2.0, "augmentation.rotation": 15.0, "augmentation.zoom": 0.1}


class AsTrainedPanel(Panel):
    """Images of the last step's batch, augmented, and what the network takes them for.

    Parameters
    ----------
    theme : Theme
    session : Session
        Gives what was measured; is asked to augment from the empty panel.
    """

    key = "as_trained"
    title = "As trained"
    short_title = "Trained"
    help_text = (
        "With augmentation a part of the images is changed afresh in each pass: shifted, turned, zoomed and "
        "bent, within the limits set in the controls. These are images of the present batch, changed once "
        "more like that, with what the network takes them for; Original shows the same images as they are "
        "stored. The page changes every two seconds and stands still with the run."
    )
    rate = 2.0
    least_size = (320, 168)
    legend_below = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._dataset: Dataset | None = None
        self._augments: bool | None = None
        self._found: TrainedImages | None = None
        self._pointer: int | None = None
        self._cards = DigitGrid(theme)
        self._cards.capacity_changed.connect(lambda _: self.probes_changed.emit())
        self._cards.hovered.connect(self._point_at)
        self.set_content(self._cards)
        self.title_line.choice.set_titles(_VIEWS)
        self.title_line.choice.chosen.connect(lambda _: self._show_images())
        self.legend.end_with()
        self.apply_theme(theme)

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Ask for the images that there is room for."""
        return (Wanted(self._probe, _RATE),) if self._augments and self._cards.capacity else ()

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the images that were measured last."""
        self._follow(snapshot.moment)
        snapshot = self._session.newest(snapshot)
        found = snapshot.results.get(self._probe) if self._augments else None
        if isinstance(found, Failure):
            self.show_failure(found)
        elif found is not None and found is not self._found:
            self._found = found
            self.show_content()
            self._show_images()

    def table(self) -> Table:
        """Return which training images are shown, what they are, and what the network takes them for."""
        found, dataset = self._found, self._dataset
        if found is None or dataset is None:
            return Table(("sample",), ())
        names, labels = dataset.class_names, found.original.labels.tolist()
        answers = found.scores.argmax(axis=1).tolist()
        rows = zip(found.rows.tolist(), labels, answers, strict=True)
        return Table(
            ("training sample", "class", "predicted"),
            ((row, names[label], names[answer]) for row, label, answer in rows),
        )

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().apply_theme(theme)
        self._cards.apply_theme(theme)
        self._tell()

    # -- inside ------------------------------------------------------------------------------

    @property
    def _probe(self) -> AsTrained:
        return AsTrained(self._cards.capacity)

    def _follow(self, moment: Moment) -> None:
        """Notice other data, and augmentation being switched on and off."""
        augments = moment.dataset.is_image and moment.experiment.augmentation.changes_anything
        if (moment.dataset, augments) == (self._dataset, self._augments):
            return
        self._dataset, self._augments, self._found = moment.dataset, augments, None
        if moment.dataset.is_image:
            self._cards.set_class_names(moment.dataset.class_names)
        if augments:
            self.show_content()
        else:
            self._offer(moment.dataset)
        self.probes_changed.emit()

    def _offer(self, dataset: Dataset) -> None:
        if not dataset.is_image:
            mnist = preset("mnist")
            self.show_empty(
                "Only images are augmented.", f"Load {mnist.about.title}", lambda: self._session.load(mnist)
            )
        else:
            self.show_empty(
                "Images enter training as they are: augmentation is off.",
                "Shift, turn and zoom them",
                lambda: self._session.change(_EXAMPLE),
            )

    def _show_images(self) -> None:
        found = self._found
        if found is None:
            return
        shown = found.original if self.title_line.choice.current else found.augmented
        rows = list(range(len(found.rows)))
        self._cards.set_images(grey_images(shown, rows), shown.labels)
        self._cards.set_probabilities(found.scores)
        self._tell()

    def _point_at(self, place: int | None) -> None:
        self._pointer = place
        self._tell()

    def _tell(self) -> None:
        keys = (Entry(SquareKey("accent"), "right"), Entry(SquareKey("wrong"), "wrong"))
        self.legend.set_entries(keys if self._found is not None else ())
        bold, room = font(self.theme.size.small, 600), self.legend.room
        self.legend.set_readout(next((t for t in self._sentences() if width_of(t, bold) <= room), ""))

    def _sentences(self) -> tuple[str, ...]:
        found, place = self._found, self._pointer
        if found is None:
            return ()
        if place is None or place >= len(found.rows):
            return ("answers are for the augmented images", "answers: augmented")
        share = percent(float(found.scores[place].max()), 1)
        return (f"training sample {count(int(found.rows[place]))}, {share} sure", f"{share} sure")
