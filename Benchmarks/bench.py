#!/usr/bin/env python3
"""Whole-process timings of `migrate` beside sqlite3 and Alembic.

Usage: bench.py MIGRATE [ALEMBIC] [--double SERVER [--double-alembic ALEMBIC]] [--only WORD]

Each case runs its commands in turn (A B, B A, …) after a warm-up and prints medians and the median of the ratios pair
by pair, since single times on a shared machine say little. Memory is the peak resident size that the kernel reports.

The remote case goes over HTTP to the double of a libSQL server, which adds 50 ms to every request and counts them; the
second Alembic is one that has sqlalchemy-libsql.
"""
import argparse
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional

QUIET = {**os.environ, "NO_COLOR": "1"}
for name in ("APP_ENV", "MIGRATE_URL", "MIGRATE_AUTH_TOKEN", "DATABASE_URL", "BENCH_URL", "http_proxy", "all_proxy", "ALL_PROXY"):
    QUIET.pop(name, None)

LATENCY = 50


@dataclass
class Command:
    arguments: list
    home: Path
    prepare: Callable[[], None] = lambda: None
    stdin: Optional[Path] = None
    expect: int = 0

    def run(self) -> tuple[float, float]:
        """Milliseconds of wall time and the peak resident size in MB."""
        self.prepare()
        source = open(self.stdin, "rb") if self.stdin else subprocess.DEVNULL
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(argument) for argument in self.arguments], cwd=self.home, env=QUIET, stdin=source,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = (time.perf_counter() - started) * 1000
        complaint = process.stderr.read().decode(errors="replace")
        process.stderr.close()
        code = process.returncode = os.waitstatus_to_exitcode(status)
        if code != self.expect:
            sys.exit(f"{self.arguments}: exit {code}\n{complaint}")
        return elapsed, usage.ru_maxrss / 1024


def measure(name: str, goal: str, ours: Command, peers: dict[str, Command], runs: int) -> None:
    commands = {"migrate": ours, **peers}
    results: dict[str, list] = {key: [] for key in commands}
    for turn in range(runs + 1):
        # There and back, so that none always runs behind the same one.
        for key in list(commands) if turn % 2 else reversed(commands):
            figures = commands[key].run()
            if turn:
                results[key].append(figures)
    print(f"\n{name}\n  goal: {goal}")
    for key, figures in results.items():
        times, memory = [figure[0] for figure in figures], max(figure[1] for figure in figures)
        ratio = "" if key == "migrate" else "   migrate / {} = {:.3f}".format(
            key, statistics.median(a[0] / b[0] for a, b in zip(results["migrate"], figures)))
        print(f"  {key:<9} {statistics.median(times):9.2f} ms   (min {min(times):.2f}, max {max(times):.2f})"
              f"   peak {memory:6.1f} MB{ratio}", flush=True)


def remove(*paths: Path) -> Callable[[], None]:
    def prepare() -> None:
        for path in paths:
            for suffix in ("", "-journal", "-wal", "-shm"):
                Path(str(path) + suffix).unlink(missing_ok=True)
    return prepare


def copy(source: Path, target: Path) -> Callable[[], None]:
    def prepare() -> None:
        remove(target)()
        shutil.copyfile(source, target)
        # Else the command pays for writing back the copy, or its neighbour's.
        os.sync()
    return prepare


