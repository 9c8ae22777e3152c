"""The lock of the addresses: what is gone is named, what has moved leads on, and what stays needs no word. (Over 300 lines: the lock, its command and what has moved.)"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import pytest

from mnist_report.core.errors import PermalinkError
from mnist_report.pages.addresses import NAME, published, relative, written
from mnist_report.pages.course import Course
from mnist_report.pages.navigation import Navigation, Part
from mnist_report.pages.page import Page
from mnist_report.pages.permalinks import Lock
from mnist_report.publishing import sources
from mnist_report.publishing.checks import check
from tests.support.browser import SUB_PATH, served, visit
from tests.support.exploring import DESKTOP, PHONE, assert_sound
from tests.support.project import ROOT, Project, mkdocs, mnist_report, this_navigation

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

A = """---
title: A page
---
# A page { #a-page }

<< figure("network") >>

## Part { #part }

### Exercise 1: Try { #exercise-try }

```python
# nothing { #not-an-id }
```

Say `## Heading { #not-an-id }` for a heading.

<< question("which", "Which?", ["One", "Two"], "One", "Because.") >>
"""
B = "---\ntitle: B page\n---\n# B page { #b-page }\n\n## Other part { #other-part }\n"


@pytest.fixture(scope="module")
def written_before() -> dict[str, str]:
    """The lock of the project below, once the command has written it."""
    return {}


@pytest.fixture
def locked(project: Project, written_before: dict[str, str]) -> Project:
    """A project of two more pages and a download, with a lock that lists all of it."""
    docs = project.folder / "docs"
    (docs / "a.md").write_text(A)
    (docs / "b.md").write_text(B)
    (docs / "downloads").mkdir()
    (docs / "downloads" / "notes.txt").write_text("notes")
    if not written_before:
        done = mnist_report("permalinks", folder=project.folder)
        assert done.returncode == 0, done.stderr
        written_before[NAME] = (docs / NAME).read_text()
    (docs / NAME).write_text(written_before[NAME])
    return project


def rendered(project: Project, **navigation: str) -> dict[str, bytes]:
    return dict(sources.tree(Course(project.artifacts, project.folder / "docs", Navigation(**navigation))))


def lock_of(project: Project) -> Path:
    return project.folder / "docs" / NAME


def edit(project: Project, page: str, old: str, new: str) -> None:
    path = project.folder / "docs" / page
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def redirect(project: Project, *lines: str) -> None:
    """Declares redirects in place of the plain lines of the same address."""
    text = lock_of(project).read_text()
    for line in lines:
        text = re.sub(rf"(?m)^{re.escape(line.split(' -> ')[0])}\n", "", text)
    lock_of(project).write_text(text + "".join(f"{line}\n" for line in lines))


def test_what_a_page_publishes() -> None:
    html = '<dfn id="loss">a</dfn> <tr id="image-7"> <button id="erase"> <p id="question-x-text"> <div id="question-x">'
    text = f"# A {{ #a }}\n\nTerm {{ #term .x }}\n\n{html}\n\n```\n# No {{ #no }}\n```\n"
    assert published("m/a.md", Page("m/a.md", {}, text).ids) == {"m/a/", "m/a/#a", "m/a/#term", "m/a/#loss", "m/a/#question-x"}
    assert published("index.md", {"a"}) == {"./", "./#a"}
    assert published("embed/network/index.html") == {"embed/network/"}
    assert published("figures/network.svg") == {"figures/network.svg"}
    assert published("assets/site.css") == published("oembed/figure-network.json") == published(NAME) == set()


def test_what_a_page_writes_for_some_runs_only() -> None:
    page = '<% if run.errors %>\n## A { #a }\n<< question("which", "?") >>\n<< figure("all_neurons") >>\n<< explore("hill") >>\n<% endif %>'
    assert written("m.md", page) == {"m/", "m/#a", "m/#question-which", "m/#fig-all-neurons", "m/#explore-hill", "embed/hill/"}


@pytest.mark.parametrize(
    ("start", "address", "link"),
    [
        ("./", "a/", "a/"), ("a/", "./", "../"), ("a/b/", "a/c/#x", "../c/#x"), ("a/", "a/#x", "./#x"),
        ("a/b/", "figures/x.svg", "../../figures/x.svg"), ("a/old.html", "b/", "../b/"), ("./", "./#x", "./#x"),
    ],
)
def test_the_way_from_one_address_to_another(start: str, address: str, link: str) -> None:
    assert relative(start, address) == link


def test_the_command_lists_every_address_and_keeps_what_was_written(locked: Project) -> None:
    listed = lock_of(locked).read_text()
    addresses = [line for line in listed.splitlines() if line and not line.startswith("#")]
    assert addresses == sorted(addresses)
    assert {"./", "./#home", "a/", "a/#part", "a/#exercise-try", "a/#fig-network", "a/#question-which", "figures/network.svg",
            "figures/network-dark.png", "figures/network.csv", "metrics.json", "downloads/notes.txt"} <= set(addresses)
    assert "not-an-id" not in listed
    lock_of(locked).write_text(listed.replace("a/#part\n", "# The part.\na/#part\n") + "old/ -> a/\n")
    (locked.folder / "docs" / "c.md").write_text("# C { #c }\n")
    done = mnist_report("permalinks", "--check", folder=locked.folder)
    assert done.returncode == 10
    assert "does not list 'c/' and 1 more; run `mnist-report permalinks`" in done.stderr
    done = mnist_report("permalinks", folder=locked.folder)
    assert done.stderr.startswith("2 addresses added to ")
    (locked.folder / "docs" / "c.md").write_text("# C { #c }\n\n## More { #more }\n")
    assert mnist_report("permalinks", folder=locked.folder).stderr.startswith("1 address added to ")
    text = lock_of(locked).read_text()
    assert {"c/", "c/#c", "old/ -> a/"} <= set(text.splitlines())
    assert "\n# The part.\na/#part\n" in text
    assert text.startswith("# Every published address, relative to the site.")
    assert mnist_report("permalinks", "--check", folder=locked.folder).returncode == 0
    assert lock_of(locked).read_text() == text
    assert [path.name for path in lock_of(locked).parent.iterdir() if path.name.startswith(".")] == []


def remove_page(project: Project) -> None:
    (project.folder / "docs" / "b.md").unlink()


def remove_heading(project: Project) -> None:
    edit(project, "a.md", "{ #part }", "{ #section }")


def remove_exercise(project: Project) -> None:
    edit(project, "a.md", "### Exercise 1: Try { #exercise-try }", "")


def remove_figure(project: Project) -> None:
    edit(project, "a.md", '<< figure("network") >>', "")


def remove_question(project: Project) -> None:
    edit(project, "a.md", '"which"', '"who"')


def remove_file(project: Project) -> None:
    (project.folder / "docs" / "downloads" / "notes.txt").unlink()


REMOVALS = {
    remove_page: "'b/' is gone; put it back, or say where it went: 'b/ -> …' (and 2 more)",
    remove_heading: "'a/#part' is gone; put it back, or say where it went: 'a/#part -> …'",
    remove_exercise: "'a/#exercise-try' is gone",
    remove_figure: "'a/#fig-network' is gone",
    remove_question: "'a/#question-which' is gone",
    remove_file: "'downloads/notes.txt' is gone",
}


@pytest.mark.parametrize("removal", REMOVALS, ids=lambda removal: removal.__name__)
def test_an_address_that_is_gone_is_named(locked: Project, removal) -> None:
    removal(locked)
    with pytest.raises(PermalinkError) as raised:
        rendered(locked)
    assert re.match(r"permalinks\.txt:\d+: ", str(raised.value))
    assert REMOVALS[removal] in str(raised.value)
    line = int(str(raised.value).split(":")[1])
    assert lock_of(locked).read_text().splitlines()[line - 1] == str(raised.value).split("'")[1]


def test_a_picture_that_is_gone_is_named(locked: Project) -> None:
    lock_of(locked).write_text(lock_of(locked).read_text() + "figures/nothing.svg\n")
    with pytest.raises(PermalinkError, match=r"'figures/nothing\.svg' is gone"):
        rendered(locked)


def test_every_command_says_it_in_one_line(locked: Project, tmp_path: Path) -> None:
    before = lock_of(locked).read_text()
    remove_heading(locked)
    words = "mnist-report: permalinks: permalinks.txt:"
    for arguments in (["render", tmp_path / "out"], ["permalinks"], ["permalinks", "--check"]):
        done = mnist_report(*arguments, folder=locked.folder)
        assert (done.returncode, len(done.stderr.splitlines())) == (10, 1), done.stderr
        assert done.stderr.startswith(words)
    built = mkdocs("build", "--strict", folder=locked.folder)
    assert built.returncode != 0
    assert words in built.stderr
    assert "'a/#part' is gone" in built.stderr
    assert "Traceback" not in built.stderr
    assert not (tmp_path / "out").exists()
    assert lock_of(locked).read_text() == before


def test_what_the_run_leaves_out_is_not_gone(locked: Project) -> None:
    edit(locked, "a.md", "## Part { #part }", "<% if run.classes == 99 %>\n\n## Part { #part }\n<% endif %>\n")
    files = rendered(locked)
    assert b"{ #part }" not in files["a.md"]
    assert "a/#part" not in files[NAME].decode().splitlines()
    assert "a/#exercise-try" in files[NAME].decode().splitlines()


def test_what_is_made_elsewhere_may_be_missing(locked: Project) -> None:
    lock_of(locked).write_text(lock_of(locked).read_text() + "downloads/course.zip\ndownloads/course.imscc\n")
    listed = rendered(locked)[NAME].decode().splitlines()
    assert "downloads/notes.txt" in listed
    assert not {"downloads/course.zip", "downloads/course.imscc"} & set(listed)


def test_a_retitled_heading_and_a_moved_step_change_no_address(artifacts) -> None:
    settings = this_navigation()
    first, importing, loading, seeing, building, *others = settings.nav[1].pages
    moved = dataclasses.replace(settings, nav=(settings.nav[0], Part("Module 1", (first, importing, loading, building, seeing, *others)), *settings.nav[2:]))
    before, after = (addresses_of(artifacts, navigation) for navigation in (settings, moved))
    assert before == after
    page = "module-1/compile-the-model.md"
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    retitled = text.replace("## The loss: how wrong is an answer {", "## Something else {").replace("5. Compile", "9. Prepare")
    assert Page(page, {}, text).ids == Page(page, {}, retitled).ids


def addresses_of(artifacts, navigation: Navigation) -> set[str]:
    course = Course(artifacts, ROOT / "docs", navigation)
    return sources.addresses(course, dict(sources.generated(course)))


MISTAKES = {
    "/a/": "permalinks.txt:1: '/a/' should be an address relative to the site, such as 'module-1/'",
    "https://host.example/a/": "'https://host.example/a/' should be an address relative to the site",
    "a/ -> b c/": "'b c/' should be an address relative to the site",
    "a/ -> ": "should be an address relative to the site",
    "../a/": "'../a/' should be an address",
    "#a": "'#a' should be an address",
    "a/\nb/\na/": "permalinks.txt:3: 'a/' stands there twice; remove one of the two",
    "c/ -> nowhere/": "permalinks.txt:1: 'c/' leads to 'nowhere/', which is not there",
    "c/ -> a/#nothing": "'c/' leads to 'a/#nothing', which is not there",
    "c/ -> d/\nd/ -> c/": "permalinks.txt:1: a redirect in circles: c/ -> d/ -> c/; end it at a page",
    "c/ -> c/": "a redirect in circles: c/ -> c/; end it at a page",
    "a/ -> b/": "'a/' is redirected and still there; remove one of the two",
    "c/ -> a/\nc/#old": "permalinks.txt:2: 'c/#old' leads to 'a/#old', which is not there",
    "c/#old -> a/": "'c/', the page of 'c/#old', is neither there nor redirected; say where it went",
    "c.svg -> a/": "'c.svg' is a file and leads to 'a/'; it should lead to a file of its kind",
}


OUTSIDE = [
    "a/../../../x/", "../x/", "..", "a/..", "a/../../outside/", "downloads/../../outside.py", "glossary/../../../outside/", "./../x/",
    r"figures/..\..\outside.csv", r"..\x", r"\\host\x", r"C:\x", "C:/x", "c:x", "/etc/passwd", "//host.example/x", "a//b/", "a//", "./a/",
    "a/./b/", "%2e%2e/x/", "a/%2E./x/", ".%2e/x/", "%2fetc/passwd", "a%5c..%5cx", "a%00/", "a/%0a/", "a\0/", "a\x1b[2J/", "a\x7f/", "a\u202etxt.exe",
    "a./", "a.../b/", "a/b.txt.", "con/", "a/NUL.txt", "com1", "a?b/", "a*b", "a<b>/", 'a"b/', "a|b", "javascript:a()", "data:,a", "a:b/",
]


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_that_leads_out_of_the_site_is_refused_by_name(address: str) -> None:
    for number, text in [(1, f"{address} -> a/"), (3, f"a/\nb/\nc/ -> {address}"), (2, f"a/\n{address}#part -> a/"), (1, address)]:
        with pytest.raises(PermalinkError) as raised:
            Lock.parse(f"{text}\n")
        assert str(raised.value).startswith(f"permalinks.txt:{number}: {address!r}"[:-1])
        assert "should be an address relative to the site, such as 'module-1/'" in str(raised.value)
        assert len(str(raised.value).splitlines()) == 1


@pytest.mark.parametrize("address", ["a/", "./", "./#a", "a/b.c/", "figures/x.dark.svg", "a/#../b", "é/日本/", "a/100%25/", "console/", "a-b_c~d+e,f;g=h@i!j'k(l)"])
def test_an_address_within_the_site_is_taken(address: str) -> None:
    assert [line.address for line in Lock.parse(f"{address}\n").lines] == [address]


@pytest.mark.parametrize("name", ["my notes.txt", "what?.txt", "a:b.txt", "a%2f..%2fb.txt", "nul.txt"])
def test_a_file_that_no_line_can_name_is_named(locked: Project, name: str) -> None:
    before = lock_of(locked).read_text()
    (locked.folder / "docs" / "downloads" / name).write_text("notes")
    done = mnist_report("permalinks", folder=locked.folder)
    assert (done.returncode, len(done.stderr.splitlines())) == (10, 1)
    assert f"'downloads/{name}' cannot be a line of permalinks.txt; rename its file to one without blanks" in done.stderr
    assert lock_of(locked).read_text() == before


def test_nothing_is_written_outside(locked: Project, tmp_path: Path) -> None:
    for line in ["a/../../../outside/ -> a/", r"downloads/..\..\outside.txt -> downloads/notes.txt"]:
        lock_of(locked).write_text(f"{line}\n")
        done = mnist_report("render", tmp_path / "one" / "two" / "out", folder=locked.folder)
        assert (done.returncode, len(done.stderr.splitlines())) == (10, 1)
        assert f"permalinks.txt:1: {line.split(' -> ')[0]!r} should be an address" in done.stderr
        assert not (tmp_path / "one").exists()


def test_a_part_is_text_and_no_markup(locked: Project) -> None:
    redirect(locked, 'b/#"onclick="a()"><script> -> a/', 'old/ -> a/', 'old/#"x"<y> -> a/#part')
    pages = rendered(locked)
    assert b'id="&quot;onclick=&quot;a()&quot;&gt;&lt;script&gt;"' in pages["b.md"]
    assert b'data-moved="&quot;x&quot;&lt;y&gt;"' in pages["old/index.html"]


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_in_the_lock_is_named(text: str) -> None:
    with pytest.raises(PermalinkError) as raised:
        Lock.parse(text + "\n").hold({"./", "a/", "a/#part", "b/"})
    assert MISTAKES[text] in str(raised.value)


def test_a_lock_that_cannot_be_read(locked: Project) -> None:
    lock_of(locked).write_bytes(b"\xff")
    with pytest.raises(PermalinkError, match=r"permalinks.txt cannot be read: byte 0xff in line 1 is not UTF-8; save it as UTF-8$"):
        rendered(locked)


def test_without_a_lock_nothing_is_locked(project: Project) -> None:
    assert NAME not in rendered(project)


@pytest.fixture(scope="module")
def built_before() -> list[Path]:
    """The site below, once it is built; no test changes it."""
    return []


@pytest.fixture
def moved(locked: Project, tmp_path: Path, built_before: list[Path]) -> Path:
    """The site after `a/` became `c/d/`, one part of it went to b/, a part left b/, and a file got a new name."""
    if built_before:
        return built_before[0]
    docs = locked.folder / "docs"
    (docs / "c").mkdir()
    (docs / "a.md").rename(docs / "c" / "d.md")
    edit(locked, "c/d.md", "### Exercise 1: Try { #exercise-try }", "")
    edit(locked, "b.md", "## Other part { #other-part }", "## Exercise 1: Try `it` { #exercise-try }")
    (docs / "downloads" / "notes.txt").rename(docs / "downloads" / "all-notes.txt")
    redirect(locked, "a/ -> c/d/", "a/#exercise-try -> b/#exercise-try", "b/#other-part -> c/d/#part",
             "downloads/notes.txt -> downloads/all-notes.txt")
    (docs / "assets").mkdir()
    (docs / "assets" / "redirect.js").write_bytes((ROOT / "docs" / "assets" / "redirect.js").read_bytes())
    with (locked.folder / "mkdocs.yml").open("a") as settings:
        settings.write("markdown_extensions: [attr_list, md_in_html, pymdownx.highlight, pymdownx.superfences]\n")
    built = mkdocs("build", "--strict", "--site-dir", tmp_path / "site", folder=locked.folder)
    assert built.returncode == 0, built.stderr
    built_before.append(tmp_path / "site")
    return built_before[0]


def test_what_has_moved_leads_on(moved: Path) -> None:
    assert check(moved) == []
    page = (moved / "a" / "index.html").read_text()
    assert '<noscript><meta http-equiv="refresh" content="0; url=../c/d/"></noscript>' in page
    assert '<link rel="canonical" href="../c/d/">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert '<a data-moved="exercise-try" href="../b/#exercise-try">Exercise 1: Try it</a>' in page
    assert (moved / "downloads" / "notes.txt").read_text() == "notes"


def test_a_redirect_names_the_full_address_where_it_is_known(locked: Project) -> None:
    lock_of(locked).write_text(lock_of(locked).read_text() + "old/ -> a/\n")
    page = rendered(locked, address="https://host.example/course/")["old/index.html"].decode()
    assert '<link rel="canonical" href="https://host.example/course/a/">' in page


JOURNEYS = {
    "a/": "c/d/",
    "a/#part": "c/d/#part",
    "a/?x=1&y=2#part": "c/d/?x=1&y=2#part",
    "a/#exercise-try": "b/#exercise-try",
    "a/#anything=at%20all": "c/d/#anything=at%20all",
    "b/#other-part": "c/d/#part",
    "b/?x=1#other-part": "c/d/?x=1#part",
    "b/#exercise-try": "b/#exercise-try",
    "b/": "b/",
}


def test_the_fragment_is_kept(moved: Path, browser: Browser) -> None:
    with served(moved) as host, DESKTOP.context(browser) as context:
        assert host.endswith(SUB_PATH)
        for start, end in JOURNEYS.items():
            with visit(context, host, start) as visited:
                visited.page.wait_for_url(host + end)
                assert visited.page.get_by_role("heading", level=1).count() == 1
                assert visited.troubles == []


def test_a_link_within_the_page_leads_on_too(moved: Path, browser: Browser) -> None:
    with served(moved) as host, DESKTOP.context(browser) as context, visit(context, host, "b/") as visited:
        visited.page.evaluate("location.hash = 'other-part'")
        visited.page.wait_for_url(f"{host}c/d/#part")


def test_without_scripts_a_page_leads_on_and_a_part_says_where_it_went(moved: Path, browser: Browser) -> None:
    with served(moved) as host, DESKTOP.context(browser, scripts=False) as context:
        with visit(context, host, "a/") as visited:
            visited.page.wait_for_url(f"{host}c/d/")
        with visit(context, host, "b/#other-part") as visited:
            assert visited.page.locator("#other-part").inner_text() == "Moved: Part"
            visited.page.locator("#other-part a").click()
            visited.page.wait_for_url(f"{host}c/d/#part")


@pytest.mark.parametrize("view", [DESKTOP, PHONE], ids=str)
def test_the_page_that_leads_on_is_sound(moved: Path, browser: Browser, view) -> None:
    with served(moved) as host, view.context(browser) as context:
        context.route("**/redirect.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        with visit(context, host, "a/") as visited:
            assert_sound(visited)


def test_the_lock_of_the_course_is_complete() -> None:
    done = mnist_report("permalinks", "--check", folder=ROOT)
    assert done.returncode == 0, done.stderr
