"""The attempts log: one row an answer, appended and never changed, in SQLite or PostgreSQL."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from musclekit.assessment.learner import Learner
from musclekit.errors import MusclekitError, StoreError
from musclekit.paths import data_dir, shown

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

    from musclekit.assessment.outcome import Outcome

SCHEMA_VERSION = 1
PATIENCE_S = 2.0
ENVIRONMENT_URL = "MUSCLEKIT_DATABASE_URL"

_SQLITE_MAGIC = b"SQLite format 3\0"
_DRIVERS = {"psycopg": "psycopg[binary]", "psycopg2": "psycopg2-binary", "MySQLdb": "mysqlclient"}
_T = TypeVar("_T")


@dataclass(frozen=True)
class Attempt:
    """One answer as it was given and judged.

    Attributes
    ----------
    learner, name : str
        Id and display name of who answered.
    bank, bank_version, item : str
        What was asked, and by which version of the bank.
    answer : JSON value
        As the kind of the item takes it. Left out of `repr`, like the name: logs stay clean.
    verdict : {"right", "wrong", "almost"}
    score : float
        0 to 1.
    clicked : str or None
        The structure the answer stands for: clicked, chosen or named.
    at : datetime
        With a time zone; kept as UTC.
    mode : str
        Where it was given: "practice", "presenter" ...
    """

    learner: str
    name: str = field(repr=False)
    bank: str
    bank_version: str
    item: str
    answer: Any = field(repr=False)
    verdict: str
    score: float
    clicked: str | None
    at: datetime
    mode: str = "practice"

    def __post_init__(self) -> None:
        """Refuse a time without zone; keep it as UTC."""
        if self.at.tzinfo is None:
            raise MusclekitError("An attempt's time needs a time zone.", where="at")
        object.__setattr__(self, "at", self.at.astimezone(UTC))

    @classmethod
    def of(
        cls,
        learner: Learner,
        bank: Any,
        item_id: str,
        answer: Any,
        outcome: Outcome,
        at: datetime,
        mode: str = "practice",
    ) -> Attempt:
        """The attempt that `outcome` came from; `bank` is a `Bank`."""
        return cls(
            learner=learner.id,
            name=learner.name,
            bank=bank.id,
            bank_version=bank.version,
            item=item_id,
            answer=answer,
            verdict=outcome.verdict,
            score=outcome.score,
            clicked=outcome.clicked,
            at=at,
            mode=mode,
        )


class Store:
    """An open attempts log; made by `open_store`.

    Holds no connection between calls, so that a killed kernel leaves nothing behind,
    and each `record` is on disk before it returns.
    """

    def __init__(self, engine: Engine, where: str) -> None:
        """Use `open_store` instead."""
        self._engine, self.where = engine, where

    def __repr__(self) -> str:
        """Where it is, without a password."""
        return f"Store({self.where!r})"

    def record(self, attempt: Attempt) -> None:
        """Append one attempt; on return it survives a killed process.

        Raises
        ------
        StoreError
            If the log is locked, read-only, damaged or out of reach. Nothing stored is lost.
        """
        try:
            answer = json.dumps(attempt.answer, ensure_ascii=False, allow_nan=False)
        except (TypeError, ValueError):
            raise MusclekitError(
                "The answer is not plain JSON.",
                where=f"attempt at item '{attempt.item}'",
                remedy="Give text, numbers, lists or mappings of these.",
            ) from None
        row = {name: getattr(attempt, name) for name in _COLUMNS}
        row |= {"answer": answer, "at": _written(attempt.at)}
        self._run(lambda connection: connection.execute(_insert(), row), "The answer was not kept")

    def attempts(
        self,
        learner: str | Learner | None = None,
        bank: str | None = None,
        item: str | None = None,
        since: datetime | None = None,
    ) -> tuple[Attempt, ...]:
        """Attempts in the order they were recorded; each argument narrows.

        Parameters
        ----------
        learner : str or Learner, optional
            Id of the learner.
        bank, item : str, optional
        since : datetime, optional
            At or after this time.
        """
        from sqlalchemy import select

        table = _table()
        query = select(*(table.c[name] for name in _COLUMNS)).order_by(table.c.id)
        if learner is not None:
            query = query.where(table.c.learner == getattr(learner, "id", learner))
        if bank is not None:
            query = query.where(table.c.bank == bank)
        if item is not None:
            query = query.where(table.c.item == item)
        if since is not None:
            query = query.where(table.c.at >= _written(since))
        rows = self._run(lambda c: c.execute(query).mappings().all(), "The answers were not read")
        return tuple(
            Attempt(
                **{
                    **row,
                    "answer": json.loads(row["answer"]),
                    "at": datetime.fromisoformat(row["at"]),
                }
            )
            for row in rows
        )

    def learners(self) -> tuple[Learner, ...]:
        """Everybody who answered, in order of first answer, by the name they last used."""
        from sqlalchemy import select

        table = _table()
        query = select(table.c.learner, table.c.name).order_by(table.c.id)
        rows = self._run(lambda c: c.execute(query).all(), "The learners were not read")
        names: dict[str, str] = {}
        for learner, name in rows:
            names[learner] = name
        return tuple(Learner(learner, name) for learner, name in names.items())

    def _run(self, act: Callable[[Connection], _T], failed: str) -> _T:
        """`act` in a connection of its own; driver errors become StoreError.

        SQLite answers "locked" at once, without its own waiting, while another process is
        switching or cleaning up the log beside the file: so the wait is here as well.
        """
        from sqlalchemy.exc import DBAPIError

        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                with self._engine.connect() as connection:
                    return act(connection)
            except DBAPIError as error:
                if "locked" in str(error.orig) and time.monotonic() < deadline:
                    time.sleep(0.02)
                    continue
                raise _store_error(error, self.where, failed) from None


def open_store(url: str | None = None, *, env: Mapping[str, str] | None = None) -> Store:
    """Open the attempts log, making it where there is none.

    Parameters
    ----------
    url : str, optional
        Database address as SQLAlchemy writes it (`postgresql://user@host/name`,
        `sqlite:////folder/file.sqlite3`). Else `MUSCLEKIT_DATABASE_URL`, else SQLite in the
        user's data folder. `sqlite://` keeps answers only as long as the kernel lives.
    env : mapping, optional
        Environment to read; the process's own by default.

    Raises
    ------
    StoreError
        If it cannot be opened: one paragraph naming the place and what to do.
    """
    given = url or (os.environ if env is None else env).get(ENVIRONMENT_URL)
    parsed = _parse(given) if given else _default_url()
    where = _where(parsed)
    file = _sqlite_file(parsed)
    if file is not None:
        _prepare_file(file, where)
    store = Store(_engine(parsed, where), where)
    store._run(lambda connection: _ensure_schema(connection, where), "It was not opened")
    return store


_COLUMNS = tuple(Attempt.__dataclass_fields__)


def _table() -> Any:
    from sqlalchemy import Column, Float, Integer, MetaData, Table, Text

    columns = [
        Column(
            name,
            Float if name == "score" else Text,
            nullable=name == "clicked",
            index=name in ("learner", "bank"),
        )
        for name in _COLUMNS
    ]
    return Table(
        "attempts",
        MetaData(),
        Column("id", Integer, primary_key=True, autoincrement=True),
        *columns,
        sqlite_autoincrement=True,
    )


def _insert() -> Any:
    return _table().insert()


def _written(at: datetime) -> str:
    # Fixed width and always UTC, so that text order is time order in every database.
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _default_url() -> URL:
    from sqlalchemy import URL

    return URL.create("sqlite", database=str(data_dir() / "attempts.sqlite3"))


def _parse(text: str) -> URL:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        # The text may hold a password: it is not repeated.
        raise StoreError(
            "The database address cannot be read.",
            where=ENVIRONMENT_URL,
            remedy="Write it like postgresql://user:password@host/name or sqlite:////folder/file.",
        ) from None


def _where(url: URL) -> str:
    file = _sqlite_file(url)
    return shown(file) if file is not None else url.render_as_string(hide_password=True)


def _sqlite_file(url: URL) -> Path | None:
    """The file of a plain SQLite address; None for a server, memory or a file: URI."""
    name = url.database
    if url.get_backend_name() != "sqlite" or not name or name == ":memory:":
        return None
    if name.startswith("file:"):
        return None
    return Path(name).expanduser()


def _prepare_file(file: Path, where: str) -> None:
    """Make folder and file for their owner alone; leave alone whatever else is there."""
    try:
        if not file.parent.is_dir():
            file.parent.mkdir(mode=0o700, parents=True)
        if file.exists():
            if not file.is_file():
                raise StoreError(
                    "There is something here that is not a file.",
                    where=where,
                    remedy=_ELSEWHERE,
                )
            with file.open("rb") as opened:
                start = opened.read(len(_SQLITE_MAGIC))
            if start and start != _SQLITE_MAGIC:
                raise _damaged(where)
        else:
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreError(
            f"The attempts file cannot be opened ({error.strerror or type(error).__name__}).",
            where=where,
            remedy=_ELSEWHERE,
        ) from None


def _engine(url: URL, where: str) -> Engine:
    from sqlalchemy import NullPool, StaticPool, create_engine, event
    from sqlalchemy.exc import NoSuchModuleError

    sqlite = url.get_backend_name() == "sqlite"
    memory = sqlite and url.database in (None, "", ":memory:")
    file = _sqlite_file(url)
    if file is not None:
        url = url.set(database=str(file))
    options: dict[str, Any] = {"timeout": PATIENCE_S} if sqlite else {}
    if memory:
        options["check_same_thread"] = False
    if url.get_backend_name() == "postgresql":
        options["connect_timeout"] = 5
    try:
        engine = create_engine(
            url,
            poolclass=StaticPool if memory else NullPool,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            connect_args=options,
        )
    except NoSuchModuleError:
        raise StoreError(
            f"'{url.drivername}' is not a database this program can talk to.",
            where=where,
            remedy="Use an address that starts with postgresql:// or sqlite:///.",
        ) from None
    except ModuleNotFoundError as error:
        package = _DRIVERS.get(error.name or "", error.name or url.drivername)
        raise StoreError(
            f"The database driver '{error.name}' is not installed.",
            where=where,
            remedy=f"Install it with: pip install '{package}'.",
        ) from None
    if sqlite:

        @event.listens_for(engine, "connect")
        def _durable(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA synchronous=FULL")

    return engine


def _ensure_schema(connection: Connection, where: str) -> None:
    from sqlalchemy import inspect

    tables = set(inspect(connection).get_table_names())
    if "musclekit_schema" in tables:
        _check_version(connection, where)
        if connection.dialect.name == "sqlite":
            _check_pages(connection, where)
        return
    if connection.dialect.name != "sqlite":
        _make_schema(connection)
        return
    if tables:
        raise StoreError(
            "This is a database of some other program.", where=where, remedy=_ELSEWHERE
        )
    # Readers and writers do not wait for each other in this mode; the file remembers it.
    connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        if not inspect(connection).has_table("musclekit_schema"):
            _make_schema(connection)
        connection.exec_driver_sql("COMMIT")
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise


def _make_schema(connection: Connection) -> None:
    table = _table()
    table.create(connection, checkfirst=True)
    if connection.dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS attempts_no_{verb.lower()} BEFORE {verb} ON attempts"
                " BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END"
            )
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS musclekit_schema (version INTEGER NOT NULL)"
    )
    connection.exec_driver_sql(f"INSERT INTO musclekit_schema VALUES ({SCHEMA_VERSION})")


def _check_version(connection: Connection, where: str) -> None:
    found = connection.exec_driver_sql("SELECT max(version) FROM musclekit_schema").scalar()
    if found is None or int(found) > SCHEMA_VERSION:
        raise StoreError(
            f"This attempts log has format {found}; this program knows formats up to "
            f"{SCHEMA_VERSION}.",
            where=where,
            remedy="Install the newer musclekit that wrote it; the log is left as it is.",
        )


def _check_pages(connection: Connection, where: str) -> None:
    # Before anything is added to a file that was cut short or overwritten in the middle.
    if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
        raise _damaged(where)


_ELSEWHERE = (
    "Set MUSCLEKIT_DATA_DIR to a folder you can write to, "
    f"or {ENVIRONMENT_URL} to another database."
)


def _damaged(where: str) -> StoreError:
    return StoreError(
        "The attempts file is damaged or not a database; it is left exactly as it is.",
        where=where,
        remedy="Move it aside (keep it: 'sqlite3 FILE .recover' may read it) and open again.",
    )


def _store_error(error: Any, where: str, failed: str) -> StoreError:
    """One paragraph for what a driver said; its statement and values never appear."""
    said = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "no reason given"
    low = said.lower()
    if "locked" in low:
        return StoreError(
            f"{failed}: another program keeps the attempts file locked.",
            where=where,
            remedy="Close what is using it (a backup, a database browser), then answer again; "
            "everything stored so far is safe.",
        )
    if "readonly" in low or "read-only" in low:
        return StoreError(
            f"{failed}: the attempts file or its folder is read-only.",
            where=where,
            remedy=f"Make it writable. {_ELSEWHERE}",
        )
    if "not a database" in low or "malformed" in low or "corrupt" in low:
        return _damaged(where)
    if "unable to open" in low:
        return StoreError(
            f"{failed}: the attempts file cannot be opened; it or its folder may be missing or "
            "read-only.",
            where=where,
            remedy=_ELSEWHERE,
        )
    if "disk is full" in low or "disk i/o" in low:
        return StoreError(
            f"{failed}: the disk is full or failing.",
            where=where,
            remedy=f"Make room, then answer again; everything stored so far is safe. {_ELSEWHERE}",
        )
    return StoreError(
        f"{failed}: {said}.",
        where=where,
        remedy=f"Check that the database is running and {ENVIRONMENT_URL} is right; "
        "everything stored so far is safe.",
    )
