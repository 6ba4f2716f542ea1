from pathlib import Path

import pytest

from nnviz import resources_path
from nnviz.resources_path import resources_dir


def test_a_checkout_has_its_resources_beside_the_package() -> None:
    assert resources_dir() == Path(__file__).resolve().parents[1] / "resources"
    assert (resources_dir() / "mnist").is_dir()


def test_an_installed_wheel_has_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "nnviz"
    (package / "resources").mkdir(parents=True)
    monkeypatch.setattr(resources_path, "__file__", str(package / "resources_path.py"))
    assert resources_dir() == package / "resources"
