"""YAML and JSON files as plain data, with one-paragraph errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from musclekit.errors import ContentError, Problem
from musclekit.paths import shown

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):
    """Safe YAML that refuses a key given twice, which plain YAML would silently drop."""

    def construct_mapping(self, node, deep=False):
        seen: set[object] = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, (list, dict)):
                continue  # not hashable: the parent's own message is the right one
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key}' is given twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path | str) -> Any:
    """Content of one YAML file as plain data.

    Raises
    ------
    ContentError
        If the file is missing, not UTF-8 or not YAML, or gives a key twice.
    """
    text = _text(path)
    try:
        return yaml.load(text, Loader=_Loader)  # the loader derives from YAML's safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise _broken(path, f"not readable as YAML, {place}{error.problem}.") from None
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        raise _broken(path, f"not readable as YAML: {str(error).splitlines()[0]}.") from None


def read_json(path: Path | str) -> Any:
    """Content of one JSON file as plain data.

    Raises
    ------
    ContentError
        If the file is missing, not UTF-8 or not JSON.
    """
    try:
        return json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise _broken(path, f"not readable as JSON: {error}.") from None


def _text(path: Path | str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _broken(path, "no such file.", "Create it, or correct the path.") from None
    except UnicodeDecodeError:
        raise _broken(path, "not UTF-8 text.", "Save it as UTF-8.") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise _broken(path, f"cannot be read: {reason}.", "Check its permissions.") from None


def _broken(path: Path | str, what: str, remedy: str = "Correct the file there.") -> ContentError:
    return ContentError([Problem(shown(path), "", what, remedy)])
