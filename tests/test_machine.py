"""How tests get a browser: found, installed, or asked for in words."""

from __future__ import annotations

import machine
import pytest


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine with nothing on it, where nothing can be installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("MUSCLEKIT_CHROMIUM", raising=False)
    monkeypatch.setattr(machine, "PLACES", ())
    monkeypatch.setattr(machine, "_playwrights", lambda: None)
    monkeypatch.setattr(machine, "run", lambda *_, **__: False)
    monkeypatch.setattr(machine, "has_gl", lambda: True)
    return tmp_path


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_without_a_browser_ci_fails_and_others_are_told_what_to_do(
    bare, monkeypatch, capsys, ci, code
):
    monkeypatch.setenv("CI", ci)
    assert machine.main() == code
    told = capsys.readouterr()
    assert told.out == ""
    for way in ("apt-get install chromium", "playwright install chromium", "MUSCLEKIT_CHROMIUM"):
        assert way in told.err
    assert (machine.why_no_browser() is None) == (ci == "true")


def test_a_browser_on_the_path_is_found(bare, capsys):
    browser = bare / "google-chrome"
    browser.write_text("#!/bin/sh\nexit 0\n")
    browser.chmod(0o755)
    assert machine.main() == 0
    assert capsys.readouterr().out.strip() == str(browser)


def test_one_that_does_not_start_is_passed_over(bare):
    for name, code in (("chromium", 1), ("chrome", 0)):
        (bare / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (bare / name).chmod(0o755)
    assert machine.find_chromium() == str(bare / "chrome")


def test_the_one_named_is_taken_or_none(bare, monkeypatch):
    monkeypatch.setenv("MUSCLEKIT_CHROMIUM", str(bare / "missing"))
    assert machine.find_chromium() is None


def test_playwright_is_tried_before_the_distribution(bare, monkeypatch):
    tried = []
    monkeypatch.setattr(machine, "run", lambda command, **_: tried.append(command) or False)
    monkeypatch.setattr(machine, "apt_install", lambda *names: tried.append(names) or False)
    machine.install_chromium()
    assert tried[0][-2:] == ["install", "chromium"] and tried[1] == ("chromium",)
