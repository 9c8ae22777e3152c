"""The ready pipelines: valid, pinned, allowed as little as can be, and of commands that there are."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from importlib import metadata
from typing import TYPE_CHECKING, Any

import click
import pytest
import yaml
from packaging.requirements import Requirement

from mnist_report.cli.main import cli
from tests.support.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GITHUB, GITLAB, READTHEDOCS = ".github/workflows/site.yml", ".gitlab-ci.yml", ".readthedocs.yaml"
SCHEMAS = {GITHUB: "github-workflows", GITLAB: "gitlab-ci", READTHEDOCS: "readthedocs"}
PINNED = re.compile(r"actions/[a-z-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+")
STEP_OUTPUT = re.compile(r"steps\.([\w-]+)\.outputs")
SCRIPTS = (".ci/run", GITHUB, GITLAB, READTHEDOCS)
INSTALL = (
    "python3 -m venv .venv && .venv/bin/pip install --require-hashes -r requirements.txt && "
    ".venv/bin/pip install --no-deps --no-build-isolation -e ."
)
LOCKED = re.compile(r"(?P<name>[a-z0-9-]+)(?:\[(?P<extras>[a-z0-9,-]+)\])?==(?P<version>\S+)(?: ; [^\\\n]+)?(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n")
MAIN = "github.ref == 'refs/heads/main'"


def text(name: str) -> str:
    """What a file says, commands that follow each other joined as on one line."""
    return re.sub(r"(?m)^(?:python3 -m venv|\.venv/bin/pip) .*\n(?=\.venv/bin/pip)", lambda found: f"{found[0].strip()} && ", (ROOT / name).read_text(encoding="utf-8"))


def parsed(name: str) -> dict[str, Any]:
    """A YAML file; its `on` is read as a string."""
    loaded: dict[str, Any] = yaml.load(text(name), yaml.BaseLoader)
    return loaded


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_is_valid(name: str) -> None:
    assert validated(ROOT / name, SCHEMAS[name]) == ""


def test_what_is_not_valid_is_found(tmp_path: Path) -> None:
    for name, schema in SCHEMAS.items():
        wrong = tmp_path / "wrong.yml"
        wrong.write_text(re.sub(r"(?m)^( +)(runs-on|script|tools):", r"\1misspelt:", text(name)), encoding="utf-8")
        assert "misspelt" in validated(wrong, schema), name


def validated(path: Path, schema: str) -> str:
    """What the schema of the pipeline's maker, which check-jsonschema carries, finds wrong in a file."""
    transform = ["--data-transform", "gitlab-ci"] if schema == "gitlab-ci" else []
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *transform, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def unpinned(workflow: str) -> list[str]:
    """The actions that are not of actions/ at a full commit with its version beside it."""
    used = re.findall(r"(?m)^\s*(?:- )?uses: (.*)$", workflow)
    return [action for action in used if not PINNED.fullmatch(action)]


def test_every_action_is_pinned() -> None:
    assert unpinned(text(GITHUB)) == []
    assert text(GITHUB).count("uses: ") >= 9
    versions = {tuple(action.split("@")) for action in re.findall(r"uses: (\S+)", text(GITHUB))}
    assert len(versions) == len(dict(versions)), "one action at two commits"


@pytest.mark.parametrize("planted", ["actions/cache@v5", "someone/cache@" + 40 * "a" + "  # v1.0.0", "actions/cache@" + 40 * "a"])
def test_an_action_that_is_not_pinned_is_found(planted: str) -> None:
    assert unpinned(f"{text(GITHUB)}\n      - uses: {planted}\n") == [planted]


