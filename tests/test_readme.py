"""The README's notebook runs, and its two commands exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_notebook_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MUSCLEKIT_DATA_DIR", str(tmp_path / "data"))
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile("\n".join(blocks), "README.md", "exec"), {})
    assert (tmp_path / "semitendinosus.html").stat().st_size > 100_000


def test_commands_and_links_exist():
    head = README.split("```")[1]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", head, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    links = [x for x in re.findall(r"\]\(([^)]+)\)", README) if "://" not in x]
    assert len(links) >= 6
    assert [x for x in links if not (ROOT / x).exists()] == []
