"""The `musclekit` command: what it finds, what it says, and how it ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from conftest import loaded_by
from serving import notebook, v4

from musclekit.cli import main
from musclekit.cli.check import check, find_content
from musclekit.cli.lab import arguments, copy_lessons
from musclekit.cli.notebooks import check_lesson
from musclekit.paths import content_dir


def call(*words: str | Path):
    return CliRunner().invoke(main, [str(word) for word in words])


def lesson(*sources: str, **about):
    """A notebook without fault, but for what a test plants in it."""
    described = {"title": "T", "aims": ["A"], "minutes": 5, "order": 1} | about
    made = notebook(*(v4.new_code_cell(text) for text in sources), **described)
    for cell in made.cells:
        cell.execution_count = 1
        cell.outputs = [v4.new_output("stream", text="x")]
    return made


def problems_of(made, folder: Path) -> list[str]:
    nbformat.write(made, folder / "lesson.ipynb")
    return [problem.what for problem in check_lesson(folder / "lesson.ipynb")]


@pytest.mark.parametrize("words", [(), ("--help",), ("serve", "--help"), ("atlas", "--help")])
def test_help_is_there(words):
    result = call(*words)
    assert "Usage:" in result.output


def test_importing_the_command_loads_nothing_heavy():
    heavy = "voila tornado jupyter_server k3d vtkmodules pyvista sqlalchemy numpy"
    assert not loaded_by("import musclekit.cli") & set(heavy.split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("chek",), "Did you mean 'check'?"),
        (("atlas", "lst"), "Did you mean 'list'"),
        (("atlas", "info", "hamstring"), "Did you mean 'hamstrings'?"),
        (("atlas", "validate", "hamstring"), "Did you mean 'hamstrings'?"),
        (("check", "nowhere.yaml"), "does not exist"),
        (("serve", "nowhere"), "does not exist"),
        (("serve", "--port", "99999"), "99999"),
        (("serve", "--token", ""), "--token"),
        (("serve", "--token", "x", "--no-token"), "not both"),
        (("serve", "--pool", "-1"), "-1"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_to_do(words, says):
    result = call(*words)
    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output


def test_a_folder_without_lessons_is_told_in_a_sentence(tmp_path):
    result = call("serve", tmp_path)
    assert result.exit_code == 1
    assert "No lessons here" in result.output and "Traceback" not in result.output


def test_a_taken_port_is_told_in_a_sentence(tmp_path):
    nbformat.write(lesson("1"), tmp_path / "lesson.ipynb")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "musclekit", "serve", tmp_path, "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert f"Port {port} is in use." in done.stderr and "Traceback" not in done.stderr


def test_the_embedded_atlas_is_listed_and_described():
    assert call("atlas", "list").output.startswith("hamstrings\t")
    said = call("atlas", "info").output
    assert "semitendinosus" in said and "CC-BY-SA-4.0" in said


@pytest.mark.parametrize("path", find_content([]), ids=lambda path: path.name)
def test_shipped_content_has_no_problems(path):
    assert check(path) == []


def test_check_finds_each_kind_of_content_below_a_folder(tmp_path, tiny_atlas):
    nbformat.write(lesson("1"), tmp_path / "lesson.ipynb")
    shutil.copy(content_dir("quizzes") / "origins-and-insertions.yaml", tmp_path / "bank.yaml")
    (tmp_path / "other.yaml").write_text("this: is no bank\n")
    (tmp_path / ".hidden").mkdir()
    nbformat.write(lesson("(", order=None), tmp_path / ".hidden" / "x.ipynb")
    assert {path.name for path in find_content([tmp_path])} == {
        "tiny",
        "bank.yaml",
        "lesson.ipynb",
    }


def test_nothing_to_check_is_a_problem(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    for place in (tmp_path, tmp_path / "notes.txt"):
        result = call("check", place)
        assert result.exit_code == 1
        assert "Nothing to check" in result.output


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text, f"the planted fault finds no place in {file.name}"
    file.write_text(text.replace(old, new, 1))


def orphan(folder: Path) -> None:
    shutil.copy(folder / "meshes" / "tibia.glb", folder / "meshes" / "nobody.glb")


ATLAS_FAULTS = {
    "an uncited fact": (lambda f: change(f / "facts.yaml", "- book", ""), "source"),
    "an unknown structure": (
        lambda f: change(f / "facts.yaml", "- popliteus", "- popliteux"),
        "popliteux",
    ),
    "a dead source": (lambda f: change(f / "sources.yaml", "book:", "boook:"), "book"),
    "an orphan mesh": (orphan, "nobody"),
    "a missing mesh": (lambda f: (f / "meshes" / "tibia.glb").unlink(), "tibia"),
    "an empty mesh": (lambda f: (f / "meshes" / "tibia.glb").write_bytes(b""), "tibia"),
    "a corrupt mesh": (
        lambda f: (f / "meshes" / "tibia.glb").write_bytes(b"glTF" + os.urandom(100)),
        "tibia",
    ),
}


@pytest.mark.parametrize("fault", ATLAS_FAULTS)
def test_check_fails_on_a_planted_fault_of_an_atlas(tiny_atlas, fault):
    assert call("check", tiny_atlas).exit_code == 0
    plant, named = ATLAS_FAULTS[fault]
    plant(tiny_atlas)
    result = call("check", tiny_atlas)
    assert result.exit_code == 1
    assert named in result.output and "Traceback" not in result.output


GOOD = {"text": "This", "correct": True, "why": "So it is."}
BANK_FAULTS = {
    "two right answers": ({"options": [GOOD, {**GOOD, "text": "That"}]}, "2 options"),
    "no reason": ({"options": [GOOD, {"text": "That"}]}, "no reason"),
    "a dead source": ({"sources": ["no_such_source"]}, "no_such_source"),
    "an unknown structure": ({"about": ["no_such_thing"]}, "no_such_thing"),
    "an unknown kind": ({"kind": "choose-won"}, "choose-one"),
}


@pytest.mark.parametrize("fault", ["none", *BANK_FAULTS])
def test_check_fails_on_a_planted_fault_of_a_bank(tmp_path, fault):
    planted, says = BANK_FAULTS.get(fault, ({}, ""))
    item = {
        "id": "first",
        "kind": "choose-one",
        "prompt": "Which?",
        "about": ["semitendinosus"],
        "aims": ["a"],
        "sources": ["grays_posterior_thigh"],
        "level": 1,
        "options": [GOOD, {"text": "That", "why": "It is not."}],
    }
    bank = {
        "bank": "mine",
        "title": "Mine",
        "atlas": "hamstrings",
        "lesson": "mine",
        "licence": "CC-BY-4.0",
        "aims": {"a": "Know it"},
        "items": [item | planted],
    }
    (tmp_path / "mine.yaml").write_text(json.dumps(bank))
    result = call("check", tmp_path / "mine.yaml")
    assert result.exit_code == (0 if fault == "none" else 1), result.output
    if fault != "none":
        assert "mine.yaml, item 'first'" in result.output
        assert says in result.output and "Traceback" not in result.output


def test_a_faultless_lesson_passes(tmp_path):
    made = lesson(
        "import musclekit as mk\natlas = mk.load_atlas()\nst = atlas['semitendinosus']",
        "mk.Scene(atlas).show('bones').view('posterior')",
        "mk.quiz('origins-and-insertions')",
    )
    assert problems_of(made, tmp_path) == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("import musclekit as mk\nmk.load_atlass()", "musclekit has no 'load_atlass'."),
        ("import musclekit as mk\nmk.Scene(1).shw('x')", "'Scene' has no 'shw'."),
        ("import musclekit as mk\nmk.Scene(1).show('x').vew('y')", "'Scene' has no 'vew'."),
        ("import musclekit as mk\nmk.load_atlas().facets", "'Atlas' has no 'facets'."),
        ("import musclekit as mk\nmk.quiz('originz')", "There is no question bank 'originz'."),
        ("from musclekit.atlas import laod", "'musclekit.atlas' has no 'laod'."),
        ("from musclekit.atlass import x", "There is no module 'musclekit.atlass'."),
        ("(", "Not Python: '(' was never closed (line 1)."),
        ("\n".join(f"x{i} = {i}" for i in range(11)), "11 lines of code"),
    ],
)
def test_a_planted_fault_in_a_cell_is_found(tmp_path, source, what):
    found = problems_of(lesson(source), tmp_path)
    assert len(found) == 1
    assert found[0].startswith(what)


@pytest.mark.parametrize("field", ["title", "aims", "minutes", "order"])
@pytest.mark.parametrize("value", [None, "", []])
def test_a_lesson_describes_itself(tmp_path, field, value):
    (found,) = problems_of(lesson(**{field: value}), tmp_path)
    assert found == f"'{field}' is missing or empty."


def test_a_page_needs_a_title_only(tmp_path):
    assert problems_of(notebook(title="T", layout="page"), tmp_path) == []


def test_outputs_are_stored_and_widget_state_is_not(tmp_path):
    made = lesson("import musclekit as mk", "mk.load_atlas()", "x = 1")
    made.cells[0].execution_count = None
    made.cells[1].outputs = []
    made.cells[2].outputs = []
    made.metadata["widgets"] = {}
    assert problems_of(made, tmp_path) == [
        "Widget state is stored.",
        "It has not been run.",
        "Its output is not stored.",
    ]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"cells": 3, "nbformat": 4}'])
def test_a_broken_notebook_is_one_problem(tmp_path, text):
    (tmp_path / "x.ipynb").write_text(text)
    (found,) = check_lesson(tmp_path / "x.ipynb")
    assert "Not a valid notebook" in found.what and "\n" not in str(found)


def test_doctor_says_what_is_here(monkeypatch, tmp_path):
    monkeypatch.setenv("MUSCLEKIT_DATA_DIR", str(tmp_path / "data"))
    result = call("doctor")
    assert result.exit_code == 0
    for what in ("Python", "voila", "kernel", "attempts", "port", "still pictures", "browser"):
        assert what in result.output
    assert not (tmp_path / "data").exists()


def test_doctor_fails_when_answers_cannot_be_kept(monkeypatch, tmp_path):
    (tmp_path / "attempts.sqlite3").write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("MUSCLEKIT_DATA_DIR", str(tmp_path))
    result = call("doctor")
    assert result.exit_code == 1
    assert "attempts.sqlite3" in result.output and "Traceback" not in result.output


def test_doctor_takes_a_missing_browser_and_gl_as_notes(monkeypatch, tmp_path):
    from musclekit.scene import rendering

    monkeypatch.setenv("MUSCLEKIT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("MUSCLEKIT_CHROMIUM", raising=False)
    monkeypatch.setattr(rendering, "probe", lambda: (False, "signal 11"))
    result = call("doctor")
    assert result.exit_code == 0
    assert len(re.findall("^note ", result.output, re.M)) >= 2
    assert "libegl1 libgl1-mesa-dri" in result.output


@pytest.fixture
def shipped(tmp_path):
    source = tmp_path / "shipped"
    (source / "instructor").mkdir(parents=True)
    (source / ".ipynb_checkpoints").mkdir()
    for name in ("one.ipynb", "two.ipynb", "instructor/class.ipynb", ".ipynb_checkpoints/x.ipynb"):
        (source / name).write_text(f"first version of {name}")
    return source


def test_lab_copies_lessons_and_nothing_else(shipped, tmp_path):
    mine = tmp_path / "mine"
    assert copy_lessons(mine, shipped) == ["copied one.ipynb", "copied two.ipynb"]
    assert sorted(p.name for p in mine.rglob("*.ipynb")) == ["one.ipynb", "two.ipynb"]
    assert copy_lessons(mine, shipped) == []


def test_lab_never_overwrites(shipped, tmp_path):
    mine = tmp_path / "mine"
    copy_lessons(mine, shipped)
    (mine / "one.ipynb").write_text("my notes")
    assert copy_lessons(mine, shipped) == []
    for version in ("second", "third"):
        (shipped / "one.ipynb").write_text(f"{version} version")
        (said,) = copy_lessons(mine, shipped)
        assert "newer version" in said
        assert copy_lessons(mine, shipped) == []
    assert (mine / "one.ipynb").read_text() == "my notes"
    assert (mine / "one.new.ipynb").read_text() == "second version"
    assert (mine / "one.new-2.ipynb").read_text() == "third version"


def test_lab_keeps_what_was_there_before_it(shipped, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "one.ipynb").write_text("something of mine")
    copy_lessons(mine, shipped)
    assert (mine / "one.ipynb").read_text() == "something of mine"
    assert (mine / "one.new.ipynb").exists()


def test_lab_into_an_impossible_place_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    result = call("lab", tmp_path / "file" / "below", "--no-open")
    assert result.exit_code == 1
    assert "Cannot copy the lessons" in result.output and "Traceback" not in result.output


def test_lab_asks_no_other_host(tmp_path):
    given = " ".join(arguments(tmp_path, 1234, browser=False))
    assert "news_url=None" in given and "NeverCheckForUpdate" in given and "--no-browser" in given


def test_lab_starts_on_the_copied_lessons(tmp_path):
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    words = ["lab", str(tmp_path / "mine"), "--no-open", "--port", str(port)]
    environment = os.environ | {"JUPYTER_TOKEN": "t", "JUPYTER_CONFIG_DIR": str(tmp_path / "c")}
    if getattr(os, "geteuid", lambda: 1)() == 0:
        (tmp_path / "c").mkdir()
        (tmp_path / "c" / "jupyter_server_config.json").write_text(
            '{"ServerApp": {"allow_root": true}}'
        )
    process = subprocess.Popen(
        [sys.executable, "-m", "musclekit", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        address = f"http://127.0.0.1:{port}/api/contents?token=t"
        listed = None
        deadline = time.monotonic() + 60
        while listed is None and time.monotonic() < deadline and process.poll() is None:
            try:
                with urllib.request.urlopen(address, timeout=5) as answer:
                    listed = json.load(answer)
            except OSError:
                time.sleep(0.2)
        assert listed, "JupyterLab did not start"
        names = {entry["name"] for entry in listed["content"]}
        shipped_names = {path.name for path in content_dir("lessons").glob("*.ipynb")}
        assert shipped_names and shipped_names <= names
        assert "instructor" not in names
    finally:
        process.terminate()
        process.communicate(timeout=30)