def test_no_job_that_may_write_runs_code_of_the_project() -> None:
    workflow = parsed(GITHUB)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        writes = {permission for permission, level in job["permissions"].items() if level == "write"}
        runs = [step for step in job["steps"] if "run" in step or "checkout" in step["uses"]]
        assert not (writes and runs), name
        assert job["timeout-minutes"]
        if writes:
            assert job["if"] == MAIN
    assert workflow["jobs"]["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert workflow["jobs"]["attest"]["permissions"] == {"attestations": "write", "id-token": "write"}
    assert workflow["jobs"]["publish"]["permissions"] == {"id-token": "write", "pages": "write"}
    assert [step["with"]["persist-credentials"] for step in workflow["jobs"]["build"]["steps"][:1]] == ["false"]


def test_only_main_is_published() -> None:
    workflow = parsed(GITHUB)
    assert set(workflow["on"]) == {"push", "pull_request", "schedule", "workflow_dispatch"}
    assert workflow["on"]["push"]["branches"] == ["main"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", workflow["on"]["schedule"][0]["cron"]), "weekly"
    steps = workflow["jobs"]["build"]["steps"]
    tested = next(place for place, step in enumerate(steps) if step.get("run") == ".ci/run")
    later = [step for step in steps[tested + 1 :] if step.get("with", {}).get("name") != "reports"]
    assert [step.get("if") for step in later] == [MAIN] * len(later)
    assert workflow["jobs"]["attest"]["needs"] == "build" and workflow["jobs"]["publish"]["needs"] == "attest"


def test_no_step_asks_an_output_that_comes_later_or_never() -> None:
    for job in parsed(GITHUB)["jobs"].values():
        known: set[str] = set()
        for step in job["steps"]:
            assert set(STEP_OUTPUT.findall(str(step))) <= known, step
            known |= {step["id"]} if "id" in step else set()
        assert set(STEP_OUTPUT.findall(str(job.get("environment")))) <= known


def test_nothing_of_a_pull_request_reaches_a_shell() -> None:
    for job in parsed(GITHUB)["jobs"].values():
        assert [step["run"] for step in job["steps"] if "${{" in step.get("run", "")] == []


def test_the_cache_has_the_key_of_the_trainings() -> None:
    build = parsed(GITHUB)["jobs"]["build"]["steps"]
    key = next(step for step in build if step.get("id") == "runs")
    assert '"key=$(.venv/bin/mnist-report key)" >> "$GITHUB_OUTPUT"' in key["run"]
    cache = next(step for step in build if step.get("with", {}).get("path") == ".cache/mnist-report")
    assert cache["with"]["key"].endswith("-${{ steps.runs.outputs.key }}")
    assert cache["with"]["key"].startswith(cache["with"]["restore-keys"])
    gitlab = parsed(GITLAB)
    assert 'echo "RUNS_KEY=$(.venv/bin/mnist-report key)" > key.env' in gitlab["key"]["script"]
    assert gitlab["key"]["artifacts"]["reports"]["dotenv"] == "key.env"
    assert gitlab["test"]["cache"] == {"key": "store-$RUNS_KEY", "paths": [".cache/mnist-report"]}
    assert "key" in gitlab["test"]["needs"]


def test_what_is_published_takes_no_store_of_another_branch() -> None:
    """GitHub keeps a branch's caches from the branch that it came from, GitLab only where the project is set so."""
    assert not {"pull_request_target", "workflow_run"} & set(parsed(GITHUB)["on"])
    assert "cache" not in parsed(GITLAB)["pages"] and "cache" not in parsed(GITLAB)["default"]
    assert parsed(GITLAB)["pages"]["needs"] == ["test"]
    assert ".cache" not in str(parsed(GITLAB)["test"]["artifacts"])


def test_each_that_publishes_records_and_knows_where_and_what() -> None:
    """The history goes on from the published site, which its host keeps longer than a cache."""
    published = {name: [line for line in text(name).splitlines() if "build --record" in line] for name in SCRIPTS[1:]}
    assert {name: len(lines) for name, lines in published.items()} == dict.fromkeys(SCRIPTS[1:], 1)
    assert not any("history" in text(name) for name in SCRIPTS)
    commits = {GITLAB: "$CI_COMMIT_SHA", READTHEDOCS: "$READTHEDOCS_GIT_COMMIT_HASH"}
    assert all(f'COMMIT="{commit}"' in text(name) for name, commit in commits.items())


def wrong_commands(script: str) -> Iterator[str]:
    """What is said to `mnist-report` that it does not know."""
    for said in re.findall(r"mnist-report +([a-z].*)", re.sub(r"(?m)^ *#.*", "", script)):
        name, *words = shlex.split(said.split(")")[0].split(">")[0])
        command = cli.get_command(click.Context(cli), name)
        options = {option for parameter in command.params for option in parameter.opts} if command else set()
        unknown = [word for word in words if word.startswith("--") and word not in options]
        if command is None or unknown:
            yield said


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_command_is_one_of_ours(name: str) -> None:
    assert "mnist-report " in text(name)
    assert list(wrong_commands(text(name))) == []


@pytest.mark.parametrize("planted", ["mnist-report publish", "mnist-report build --loud"])
def test_a_command_that_there_is_not_is_found(planted: str) -> None:
    assert list(wrong_commands(f"{text('.ci/run')}\n.venv/bin/{planted}\n")) == [planted.removeprefix("mnist-report ")]


def test_all_do_the_same() -> None:
    places = ("README.md", "docs/your-own-edition.md", *SCRIPTS)
    assert [text(name).count(INSTALL) for name in places] == [2, 1, 2, 1, 2, 1]
    assert all(text(name).count("pip install --") == 2 * text(name).count(INSTALL) for name in places), "and no other way"
    assert parsed(GITLAB)["test"]["script"] == [".ci/run"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    built = [line for name in SCRIPTS for line in text(name).splitlines() if "mnist-report build" in line]
    assert len(built) == 4
    assert all("SITE_URL" in text(name) for name in SCRIPTS[1:])


def test_ci_runs_the_tests_as_the_readme_does() -> None:
    command = re.search(r"## Run the tests\s+```sh\n(.*)\n```", text("README.md"))
    assert command and command[1] in text(".ci/run").splitlines()
    subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=True)


def locked(lock: str) -> list[tuple[str, str]]:
    """(name, version) of each package in the lock, if it holds nothing but packages, each pinned once, with their hashes."""
    assert LOCKED.sub("", lock) == ""
    found = [(each["name"], each["version"]) for each in LOCKED.finditer(lock)]
    assert len(found) == len(dict(found)), "a package has one version for all Pythons and systems"
    return found


def test_the_lock_has_one_version_with_hashes_for_all_pythons() -> None:
    assert len(locked(text("requirements.txt"))) > 100


@pytest.mark.parametrize(
    "planted",
    ["left-pad==1.3\n", "click==8.0 ; python_full_version < '3.12' \\\n    --hash=sha256:" + 64 * "a" + "\n", "left-pad>=1.3 \\\n    --hash=sha256:" + 64 * "a" + "\n", "--extra-index-url https://example.org/simple\n"],
)
def test_what_does_not_belong_in_the_lock_is_found(planted: str) -> None:
    with pytest.raises(AssertionError):
        locked(text("requirements.txt") + planted)


def test_the_lock_has_all_that_the_project_asks_for() -> None:
    project = tomllib.loads(text("pyproject.toml"))
    versions = dict(locked(text("requirements.txt")))
    asked = [*project["build-system"]["requires"], *project["project"]["dependencies"], *project["project"]["optional-dependencies"]["test"]]
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(versions[requirement.name]), requirement


def test_the_lock_names_the_extras_that_a_package_asks_for() -> None:
    """Without them pip takes the newest version of such a package, which has no hash there, once there is a newer one."""
    extras = {each["name"]: set((each["extras"] or "").split(",")) for each in LOCKED.finditer(text("requirements.txt"))}
    for distribution in metadata.distributions():
        for requirement in map(Requirement, distribution.requires or ()):
            name = re.sub("[-_.]+", "-", requirement.name).lower()
            if name in extras and (not requirement.marker or requirement.marker.evaluate({"extra": ""})):
                assert requirement.extras <= extras[name], f"{distribution.name} asks for {requirement}"


def test_what_is_attested_leaves_versions_out(tmp_path: Path) -> None:
    """An attestation has room for 1024 files, and each version has hundreds."""
    for folder in ("site", "build"):
        (tmp_path / folder).mkdir()
    own = [f"{64 * 'a'}  {path}\n" for path in ("index.html", "versions/index.html", "module-1/versions/a.html", "versions/versions.json")]
    (tmp_path / "site" / "SHA256SUMS").write_text("".join([*own, *(f"{64 * 'b'}  versions/2026-11-27-{12 * 'a'}/{page}.html\n" for page in range(2000))]))
    build, attest = (parsed(GITHUB)["jobs"][job]["steps"] for job in ("build", "attest"))
    (command,) = [step["run"] for step in build if "SHA256SUMS" in step.get("run", "")]
    subprocess.run(["bash", "-ec", command], cwd=tmp_path, check=True)
    (uploaded,) = [step["with"]["path"] for step in build if step.get("with", {}).get("name") == "manifest"]
    assert (tmp_path / uploaded).read_text() == "".join(own)
    assert attest[-1]["with"]["subject-checksums"] == uploaded.rpartition("/")[2]


def test_reports_lie_where_the_pipelines_look_for_them() -> None:
    reports = set(re.findall(r"build/reports/\S+\.(?:xml|md)", text(".ci/run")))
    assert reports == {"build/reports/tests.xml", "build/reports/site.xml", "build/reports/site.md"}
    uploads = [step["with"] for step in parsed(GITHUB)["jobs"]["build"]["steps"] if "upload-artifact" in step.get("uses", "")]
    assert "build/reports" in [upload["path"] for upload in uploads]
    assert parsed(GITLAB)["test"]["artifacts"]["reports"]["junit"] == "build/reports/*.xml"
