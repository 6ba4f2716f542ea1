from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.data import DATASETS
from nnviz.nn import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS
from nnviz.training.building import build_batches, build_dataset
from nnviz.training.experiment import Experiment
from nnviz.training.fields import Effect
from nnviz.training.presets import find_run, preset, preset_names
from nnviz.training.reading import ExperimentError

CLOUDS = Experiment.from_plain({"data": {"name": "clouds"}})


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_survives_its_own_toml(name: str) -> None:
    assert Experiment.from_toml(preset(name).to_toml()) == preset(name)


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_names_its_source_and_figure(name: str) -> None:
    about = preset(name).about
    assert about.title
    assert about.source
    assert about.figure


@pytest.mark.parametrize("name", DATASETS)
def test_every_field_has_words_and_an_effect(name: str) -> None:
    for field in Experiment.from_plain({"data": {"name": name}}).fields():
        assert field.title
        assert field.help, field.path
        assert isinstance(field.effect, Effect)


@given(
    rate=st.floats(1e-6, 100.0),
    batch=st.integers(0, 1_000_000),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    initializer=st.sampled_from(sorted(INITIALIZERS)),
    layers=st.lists(st.tuples(st.integers(1, 10_000), st.sampled_from(sorted(ACTIVATIONS))), max_size=4),
)
def test_any_experiment_reads_back_as_it_was_written(
    rate: float, batch: int, optimizer: str, initializer: str, layers: list[tuple[int, str]]
) -> None:
    experiment = CLOUDS.with_changes(
        {
            "learning.learning_rate": rate,
            "learning.batch_size": batch,
            "learning.optimizer": optimizer,
            "model.initializer": initializer,
            "model.hidden": [{"kind": "dense", "units": units, "activation": name} for units, name in layers],
        }
    )
    assert Experiment.from_toml(experiment.to_toml()) == experiment


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("learning.learning_rate", -1, "learning.learning_rate is -1; it must be a number from 1e-06 to 100"),
        (
            "learning.learning_rate",
            float("nan"),
            "learning.learning_rate is nan; it must be a number from 1e-06 to 100",
        ),
        (
            "learning.learning_rate",
            float("inf"),
            "learning.learning_rate is inf; it must be a number from 1e-06 to 100",
        ),
        (
            "learning.learning_rate",
            "fast",
            "learning.learning_rate is 'fast'; it must be a number from 1e-06 to 100",
        ),
        (
            "learning.batch_size",
            2.5,
            "learning.batch_size is 2.5; it must be a whole number from 0 to 1,000,000",
        ),
        (
            "learning.optimizer",
            "sdg",
            "learning.optimizer is 'sdg'; it must be one of " + ", ".join(OPTIMIZERS),
        ),
        ("learning.rate", 1, "learning.rate is not a field; learning has optimizer, learning_rate"),
        ("data.clouds", 1, "data.clouds is 1; it must be a whole number from 2 to 8"),
        ("data.name", "cloud", "data.name is 'cloud'; it must be one of " + ", ".join(DATASETS)),
        ("data.banana", 1, "data.banana is not a field; data has clouds, points"),
        ("model.hidden.0.units", 0, "model.hidden.0.units is 0; it must be a whole number from 1 to 10,000"),
        (
            "model.hidden.0.activation",
            "relo",
            "model.hidden.0.activation is 'relo'; it must be one of identity",
        ),
        ("model.hidden.7.units", 3, "model.hidden.7.units is not a field of this experiment"),
        ("model.hidden", [30, 10], 'model.hidden.0 is 30; a layer is written as { kind = "dense"'),
        ("model.hidden", [{"kind": "dens"}], "model.hidden.0.kind is 'dens'; a layer is written as"),
        ("model.hidden", [{"kind": "dense", "units": 3}], "model.hidden.0.activation is missing"),
        (
            "model.hidden",
            [{"kind": "dropout", "rate": 1}],
            "model.hidden.0.rate is 1; it must be a number from 0 to",
        ),
        (
            "model.hidden",
            [{"kind": "dropout", "units": 1}],
            "model.hidden.0.units is not a field; model.hidden.0 has rate",
        ),
        ("model.hidden", 5, "model.hidden is 5; it must be a list"),
        ("model.parameters", [1.0, "x"], "model.parameters.1 is 'x'; expected `float`"),
        ("model.parameters", [float("nan")], "model.parameters.0 is nan; expected `float` "),
        ("data.centres", [[0.0, 500.0]], "data.centres.0.1 is 500.0; expected `float` <= 100.0"),
        (
            "model.output",
            "relu",
            "model.output is 'relu'; it must be one of softmax",
        ),
        ("nowhere.at", 1, "nowhere.at is not a field of this experiment"),
        ("seeds.data", -1, "seeds.data is -1; it must be a whole number from 0"),
    ],
)
def test_a_wrong_value_gets_a_sentence_that_names_it_and_what_would_be_right(
    path: str, value: Any, sentence: str
) -> None:
    with pytest.raises(ExperimentError) as caught:
        CLOUDS.with_changes({path: value})
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "data.name is missing; it must be one of"),
        ("data = { name = [1] }", "data.name is [1]; it must be one of"),
        ("data = 3", "data.name is missing; it must be one of"),
        ("[data\n", "this is not TOML"),
        ('[data]\nname = "clouds"\n[typo]\nx = 1', "typo is not a field; an experiment has data, about"),
        ('learning = 3\n[data]\nname = "clouds"\n', "learning is 3; it must be a table"),
    ],
)
def test_a_wrong_file_gets_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ExperimentError, match="^" + re.escape(sentence[:20])) as caught:
        Experiment.from_toml(text)
    assert sentence in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match=r"nowhere\.toml cannot be read: No such file"):
        find_run(str(tmp_path / "nowhere.toml"))
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ExperimentError, match=r"binary\.toml is not a text file"):
        find_run(str(binary))


