"""The plan of the house as rules that can be checked: each says in one sentence a place what breaks it."""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import grimp

QT = frozenset({"PySide6", "shiboken6", "pyqtgraph"})
ENGINE = frozenset({"numpy", "msgspec"})


@dataclass(frozen=True)
class Room:
    """One part of the package: which other rooms and which libraries outside Python's own it may import."""

    rooms: frozenset[str] = frozenset()
    libraries: frozenset[str] = frozenset()


BELOW_UI = frozenset({"resources_path", "nn", "data", "training"})
ENTRANCES = frozenset({"app", "cli", "bench", "predict", "shot"})
ENTRANCE = Room(ENTRANCES | BELOW_UI | {"ui", "arguments", "interpreter"}, QT | ENGINE | {"tqdm"})

# Every module belongs to one room: the part of its name after the package's.
ROOMS = {
    "resources_path": Room(),
    "interpreter": Room(),
    "nn": Room(libraries=frozenset({"numpy"})),
    "data": Room(frozenset({"resources_path"}), ENGINE),
    "training": Room(BELOW_UI, ENGINE | {"tomli_w"}),
    "ui": Room(BELOW_UI, QT | ENGINE),
    "app": ENTRANCE,
    "cli": ENTRANCE,
    "arguments": Room(),  # of the command line
    "bench": ENTRANCE,
    "predict": ENTRANCE,
    "shot": ENTRANCE,
    "__main__": Room(frozenset({"app"})),
}

MAY_NAME_TRAINER = ("app", "cli", "bench", "training", "ui.session")
# What every panel is made of; the other modules beside them are panels.
ANATOMY = frozenset(
    {"kind", "panel", "probe_panel", "legend", "message", "segmented", "table", "tabs", "title_line"}
)
MOST_LINES = 300
# path below the package's parent: why it may be longer
LONG_FILES: dict[str, str] = {}

# Each of these can run code that came in a file.
UNSAFE_MODULES = frozenset(
    {"pickle", "cPickle", "_pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}
)
UNSAFE_CALLS = frozenset({"eval", "exec"})


@dataclass(frozen=True)
class Package:
    """A package's source, read without running it.

    Parameters
    ----------
    folder : Path
        The package's own folder; its parent must be importable.
    """

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @cached_property
    def files(self) -> dict[str, Path]:
        """Each module's name below the package's (``""`` for the package itself) and its file."""
        found = {}
        for path in sorted(self.folder.rglob("*.py")):
            parts = path.relative_to(self.folder).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
        return found

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in self.files.items()}

    @cached_property
    def imports(self) -> list[tuple[str, str]]:
        """Each import as importer below the package and what is imported; ``.x`` is inside the package."""
        graph = grimp.build_graph(self.name, include_external_packages=True, cache_dir=None)
        return [
            (below(self.name, importer).lstrip("."), below(self.name, imported))
            for importer in sorted(graph.modules)
            if importer.split(".")[0] == self.name
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
        ]


def below(package: str, module: str) -> str:
    """Return ``.rest`` for a module of the package, and others as they are."""
    head, _, rest = module.partition(".")
    return f".{rest}" if head == package else module


def room_of(module: str) -> str:
    return module.split(".")[0]


def strange_rooms(package: Package) -> list[str]:
    """Every module stands in a room that the plan names."""
    return [
        f"{name} is in no room of the plan" for name in package.files if name and room_of(name) not in ROOMS
    ]


def forbidden_imports(package: Package) -> list[str]:
    """Rooms import what stands below them, and only the libraries that they are allowed."""
    return [
        f"{importer or package.name} must not import {imported.removeprefix('.') or package.name}"
        for importer, imported in package.imports
        if not may_import(importer, imported)
    ]


def may_import(importer: str, imported: str) -> bool:
    if imported == ".":
        return True  # the package itself: its version, nothing else
    room = ROOMS.get(room_of(importer), Room())
    if imported.startswith("."):
        return room_of(imported[1:]) in room.rooms | {room_of(importer)}
    return imported.split(".")[0] in room.libraries | sys.stdlib_module_names


def panels_out_of_line(package: Package) -> list[str]:
    """A panel knows the anatomy that all panels share, never a control or another panel."""
    panels = ".ui.panels."
    return [
        f"{importer} must not import {imported[1:]}"
        for importer, imported in package.imports
        if f".{importer}".startswith(panels)
        and (
            imported.startswith(".ui.controls")
            or imported == ".ui.panels"
            or (
                imported.startswith(panels) and panel_of(imported) not in ANATOMY | {panel_of(f".{importer}")}
            )
        )
    ]


def panel_of(module: str) -> str:
    return module.split(".")[3]


def names_of_trainer(package: Package) -> list[str]:
    """Only the entrances and the session hold the thread that trains; everybody else asks the session."""
    return [
        f"{module}, line {line}, must not name Trainer: ask the Session"
        for module, tree in package.trees.items()
        if not any(module == allowed or module.startswith(f"{allowed}.") for allowed in MAY_NAME_TRAINER)
        for line in sorted(lines_naming("Trainer", tree))
    ]


def lines_naming(word: str, tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name) if name == word:
                yield node.lineno
            case ast.Constant(value=str(name)) if name == word:  # an annotation in quotes
                yield node.lineno


def unsafe_code(package: Package) -> list[str]:
    """Nothing that is opened can run code: no pickles, no eval."""
    return [
        f"{module or package.name}, line {node.lineno}: {what} can run code from a file"
        for module, tree in package.trees.items()
        for node in ast.walk(tree)
        for what in unsafe_parts(node)
        if isinstance(node, ast.stmt | ast.expr)
    ]


def unsafe_parts(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (name.name for name in names if name.name.split(".")[0] in UNSAFE_MODULES)
        case ast.ImportFrom(module=str(module)) if module.split(".")[0] in UNSAFE_MODULES:
            yield module
        case ast.Call(func=ast.Name(id=name)) if name in UNSAFE_CALLS:
            yield f"{name}()"
        case ast.Call(keywords=keywords):
            yield from (
                "allow_pickle" for word in keywords if word.arg == "allow_pickle" and not is_false(word.value)
            )


def is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def long_files(package: Package, excused: dict[str, str] = LONG_FILES) -> list[str]:
    """No file is longer than one reads at a sitting, unless its reason is listed; no reason outlives it."""
    long = {
        path.relative_to(package.folder.parent).as_posix(): lines
        for path in package.files.values()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    return [
        f"{path} has {lines} lines, over {MOST_LINES}" for path, lines in long.items() if path not in excused
    ] + [f"{path} is no longer long: take it off the list" for path in excused if path not in long]


Rule = Callable[[Package], list[str]]
RULES: tuple[Rule, ...] = (
    strange_rooms,
    forbidden_imports,
    panels_out_of_line,
    names_of_trainer,
    unsafe_code,
    long_files,
)
