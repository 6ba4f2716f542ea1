from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.training.presets import preset, preset_names
from nnviz.ui.opening import arrangement_for, opening_speed
from nnviz.ui.theme import GAP
from nnviz.ui.window.layouts import (
    LAYOUTS,
    Group,
    Node,
    column,
    first_key,
    group,
    pruned,
    row,
    size_class,
    sizes,
)


def _groups(node: Node) -> Iterator[Group]:
    if isinstance(node, Group):
        yield node
    else:
        for part in node.parts:
            yield from _groups(part)


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("variant", ["narrow", "wide", "low"])
def test_no_panel_stands_twice(name: str, variant: str) -> None:
    keys = [key for part in _groups(getattr(LAYOUTS[name], variant)) for key in part.keys]
    assert len(keys) == len(set(keys))


def test_1280_by_720_is_shared_out_as_designed() -> None:
    plane = LAYOUTS["plane"].narrow
    assert not isinstance(plane, Group)
    assert sizes(plane.parts, 1000, 584) == [568, 424]
    right = plane.parts[1]
    assert not isinstance(right, Group)
    assert sizes(right.parts, 584, 584) == [272, 128, 168]


def test_more_width_goes_to_the_hero_until_it_is_square() -> None:
    parts = (group("a", least=568, share=0, square=True), group("b", least=424))
    assert sizes(parts, 1200, 700) == [700, 492]
    assert sizes(parts, 1100, 700) == [668, 424]


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 3), st.booleans()), min_size=1, max_size=5),
    st.integers(0, 4000),
)
def test_the_room_is_filled_and_no_part_is_below_its_least(
    parts: list[tuple[int, int, bool]], room: int
) -> None:
    groups = [group("k", least=least, share=share, square=square) for least, share, square in parts]
    shared = sizes(groups, room, 500)
    assert all(size >= part.least for size, part in zip(shared, groups, strict=True))
    free = room - GAP * (len(groups) - 1) - sum(part.least for part in groups)
    if free >= 0 and groups[-1].share:
        assert sum(shared) + GAP * (len(groups) - 1) == room


def test_what_does_not_exist_is_left_out() -> None:
    node = row(group("a", "b", least=1), column(group("c", least=1), least=1))
    left = pruned(node, {"b"})
    assert left is not None
    assert [part.keys for part in _groups(left)] == [("b",)]
    assert first_key(left) == "b"
    assert pruned(node, ()) is None


def test_large_text_and_wide_windows_have_variants_of_their_own() -> None:
    layout = LAYOUTS["plane"]
    assert layout.fitting(size_class(1280, 584)) is layout.narrow
    assert layout.fitting(size_class(1600, 900)) is layout.wide
    assert layout.fitting(size_class(1920, 400)) is layout.low


@pytest.mark.parametrize("preset_name", preset_names())
def test_every_preset_has_a_layout_with_a_fitting_hero(preset_name: str) -> None:
    experiment = preset(preset_name)
    name = arrangement_for(experiment)
    heroes = {"plane": "boundary", "descent": "surface", "images": "predictions", "neuron": "neuron"}
    assert first_key(LAYOUTS[name].narrow) == heroes[name]
    assert (name == "descent") == (preset_name in ("bowl", "line"))
    assert (opening_speed(experiment) is None) == (name == "images")
