"""What a build of the site takes, in time and memory, beside the code of the course as one plain script (plain.py).

    python tests/benchmarks/build.py [--runs 3] [--growth] [--json]

A round copies the project and runs, one after the other: plain.py; `mkdocs build --strict` with an empty store, for one
seed and for all without Module 3, for the whole course, and again with nothing changed; the same site from pages
already rendered (the floor: what MkDocs alone takes); a build after one word of a page changed; and a build after the
code of one figure changed. With --growth it goes on with 100 seeds, from an empty store, and with 100 more lessons,
where nothing changed. A ratio is taken within its round, so a machine that is slow for a while is slow for both; the
table holds the medians.

Time is wall time. Memory is the peak of the largest process, not the sum: `os.wait4` gives the larger of a process and
of those that it waited for, and a site is trained in a child of MkDocs. What a build imports is `sys.modules` of all
its processes as they end, written down by probe/sitecustomize.py.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROJECT = ("docs", "gen", "mnist_report", "mkdocs.yml", "pyproject.toml", "CITATION.cff")
BUILD = ("-m", "mkdocs", "build", "--strict")
MANY = "[tool.mnist-report]\n"
ALONE = f"{MANY}experiments = false\n"
ONE = f"{ALONE}seeds = 1\n"
FLOOR = "INHERIT: mkdocs.yml\ndocs_dir: tree\nsite_dir: floor\nplugins: [search]\nwatch: []\n"
QUIET = {"MPLBACKEND": "agg", "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
AS_USUAL = {"PYTHONDONTWRITEBYTECODE": ""}  # unset, whatever it is here: who builds twice compiles once
HEAVY = {"keras", "matplotlib", "tensorflow"}

RATIOS = (
    ("cold: empty store, ten seeds and all experiments", "seconds", "cold", "plain", 1.5),
    ("cold, without experiments, ten seeds", "seconds", "alone", "plain", 0.58),
    ("cold, without experiments, one seed", "seconds", "single", "plain", 0.38),
    ("nothing changed", "seconds", "unchanged", "plain", 0.035),
    ("nothing changed", "seconds", "unchanged", "floor", 0.6),
    ("one word of prose changed", "seconds", "prose", "plain", 0.055),
    ("code of one figure changed", "seconds", "figure", "plain", 0.09),
    ("peak memory, cold", "memory", "cold", "plain", 0.67),
)
"""What a row says, the field of `Measured` it compares, of which build, over which, and the most that may be."""

SEEDS, LESSONS = 100, 100
EACH = (
    ("each seed more, cold, up to 100", "seeds", "cold", SEEDS - 10, "plain", 0.06),
    ("each lesson more, nothing changed, up to 100", "lessons", "unchanged", LESSONS, None, 0.012),
)
"""What a row says, the larger build, the smaller one, what it has more of, over which build (None: in seconds), and the
most that each of them may take."""

FACTS = (
    ("imported when one word of prose changed", "imported", "prose", set()),
    ("imported when code of one figure changed", "imported", "figure", {"matplotlib"}),
    ("made when code of one figure changed", "made", "figure", {
        "bodies", "code", "code/figures.weights", "figures/learned-weights", "offline", "pages", "rendered",
    }),
)
"""What a row says, the field of `Measured`, of which build, and what that must be."""


@dataclass(frozen=True)
class Measured:
    """One command, run once."""

    seconds: float
    """Wall time."""
    memory: float
    """Peak of its largest process, in the unit of `ru_maxrss`: kB on Linux."""
    imported: set[str]
    """Which of HEAVY any of its processes imported."""
    made: set[str]
    """The entries that it added to the store of the project, by name."""


Round = dict[str, Measured]


def measure(folder: Path, *arguments: str | Path) -> Measured:
    """Runs `python …` in the copy of the project in `folder`. Raises SystemExit when it fails or runs another copy."""
    with tempfile.TemporaryDirectory() as notes:
        before, start = stored(folder), time.perf_counter()
        usage = run(folder, Path(notes), *map(str, arguments))
        seconds = time.perf_counter() - start
        processes = [json.loads(path.read_text(encoding="utf-8")) for path in Path(notes).glob("*.json")]
    require_copy(folder, processes)
    imported = HEAVY & {package for process in processes for package in process}
    return Measured(seconds, usage.ru_maxrss, imported, stored(folder) - before)


def run(folder: Path, notes: Path, *arguments: str) -> Any:
    """The resources that `python …` used; what it prints and imports lies in `notes`."""
    path = os.pathsep.join(map(str, (HERE / "probe", folder)))
    environment = os.environ | QUIET | AS_USUAL | {"PYTHONPATH": path, "IMPORTED": str(notes)}
    log = notes / "log"
    with log.open("wb") as out:
        child = subprocess.Popen([sys.executable, *arguments], cwd=folder, env=environment, stdout=out, stderr=out)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"python {' '.join(arguments)} failed:\n{log.read_text(encoding='utf-8')}")
    return usage


def require_copy(folder: Path, processes: list[dict[str, str]]) -> None:
    """The editable install names the working copy; PYTHONPATH must have come before it."""
    for package in (process["mnist_report"] for process in processes if "mnist_report" in process):
        if not Path(package).is_relative_to(folder):
            sys.exit(f"measured {package}, not the copy in {folder}")


def stored(folder: Path) -> set[str]:
    """The entries in the store of the project: "figures/learned-weights/0123…"."""
    store = folder / ".cache" / "mnist-report"
    return {path.parent.relative_to(store).as_posix() for path in store.rglob("entry.json")}


def copy(folder: Path) -> None:
    """Copies the project, without what Python compiled, into the new `folder`."""
    folder.mkdir()
    for part in PROJECT:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, folder / part)


def edit(path: Path, old: str, new: str) -> None:
    """Replaces the first `old` in a file. Raises SystemExit when there is none."""
    text = path.read_text(encoding="utf-8")
    if old not in text:
        sys.exit(f"no {old!r} to change in {path}")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def one_round(folder: Path, *, growth: bool) -> Round:
    """Measures everything once, in a new copy of the project in `folder`."""
    copy(folder)
    done = {"plain": measure(folder, HERE / "plain.py", "mnist_report/training/mnist.npz", "pictures")}
    edit(folder / "pyproject.toml", MANY, ONE)
    done["single"] = measure(folder, *BUILD)
    edit(folder / "pyproject.toml", ONE, ALONE)
    shutil.rmtree(folder / ".cache")
    done["alone"] = measure(folder, *BUILD)
    edit(folder / "pyproject.toml", ALONE, MANY)
    shutil.rmtree(folder / ".cache")
    done["cold"] = measure(folder, *BUILD)
    done["unchanged"] = measure(folder, *BUILD)
    measure(folder, "-m", "mnist_report", "render", "tree")
    (folder / "floor.yml").write_text(FLOOR, encoding="utf-8")
    done["floor"] = measure(folder, *BUILD, "--config-file", "floor.yml")
    edit(folder / "docs" / "module-1" / "train-the-model.md", " the ", " our ")
    done["prose"] = measure(folder, *BUILD)
    edit(folder / "mnist_report" / "figures" / "weights.py", "Neuron {i}", "Unit {i}")
    done["figure"] = measure(folder, *BUILD)
    return done | (grown(folder) if growth else {})


def grown(folder: Path) -> Round:
    """Measures the project with many seeds from an empty store, then with many lessons and nothing changed."""
    edit(folder / "pyproject.toml", MANY, f"{MANY}seeds = {SEEDS}\n")
    shutil.rmtree(folder / ".cache")
    done = {"seeds": measure(folder, *BUILD)}
    edit(folder / "pyproject.toml", f"{MANY}seeds = {SEEDS}\n", MANY)
    add_lessons(folder)
    measure(folder, *BUILD)
    return done | {"lessons": measure(folder, *BUILD)}


def add_lessons(folder: Path) -> None:
    """Adds copies of a lesson of middle length, which shows a figure, to the end of Module 1."""
    pages = folder / "docs" / "module-1"
    lesson, listed = (pages / "train-the-model.md").read_text(encoding="utf-8"), "      - module-1/evaluate-performance.md\n"
    names = [f"more-{number}.md" for number in range(8, 8 + LESSONS)]
    for number, name in enumerate(names, start=8):
        (pages / name).write_text(lesson.replace("6. Train", f"{number}. Train"), encoding="utf-8")
    edit(folder / "mkdocs.yml", listed, listed + "".join(f"      - module-1/{name}\n" for name in names))


def rows(rounds: list[Round]) -> list[dict[str, str]]:
    """The table: what, its value, what it must be, whether it is."""
    found = []
    for what, field, build, base, limit in RATIOS:
        ratio = median(getattr(done[build], field) / getattr(done[base], field) for done in rounds)
        found.append(row(what, f"{ratio:.3f} × {base}", f"≤ {limit:.3f} × {base}", ratio <= limit))
    for what, more, fewer, count, base, limit in EACH:
        if more in rounds[0]:
            found.append(each_row(what, median(each(done, more, fewer, count, base) for done in rounds), base, limit))
    for what, field, build, expected in FACTS:
        names = {name for done in rounds for name in without_keys(getattr(done[build], field))}
        found.append(row(what, listed(names), listed(expected), names == expected))
    return found


def each(done: Round, more: str, fewer: str, count: int, base: str | None) -> float:
    """The time that each of `count` more things takes, in seconds, or as a ratio to the build `base`."""
    return (done[more].seconds - done[fewer].seconds) / count / (done[base].seconds if base else 1)


def each_row(what: str, value: float, base: str | None, limit: float) -> dict[str, str]:
    if base:
        return row(what, f"{value:.3f} × {base}", f"≤ {limit:.2f} × {base}", value <= limit)
    return row(what, f"{1000 * value:.1f} ms", f"≤ {1000 * limit:.0f} ms", value <= limit)


def row(what: str, value: str, limit: str, holds: bool) -> dict[str, str]:
    return {"build": what, "is": value, "must be": limit, "holds": "yes" if holds else "no"}


def without_keys(names: set[str]) -> set[str]:
    """The names of entries of the store without their keys; the names of packages as they are."""
    return {name.rpartition("/")[0] or name for name in names}


def listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def markdown(table: list[dict[str, str]]) -> str:
    lines = [list(table[0]), ["---"] * len(table[0]), *(list(line.values()) for line in table)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def told(done: Round) -> str:
    return ", ".join(f"{build} {one.seconds:.2f} s {one.memory / 1024:.0f} MB" for build, one in done.items())


def main() -> None:
    """Measures, and prints the table."""
    parser = argparse.ArgumentParser(description="Measures builds of the site beside the plain script.")
    parser.add_argument("--runs", type=int, default=3, help="how many rounds (default: 3)")
    parser.add_argument("--growth", action="store_true", help="with 100 seeds and 100 more lessons, too; takes minutes")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    options = parser.parse_args()
    rounds = []
    for number in range(options.runs):
        with tempfile.TemporaryDirectory() as folder:
            rounds.append(one_round(Path(folder).resolve() / "project", growth=options.growth))
        load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
        print(f"round {number + 1}: {told(rounds[-1])}; load {load}", file=sys.stderr)
    table = rows(rounds)
    print(json.dumps(table, indent=1, ensure_ascii=False) if options.json else markdown(table))


if __name__ == "__main__":
    main()
