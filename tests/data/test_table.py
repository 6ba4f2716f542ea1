from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data import DATASETS, table
from nnviz.data.dataset import DataError, Dataset, Task
from nnviz.data.files import source
from nnviz.data.table import OwnTable, preview_table, read_table

FLOWERS = ["length,width,kind", *(f"{i / 2},{-i},{'rose' if i % 3 else 'daisy'}" for i in range(30))]


def written(folder: Path, lines: list[str], encoding: str = "utf-8", ending: str = "\n") -> str:
    path = folder / "table.csv"
    path.write_bytes(ending.join([*lines, ""]).encode(encoding))
    return str(path)


def read(folder: Path, lines: list[str], label: str = "", encoding: str = "utf-8") -> table.Table:
    return read_table(source(written(folder, lines, encoding), "a table"), label)


def make(settings: OwnTable) -> Dataset:
    return DATASETS["table"].make(settings, np.random.RandomState(1), np.random.RandomState(2))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_with_names(tmp_path: Path, delimiter: str) -> None:
    made = read(tmp_path, [line.replace(",", delimiter) for line in FLOWERS])
    assert made.feature_names == ("length", "width")
    assert made.class_names == ("daisy", "rose")
    assert made.features[:3].tolist() == [[0, 0], [0.5, -1], [1, -2]]
    assert made.labels[:4].tolist() == [0, 1, 1, 0]


def test_a_table_without_names(tmp_path: Path) -> None:
    made = read(tmp_path, FLOWERS[1:])
    assert made.feature_names == ("column 1", "column 2")
    assert len(made.labels) == 30


def test_the_class_column_by_name(tmp_path: Path) -> None:
    made = read(tmp_path, ["kind, width,length", "a,1,2", "b,3,4"], label="kind")
    assert made.feature_names == ("width", "length")
    assert made.features.tolist() == [[1, 2], [3, 4]]
    assert made.class_names == ("a", "b")


@pytest.mark.parametrize(
    ("classes", "order"),
    [(["10", "9", "-1"], ("-1", "9", "10")), (["b", "a", "2"], ("2", "a", "b"))],
)
def test_classes_are_in_order(tmp_path: Path, classes: list[str], order: tuple[str, ...]) -> None:
    made = read(tmp_path, ["x,y", *(f"{i},{name}" for i, name in enumerate(classes))])
    assert made.class_names == order
    assert [order[label] for label in made.labels] == classes


def test_quotes_blank_lines_and_a_byte_order_mark(tmp_path: Path) -> None:
    lines = ['"the ""x""",y,"class, of two"', "1,2,a", "", ' 3 ,"4","b,c"', ",,"]
    made = read(tmp_path, lines, encoding="utf-8-sig")
    assert made.feature_names == ('the "x"', "y")
    assert made.features.tolist() == [[1, 2], [3, 4]]
    assert made.class_names == ("a", "b,c")


@given(
    st.lists(st.tuples(*[st.floats(-1e30, 1e30)] * 2, st.sampled_from("abc")), min_size=2).filter(
        lambda rows: len({row[2] for row in rows}) > 1
    )
)
def test_numbers_come_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float, float, str]]
) -> None:
    made = read(tmp_path_factory.mktemp("table"), ["x,y,kind", *(f"{x!r},{y!r},{c}" for x, y, c in rows)])
    assert made.features.tolist() == [[x, y] for x, y, _ in rows]
    assert [made.class_names[label] for label in made.labels] == [c for _, _, c in rows]


HEAD = ["x,y,kind", "1,2,a", "3,4,b"]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([*HEAD, "1,,a"], r'Line 4 .* has no value in the column "y"; fill it in or leave'),
        ([*HEAD, "NA,1,a"], r'Line 4 .* has no value in the column "x"'),
        ([*HEAD, "nan,1,a"], r'Line 4 .* has no value in the column "x"'),
        (
            [*HEAD, "", "1,inf,a"],
            r'Line 5 .* has "inf" in the column "y" where a number up to 1e\+30 belongs',
        ),
        ([*HEAD, "1,two,a"], r'Line 4 .* has "two" in the column "y" where a number up to 1e\+30 belongs'),
        ([*HEAD, "=cmd(),1,a"], r'Line 4 .* has "=cmd\(\)" in the column "x"'),
        ([*HEAD, "1e31,1,a"], r'Line 4 .* has "1e31" in the column "x"'),
        ([*HEAD, "1,2,"], r'Line 4 .* has no class in the column "kind"'),
        ([*HEAD, "1,2"], r"Line 4 .* has 2 values instead of 3"),
        ([*HEAD, "1,2,a,b"], r"Line 4 .* has 4 values instead of 3"),
        ([*HEAD, f"1,2,{'a' * 61}"], r"Line 4 .* class whose name is longer than 60"),
        ([*HEAD, f"1,2,{'a' * 200_000}"], r"Line 4 .* is longer than 100,000 bytes"),
        ([*HEAD, '1,2,"a', *["b"] * 70_000, "c"], r"Line [\d,]+ .* cannot be read as CSV"),
        (
            ["x,kind", *(f"1,{i}" for i in range(101))],
            r'Line 102 .* brings a class too many; the column "kind"',
        ),
        (["x", "1", "2"], r"Line 1 .* has 1 values.* a feature and a class at least"),
        ([",".join("x" * 1001)], r"Line 1 .* has 1,001 values.* at most 1,000"),
        (HEAD[:2], r"have the same class, or there are none"),
        (HEAD[:1], r"have the same class, or there are none"),
        ([], r"Line 1 .* has 0 values"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, lines: list[str], problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        read(tmp_path, lines)


def test_no_such_class_column(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match=r'Line 1 .* has no column named "colour"; there are length, width, kind'
    ):
        read(tmp_path, FLOWERS, label="colour")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding(tmp_path: Path, encoding: str) -> None:
    number = 1 if encoding == "utf-16" else 4
    with pytest.raises(DataError, match=rf"Line {number} .* is not text in UTF-8; save the file"):
        read(tmp_path, [*HEAD, "1,2,ä"], encoding=encoding)


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 29)
    with pytest.raises(DataError, match=r"Line 31 .* is one row too many; at most 29"):
        read(tmp_path, FLOWERS)
    monkeypatch.setattr(table, "MOST_NUMBERS", 60)
    with pytest.raises(DataError, match=r"Line 22 .* is one row too many; at most 20"):
        read(tmp_path, [*FLOWERS, ""])


