#!/usr/bin/env python3
"""Holds the double of a libSQL server against clients that others wrote.

Usage: clients.py LIBSQL-TEST-SERVER ALEMBIC

`libsql` speaks the third version of the protocol (pipelines and cursors), `libsql-client` the first, and Alembic goes
through `sqlalchemy-libsql`. What each of them did is compared with the database file, which Python's own sqlite3 reads.
"""
import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import libsql
import libsql_client

REVISIONS = 10
ENV_PY = """
import os
from alembic import context
from sqlalchemy import create_engine
engine = create_engine(os.environ["DOUBLE_URL"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
"""


class Server:
    """A running double; `requests` is known once it has ended."""

    def __init__(self, command: str, database: Path, *flags: str):
        self.database = database
        self.process = subprocess.Popen(
            [command, "--log", "--database", str(database), *flags],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        self.url = self.process.stdout.readline().strip()
        self.requests: list[str] = []

    def stop(self) -> None:
        self.process.stdin.close()
        self.requests = self.process.stdout.read().splitlines()
        if self.process.wait(timeout=20) != 0:
            sys.exit(f"FAILED: the double ended with {self.process.returncode}")

    def rows(self, sql: str) -> list:
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()


class Checks:
    def __init__(self, command: str, alembic: str, root: Path):
        self.command, self.alembic, self.root = command, alembic, root
        self.count = 0

    @contextmanager
    def server(self, *flags: str, database: Path | None = None):
        self.count += 1
        server = Server(self.command, database or self.root / f"double-{self.count}.db", *flags)
        try:
            yield server
        finally:
            server.stop()

    def equal(self, what: str, found, expected) -> None:
        if found != expected:
            sys.exit(f"FAILED: {what}\n  found:    {found!r}\n  expected: {expected!r}")

    def raises(self, what: str, part: str, body) -> None:
        try:
            body()
        except Exception as error:  # the clients have no common kind of error
            if part not in str(error):
                sys.exit(f"FAILED: {what}\n  found:    {error}\n  expected: … {part} …")
            return
        sys.exit(f"FAILED: {what}: no error, expected: … {part} …")


# Integers from 2^31 on are left out: this client sends them as floats.
LIBSQL_VALUES = [None, 0, -3, 2**31 - 1, 0.1, 1e300, "", "a/b\\c\"d\né\U0001f600", b"", b"\x00\xff/?"]


def check_libsql(checks: Checks, dialect: str) -> None:
    prefix = "SQLite error: " if dialect == "sqld" else ""
    with checks.server("--dialect", dialect) as server:
        connection = libsql.connect(server.url)
        connection.execute("CREATE TABLE parent(id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL)")
        connection.execute("CREATE TABLE child(id INTEGER PRIMARY KEY, p INTEGER REFERENCES parent ON DELETE CASCADE, v)")
        connection.execute(
            "CREATE TRIGGER t AFTER INSERT ON parent BEGIN INSERT INTO child(p, v) VALUES (new.id, 'made'); END"
        )
        connection.execute("ALTER TABLE child ADD COLUMN extra TEXT DEFAULT 'x'")
        connection.execute("CREATE INDEX i ON child(v)")
        connection.commit()
        checks.equal("tables", server.rows("SELECT name FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1"),
                     [("child",), ("i",), ("parent",), ("t",)])

        for value in LIBSQL_VALUES:
            row = connection.execute("SELECT ?", (value,)).fetchone()
            checks.equal(f"value {value!r}", row, (value,))
        connection.execute("INSERT INTO parent(name) VALUES (?)", ("first",))
        for value in LIBSQL_VALUES:
            connection.execute("INSERT INTO child(p, v) VALUES (1, ?)", (value,))
        connection.commit()
        checks.equal("stored values", [row[0] for row in server.rows("SELECT v FROM child ORDER BY id")],
                     ["made", *LIBSQL_VALUES])
        large = connection.execute("SELECT 9223372036854775807, -9223372036854775807 - 1").fetchone()
        checks.equal("64-bit integers that come back", large, (2**63 - 1, -(2**63)))

        connection.execute("INSERT INTO parent(name) VALUES ('gone')")
        checks.equal("rows before a commit", server.rows("SELECT count(*) FROM parent"), [(1,)])
        connection.rollback()
        checks.equal("rows after a rollback", server.rows("SELECT count(*) FROM parent"), [(1,)])
        connection.execute("INSERT INTO parent(name) VALUES ('kept')")
        connection.commit()
        checks.equal("rows after a commit", server.rows("SELECT count(*) FROM parent"), [(2,)])

        checks.equal("foreign keys", connection.execute("PRAGMA foreign_keys").fetchone(), (1,))
        checks.raises("a violated foreign key", f"{prefix}FOREIGN KEY constraint failed",
                      lambda: connection.execute("INSERT INTO child(p) VALUES (99)"))
        connection.rollback()
        connection.execute("DELETE FROM parent WHERE name = 'first'")
        connection.commit()
        checks.equal("rows after a cascade", server.rows("SELECT count(*) FROM child WHERE p = 1"), [(0,)])

        for sql, message in [
            ("INSERT INTO parent(name) VALUES ('kept')", f"{prefix}UNIQUE constraint failed: parent.name"),
            ("INSERT INTO parent(name) VALUES (NULL)", f"{prefix}NOT NULL constraint failed: parent.name"),
            ("SELECT nope FROM parent", "no such column: nope"),
            ("SELECT * FROM nope", "no such table: nope"),
            ("SELEC 1", "syntax error"),
        ]:
            checks.raises(sql, message, lambda: connection.execute(sql))
            connection.rollback()
        connection.close()
    paths = Counter(line.split()[1] for line in server.requests)
    checks.equal("paths", set(paths), {"/v3/pipeline", "/v3/cursor"})
    print(f"ok  libsql, {dialect}: DDL, {len(LIBSQL_VALUES)} values, transactions, errors, foreign keys"
          f" ({paths['/v3/pipeline']} pipelines, {paths['/v3/cursor']} cursors)")


def check_libsql_tokens(checks: Checks, dialect: str) -> None:
    tokens = ["--token", "w", "--token", "r=readOnly", "--token", "x=expired"]
    with checks.server("--dialect", dialect, *tokens) as server:
        connection = libsql.connect(server.url, auth_token="w")
        connection.execute("CREATE TABLE t(a)")
        connection.commit()
        checks.equal("rows of a reader", libsql.connect(server.url, auth_token="r").execute("SELECT * FROM t").fetchall(), [])
        checks.raises("a write of a reader", "403",
                      lambda: libsql.connect(server.url, auth_token="r").execute("CREATE TABLE u(a)"))
        checks.raises("an expired token", "401",
                      lambda: libsql.connect(server.url, auth_token="x").execute("SELECT 1"))
        checks.raises("an unknown token", "401",
                      lambda: libsql.connect(server.url, auth_token="y").execute("SELECT 1"))
        checks.equal("tables", server.rows("SELECT name FROM sqlite_master"), [("t",)])
    print(f"ok  libsql, {dialect}: tokens")


CLIENT_VALUES = [None, 0, 2**53 + 1, 2**63 - 1, -(2**63), 0.1, "", "a/b\\c\"d\né\U0001f600", b"", b"\x00\xff/?"]


async def use_libsql_client(checks: Checks, server: Server) -> None:
    async with libsql_client.create_client(server.url) as client:
        await client.execute("CREATE TABLE parent(id INTEGER PRIMARY KEY, v UNIQUE)")
        await client.execute("CREATE TABLE child(p INTEGER NOT NULL REFERENCES parent)")
        for number, value in enumerate(CLIENT_VALUES, start=1):
            result = await client.execute("INSERT INTO parent(v) VALUES (?)", [value])
            checks.equal("row id", (result.last_insert_rowid, result.rows_affected), (number, 1))
            result = await client.execute("SELECT ? AS v", [value])
            checks.equal(f"value {value!r}", (result.columns, tuple(result.rows[0])), (("v",), (value,)))
        checks.equal("stored values", [row[0] for row in server.rows("SELECT v FROM parent ORDER BY id")], CLIENT_VALUES)
        result = await client.execute("SELECT :a + @b", {"a": 1, "b": 2})
        checks.equal("named arguments", result.rows[0][0], 3)

        count = server.rows("SELECT count(*) FROM parent")
        for statements, code in [
            (["INSERT INTO parent(v) VALUES ('new')", "INSERT INTO parent(v) VALUES (0)"], "SQLITE_CONSTRAINT"),
            (["INSERT INTO parent(v) VALUES ('new')", "INSERT INTO child VALUES (99)"], "SQLITE_CONSTRAINT"),
            (["INSERT INTO parent(v) VALUES ('new')", "SELEC 1"], "SQL_PARSE_ERROR"),
            (["INSERT INTO parent(v) VALUES ('new')", "VACUUM"], "SQL_PARSE_ERROR"),
            (["INSERT INTO parent(v) VALUES ('new')", "SELECT nope"], "SQL_INPUT_ERROR"),
            (["INSERT INTO parent(v) VALUES ('new')", "SELECT json('x')"], "SQLITE_UNKNOWN"),
        ]:
            try:
                await client.batch(statements)
                sys.exit(f"FAILED: {statements}: no error")
            except libsql_client.LibsqlError as error:
                checks.equal(f"code of {statements}", error.code, code)
            checks.equal(f"rows after {statements}", server.rows("SELECT count(*) FROM parent"), count)
        results = await client.batch(["INSERT INTO parent(v) VALUES ('new')", "SELECT count(*) FROM parent"])
        checks.equal("rows of a batch", results[1].rows[0][0], count[0][0] + 1)


def check_libsql_client(checks: Checks) -> None:
    with checks.server() as server:
        asyncio.run(use_libsql_client(checks, server))
    paths = Counter(line.split()[1] for line in server.requests)
    checks.equal("paths", set(paths), {"/v1/execute", "/v1/batch"})
    print(f"ok  libsql-client, sqld: DDL, {len(CLIENT_VALUES)} values, batches, errors, foreign keys"
          f" ({paths['/v1/execute']} statements, {paths['/v1/batch']} batches)")


def check_faults(checks: Checks) -> None:
    with checks.server("--fault", "status=503@2-3", "--fault", "answerDropped@4", "--fault", "notJSON@6-") as server:
        def insert() -> str:
            statements = ["CREATE TABLE IF NOT EXISTS t(a)", "INSERT INTO t VALUES (1)"]
            body = {"requests": [{"type": "execute", "stmt": {"sql": sql}} for sql in statements]}
            request = urllib.request.Request(f"{server.url}/v3/pipeline", json.dumps(body).encode())
            try:
                with opener.open(request, timeout=20) as answer:
                    return "answer" if answer.read().startswith(b"{") else "page"
            except urllib.error.HTTPError as error:
                return str(error.code)
            except OSError:  # the connection ended
                return "nothing"

        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        checks.equal("what the client sees", [insert() for _ in range(7)],
                     ["answer", "503", "503", "nothing", "answer", "page", "page"])
        checks.equal("rows", server.rows("SELECT count(*) FROM t"), [(5,)])
    print("ok  faults of the command line")


def write_alembic_project(root: Path) -> Path:
    home = root / "alembic"
    (home / "script" / "versions").mkdir(parents=True)
    (home / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/script\n")
    (home / "script" / "env.py").write_text(ENV_PY)
    (home / "script" / "script.py.mako").write_text("")
    for number in range(REVISIONS):
        parent = repr(f"r{number - 1}") if number else None
        (home / "script" / "versions" / f"r{number}_.py").write_text(
            f"from alembic import op\nimport sqlalchemy as sa\nrevision = 'r{number}'\ndown_revision = {parent}\n"
            f"def upgrade():\n    op.create_table('t{number}', sa.Column('id', sa.Integer, primary_key=True),"
            f" sa.Column('v', sa.Text))\n    op.execute(\"INSERT INTO t{number}(v) VALUES ('row')\")\n"
            f"def downgrade():\n    op.drop_table('t{number}')\n"
        )
    return home


def run_alembic(checks: Checks, home: Path, server: Server, *arguments: str) -> str:
    url = "sqlite+libsql://" + server.url.removeprefix("http://")
    result = subprocess.run([checks.alembic, *arguments], cwd=home, env={**os.environ, "DOUBLE_URL": url},
                            capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"FAILED: alembic {' '.join(arguments)}\n{result.stdout}{result.stderr}")
    return result.stdout


def check_alembic(checks: Checks, home: Path, dialect: str) -> None:
    database = checks.root / f"alembic-{dialect}.db"
    counts = {}
    for name, arguments, rows, version in [
        ("upgrade", ["upgrade", "head"], REVISIONS, "r9"),
        ("nothing to do", ["upgrade", "head"], REVISIONS, "r9"),
        ("current", ["current"], REVISIONS, "r9"),
        ("downgrade", ["downgrade", "r4"], 5, "r4"),
        ("upgrade again", ["upgrade", "+1"], 6, "r5"),
    ]:
        with checks.server("--dialect", dialect, database=database) as server:
            output = run_alembic(checks, home, server, *arguments)
            if name == "current":
                checks.equal("current", output.split(), ["r9", "(head)"])
            checks.equal(f"version after {name}", server.rows("SELECT version_num FROM alembic_version"), [(version,)])
            tables = server.rows("SELECT name FROM sqlite_master WHERE name GLOB 't[0-9]' ORDER BY 1")
            checks.equal(f"tables after {name}", tables, [(f"t{number}",) for number in range(rows)])
            for (table,) in tables:
                checks.equal(f"rows of {table}", server.rows(f"SELECT v FROM {table}"), [("row",)])
        counts[name] = len(server.requests)
    print(f"ok  Alembic, {dialect}: {REVISIONS} revisions up, down and up again; requests: "
          + ", ".join(f"{name} {count}" for name, count in counts.items()))


def main() -> None:
    command, alembic = (os.path.abspath(path) for path in sys.argv[1:3])
    with tempfile.TemporaryDirectory(prefix="double-") as folder:
        checks = Checks(command, alembic, Path(folder))
        home = write_alembic_project(checks.root)
        for dialect in ("sqld", "cloud"):
            check_libsql(checks, dialect)
            check_libsql_tokens(checks, dialect)
            check_alembic(checks, home, dialect)
        check_libsql_client(checks)
        check_faults(checks)
    print(f"all of it on {checks.count} servers")


if __name__ == "__main__":
    main()
