"""The attempts log on a real disk: killed, locked, read-only, damaged, shared."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from musclekit.assessment import Attempt, Learner, open_store
from musclekit.errors import MusclekitError, StoreError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def attempt(n: int = 0, **changes) -> Attempt:
    given = {
        "learner": "hub:ada",
        "name": "Ada",
        "bank": "tiny-bank",
        "bank_version": "v1",
        "item": f"item-{n}",
        "answer": n,
        "verdict": "right",
        "score": 1.0,
        "clicked": "femur",
        "at": NOON + timedelta(seconds=n),
        "mode": "practice",
    }
    return Attempt(**{**given, **changes})


def address(path: Path) -> str:
    return f"sqlite:///{path}"


def one_paragraph(error: Exception, *parts: str) -> None:
    text = str(error)
    assert "\n" not in text
    for part in parts:
        assert part in text
    assert "INSERT" not in text and "sqlalche.me" not in text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "attempts.sqlite3"


@pytest.fixture
def store(file: Path):
    return open_store(address(file))


@pytest.mark.parametrize(
    "answer", ["semitendinosus", "", "ø ' \" \\ \0", 3, 1.5, None, True, ["a", "b"], {"x": [1, {}]}]
)
def test_what_is_recorded_comes_back_equal(store, file, answer):
    given = attempt(1, answer=answer, clicked=None, verdict="wrong", score=0.25)
    store.record(given)
    assert store.attempts() == (given,)
    assert open_store(address(file)).attempts() == (given,)


def test_attempts_come_in_order_and_are_narrowed(store):
    bob = Learner("cookie:1", "Bob")
    given = [
        attempt(5),
        attempt(1, learner=bob.id, name="Bob"),
        attempt(2, bank="other"),
        attempt(3, learner=bob.id, name="Robert"),
    ]
    for one in given:
        store.record(one)
    assert store.attempts() == tuple(given)
    assert store.attempts(learner=bob) == store.attempts(learner=bob.id) == (given[1], given[3])
    assert store.attempts(bank="tiny-bank", item="item-3") == (given[3],)
    assert store.attempts(since=NOON + timedelta(seconds=3)) == (given[0], given[3])
    assert store.learners() == (Learner("hub:ada", "Ada"), Learner("cookie:1", "Robert"))


def test_times_are_kept_as_utc_and_need_a_zone(store):
    local = datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    store.record(attempt(at=local))
    assert store.attempts()[0].at == NOON
    assert store.attempts()[0].at.utcoffset() == timedelta(0)
    with pytest.raises(MusclekitError, match="time zone"):
        attempt(at=datetime(2026, 3, 1))


@pytest.mark.parametrize("answer", [object(), float("nan"), {1, 2}])
def test_an_answer_that_is_not_json_is_refused(store, answer):
    with pytest.raises(MusclekitError, match="not plain JSON"):
        store.record(attempt(answer=answer))
    assert store.attempts() == ()


def test_nothing_shows_answers_or_names(store, capfd, caplog):
    caplog.set_level("DEBUG")
    secret = attempt(answer="my-private-answer", name="Private Person")
    store.record(secret)
    store.attempts()
    printed = capfd.readouterr()
    shown = repr(secret) + repr(store) + caplog.text + printed.out + printed.err
    assert "my-private-answer" not in shown and "Private Person" not in shown


def test_rows_cannot_be_changed_or_removed(store, file):
    store.record(attempt())
    for statement in ("UPDATE attempts SET score = 0", "DELETE FROM attempts"):
        connection = sqlite3.connect(file)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
        connection.close()
    assert store.attempts() == (attempt(),)
    assert not [name for name in dir(store) if "delete" in name or "update" in name]


def test_file_and_folder_are_the_owners_alone(tmp_path):
    data = tmp_path / "new" / "musclekit"
    open_store(address(data / "attempts.sqlite3")).record(attempt())
    assert stat.S_IMODE((data / "attempts.sqlite3").stat().st_mode) == 0o600
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    with open_connection(data / "attempts.sqlite3") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_default_place_and_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("MUSCLEKIT_DATA_DIR", str(tmp_path / "data"))
    open_store(env={}).record(attempt())
    assert (tmp_path / "data" / "attempts.sqlite3").is_file()
    elsewhere = address(tmp_path / "else.sqlite3")
    assert open_store(env={"MUSCLEKIT_DATABASE_URL": elsewhere}).attempts() == ()
    assert (tmp_path / "else.sqlite3").is_file()


def test_memory_lasts_as_long_as_the_store():
    store = open_store("sqlite://")
    store.record(attempt())
    assert store.attempts() == (attempt(),)
    assert open_store("sqlite://").attempts() == ()


WRITER = """
    import sys
    from datetime import UTC, datetime
    from musclekit.assessment import Attempt, open_store
    url, learner, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    store = open_store(url)
    for n in range(count):
        store.record(Attempt(learner, learner, "b", "v", f"item-{n}", n, "right", 1.0, None,
                             datetime.now(UTC)))
        print(n, flush=True)