def test_an_unknown_preset_is_told_the_known_ones() -> None:
    with pytest.raises(ExperimentError, match=r"there is no preset 'cloud'; there is clouds, .*mnist"):
        find_run("cloud")


@pytest.mark.parametrize(
    ("path", "value", "effect"),
    [
        ("learning.learning_rate", 0.5, Effect.LIVE),
        ("learning.batch_size", 3, Effect.LIVE),
        ("learning.optimizer", "adam", Effect.NEW_OPTIMIZER),
        ("model.hidden.0.units", 6, Effect.NEW_NETWORK),
        ("seeds.weights", 9, Effect.NEW_NETWORK),
        ("seeds.data", 9, Effect.NEW_DATA),
        ("data.spread", 0.5, Effect.NEW_DATA),
        ("data.name", "mnist", Effect.NEW_DATA),
        ("about.title", "Mine", None),
    ],
)
def test_a_change_has_the_effect_of_its_dearest_field(path: str, value: Any, effect: Effect | None) -> None:
    assert CLOUDS.effect_of(CLOUDS.with_changes({path: value})) is effect


@pytest.mark.parametrize("name", DATASETS)
def test_every_loss_that_fits_a_data_set_brings_an_output_that_fits_both(name: str) -> None:
    experiment = Experiment.from_plain({"data": {"name": name}})
    losses = next(field.choices for field in experiment.fields() if field.path == "learning.loss")
    assert losses
    for loss in losses:
        changed = experiment.with_changes({"learning.loss": loss})
        assert changed.model.output in LOSSES[loss].output_activations


@pytest.mark.parametrize("name", DATASETS)
def test_another_data_set_brings_a_loss_that_fits(name: str) -> None:
    changed = CLOUDS.with_changes({"data.name": name})
    assert changed.with_changes({"data.name": "clouds"}).learning.loss in LOSSES


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"model.output": "sigmoid"}, 3),
        ({"learning.learning_rate": 0.5}, 3),
        ({"seeds.weights": 3}, 0),
        ({"data.name": "clouds"}, 0),
        ({"model.hidden": [{"kind": "dense", "units": 2, "activation": "tanh"}]}, 0),
        ({"seeds.weights": 3, "model.parameters": [1.0, 2.0, 3.0]}, 3),
    ],
)
def test_given_weights_do_not_outlive_what_asks_for_others(changes: dict[str, Any], count: int) -> None:
    assert len(preset("perceptron-football").with_changes(changes).model.parameters) == count


@pytest.mark.parametrize("name", [name for name, kind in DATASETS.items() if not kind.needs_file])
def test_a_change_from_minibatches_to_any_data_set_can_be_trained(name: str) -> None:
    changed = CLOUDS.with_changes({"learning.batch_size": 32}).with_changes({"data.name": name})
    dataset, _ = build_dataset(changed)
    batches = build_batches(changed, dataset)
    assert batches.is_empty == (name == "own_points")
    assert batches.is_empty or len(batches.next()[0])


def test_one_output_for_two_classes_brings_its_own_loss() -> None:
    one = CLOUDS.with_changes({"data.name": "circle", "data.targets": "zero_one"})
    assert (one.learning.loss, one.model.output) == ("binary_cross_entropy", "sigmoid")
    other = one.with_changes({"data.targets": "minus_plus"})
    assert (other.learning.loss, other.model.output) == ("mse", "tanh")


def test_a_momentum_means_something_for_momentum_alone() -> None:
    def shown(optimizer: str) -> bool:
        experiment = CLOUDS.with_changes({"learning.optimizer": optimizer})
        return next(field for field in experiment.fields() if field.name == "momentum").when(experiment)

    assert shown("momentum")
    assert not shown("sgd")


def test_images_bring_batches_in_place_of_the_whole_split() -> None:
    whole = CLOUDS.with_changes({"learning.batch_size": 0})
    assert whole.with_changes({"data.name": "mnist"}).learning.batch_size == 32
    assert whole.with_changes({"data.name": "mnist", "learning.batch_size": 0}).learning.batch_size == 0
