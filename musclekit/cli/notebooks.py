"""What a lesson's notebook must be: described, run, short in code, and calling only what exists."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import musclekit
from musclekit.assessment import banks
from musclekit.errors import Problem, did_you_mean
from musclekit.paths import shown

LONGEST_CELL = 10
_MISSING = object()


def check_lesson(path: Path) -> list[Problem]:
    """Every problem of one notebook, cells named by their place ("cell 3", counted from 1)."""
    import nbformat

    file = shown(path)
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:
        what = f"Not a valid notebook: {str(error).strip().splitlines()[0]}"
        return [Problem(file, "", what, "Open and save it in JupyterLab, or restore it.")]
    problems = list(_metadata(file, notebook.metadata))
    names = _Names()
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "code" and cell.source.strip():
            problems += _code(file, f"cell {number}", cell, names)
    return problems


def _metadata(file: str, metadata: Any) -> Iterator[Problem]:
    about = metadata.get("musclekit", {})
    item = "metadata.musclekit"
    wanted: dict[str, tuple[Any, str]] = {"title": (str, "a text")}
    if about.get("layout") != "page":
        wanted |= {
            "aims": (list, "a list of texts"),
            "minutes": (int, "a whole number"),
            "order": (int | float, "a number"),
        }
    for field, (kind, described) in wanted.items():
        value = about.get(field)
        if not isinstance(value, kind) or not value or isinstance(value, bool):
            yield Problem(file, item, f"'{field}' is missing or empty.", f"Give {described}.")
        elif kind is list and not all(isinstance(x, str) and x.strip() for x in value):
            yield Problem(file, item, f"'{field}' holds something else than texts.")
    if "widgets" in metadata:
        yield Problem(
            file,
            "metadata.widgets",
            "Widget state is stored.",
            "Run `make lessons`, or clear it: Settings, Save Widget State Automatically, off.",
        )


def _code(file: str, item: str, cell: Any, names: _Names) -> Iterator[Problem]:
    lines = [line for line in cell.source.splitlines() if line.strip()]
    if len(lines) > LONGEST_CELL:
        yield Problem(
            file,
            item,
            f"{len(lines)} lines of code; a lesson's cell has at most {LONGEST_CELL}.",
            "Move what is worth keeping into the library.",
        )
    try:
        tree = ast.parse(cell.source)
    except SyntaxError as error:
        yield Problem(file, item, f"Not Python: {error.msg} (line {error.lineno}).")
        return
    if cell.execution_count is None:
        yield Problem(file, item, "It has not been run.", "Run `make lessons` and commit.")
    elif not cell.outputs and _shows_something(tree, names):
        yield Problem(file, item, "Its output is not stored.", "Run `make lessons` and commit.")
    for what, remedy in names.unresolved(tree):
        yield Problem(file, item, what, remedy)


def _shows_something(tree: ast.Module, names: _Names) -> bool:
    """Whether the last line is one of ours, or a bare name: these display themselves."""
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        return False
    if isinstance(last.value, ast.Name):
        return True
    dotted = _dotted(last.value.func) if isinstance(last.value, ast.Call) else None
    return dotted is not None and len(dotted) == 2 and dotted[0] in names.aliases


class _Names:
    """Follows a notebook's names of this library from cell to cell."""

    def __init__(self) -> None:
        self.aliases: set[str] = set()

    def unresolved(self, tree: ast.Module) -> Iterator[tuple[str, str]]:
        """(what, remedy) of every import, attribute or bank that does not exist."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for name in node.names:
                    if name.name == "musclekit":
                        self.aliases.add(name.asname or name.name)
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("musclekit"):
                yield from self._imported(node)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                yield from self._attribute(node)
            if isinstance(node, ast.Call):
                yield from self._bank(node)

    def _imported(self, node: ast.ImportFrom) -> Iterator[tuple[str, str]]:
        try:
            module = importlib.import_module(str(node.module))
        except ImportError:
            yield f"There is no module '{node.module}'.", "Correct the import."
            return
        for name in node.names:
            if name.name != "*" and not hasattr(module, name.name):
                yield (
                    f"'{node.module}' has no '{name.name}'.",
                    did_you_mean(name.name, getattr(module, "__all__", dir(module))),
                )

    def _attribute(self, node: ast.Attribute) -> Iterator[tuple[str, str]]:
        owner = self._value(node.value)
        if owner is not _MISSING and not hasattr(owner, node.attr):
            known = [name for name in dir(owner) if not name.startswith("_")]
            shown_as = "musclekit" if owner is musclekit else f"'{owner.__name__}'"
            yield f"{shown_as} has no '{node.attr}'.", did_you_mean(node.attr, known)

    def _value(self, node: ast.expr) -> Any:
        """The module or class an expression certainly is, else `_MISSING`."""
        if isinstance(node, ast.Name):
            return musclekit if node.id in self.aliases else _MISSING
        if isinstance(node, ast.Attribute):
            owner = self._value(node.value)
            return _MISSING if owner is _MISSING else getattr(owner, node.attr, _MISSING)
        if isinstance(node, ast.Call):
            return self._result(self._value(node.func), node)
        return _MISSING

    def _result(self, called: Any, node: ast.Call) -> Any:
        """Class of what a call returns: of a class itself, or as a method chain says."""
        if inspect.isclass(called):
            return called
        if not inspect.isfunction(called):
            return _MISSING
        returned = str(inspect.signature(called).return_annotation)
        if isinstance(node.func, ast.Attribute):
            owner = self._value(node.func.value)
            if inspect.isclass(owner) and returned in {"Self", owner.__name__}:
                return owner
        home = inspect.getmodule(called)
        found = getattr(home, returned, _MISSING)
        return found if inspect.isclass(found) else _MISSING

    def _bank(self, node: ast.Call) -> Iterator[tuple[str, str]]:
        dotted = _dotted(node.func)
        ours = dotted is not None and len(dotted) == 2 and dotted[0] in self.aliases
        if not ours or dotted[1] != "quiz" or not node.args:  # type: ignore[index]
            return
        name = node.args[0]
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            known = banks()
            if name.value not in known and "/" not in name.value:
                yield f"There is no question bank '{name.value}'.", did_you_mean(name.value, known)


def _dotted(node: ast.expr) -> list[str] | None:
    """["a", "b"] for a.b, None for anything else."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return None if before is None else [*before, node.attr]
    return None
