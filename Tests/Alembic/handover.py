#!/usr/bin/env python3
"""Hands databases over between `migrate` and the real Alembic, both ways.

Usage: handover.py MIGRATE ALEMBIC

One graph (a branch, a merge, a dependency between two trees, a label) is written twice, as Alembic's Python files and as SQL
files. Then a database is walked through it with both tools taking turns. After every step the rows of the version
table and the schema must equal those of a second database that Alembic alone has moved.
"""
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

# id, parents, depends_on, label
GRAPH = [
    ("a00000000001", [], [], None),
    ("b00000000001", ["a00000000001"], [], "left"),
    ("b00000000002", ["b00000000001"], [], None),
    ("c00000000001", ["a00000000001"], [], "right"),
    ("d00000000001", ["b00000000002", "c00000000001"], [], None),
    ("d00000000002", ["d00000000001"], [], None),
    ("e00000000001", [], [], "billing"),
    ("e00000000002", ["e00000000001"], ["c00000000001"], None),
]
TABLES_OF_TOOLS = ("alembic_version", "migrate_history", "sqlite_sequence")

ENV_PY = """
import os
from alembic import context
from sqlalchemy import create_engine
engine = create_engine("sqlite:///" + os.environ["HANDOVER_DB"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
"""


def write_projects(root: Path) -> tuple[Path, Path]:
    alembic, ours = root / "alembic", root / "ours"
    (alembic / "script" / "versions").mkdir(parents=True)
    (ours / "migrations" / "versions").mkdir(parents=True)
    (alembic / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/script\n")
    (alembic / "script" / "env.py").write_text(ENV_PY)
    (alembic / "script" / "script.py.mako").write_text("")
    (ours / "migrate.toml").write_text('default_env = "local"\n\n[env.local]\nurl = "sqlite:///${HANDOVER_DB}"\n')
    for rev, parents, depends, label in GRAPH:
        down = {0: "None", 1: repr(parents[0]) if parents else ""}.get(len(parents), repr(tuple(parents)))
        (alembic / "script" / "versions" / f"{rev}_.py").write_text(
            f'"""step {rev}"""\nfrom alembic import op\nrevision = {rev!r}\ndown_revision = {down}\n'
            f"branch_labels = {(label,) if label else None!r}\ndepends_on = {tuple(depends) or None!r}\n\n"
            f'def upgrade():\n    op.execute("CREATE TABLE t_{rev} (id INTEGER PRIMARY KEY)")\n\n'
            f'def downgrade():\n    op.execute("DROP TABLE t_{rev}")\n'
        )
        header = [f"-- revision: {rev}", f"-- down_revision: {', '.join(parents) or 'none'}"]
        header += [f"-- depends_on: {', '.join(depends)}"] if depends else []
        header += [f"-- branch_labels: {label}"] if label else []
        (ours / "migrations" / "versions" / f"{rev}_step.sql").write_text(
            "\n".join(header)
            + f"\n-- message: step {rev}\n\n-- migrate:up\nCREATE TABLE t_{rev} (id INTEGER PRIMARY KEY);\n"
            + f"\n-- migrate:down\nDROP TABLE t_{rev};\n"
        )
    return alembic, ours


class Tools:
    def __init__(self, migrate: str, alembic: str, root: Path):
        self.migrate, self.alembic = migrate, alembic
        self.alembic_home, self.home = write_projects(root)
        self.calls = 0

    def run(self, tool: str, database: Path, *arguments: str) -> subprocess.CompletedProcess:
        self.calls += 1
        command, home = {
            "migrate": ([self.migrate], self.home),
            "alembic": ([self.alembic], self.alembic_home),
        }[tool]
        environment = {**os.environ, "HANDOVER_DB": str(database)}
        return subprocess.run([*command, *arguments], cwd=home, env=environment, capture_output=True, text=True)

    def must(self, tool: str, database: Path, *arguments: str) -> str:
        result = self.run(tool, database, *arguments)
        if result.returncode != 0:
            sys.exit(f"FAILED: {tool} {' '.join(arguments)}: exit {result.returncode}\n{result.stdout}{result.stderr}")
        return result.stdout


def state(database: Path) -> tuple:
    connection = sqlite3.connect(database)
    tables = {
        row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    } - set(TABLES_OF_TOOLS)
    rows = (
        {row[0] for row in connection.execute("SELECT version_num FROM alembic_version")}
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        else set()
    )
    definition = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    connection.close()
    return tables, rows, " ".join((definition or ("",))[0].replace('"', "").split())


def compare(tools: Tools, shared: Path, alone: Path, after: str) -> None:
    left, right = state(shared), state(alone)
    # Alembic makes its table even when it then refuses the target; this tool changes nothing in that case.
    if left[:2] != right[:2] or (left[2] and right[2] and left[2] != right[2]):
        sys.exit(f"FAILED after {after}:\n  shared database: {left}\n  Alembic alone:   {right}")
    ids = {line.split()[0] for line in tools.must("alembic", shared, "current").splitlines() if line.strip()}
    ours = {line.split()[0] for line in tools.must("migrate", shared, "current").splitlines() if line.strip()}
    if ids != ours:
        sys.exit(f"FAILED after {after}: `current` differs: Alembic {sorted(ids)}, migrate {sorted(ours)}")


def walk(tools: Tools, root: Path, name: str, turns: list[tuple[str, str, str]]) -> None:
    shared, alone = root / f"{name}-shared.db", root / f"{name}-alone.db"
    for tool, verb, target in turns:
        tools.must(tool, shared, verb, target)
        tools.must("alembic", alone, verb, target)
        compare(tools, shared, alone, f"{tool} {verb} {target} ({name})")
    print(f"ok  {name}: {', '.join(f'{tool} {verb} {target}' for tool, verb, target in turns)}")


def random_walk(tools: Tools, root: Path, seed: int, length: int) -> None:
    chance = random.Random(seed)
    shared, alone = root / f"random-{seed}-shared.db", root / f"random-{seed}-alone.db"
    trail = []
    for _ in range(length):
        tool = chance.choice(["migrate", "alembic"])
        verb = chance.choice(["upgrade", "upgrade", "downgrade"])
        ids = [revision[0] for revision in GRAPH]
        target = chance.choice([*ids, "heads"] if verb == "upgrade" else [*ids, "base"])
        wanted = tools.run("alembic", alone, verb, target)
        got = tools.run(tool, shared, verb, target)
        if (wanted.returncode == 0) != (got.returncode == 0):
            sys.exit(f"FAILED: {tool} {verb} {target} after {trail}: exit {got.returncode}, Alembic {wanted.returncode}\n"
                     f"{got.stdout}{got.stderr}\n{wanted.stdout}")
        trail.append(f"{tool} {verb} {target}" + ("" if got.returncode == 0 else " (refused by both)"))
        compare(tools, shared, alone, " · ".join(trail))
    print(f"ok  random walk {seed}: {length} steps, {sum('refused' in step for step in trail)} of them refused by both")


def main() -> None:
    migrate, alembic = (os.path.abspath(path) for path in sys.argv[1:3])
    root = Path(tempfile.mkdtemp(prefix="handover-"))
    try:
        tools = Tools(migrate, alembic, root)
        print(tools.run("alembic", root / "x.db", "--version").stdout.strip(), "and",
              tools.run("migrate", root / "x.db", "--version").stdout.strip())
        walk(tools, root, "made by Alembic, taken over", [
            ("alembic", "upgrade", "b00000000001"), ("alembic", "upgrade", "c00000000001"),
            ("migrate", "upgrade", "d00000000001"), ("alembic", "upgrade", "d00000000002"),
            ("migrate", "downgrade", "d00000000001"), ("migrate", "downgrade", "b00000000002"),
            ("alembic", "upgrade", "heads"), ("migrate", "downgrade", "base"), ("alembic", "upgrade", "heads"),
        ])
        walk(tools, root, "made by migrate, taken over", [
            ("migrate", "upgrade", "left@head"), ("alembic", "upgrade", "c00000000001"),
            ("migrate", "upgrade", "e00000000002"), ("alembic", "upgrade", "heads"),
            ("migrate", "downgrade", "billing@base"), ("alembic", "downgrade", "b00000000001"),
            ("migrate", "upgrade", "heads"), ("alembic", "downgrade", "base"), ("migrate", "upgrade", "heads"),
        ])
        for seed in range(3):
            random_walk(tools, root, seed, 12)
        print(f"both hand-overs hold ({tools.calls} commands)")
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
