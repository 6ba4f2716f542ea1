"""A built wheel is whole: the package, its resources, its command; and it runs where nothing else is."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

import nnviz

CHECKOUT = Path(__file__).parent.parent
RESOURCES = CHECKOUT / "resources"


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command away from the checkout and return what it prints; what it complains of fails the test."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=os.environ | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the build back end of the development group, without the network."""
    folder = tmp_path_factory.mktemp("dist")
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir")
    run(sys.executable, "-m", "pip", "wheel", *options, folder, CHECKOUT, cwd=folder)
    (built,) = folder.iterdir()
    return built


def test_the_wheel_holds_every_resource(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = {
            name.removeprefix("nnviz/resources/"): archive.getinfo(name).file_size
            for name in archive.namelist()
            if name.startswith("nnviz/resources/")
        }
    on_board = {
        path.relative_to(RESOURCES).as_posix(): path.stat().st_size
        for path in RESOURCES.rglob("*")
        if path.is_file() and "screenshots" not in path.parts  # those are the README's
    }
    assert shipped == on_board
    assert any(name.endswith(".otf") for name in shipped)


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (folder,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        about = HeaderParser().parsestr(archive.read(f"{folder}/METADATA").decode())
        commands = archive.read(f"{folder}/entry_points.txt").decode()
        names = archive.namelist()
    assert (about["Name"], about["Version"]) == ("nnviz-desktop", nnviz.__version__)
    assert "nnviz = nnviz.app:main" in commands
    assert "nnviz/py.typed" in names
    assert {name.split("/")[0] for name in names} == {"nnviz", folder}


def test_an_unpacked_wheel_finds_its_own_resources(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    code = "import nnviz.resources_path as r; print(r.__file__); print(r.resources_dir())"
    said = run(sys.executable, "-c", code, cwd=tmp_path, PYTHONPATH=str(installed)).splitlines()
    assert [Path(line) for line in said] == [
        installed / "nnviz" / "resources_path.py",
        installed / "nnviz" / "resources",
    ]


@pytest.mark.slow
@pytest.mark.timeout(900)  # downloads Qt
def test_the_wheel_runs_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "empty", with_pip=True)
    binaries = tmp_path / "empty" / ("Scripts" if sys.platform == "win32" else "bin")
    run(binaries / "python", "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    away = {"PYTHONPATH": "", "QT_QPA_PLATFORM": "offscreen"}

    assert "clouds" in run(binaries / "nnviz", "list", cwd=tmp_path, **away)
    trained = run(binaries / "nnviz", "train", "mnist", "--steps", "20", "--json", cwd=tmp_path, **away)
    assert json.loads(trained.splitlines()[-1])["steps"] == 20
    shot = tmp_path / "window.png"
    run(binaries / "nnviz", "shot", "clouds", "--out", shot, "--steps", "20", cwd=tmp_path, **away)
    assert shot.read_bytes().startswith(b"\x89PNG")
