import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.training.fields import Effect, Field
from nnviz.training.presets import preset
from nnviz.ui.controls import numbers, progress, sentences

FIELDS = {field.path: field for name in ("clouds", "mnist") for field in preset(name).fields()}
NUMBERS = [field for field in FIELDS.values() if field.kind in (int, float)]


def field(path: str) -> Field:
    return FIELDS[path]


@pytest.mark.parametrize("module", [numbers, sentences, progress])
def test_what_the_docstrings_promise_holds(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("data.points", "1,500", 1500),
        ("data.points", " 12 ", 12),
        ("data.points", "1.0", 1),
        ("data.points", "2.5", 2.5),
        ("data.points", "many", "many"),
        ("data.points", "0,015", "0,015"),
        ("learning.learning_rate", "1e-3", 0.001),
        ("learning.learning_rate", "0,015", "0,015"),
        ("learning.learning_rate", "−1", -1.0),
        ("learning.batch_size", "all", 0),
        ("learning.batch_size", "all 1,500", 0),
        ("seeds.weights", "data", 0),
        ("learning.measure_every", "25 epochs", 25),
    ],
)
def test_reads_what_people_type(path: str, text: str, value: object) -> None:
    assert numbers.read(field(path), text) == value


@pytest.mark.parametrize("each", NUMBERS, ids=lambda each: each.path)
@given(data=st.data())
def test_a_value_is_read_back_as_it_was_written(each: Field, data: st.DataObject) -> None:
    low, high = each.minimum or 0, each.maximum or 1e6
    if each.kind is int:
        value: float = data.draw(st.integers(int(low), int(high)))
    else:
        value = float(f"{data.draw(st.floats(low, high)):.4g}")
    assert numbers.read(each, numbers.write(each, value)) == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize("each", NUMBERS, ids=lambda each: each.path)
@pytest.mark.parametrize("steps", [1, -1, 10, -10])
def test_a_step_stays_within_the_limits(each: Field, steps: int) -> None:
    assert each.minimum is not None
    assert each.maximum is not None
    for value in (each.minimum, each.maximum):
        assert each.minimum <= numbers.stepped(each, value or 1e-6, steps) <= each.maximum


@pytest.mark.parametrize(
    ("path", "value", "steps", "then"),
    [
        ("data.points", 5, 1, 6),
        ("data.points", 500, 1, 510),
        ("data.points", 500, -10, 400),
        ("seeds.data", 500, 1, 501),
        ("data.spread", 1.0, 1, 1.1),
        ("learning.momentum", 0.9, -1, 0.89),
        ("learning.learning_rate", 0.1, 10, 1.0),
        ("learning.learning_rate", 0.1, 1, 0.13),
    ],
)
def test_a_step_is_as_large_as_a_person_would_make_it(
    path: str, value: float, steps: int, then: float
) -> None:
    assert numbers.stepped(field(path), value, steps) == pytest.approx(then)


def test_the_allowed_values_are_printed_with_powers_of_ten() -> None:
    assert numbers.allowed(field("learning.learning_rate")) == "a number from 10⁻⁶ to 100"


def test_words_stay_words() -> None:
    name = Field("data.file", "File", "", str, Effect.NEW_DATA)
    assert numbers.read(name, numbers.write(name, "a, b.csv")) == "a, b.csv"


def test_a_stepped_count_is_a_count_that_the_experiment_takes() -> None:
    experiment = preset("clouds")
    field = next(field for field in experiment.fields() if field.path == "data.clouds")
    value = numbers.stepped(field, 3, 1)
    assert isinstance(value, int)
    assert experiment.with_changes({"data.clouds": value}).value("data.clouds") == 4
