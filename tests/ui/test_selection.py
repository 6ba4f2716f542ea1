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
