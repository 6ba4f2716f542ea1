"""What a walk does to the run that it was recorded of."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nnviz.training.edits import Intervention
from nnviz.training.reading import ExperimentError
from nnviz.training.walk.recorder import samples_of

if TYPE_CHECKING:
    from nnviz.training.run import TrainingRun


class TakeSample(Intervention, frozen=True):
    """Make an update with one sample alone, besides the run's own batches, whose order stays as it is."""

    split: str
    row: int

    def act_on(self, run: TrainingRun) -> str:
        """Make the update."""
        split = getattr(run.dataset, self.split)
        if not 0 <= self.row < len(split):
            raise ExperimentError(
                f"there is no sample {self.row:,} in the {self.split} split, which has {len(split):,}"
            )
        loss = run.updater.update(*samples_of(split, self.row, run.network), run.epochs)
        if not math.isfinite(loss):
            raise ExperimentError(f"the loss of sample {self.row:,} is not finite, so no step was taken")
        return f"a step on sample {self.row:,}"