"""


def writer(file: Path, learner: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), address(file), learner, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )


@pytest.mark.parametrize("lives", [1, 7, 30])
def test_a_killed_writer_loses_nothing_it_was_told_is_kept(file, lives):
    process = writer(file, "ada", 100_000)
    assert process.stdout is not None
    for _ in range(lives):
        process.stdout.readline()
    time.sleep(0.003 * lives)
    os.kill(process.pid, signal.SIGKILL)
    told = [lives - 1, *(int(line) for line in process.stdout.read().split("\n") if line)]
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL

    store = open_store(address(file))
    kept = [one.answer for one in store.attempts()]
    # The one on its way may be there as well; nothing else, and no gap.
    assert kept == list(range(len(kept)))
    assert len(kept) - (max(told) + 1) in (0, 1)
    store.record(attempt())
    assert len(store.attempts()) == len(kept) + 1


def test_several_processes_write_at_once_from_the_very_start(file):
    processes = [writer(file, f"learner-{n}", 15) for n in range(4)]
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    store = open_store(address(file))
    for n in range(4):
        assert [one.answer for one in store.attempts(learner=f"learner-{n}")] == list(range(15))
    assert len(store.attempts()) == 60


class open_connection:
    """A second program's connection, closed at the end."""

    def __init__(self, file: Path) -> None:
        self.connection = sqlite3.connect(file, isolation_level=None)

    def __enter__(self) -> sqlite3.Connection:
        return self.connection

    def __exit__(self, *_) -> None:
        self.connection.close()


def test_locked_by_another_writer(store, file):
    store.record(attempt(1))
    with open_connection(file) as other:
        other.execute("BEGIN EXCLUSIVE")
        started = time.monotonic()
        with pytest.raises(StoreError) as caught:
            store.record(attempt(2))
        assert 1.5 < time.monotonic() - started < 5
        one_paragraph(caught.value, "attempts.sqlite3", "locked", "answer again")
        assert store.attempts() == (attempt(1),)  # reading goes on meanwhile
        other.execute("ROLLBACK")
    store.record(attempt(2))
    assert store.attempts() == (attempt(1), attempt(2))


def test_locked_wholly(store, file):
    store.record(attempt(1))
    with open_connection(file) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        for act in (store.attempts, lambda: store.record(attempt(2))):
            with pytest.raises(StoreError) as caught:
                act()
            one_paragraph(caught.value, "attempts.sqlite3", "locked")
        with pytest.raises(StoreError, match="locked"):
            open_store(address(file))
        other.execute("ROLLBACK")
    assert open_store(address(file)).attempts() == (attempt(1),)


def test_a_read_only_connection_reads_but_does_not_write(store, file):
    store.record(attempt(1))
    frozen = open_store(f"sqlite:///file:{file}?mode=ro&uri=true")
    assert frozen.attempts() == (attempt(1),)
    with pytest.raises(StoreError) as caught:
        frozen.record(attempt(2))
    one_paragraph(caught.value, "attempts.sqlite3", "read-only", "MUSCLEKIT_DATA_DIR")
    assert store.attempts() == (attempt(1),)


AS_NOBODY = """
    import os, sys
    from datetime import UTC, datetime
    from musclekit.assessment import Attempt, open_store
    from musclekit.errors import StoreError
    one = Attempt("a", "a", "b", "v", "i", 1, "right", 1.0, None, datetime.now(UTC))
    warm = open_store("sqlite://")  # every import is done before the rights are given up
    warm.record(one), warm.attempts()
    if os.geteuid() == 0:
        os.setgroups([]); os.setgid(65534); os.setuid(65534)
    try:
        store = open_store("sqlite:///" + sys.argv[1])
        print(len(store.attempts()))
        store.record(one)
    except StoreError as error:
        print(error)
"""


