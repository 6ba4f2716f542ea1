"""Diagnosis: says what is happening to a run and why, from measurements and with them."""

from __future__ import annotations

from nnviz.nn import Network
from nnviz.training.diagnosis.data import DATA
from nnviz.training.diagnosis.evidence import Evidence, gather
from nnviz.training.diagnosis.finding import Diagnosis, Finding, Suggestion, Tone
from nnviz.training.diagnosis.fit import FIT
from nnviz.training.diagnosis.gradients import GRADIENTS
from nnviz.training.diagnosis.rate import RATE
from nnviz.training.diagnosis.units import UNITS
from nnviz.training.moment import Moment
from nnviz.training.probes import Probe

__all__ = [
    "DIAGNOSES",
    "Diagnose",
    "Diagnosis",
    "Evidence",
    "Finding",
    "Suggestion",
    "Tone",
    "examine",
    "gather",
]

_DIVERGING, *_RATES = RATE

#: Every diagnosis by its name, in the order in which they are told: causes before what follows from them.
DIAGNOSES: dict[str, Diagnosis] = {
    diagnosis.name: diagnosis
    for diagnosis in (UNITS[0], DATA[0], *GRADIENTS, _DIVERGING, *UNITS[1:], *_RATES, DATA[1], *FIT)
}


def examine(evidence: Evidence) -> dict[str, Finding]:
    """Return all that is found, by the names of the diagnoses, the most important first."""
    found: dict[str, Finding] = {}
    for name, diagnosis in DIAGNOSES.items():
        finding = diagnosis.examine(evidence) if not (diagnosis.is_last and found) else None
        if finding is not None:
            found[name] = finding
    return found


class Diagnose(Probe, frozen=True):
    """What is the matter with a run, by the names of the diagnoses, the most important first."""

    def measure(self, moment: Moment, network: Network) -> dict[str, Finding]:
        """Gather the evidence and examine it."""
        return examine(gather(moment, network))
