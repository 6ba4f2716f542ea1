from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.nn import ACTIVATIONS, LOSSES, OPTIMIZERS
from nnviz.training.walk.functions import ELEMENTWISE, ERRORS, LOSS_FORMULAS, SENTENCES
from nnviz.training.walk.listing import ERROR_CODE, LOSS_CODE, RULES
from nnviz.training.walk.notation import Boxed, Fraction, Math, Number, Row, Script, bare, plain_text, row
from nnviz.training.walk.recorder import record
from nnviz.training.walk.sheet import Factor, long_sum
from nnviz.training.walk.stages import Stage, stages
from nnviz.training.walk.updates import MOMENT_RULES, MOMENT_SENTENCES, MOMENT_TITLES, UPDATES
from nnviz.training.walk.walk import Place, Walk
from tests.training.walk.nets import DENSE, RUNS, opened, run_of, train


@pytest.fixture(params=RUNS)
def walk(request: pytest.FixtureRequest) -> Walk:
    return record(run_of(str(request.param)), ("train", 5))


@pytest.fixture(params=RUNS)
def batch(request: pytest.FixtureRequest) -> Walk:
    return record(run_of(str(request.param)))


def numbers_in(math: Math) -> Iterator[Number]:
    match math:
        case Number():
            yield math
        case Script():
            for part in (math.base, math.sub, math.sup):
                if part is not None:
                    yield from numbers_in(part)
        case Fraction():
            yield from numbers_in(math.top)
            yield from numbers_in(math.bottom)
        case Boxed():
            yield from numbers_in(math.inside)
        case Row():
            for part in math.parts:
                yield from numbers_in(part)
        case _:
            return