@pytest.mark.parametrize("what", ["file", "folder", "new file in folder"])
def test_read_only_on_disk(what):
    folder = Path(tempfile.mkdtemp(prefix="musclekit-read-only-"))
    try:
        file = folder / "attempts.sqlite3"
        if what != "new file in folder":
            open_store(address(file)).record(attempt())
            file.chmod(0o444)
            before = file.read_bytes()
        folder.chmod(0o777 if what == "file" else 0o555)
        run = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(AS_NOBODY), str(file)],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
            check=False,
        )
        if "Permission" in run.stderr:
            pytest.skip("nobody may not read the interpreter here")
        assert run.returncode == 0, run.stderr
        said = run.stdout.strip().splitlines()[-1]
        assert "attempts.sqlite3" in said and "MUSCLEKIT_DATA_DIR" in said
        assert "read-only" in said or "Permission denied" in said
        if what != "new file in folder":
            assert file.read_bytes() == before
    finally:
        folder.chmod(0o700)
        shutil.rmtree(folder)


def test_a_folder_or_a_file_in_the_way(tmp_path):
    (tmp_path / "attempts.sqlite3").mkdir()
    with pytest.raises(StoreError) as caught:
        open_store(address(tmp_path / "attempts.sqlite3"))
    one_paragraph(caught.value, "attempts.sqlite3", "not a file", "MUSCLEKIT_DATA_DIR")
    (tmp_path / "flat").write_text("a file")
    with pytest.raises(StoreError) as caught:
        open_store(address(tmp_path / "flat" / "attempts.sqlite3"))
    one_paragraph(caught.value, "flat", "cannot be opened", "MUSCLEKIT_DATA_DIR")


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(min_size=1, max_size=3000))
def test_garbage_is_refused_and_left_as_it_is(tmp_path, garbage):
    file = tmp_path / "garbage.sqlite3"
    file.write_bytes(garbage)
    with pytest.raises(StoreError) as caught:
        open_store(address(file))
    one_paragraph(caught.value, "garbage.sqlite3", "left exactly as it is", "Move it aside")
    assert file.read_bytes() == garbage


@pytest.mark.parametrize("harm", ["cut short", "overwritten", "only its head"])
def test_a_damaged_log_is_refused_and_left_as_it_is(store, file, harm):
    for n in range(60):
        store.record(attempt(n, answer="x" * 150))
    whole = file.read_bytes()
    if harm == "cut short":
        broken = whole[: len(whole) // 2]
    elif harm == "overwritten":
        broken = whole[:4096] + os.urandom(len(whole) - 4096)
    else:
        broken = whole[:100]
    file.write_bytes(broken)
    with pytest.raises(StoreError) as caught:
        open_store(address(file))
    one_paragraph(caught.value, "attempts.sqlite3", "damaged", "Move it aside")
    assert file.read_bytes() == broken


def test_a_row_nobody_can_read_is_damage(store, file):
    with open_connection(file) as other:
        values = ("a", "a", "b", "v", "i", "{not json", "right", 1.0, None, "then", "practice")
        other.execute(f"INSERT INTO attempts VALUES (1, {', '.join('?' * 11)})", values)
    with pytest.raises(StoreError, match="damaged"):
        store.attempts()


def test_an_empty_file_becomes_a_log(file):
    file.touch()
    store = open_store(address(file))
    store.record(attempt())
    assert store.attempts() == (attempt(),)


def test_a_newer_format_is_refused(store, file):
    store.record(attempt())
    with open_connection(file) as other:
        other.execute("INSERT INTO musclekit_schema VALUES (2)")
    with pytest.raises(StoreError) as caught:
        open_store(address(file))
    one_paragraph(caught.value, "format 2", "newer musclekit")


def test_another_programs_database_is_refused(file):
    with open_connection(file) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    before = file.read_bytes()
    with pytest.raises(StoreError, match="some other program"):
        open_store(address(file))
    assert file.read_bytes() == before


def test_a_missing_driver_is_named_with_its_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError) as caught:
        open_store("postgresql+psycopg://ada:hush@db.example/quiz")
    one_paragraph(caught.value, "psycopg", "pip install 'psycopg[binary]'", "db.example")
    assert "hush" not in str(caught.value)


def test_a_plain_postgresql_address_names_the_package_too():
    for module in ("psycopg", "psycopg2"):
        if module in sys.modules:
            pytest.skip("a driver is there")
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://ada:hush@127.0.0.1:9/quiz?password=hush")
    one_paragraph(caught.value, "psycopg")
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["no address hush", "nosuch://ada:hush@h/d", "postgresql//ada:hush@h/d"]
)
def test_an_address_nobody_understands(url):
    with pytest.raises(StoreError) as caught:
        open_store(url)
    one_paragraph(caught.value)
    assert "hush" not in str(caught.value)


def test_sqlalchemy_is_imported_only_when_a_store_is_opened():
    code = (
        "import sys, musclekit.assessment; assert 'sqlalchemy' not in sys.modules;"
        "musclekit.assessment.open_store('sqlite://'); assert 'sqlalchemy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)
