"""DigitReader: who reads what is drawn, the run in its present state or the network on board."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.data.centring import Frame
from nnviz.training.probes.kept_digits import reads_digits
from nnviz.training.trained import Trained, on_board

if TYPE_CHECKING:
    from nnviz.training.moment import Moment
    from nnviz.ui.session import Session

Shares = NDArray[np.floating]


class DigitReader:
    """Answers at once, by the run's network at the newest moment if that reads digits and has learnt.

    Attributes
    ----------
    prefers_board : bool or None
        What somebody has chosen; None while nobody has.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._run: Trained | None = None
        self._dataset: Dataset | None = None
        self.prefers_board: bool | None = None

    @property
    def run_reads(self) -> bool:
        """Whether the run's network reads digits at all."""
        moment = self._moment
        return moment is not None and reads_digits(moment.dataset)

    @property
    def is_on_board(self) -> bool:
        """Whether the network on board reads."""
        moment = self._moment
        if moment is None or not self.run_reads:
            return True
        return moment.step == 0 if self.prefers_board is None else self.prefers_board

    @property
    def frame(self) -> Frame:
        """How digits lie in the pictures that are read."""
        return Frame.of_side(self.trained.side)

    @property
    def trained(self) -> Trained:
        """The network that reads, with the scaling and classes that go with it."""
        if self.is_on_board:
            return on_board()
        network, moment = self._session.network, self._moment
        assert network is not None
        assert moment is not None
        if self._run is None or self._run.network is not network or self._dataset is not moment.dataset:
            self._run, self._dataset = Trained.of(network, moment.dataset, ""), moment.dataset
        return self._run

    def shares(self, image: NDArray[np.uint8]) -> Shares:
        """Return how probable each class is in one image (side, side); they sum to 1 for any outputs."""
        with np.errstate(all="ignore"):
            outputs: NDArray[Any] = self.trained.probabilities(image[None])[0]
            if not 0 <= float(outputs.min()) <= float(outputs.max()) < inf:
                outputs = np.where(np.isfinite(outputs) & (outputs > 0), outputs, 0.0)
            total = float(outputs.sum())
            return outputs / total if 0 < total < inf else np.full(len(outputs), 1 / len(outputs))

    @property
    def _moment(self) -> Moment | None:
        snapshot = self._session.snapshot
        return None if snapshot is None else snapshot.moment