def places(walk: Walk, stage: Stage) -> Iterator[Place]:
    """The first place of a stage, and one in the middle of each of its results."""
    yield stage.first_place(walk)
    for quantity in stage.results:
        rows, columns = walk.matrix(quantity).shape
        if rows and columns:
            yield Place(quantity, rows // 2, columns // 2)


def check_sheets(walk: Walk) -> None:
    for stage in stages(walk):
        for place in places(walk, stage):
            sheet = stage.sheet(walk, place)
            assert sheet.sentence
            assert sheet.result == place
            for _, line in sheet.workings:
                for number in numbers_in(line):
                    if number.place is not None:
                        assert number.value == walk.number(number.place)
            for factor in sheet.equation:
                if isinstance(factor, Factor):
                    assert factor.quantity in walk.values
                    assert plain_text(factor.title)
            for picture in sheet.pictures:
                for at in np.ndindex(picture.values.shape):
                    pixel = picture.places[at[0]][at[1]] if picture.places else None
                    if pixel is not None and picture.operator != "=":
                        assert picture.values[at] == walk.number(pixel)
            for used in sheet.used:
                walk.number(used)


def test_every_number_of_a_sample_is_the_engines(walk: Walk) -> None:
    check_sheets(walk)


def test_every_number_of_a_batch_is_the_engines(batch: Walk) -> None:
    check_sheets(batch)


def test_the_last_number_of_the_workings_is_the_result(walk: Walk) -> None:
    for stage in stages(walk):
        if stage.key[0] == "again":
            continue
        sheet = stage.sheet(walk, stage.first_place(walk))
        boxed = [part for _, line in sheet.workings for part in boxes_in(line)]
        assert [next(numbers_in(box)).place for box in boxed] == [sheet.result]


def boxes_in(math: Math) -> Iterator[Boxed]:
    if isinstance(math, Boxed):
        yield math
    elif isinstance(math, Row):
        for part in math.parts:
            yield from boxes_in(part)


def test_the_stages_of_a_small_net_come_in_the_order_of_the_books() -> None:
    walk = record(opened(DENSE, "xor", optimizer="sgd"), ("train", 3))
    assert [plain_text(stage.symbol) for stage in stages(walk)] == [
        "X", "Z_1", "A_1", "Z_2", "A_2", "L", "δ_2", "∇ W_2", "δ_1", "∇ W_1", "w , b", "L ′",
    ]  # fmt: skip


def test_a_hidden_delta_is_written_as_in_the_books() -> None:
    walk = record(opened(DENSE, "xor", optimizer="sgd"), ("train", 3))
    stage = next(each for each in stages(walk) if each.key == ("delta", 1))
    sheet = stage.sheet(walk, Place(stage.results[0], 0, 1))
    assert plain_text(sheet.formula) == "δ_1 = ( δ_2 W_2^T ) ⊙ A_1 ⊙ ( 1 − A_1 )"
    titles = [each if isinstance(each, str) else plain_text(each.title) for each in sheet.equation]
    assert titles == ["δ_2", "·", "W_2^T", "⊙", "A_1 ⊙ ( 1 − A_1 )", "=", "δ_1"]
    assert plain_text(sheet.workings[0][0]) == "δ_1,2"


def test_softmax_with_cross_entropy_says_why_its_delta_is_so_simple() -> None:
    walk = record(opened(DENSE), ("train", 3))
    sheet = next(
        each.sheet(walk, each.first_place(walk)) for each in stages(walk) if each.key == ("delta", 2)
    )
    assert plain_text(sheet.formula) == "δ_2 = A_2 − T"
    assert "y_" in plain_text(sheet.why[0])
    assert plain_text(sheet.why[0]).endswith(f"y_{sheet.result.column + 1} − t_{sheet.result.column + 1}")


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_update_with_numbers_gives_the_new_weight(optimizer: str) -> None:
    """The filled-in formula, reckoned in plain arithmetic, is the engine's new weight."""
    walk = record(train(opened(DENSE, optimizer=optimizer), 4), ("train", 1))
    stage = next(each for each in stages(walk) if each.key[0] == "new")
    sheet = stage.sheet(walk, stage.first_place(walk))
    text = exact_text(sheet.workings[0][1]).replace("ε", repr(getattr(walk.optimizer, "epsilon", 0.0)))
    found = eval(text, {"root": lambda value: value**0.5})
    assert found == pytest.approx(walk.number(sheet.result), rel=1e-5)


def exact_text(math: Math) -> str:
    """Write a formula as an expression of Python."""
    match math:
        case Number():
            return f"({math.value!r})"
        case Fraction():
            return f"(({exact_text(math.top)}) / ({exact_text(math.bottom)}))"
        case Row():
            parts = [exact_text(part) for part in math.parts]
            for index, part in enumerate(parts):
                if part == "√":
                    parts[index], parts[index + 1] = "root", f"({parts[index + 1]})"
            return " ".join(parts).replace("√ (", "root(")
        case _:
            return plain_text(math).replace("−", "-").replace("·", "*")


def test_a_long_sum_says_what_it_leaves_out() -> None:
    values = np.array([1.0, -5.0, 0.5, 3.0, 0.25, 0.125])
    text = plain_text(long_sum(values, lambda index: Number(values[index])))
    assert text == "1.0000 + −5.0000 + 3.0000 + (3 more: 0.8750 )"


def test_a_long_sum_names_the_few_terms_that_it_leaves_out() -> None:
    values = np.array([0.5, -5.0, 2.0, 3.0, 0.25])
    text = plain_text(long_sum(values, lambda index: Number(values[index]), "unit"))
    assert text == "−5.0000 + 2.0000 + 3.0000 + (units 1 and 5: 0.7500 )"
    many = plain_text(long_sum(np.arange(9.0), lambda index: Number(index), "sample"))
    assert many == "6.0000 + 7.0000 + 8.0000 + (6 more samples: 15.0000 )"


@pytest.mark.parametrize(
    ("before", "after", "sentence", "written"),
    [
        (1.5, 1.2, "the loss has fallen.", ("1.5000", "1.2000", "20.0 % less")),
        (0.5, 0.5, "the loss is unchanged.", ("0.5000", "0.5000", "unchanged")),
        (0.5, 0.500002, "the loss has not fallen.", ("0.500000", "0.500002", "0.0004 % more")),
        (0.5, 0.49999999, "the loss has fallen.", ("0.50000000", "0.49999999", "0.000002 % less")),
    ],
)
def test_the_loss_once_more_is_judged_by_all_its_digits(
    before: float, after: float, sentence: str, written: tuple[str, str, str]
) -> None:
    walk = replace(record(opened(DENSE), ("train", 3)), loss=before, loss_after=after)
    stage = stages(walk)[-1]
    sheet = stage.sheet(walk, stage.first_place(walk))
    assert sheet.sentence.endswith(sentence)
    assert plain_text(sheet.workings[0][1]) == written[0]
    assert plain_text(sheet.workings[1][1]) == f"{written[1]} {written[2]}"


def test_everything_that_can_be_chosen_can_be_written() -> None:
    assert set(SENTENCES) == set(ACTIVATIONS)
    assert set(ELEMENTWISE) == set(ACTIVATIONS) - {"softmax"}
    assert set(LOSS_FORMULAS) == set(ERRORS) == set(LOSS_CODE) == set(ERROR_CODE) == set(LOSSES)
    assert set(UPDATES) == set(OPTIMIZERS) == {*RULES, "sgd"}
    moments = {(kind.name, moment) for kind in OPTIMIZERS.values() for moment in kind.moments}
    assert set(MOMENT_RULES) == moments
    assert set(MOMENT_TITLES) == set(MOMENT_SENTENCES) == {moment for _, moment in moments}


def test_a_negative_number_has_brackets_only_where_an_operator_stands_before_it() -> None:
    negative = Number(-0.5, guarded=True)
    first, second = row("tanh (", negative, ")"), row(negative, "·", negative)
    assert [number.guarded for number in numbers_in(first)] == [False]
    assert [number.guarded for number in numbers_in(bare(second))] == [False, True]
    assert [number.guarded for number in numbers_in(row("−", second))] == [True, True]
