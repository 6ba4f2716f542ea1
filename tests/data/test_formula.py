from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nnviz.data import DATASETS, DataError
from nnviz.data.formula import DEEPEST, FUNCTIONS, LONGEST, inequality
from nnviz.data.typed import Typed

Floats = NDArray[np.float64]
X = np.linspace(-4.0, 4.0, 41)
Y = np.linspace(3.9, -4.1, 41) ** 3 / 20

MEANT: list[tuple[str, Callable[[Floats, Floats], NDArray[np.bool_]]]] = [
    ("y > sin x", lambda x, y: y > np.sin(x)),
    ("sin(x)", lambda x, y: y > np.sin(x)),
    ("x^2 + y^2 < 9", lambda x, y: x**2 + y**2 < 9),
    ("x² + y² ≤ 9", lambda x, y: x**2 + y**2 <= 9),
    ("y >= 2x - 1", lambda x, y: y >= 2 * x - 1),
    ("y > sin 2x + 1", lambda x, y: y > np.sin(2 * x) + 1),
    ("y > -x**2 + 3", lambda x, y: y > -(x**2) + 3),
    ("y > 2^-x", lambda x, y: y > 2.0**-x),
    ("y > x / 2 / 2", lambda x, y: y > x / 4),
    ("y > 3 - 2 - x", lambda x, y: y > 1 - x),
    ("x y > 0", lambda x, y: x * y > 0),
    ("abs(x) < 2 (y + 1)", lambda x, y: np.abs(x) < 2 * (y + 1)),
    ("y < exp(-x^2) cos(pi x)", lambda x, y: y < np.exp(-(x**2)) * np.cos(np.pi * x)),
]


@pytest.mark.parametrize(("text", "meant"), MEANT, ids=[text for text, _ in MEANT])
def test_a_formula_means_what_it_means_in_a_book(
    text: str, meant: Callable[[Floats, Floats], NDArray[np.bool_]]
) -> None:
    np.testing.assert_array_equal(inequality(text)(X, Y), meant(X, Y))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing at character 1"),
        ("y >", "nothing at character 4"),
        ("y > sim x", '"sim" at character 5'),
        ("y > (x + 1", "the bracket of character 5"),
        ("y > x)", '")" at character 6'),
        ("y > x > 1", '">" at character 7'),
        ("y > x.real", '"." at character 6'),
        ("y > [x]", '"[" at character 5'),
        ("y > '__import__'", '"\'" at character 5'),
        ("__import__('os').system('x')", '"_" at character 1'),
        ("y > open(x)", '"open" at character 5'),
        ("y > " + "(" * 60 + "x" + ")" * 60, f"more than {DEEPEST}"),
        ("y > " + "-" * 100 + "x", f"more than {DEEPEST}"),
        ("x" * (LONGEST + 1), f"longer than {LONGEST}"),
        ("y > x = 1", '"=" at character 7'),
    ],
)
def test_what_is_no_formula_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(DataError) as refused:
        inequality(text)
    assert words in str(refused.value)
    assert str(refused.value).startswith("data.formula is ")
    assert "\n" not in str(refused.value)


@given(st.text(alphabet="xy0123456789.+-*/^()<>= esincoplgqrtabh_'\"[]{}:,lambd", max_size=60))
def test_any_text_is_a_formula_or_one_sentence(text: str) -> None:
    try:
        holds = inequality(text)
    except DataError:
        return
    with np.errstate(all="ignore"):
        assert holds(X, Y).dtype == bool


def test_a_huge_power_takes_no_time_and_is_not_above() -> None:
    with np.errstate(all="ignore"):
        assert not inequality("y > 9^9^9^9^9^9 + x - x")(X, Y).any()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_known(name: str) -> None:
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(inequality(f"y > {name}(x)")(X, Y), FUNCTIONS[name](X) < Y)


def test_all_points_on_one_side_are_nothing_to_learn() -> None:
    with pytest.raises(DataError, match="must hold at some points"):
        DATASETS["function"].make(Typed(formula="y > 99"), np.random.RandomState(1), np.random.RandomState(2))
