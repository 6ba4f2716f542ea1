from __future__ import annotations

import pytest

from nnviz.nn import relative_error
from nnviz.training.walk.asking import Check
from nnviz.training.walk.walk import Place, Quantity
from nnviz.ui.drawing.microscope.check import agree


@pytest.mark.parametrize(
    ("gradient", "difference", "do"),
    [
        (0.3575605, 0.3575605, True),
        (0.3575605, 0.3575705, False),
        (1.1310774e-8, 1.1310397e-8, True),  # as far apart as rounding sets them
        (1.13e-8, 2.26e-8, False),
        (-5.7e-14, 0.0, True),
    ],
)
def test_the_two_agree_if_rounding_alone_sets_them_apart(
    gradient: float, difference: float, do: bool
) -> None:
    place = Place(Quantity("W", 1), 0, 0)
    assert agree(Check(place, gradient, difference, relative_error(gradient, difference))) is do
