"""The attempts log: one row an answer, appended and never changed, in SQLite or PostgreSQL."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from musclekit.assessment.attempt import Attempt
from musclekit.assessment.learner import Learner
from musclekit.assessment.store_errors import ELSEWHERE, ENVIRONMENT_URL, damaged, refused
from musclekit.errors import MusclekitError, StoreError
from musclekit.paths import data_dir, shown

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

SCHEMA_VERSION = 1
PATIENCE_S = 2.0

_SQLITE_MAGIC = b"SQLite format 3\0"
_DRIVERS = {"psycopg": "psycopg[binary]", "psycopg2": "psycopg2-binary", "MySQLdb": "mysqlclient"}
_T = TypeVar("_T")


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
        try:
            return tuple(_read(row) for row in rows)
        except (ValueError, TypeError):
            raise damaged(self.where) from None

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
                raise refused(str(error.orig), self.where, failed) from None


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


def _read(row: Mapping[Any, Any]) -> Attempt:
    at = datetime.fromisoformat(row["at"])
    return Attempt(**{**row, "answer": json.loads(row["answer"]), "at": at})


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
    return shown(file) if file is not None else url.set(query={}).render_as_string()


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
                    remedy=ELSEWHERE,
                )
            with file.open("rb") as opened:
                start = opened.read(len(_SQLITE_MAGIC))
            if start and start != _SQLITE_MAGIC:
                raise damaged(where)
        else:
            os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreError(
            f"The attempts file cannot be opened ({error.strerror or type(error).__name__}).",
            where=where,
            remedy=ELSEWHERE,
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
        if connection.dialect.name == "postgresql":
            # Held until the connection closes: of kernels that start together, one makes it.
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({_LOCK})")
        if not inspect(connection).has_table("musclekit_schema"):
            _make_schema(connection)
        return
    if tables:
        raise StoreError("This is a database of some other program.", where=where, remedy=ELSEWHERE)
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


_LOCK = 7_465_771  # any number, the same for everyone
_APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER IF NOT EXISTS attempts_no_{verb.lower()} BEFORE {verb} ON attempts"
        " BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION attempts_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'attempts are append-only'; END $$",
        "DROP TRIGGER IF EXISTS attempts_no_change ON attempts",
        "CREATE TRIGGER attempts_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON attempts"
        " FOR EACH STATEMENT EXECUTE FUNCTION attempts_append_only()",
    ],
}


def _make_schema(connection: Connection) -> None:
    table = _table()
    table.create(connection, checkfirst=True)
    for statement in _APPEND_ONLY.get(connection.dialect.name, ()):
        connection.exec_driver_sql(statement)
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
        raise damaged(where)
