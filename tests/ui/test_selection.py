import pytest
from msgspec.structs import replace

from nnviz.training.edits import ChangeExperiment, Edit
from nnviz.training.edits.features import ChangeFeatures
from nnviz.training.edits.points import AddPoints, ErasePoints, MovePoint, RelabelPoints
from nnviz.training.presets import preset
from nnviz.training.run import TrainingRun
from nnviz.ui.selection import Sample, Selection, Selector, Unit


def test_selecting_one_thing_leaves_the_others_and_says_so_once() -> None:
    selector, told = Selector(), list[Selection]()
    selector.changed.connect(told.append)
    selector.select(sample=Sample("test", 4))
    selector.select(unit=Unit(1, 2))
    selector.select(unit=Unit(1, 2))
    assert told[-1] == selector.now == Selection(sample=Sample("test", 4), unit=Unit(1, 2))
    assert len(told) == 2


def test_the_unit_pointed_at_goes_before_the_selected_one() -> None:
    selector = Selector()
    selector.select(unit=Unit(0, 1), pointed=Unit(0, 3))
    assert selector.now.shown_unit == Unit(0, 3)
    selector.select(pointed=None)
    assert selector.now.shown_unit == Unit(0, 1)
    selector.clear()
    assert selector.now == Selection()


@pytest.fixture
def selector() -> Selector:
    """One of everything is selected, of samples a training point."""
    made = Selector()
    made.select(sample=Sample("train", 5), unit=Unit(0, 1), parameter=3, classes=(0, 1), pointed=Unit(0, 2))
    return made


@pytest.mark.parametrize(
    ("edit", "is_kept"),
    [
        (AddPoints((0.0,), (0.0,), 1, 1), True),
        (MovePoint(5, 9.0, 9.0, 1), True),
        (RelabelPoints(-99.0, 99.0, -99.0, 99.0, 1, 1), True),
        (ErasePoints(0.0, 0.0, 99.0, 1), False),
    ],
)
def test_what_there_still_is_stays_selected_when_points_are_edited(
    selector: Selector, edit: Edit, is_kept: bool
) -> None:
    run = TrainingRun(preset("clouds"))
    before = run.dataset
    run.apply(edit)
    assert run.dataset is not before
    wanted = selector.now if is_kept else replace(selector.now, sample=None)
    selector.follow(before, run.dataset)
    assert selector.now == wanted


@pytest.mark.parametrize("erased", [0, 9])
def test_a_point_stays_selected_only_while_its_row_is_still_its_own(selector: Selector, erased: int) -> None:
    run = TrainingRun(preset("clouds"))
    before = run.dataset
    x, y = before.train.inputs[erased].tolist()
    run.apply(ErasePoints(x, y, 1e-4, 1))
    assert len(run.dataset.train) == len(before.train) - 1
    selector.follow(before, run.dataset)
    assert selector.now.sample == (Sample("train", 5) if erased > 5 else None)
    assert selector.now.unit == Unit(0, 1)


@pytest.mark.parametrize(
    "edit",
    [
        ChangeExperiment(preset("clouds").with_changes({"data.points": 7})),
        ChangeFeatures(("x", "y", "x_squared")),
    ],
)
def test_in_another_data_set_and_with_other_inputs_nothing_stays_selected(
    selector: Selector, edit: Edit
) -> None:
    run = TrainingRun(preset("clouds"))
    before = run.dataset
    run.apply(edit)
    selector.follow(before, run.dataset)
    assert selector.now == Selection()