@given(st.binary(max_size=300))
def test_no_bytes_lead_to_anything_but_a_table_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, contents: bytes
) -> None:
    path = tmp_path_factory.mktemp("table") / "table.csv"
    path.write_bytes(contents)
    try:
        made = read_table(source(str(path), "a table"))
    except DataError:
        return
    assert np.isfinite(made.features).all()
    assert len(made.class_names) > 1


def test_the_data_set_of_a_table(tmp_path: Path) -> None:
    settings = OwnTable(file=written(tmp_path, FLOWERS), test_share=0.2, validation_share=0.1)
    dataset = make(settings)
    assert [len(split) for split in (dataset.train, dataset.validation, dataset.test)] == [21, 3, 6]
    assert dataset.task is Task.MULTICLASS
    assert dataset.input_shape == (2,)
    assert dataset.outputs == 2
    assert np.allclose(dataset.train.model_inputs().mean(axis=0), 0, atol=1e-6)
    rows = np.concatenate([split.inputs for split in (dataset.train, dataset.validation, dataset.test)])
    assert sorted(rows[:, 0]) == [i / 2 for i in range(30)]
    assert np.array_equal(make(settings).train.inputs, dataset.train.inputs)


def test_a_table_with_one_output(tmp_path: Path) -> None:
    dataset = make(OwnTable(file=written(tmp_path, FLOWERS), targets="minus_plus"))
    assert dataset.task is Task.BINARY
    assert dataset.levels == (-1.0, 1.0)
    assert set(dataset.train.targets[:, 0]) == {-1, 1}


def test_a_preview_shows_rows_as_they_stand_and_names_columns(tmp_path: Path) -> None:
    found = preview_table(source(written(tmp_path, FLOWERS), "a table"), 2)
    assert found == (("length", "width", "kind"), (("0.0", "0", "daisy"), ("0.5", "-1", "rose")), "kind")
    unnamed = preview_table(source(written(tmp_path, ["1,2,=x()", "3,4,b"]), "a table"))
    assert unnamed == (
        ("column 1", "column 2", "column 3"),
        (("1", "2", "=x()"), ("3", "4", "b")),
        "column 3",
    )


def test_a_column_without_a_name_is_chosen_by_its_number(tmp_path: Path) -> None:
    found = read(tmp_path, ["1,2,3", "4,5,6"], "column 2")
    assert found.class_names == ("2", "5")
    assert found.features.tolist() == [[1, 3], [4, 6]]


SAVED = ["x,y,class,split", "1,2,a,train", "3,4,b,train", "5,6,a,validation", "7,8,b,test"]


def test_a_table_that_says_the_splits_keeps_them(tmp_path: Path) -> None:
    file = written(tmp_path, SAVED)
    assert preview_table(source(file, "a table")).label == "class"
    for label in ("", "class"):
        dataset = make(OwnTable(file=file, label=label, scaling="none"))
        assert dataset.feature_names == ("x", "y")
        assert dataset.class_names == ("a", "b")
        assert sorted(dataset.train.inputs.tolist()) == [[1, 2], [3, 4]]
        assert dataset.validation.inputs.tolist() == [[5, 6]]
        assert dataset.test.inputs.tolist() == [[7, 8]]
        assert dataset.test.labels.tolist() == [1]


def test_a_column_called_split_may_be_a_feature_or_the_class(tmp_path: Path) -> None:
    numbers = read(tmp_path, ["split,x,kind", "1,2,a", "3,4,b"])
    assert numbers.feature_names == ("split", "x")
    assert numbers.splits is None
    chosen = read(tmp_path, ["x,y,split", "1,2,train", "3,4,test"], "split")
    assert chosen.class_names == ("test", "train")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [("9,9,a,tset", 'has "tset" in the column "split", not one of'), ("9,9,a", "has")],
)
def test_a_split_that_there_is_not_is_named_with_its_line(tmp_path: Path, row: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence) as error:
        read(tmp_path, [*SAVED, row])
    assert "6" in str(error.value)


def test_a_table_without_a_row_to_test_with_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="which tested"):
        make(OwnTable(file=written(tmp_path, SAVED[:-1])))