class Double:
    """A libSQL server's double over a file; `requests` is known once it has ended."""

    def __init__(self, command: str, database: Path):
        self.process = subprocess.Popen(
            [command, "--log", "--latency", str(LATENCY), "--database", str(database)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip().removeprefix("http://")
        self.requests = 0

    def stop(self) -> None:
        self.process.stdin.close()
        self.requests = len(self.process.stdout.read().splitlines())
        if self.process.wait(timeout=20) != 0:
            sys.exit(f"the double ended with {self.process.returncode}")


class Bench:
    def __init__(self, options: argparse.Namespace, root: Path):
        def existing(path: Optional[str]) -> Optional[str]:
            return os.path.abspath(path) if path and os.path.exists(path) else None

        self.migrate, self.root = os.path.abspath(options.migrate), root
        self.alembic, self.double = existing(options.alembic), existing(options.double)
        self.double_alembic = existing(options.double_alembic)

    # Projects

    def project(self, name: str, count: int) -> Path:
        """A linear project of one-table revisions, for both tools."""
        home = self.root / name
        (home / "migrations" / "versions").mkdir(parents=True)
        (home / "migrate.toml").write_text('[env.local]\nurl = "sqlite:///ours.db"\n')
        previous = "none"
        for number in range(count):
            rev = f"{number:012x}"
            columns = "id INTEGER PRIMARY KEY, title VARCHAR(255) NOT NULL, body TEXT"
            (home / "migrations" / "versions" / f"{number:06}_{rev}_table.sql").write_text(
                f"-- revision: {rev}\n-- down_revision: {previous}\n-- message: table {number}\n\n-- migrate:up\n"
                f"CREATE TABLE t{number} ({columns});\n\n-- migrate:down\nDROP TABLE t{number};\n")
            previous = rev
        if self.alembic or self.double_alembic:
            self.alembic_project(home, count)
        return home

    def alembic_project(self, home: Path, count: int) -> None:
        (home / "script" / "versions").mkdir(parents=True)
        (home / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/script\n")
        (home / "script" / "env.py").write_text(
            "from alembic import context\nfrom sqlalchemy import create_engine, MetaData\n"
            "metadata = MetaData()\n"
            "import os\nif os.path.exists('models.py'): exec(open('models.py').read())\n"
            "with create_engine(os.environ.get('BENCH_URL', 'sqlite:///alembic.db')).connect() as connection:\n"
            "    context.configure(connection=connection, target_metadata=metadata)\n"
            "    with context.begin_transaction():\n        context.run_migrations()\n")
        previous = None
        for number in range(count):
            rev = f"{number:012x}"
            (home / "script" / "versions" / f"{number:06}_{rev}.py").write_text(
                f'"""table {number}"""\nimport sqlalchemy as sa\nfrom alembic import op\n'
                f"revision = {rev!r}\ndown_revision = {previous!r}\n\ndef upgrade():\n"
                f"    op.create_table('t{number}', sa.Column('id', sa.Integer, primary_key=True),\n"
                f"        sa.Column('title', sa.String(255), nullable=False), sa.Column('body', sa.Text))\n\n"
                f"def downgrade():\n    op.drop_table('t{number}')\n")
            previous = rev

    def ours(self, home: Path, *arguments: str, **options) -> Command:
        return Command([self.migrate, *arguments], home, **options)

    def theirs(self, home: Path, *arguments: str, **options) -> dict[str, Command]:
        return {"alembic": Command([self.alembic, *arguments], home, **options)} if self.alembic else {}

    def applied(self, home: Path) -> None:
        subprocess.run([self.migrate, "upgrade", "head", "-q"], cwd=home, env=QUIET, check=True, capture_output=True)
        if self.alembic:
            subprocess.run([self.alembic, "upgrade", "head"], cwd=home, env=QUIET, check=True, capture_output=True)

    # Cases

    def current(self) -> None:
        home = self.project("small", 5)
        self.applied(home)
        query = Command(["sqlite3", "ours.db", "select version_num from alembic_version"], home)
        measure("current, a small file", "at most 3x sqlite3", self.ours(home, "current"),
                {"sqlite3": query, **self.theirs(home, "current")}, runs=21)

    def upgrade(self) -> None:
        home = self.project("thousand", 1000)
        script = home / "script.sql"
        with open(script, "wb") as output:
            subprocess.run([self.migrate, "upgrade", "head", "--sql"], cwd=home, env=QUIET, check=True, stdout=output)
        ours, peer, theirs = home / "ours.db", home / "peer.db", home / "alembic.db"
        measure("upgrade head, 1,000 revisions of one table", "at most 1.15x sqlite3 with the same SQL",
                self.ours(home, "upgrade", "head", prepare=remove(ours)),
                {"sqlite3": Command(["sqlite3", "-bail", "peer.db"], home, prepare=remove(peer), stdin=script),
                 **self.theirs(home, "upgrade", "head", prepare=remove(theirs))}, runs=5)
        self.applied(home)
        measure("upgrade head, nothing to do, 1,000 applied", "at most 30 ms", self.ours(home, "upgrade", "head"),
                self.theirs(home, "upgrade", "head"), runs=9)

    def heads(self) -> None:
        home = self.project("five-thousand", 5000)
        measure("heads over 5,000 revisions", "at most 100 ms and 40 MB", self.ours(home, "heads"),
                self.theirs(home, "heads"), runs=9)

    def swift_project(self, name: str, count: int) -> Path:
        """The tables of `project`, made by revisions in Swift."""
        home = self.root / name
        versions = home / "migrations" / "versions"
        versions.mkdir(parents=True)
        (home / "migrate.toml").write_text('[env.local]\nurl = "sqlite:///ours.db"\n')
        previous = "none"
        for number in range(count):
            rev = f"{number:012x}"
            (versions / f"{number:06}_{rev}_table.swift").write_text(
                f"// revision: {rev}\n// down_revision: {previous}\n// message: table {number}\nimport MigrationCore\n\n"
                f"struct MakeTable{number}: Migration {{\n    func upgrade(_ op: Operations) throws {{\n"
                f'        try op.createTable("t{number}") {{ table in\n            table.primaryKey("id")\n'
                '            table.column("title", "VARCHAR(255)", nullable: false)\n'
                '            table.column("body", .text)\n        }\n    }\n\n'
                f'    func downgrade(_ op: Operations) throws {{\n        try op.dropTable("t{number}")\n    }}\n}}\n')
            previous = rev
        return home

    def swift(self) -> None:
        if not shutil.which("swiftc"):
            return
        home, sql = self.swift_project("swift-200", 200), self.project("sql-200", 200)
        cache = home / "cache"
        QUIET["XDG_CACHE_HOME"] = str(cache)

        def anew() -> None:
            shutil.rmtree(cache, ignore_errors=True)
            remove(home / "ours.db")()

        measure("upgrade head, 200 Swift revisions, nothing compiled before", "at most 10 s on two cores",
                self.ours(home, "upgrade", "head", prepare=anew), {}, runs=3)
        peer = Command([self.migrate, "upgrade", "head"], sql, prepare=remove(sql / "ours.db"))
        measure("upgrade head, 200 Swift revisions, compiled before", "at most 100 ms more than SQL",
                self.ours(home, "upgrade", "head", prepare=remove(home / "ours.db")), {"SQL": peer}, runs=11)
        measure("heads over 200 Swift revisions", "as over SQL: nothing is compiled or started", self.ours(home, "heads"),
                {"SQL": Command([self.migrate, "heads"], sql)}, runs=11)

    def check(self) -> None:
        for tables, runs in ((500, 9), (5000, 3)):
            home = self.project(f"check-{tables}", 0)
            names = [f"t{number}" for number in range(tables)]
            ddl = "\n".join(
                f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, "
                + ", ".join(f"c{column} VARCHAR(255) NOT NULL" for column in range(9)) + ");" for name in names)
            (home / "migrations" / "schema.sql").write_text(ddl + "\n")
            (home / "migrations" / "versions" / "000000_000000000000_all.sql").write_text(
                "-- revision: 000000000000\n-- down_revision: none\n\n-- migrate:up\n" + ddl + "\n\n-- migrate:down\n"
                + "\n".join(f"DROP TABLE {name};" for name in names) + "\n")
            peers = {}
            if self.alembic and tables == 500:
                self.alembic_models(home, names)
                peers = self.theirs(home, "check")
            goal = "at least 15x faster than Alembic" if tables == 500 else "linear: about 10x the 500 tables"
            measure(f"check, {tables} tables of 10 columns", goal, self.ours(home, "check"), peers, runs=runs)

    def alembic_models(self, home: Path, names: list[str]) -> None:
        (home / "models.py").write_text(
            "import sqlalchemy as sa\n" + f"for name in {names!r}:\n"
            "    sa.Table(name, metadata, sa.Column('id', sa.Integer, primary_key=True),\n"
            "        *[sa.Column(f'c{n}', sa.String(255), nullable=False) for n in range(9)])\n")
        connection = sqlite3.connect(home / "alembic.db")
        for name in names:
            columns = ", ".join(f"c{column} VARCHAR(255) NOT NULL" for column in range(9))
            connection.execute(f"CREATE TABLE {name} (id INTEGER NOT NULL PRIMARY KEY, {columns})")
        connection.commit()
        connection.close()

    def rebuild(self) -> None:
        home = self.project("rebuild", 0)
        versions, schema = home / "migrations" / "versions", home / "migrations" / "schema.sql"
        before = "CREATE TABLE big (id INTEGER PRIMARY KEY, name TEXT, body TEXT);\nCREATE INDEX big_name ON big (name);\n"
        (versions / "000000_000000000000_big.sql").write_text(
            f"-- revision: 000000000000\n-- down_revision: none\n\n-- migrate:up\n{before}\n-- migrate:down\nDROP TABLE big;\n")
        schema.write_text(before.replace("name TEXT,", "name TEXT NOT NULL,"))
        seed, target, typed = home / "seed.db", home / "ours.db", home / "typed.db"
        subprocess.run([self.migrate, "upgrade", "head", "-q"], cwd=home, env=QUIET, check=True, capture_output=True)
        target.rename(seed)
        connection = sqlite3.connect(seed)
        connection.executemany("INSERT INTO big VALUES (?, ?, ?)",
                               ((n, f"name {n * 7919 % 1000003}", "x" * 80) for n in range(1_000_000)))
        connection.commit()
        connection.close()
        subprocess.run([self.migrate, "revision", "--autogenerate", "-m", "not null"], cwd=home, env=QUIET, check=True,
                       capture_output=True)
        procedure = home / "typed.sql"
        procedure.write_text(
            "PRAGMA foreign_keys=OFF;\nBEGIN IMMEDIATE;\n"
            "CREATE TABLE new_big (id INTEGER PRIMARY KEY, name TEXT NOT NULL, body TEXT);\n"
            "INSERT INTO new_big (id, name, body) SELECT id, name, body FROM big;\nDROP TABLE big;\n"
            "ALTER TABLE new_big RENAME TO big;\nCREATE INDEX big_name ON big (name);\nPRAGMA foreign_key_check;\n"
            "COMMIT;\nPRAGMA foreign_keys=ON;\n")
        measure("rebuild of a table of 1,000,000 rows", "at most 1.05x the same procedure typed into sqlite3",
                self.ours(home, "upgrade", "head", prepare=copy(seed, target)),
                {"sqlite3": Command(["sqlite3", "-bail", "typed.db"], home, prepare=copy(seed, typed), stdin=procedure)},
                runs=11)

    def remote(self) -> None:
        if not self.double:
            return
        for count, goal, runs in ((10, "at most 3 requests", 5), (100, "at most 6 requests", 3)):
            home = self.project(f"remote-{count}", count)
            self.measure_remote(f"upgrade head over HTTP, {count} revisions of one table, {LATENCY} ms latency", goal, home,
                                ["upgrade", "head"], runs, is_fresh=True)
            if count == 10:
                self.measure_remote("upgrade head over HTTP, nothing to do", "1 request", home, ["upgrade", "head"], runs)
                self.measure_remote("current over HTTP", "1 request", home, ["current"], runs)

    def measure_remote(self, name: str, goal: str, home: Path, arguments: list[str], runs: int,
                       is_fresh: bool = False) -> None:
        """Each run has a server of its own; Alembic, which is slow here, runs once."""
        print(f"\n{name}\n  goal: {goal}")
        base = None
        for key, tool in (("migrate", self.migrate), ("alembic", self.double_alembic)):
            if not tool:
                continue
            times, counts = [], set()
            for _ in range(runs if key == "migrate" else 1):
                database = home / f"remote-{key}.db"
                if is_fresh:
                    remove(database)()
                elapsed, requests = self.run_remote(tool, home, database, arguments, key == "migrate")
                times.append(elapsed)
                counts.add(requests)
            median = statistics.median(times)
            ratio = "" if base is None else f"   migrate / {key} = {base / median:.3f}"
            base = base or median
            print(f"  {key:<9} {median:9.2f} ms   (min {min(times):.2f}, max {max(times):.2f})"
                  f"   requests: {', '.join(map(str, sorted(counts)))}{ratio}", flush=True)

    def run_remote(self, tool: str, home: Path, database: Path, arguments: list[str], is_ours: bool) -> tuple[float, int]:
        server = Double(self.double, database)
        try:
            command = [tool, *arguments, "--url", f"http://{server.address}"] if is_ours else [tool, *arguments]
            environment = {**QUIET, "BENCH_URL": f"sqlite+libsql://{server.address}"}
            started = time.perf_counter()
            result = subprocess.run(command, cwd=home, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
            elapsed = (time.perf_counter() - started) * 1000
        finally:
            server.stop()
        if result.returncode != 0:
            sys.exit(f"{command}: exit {result.returncode}\n{result.stderr.decode(errors='replace')}")
        return elapsed, server.requests


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("migrate")
    parser.add_argument("alembic", nargs="?")
    parser.add_argument("--double")
    parser.add_argument("--double-alembic")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        bench = Bench(options, root)
        for case in (bench.current, bench.upgrade, bench.heads, bench.swift, bench.check, bench.rebuild, bench.remote):
            if options.only in case.__name__:
                case()
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
