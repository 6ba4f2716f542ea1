from __future__ import annotations

import numpy as np
import pytest

from nnviz.training.diagnosis import DIAGNOSES, Diagnose, Finding, Tone
from nnviz.training.edits import ChangeExperiment
from nnviz.training.predictor import Predictor
from nnviz.training.presets import preset
from nnviz.training.run import DivergedError, TrainingRun
from tests.training.diagnosis.cases import ILL, SIMILAR, Case, recipe


def findings(run: TrainingRun) -> dict[str, Finding]:
    moment = run.moment()
    with np.errstate(all="ignore"):
        return Diagnose().measure(moment, Predictor().follow(moment))


def trained(case: Case) -> TrainingRun:
    run = TrainingRun(recipe(case.changes))
    with np.errstate(all="ignore"):
        try:
            for _ in range(case.steps):
                run.step()
        except DivergedError:
            pass
    return run


@pytest.mark.parametrize("name", DIAGNOSES)
def test_a_run_that_has_it_is_told_so(name: str) -> None:
    found = findings(trained(ILL[name]))
    assert name in found
    assert any(character.isdigit() for character in found[name].sentences)


@pytest.mark.parametrize("name", DIAGNOSES)
def test_a_run_that_looks_similar_is_not(name: str) -> None:
    assert name not in findings(trained(SIMILAR[name]))


@pytest.mark.parametrize("name", [name for name in DIAGNOSES if name != "learning"])
def test_each_has_one_suggestion_that_can_be_carried_out_and_taken_back(name: str) -> None:
    run = trained(ILL[name])
    suggestion = findings(run)[name].suggestion
    assert suggestion is not None
    before = run.experiment
    after = before.with_changes(dict(suggestion.changes))
    assert after != before
    run.apply(suggestion.edit or ChangeExperiment(after))
    assert run.experiment.model.hidden == after.model.hidden
    run.apply(suggestion.undo or ChangeExperiment(before))
    assert run.experiment.with_changes({"model.parameters": before.model.parameters}) == before


CURED = {
    "all-equal weights": 300,
    "inputs not scaled": 300,
    "vanishing gradients": 300,
    "diverging": 200,
    "saturated units": 200,
    "rate too high": 300,
    "dead units": 300,
}


@pytest.mark.parametrize("name", CURED)
def test_what_is_suggested_helps(name: str) -> None:
    run = trained(ILL[name])
    for _ in range(4):  # a rate may have to be lowered more than once
        found = findings(run)
        if name not in found:
            break
        suggestion = found[name].suggestion
        assert suggestion is not None
        changed = ChangeExperiment(run.experiment.with_changes(dict(suggestion.changes)))
        run.apply(suggestion.edit or changed)
        with np.errstate(all="ignore"):
            for _ in range(CURED[name]):
                run.step()
    assert name not in findings(run)


def test_a_young_run_is_not_judged() -> None:
    assert list(findings(trained(Case({}, 5)))) == ["learning"]
    found = findings(trained(Case({}, 0)))
    assert found["learning"].title == "Not begun"


PLANAR = ("clouds", "bowl", "line", *(f"playground-{name}" for name in ("spiral", "xor", "circle", "gauss")))


@pytest.mark.parametrize("name", PLANAR)
def test_the_presets_are_well(name: str) -> None:
    run = TrainingRun(preset(name))
    for _ in range(400):
        run.step()
    assert {finding.tone for finding in findings(run).values()} == {Tone.CALM}


def test_after_a_change_only_what_followed_counts() -> None:
    run = trained(ILL["rate too high"])
    run.apply(ChangeExperiment(run.experiment.with_changes({"learning.learning_rate": 0.1})))
    for _ in range(10):
        run.step()
    found = findings(run)
    assert "rate too high" not in found
    assert found["learning"].title == "Watching"
