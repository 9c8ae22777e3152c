"""The filters, at the values where words or digits change."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_report.core.filters import (
    article,
    capital,
    faint,
    fixed,
    joined,
    number,
    of,
    percent,
    plural,
    points,
    signed,
    significant,
    spelled,
)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.97412, 1, "97.4 %"),
        (0.97412, 2, "97.41 %"),
        (0.97412, 0, "97 %"),
        (0, 1, "0.0 %"),
        (1, 1, "100.0 %"),
        (1.0, 0, "100 %"),
        (0.05, 0, "5 %"),
        (0.99949, 1, "99.9 %"),
        (0.99951, 1, "over 99.9 %"),
        (0.99996, 1, "over 99.9 %"),
        (0.99996, 2, "over 99.99 %"),
        (0.99996, 3, "99.996 %"),
        (0.996, 0, "over 99 %"),
        (np.nextafter(1, 0), 1, "over 99.9 %"),
        (0.00051, 1, "0.1 %"),
        (0.00049, 1, "under 0.1 %"),
        (0.004, 0, "under 1 %"),
        (5e-324, 1, "under 0.1 %"),
        (np.float32(0.97412), 1, "97.4 %"),
        (np.float32(0.9999999), 1, "over 99.9 %"),
    ],
)
def test_percent(value: float, decimals: int, expected: str) -> None:
    assert percent(value, decimals) == expected.replace(" %", "\N{NO-BREAK SPACE}%")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.27812, "27.8 %"), (0.001, "0.1 %"), (0.00096, "0.096 %"), (1.44e-5, "0.0014 %"), (1.2e-8, "0.000001 %"),
     (5e-324, "under 0.000001 %"), (0, "0.0 %"), (1, "100.0 %"), (0.99996, "over 99.9 %")],
)
def test_faint_shows_what_is_close_to_nothing(value: float, expected: str) -> None:
    assert faint(value) == expected.replace(" %", "\N{NO-BREAK SPACE}%")


@pytest.mark.parametrize(("value", "expected"), [(0.00814, "0.81"), (0.0, "0.00"), (0.012, "1.20"), (1.0, "100.00")])
def test_points(value: float, expected: str) -> None:
    assert points(value) == f"{expected} percentage points"


def test_percent_says_all_and_none_only_of_all_and_none() -> None:
    for share in np.linspace(0, 1, 20_001)[1:-1]:
        assert percent(share)[:-2] not in {"0.0", "100.0"}


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (999, "999"), (1000, "1,000"), (10000, "10,000"), (1234567, "1,234,567"), (np.int64(109386), "109,386")],
)
def test_number(value: int, expected: str) -> None:
    assert number(value) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.08412, 3, "0.084"),
        (0.0845, 1, "0.1"),
        (0, 2, "0.00"),
        (1, 0, "1"),
        (-0.00004, 3, "0.000"),
        (-1.25, 1, "-1.2"),
        (np.float32(0.5), 2, "0.50"),
    ],
)
def test_fixed(value: float, decimals: int, expected: str) -> None:
    assert fixed(value, decimals) == expected


@pytest.mark.parametrize(
    ("part", "total", "expected"), [(258, 10000, "258 of 10,000"), (0, 1, "0 of 1"), (1200, 1500, "1,200 of 1,500")]
)
def test_of(part: int, total: int, expected: str) -> None:
    assert of(part, total) == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        ((1, 2, 3, 4), "1, 2, 3 and 4"),
        ((letter for letter in "ab"), "a and b"),
    ],
)
def test_joined(items: list[object], expected: str) -> None:
    assert joined(items) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0 images"), (1, "1 image"), (2, "2 images"), (1500, "1,500 images"), (np.int64(1), "1 image")],
)
def test_plural(count: int, expected: str) -> None:
    assert plural(count, "image") == expected


def test_plural_that_is_not_an_s() -> None:
    assert plural(1, "class", "classes") == "1 class"
    assert plural(2, "class", "classes") == "2 classes"


def test_capital_leaves_the_rest_as_it_is() -> None:
    assert [capital(words) for words in ("digit", "MRI scan", "éclair", "")] == ["Digit", "MRI scan", "Éclair", ""]


@pytest.mark.parametrize(
    ("a", "an"), [("digit", "animal"), ("unit", "unusual hat"), ("user", "umbrella"), ("European", "hour"), ("one-off", "onion")]
)
def test_article_goes_by_the_sound(a: str, an: str) -> None:
    assert (article(a), article(an)) == (f"a {a}", f"an {an}")


@pytest.mark.parametrize(("count", "expected"), [(0, "no"), (1, "one"), (8, "eight"), (12, "twelve"), (13, "13"), (1300, "1,300")])
def test_spelled(count: int, expected: str) -> None:
    assert spelled(count) == expected


@pytest.mark.parametrize(("value", "expected"), [(-0.00081, "−0.0008"), (0.00081, "0.0008"), (-0.00001, "0.0000"), (-2.0, "−2.0000")])
def test_signed(value: float, expected: str) -> None:
    assert signed(value, 4) == expected


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(8.52e-5, 2, "0.000085"), (0.00852, 1, "0.009"), (0.5, 2, "0.50"), (1.0, 2, "1.0"), (0, 2, "0.0"), (34.08, 3, "34.1"),
     (123.4, 2, "123"), (1e-6, 2, "0.0000010"), (9.99e-7, 2, "under 0.000001"), (5e-324, 2, "under 0.000001")],
)
def test_significant(value: float, digits: int, expected: str) -> None:
    assert significant(value, digits) == expected
