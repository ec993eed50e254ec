"""The claims of the summary: each true, false and undecided, on marts made by hand; and print's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from helpers.harness import DbtRun
from helpers.running import Built, Segmon
from segmon.errors import UsageError
from segmon.labels import Language, characteristics
from segmon.numbering import CHAPTERS
from segmon.numerals import two_decimals
from segmon.published.scope import Scope, read_scope
from segmon.report import conclusions
from segmon.report.claim import Claim
from segmon.report.facts import symbol_of
from segmon.report.marts import Marts, Record, read_marts
from segmon.report.prose import read_prose
from segmon.report.topic import Topic

FIRST, LAST = "2017-2018", "2023-2024"
CITIES = {"GM0363": "Amsterdam", "GM0599": "Rotterdam"}
AREAS = {
    "NL": ("national", "NL"),
    **{code: ("urbanity", code) for code in "12345"},
    "unknown": ("urbanity", "unknown"),
    **{code: ("g4", code) for code in CITIES},
}
#: D of an area in the first and the last year.
Spans = Mapping[str, tuple[float | None, float | None]]


def topic(
    values: Spans,
    *,
    index: str = "dissimilarity",
    characteristic: str = "income",
    contributions: Mapping[tuple[str, str], float] | None = None,
    status: str = "ok",
) -> Topic:
    """A topic with these values of an index, and contributions by city and category."""
    records: dict[str, list[Record]] = {}
    for area, span in values.items():
        of_area = dict(zip(("area_level", "area_code"), AREAS[area], strict=True))
        for year, value in zip((FIRST, LAST), span, strict=True):
            records.setdefault("index", []).append(
                {**of_area, "index_code": index, "school_year": year, "value": value}
            )
        known = [value for value in span if value is not None]
        records.setdefault("change", []).append(
            {
                **{**of_area, "index_code": index, "from_year": FIRST, "to_year": LAST},
                **{"from_value": span[0], "to_value": span[1]},
                "symbol": symbol_of(*known) if len(known) == 2 else None,
                **{"is_rounding_sensitive": False, "is_beyond_chance": True},
            }
        )
    for (city, category), value in (contributions or {}).items():
        records.setdefault("contribution", []).append(
            {
                **{"area_level": "g4", "area_code": city, "school_year": LAST},
                **{"category_kind": "denomination", "category_code": category},
                **{"value": value, "status": status, "n_schools": 9},
            }
        )
    key = {"sector": "po", "characteristic": characteristic}
    marts = Marts(
        {
            (kind, "po", characteristic): [{**key, **record} for record in of_kind]
            for kind, of_kind in records.items()
        }
    )
    scope = Scope(CITIES, ("NL",), ("1", "2", "3", "4", "5", "unknown"))
    return Topic("po", characteristic, marts, scope, Language.en)


def made(kind: str, *topics: Topic) -> list[Claim]:
    """The claims of a kind."""
    return [claim for claim in conclusions.claims(topics) if claim.kind == kind]


def outcomes(kind: str, *topics: Topic) -> list[str]:
    """What they decided."""
    return [claim.outcome for claim in made(kind, *topics)]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0.40, 0.42), (0.40, 0.38)], ["same"]),
        ([(0.40, 0.43), (0.40, 0.40)], ["rose"]),
        ([(0.40, 0.37), (0.40, 0.39)], ["fell"]),
        ([(0.40, 0.43), (0.40, 0.39)], ["mixed"]),
        # what is known of one characteristic decides, of none nothing is said
        ([(None, 0.43), (0.40, 0.45)], ["rose"]),
        ([(None, 0.43)], []),
        ([], []),
    ],
)
def test_stability(spans: list[tuple[float | None, float | None]], expected: list[str]) -> None:
    codes = ("income", "education")
    topics = [
        topic({"NL": span}, characteristic=code) for code, span in zip(codes, spans, strict=False)
    ]
    assert outcomes("stability", *topics) == expected
    topics = [
        topic({"NL": span}, index="interaction", characteristic=code)
        for code, span in zip(codes, spans, strict=False)
    ]
    assert outcomes("meeting_changed", *topics) == expected


def test_a_claim_has_its_numbers_its_figure_and_its_caveats() -> None:
    (claim,) = made("stability", topic({"NL": (0.40, 0.43)}))
    (finding,) = claim.findings
    (area,) = finding.facts["areas"]
    assert (area["from"].text, area["to"].text, area["symbol"]) == ("0.40", "0.43", "++")
    assert (area["hangs"], area["is_within_chance"]) == (False, False)
    assert "school_year=2023-2024" in area["to"].source
    assert finding.facts["figure"] == "3.1.1"


@pytest.mark.parametrize(
    ("amsterdam", "rotterdam", "expected"),
    [
        (0.45, 0.50, ["above"]),
        (0.30, 0.20, ["below"]),
        (0.45, 0.30, ["mixed"]),
        # as high as the country is not above it
        (0.45, 0.40, ["mixed"]),
        (None, None, []),
    ],
)
def test_cities(amsterdam: float | None, rotterdam: float | None, expected: list[str]) -> None:
    cities = {"GM0363": (None, amsterdam), "GM0599": (None, rotterdam)}
    assert outcomes("cities", topic({"NL": (None, 0.40), **cities})) == expected


def test_where_it_is_highest() -> None:
    one = topic({"1": (None, 0.5), "5": (None, 0.2), "unknown": (None, 0.9)})
    (claim,) = made("highest", one)
    assert (claim.outcome, [*claim.names]) == ("one", ["very strongly urban municipalities"])
    other = topic({"1": (None, 0.2), "5": (None, 0.5)}, characteristic="education")
    assert outcomes("highest", one, other) == ["mixed"]
    # the same in two decimals, or one class only: nothing is highest
    assert not made("highest", topic({"1": (None, 0.501), "5": (None, 0.499)}))
    assert not made("highest", topic({"1": (None, 0.5), "5": (None, None)}))


@pytest.mark.parametrize(
    ("highest", "lowest", "expected"),
    [
        ((0.60, 0.55), (0.20, 0.20), ["narrower"]),
        ((0.60, 0.60), (0.20, 0.21), ["narrower"]),
        ((0.60, 0.63), (0.20, 0.21), ["wider"]),
        ((0.60, 0.60), (0.20, 0.17), ["wider"]),
        # both alike, or one unknown: undecided
        ((0.60, 0.63), (0.20, 0.25), []),
        ((0.60, 0.60), (0.20, 0.20), []),
        ((0.60, None), (0.20, 0.25), []),
    ],
)
def test_the_gap_between_classes(
    highest: tuple[float, float | None], lowest: tuple[float, float], expected: list[str]
) -> None:
    assert outcomes("gap", topic({"1": highest, "5": lowest})) == expected


def test_where_groups_meet() -> None:
    def of(high: str, low: str, characteristic: str) -> Topic:
        values = {high: (None, 0.2), low: (None, 0.1)}
        return topic(values, index="interaction", characteristic=characteristic)

    three = (of("3", "1", "income"), of("3", "5", "education"), of("1", "5", "migration"))
    claims = made("meeting", *three)
    assert [[*claim.names] for claim in claims] == [
        ["moderately urban municipalities"],
        ["very strongly urban municipalities"],
    ]
    assert [len(claim.findings) for claim in claims] == [2, 1]
    assert len({claim.place for claim in claims}) == 2
    assert not made("meeting", topic({"1": (None, 0.2)}, index="interaction"))


@pytest.mark.parametrize(
    ("values", "status", "adds", "dampens"),
    [
        ((0.05, 0.02), "ok", True, False),
        ((-0.05, -0.01), "ok", False, True),
        # as many cities on either side, a zero, or a few schools: undecided
        ((0.05, -0.05), "ok", False, False),
        ((0.05, 0.004), "ok", False, False),
        ((0.05, 0.02), "few_schools", False, False),
        ((0.05,), "ok", False, False),
    ],
)
def test_categories(values: tuple[float, ...], status: str, *, adds: bool, dampens: bool) -> None:
    cells = {(city, "openbaar"): v for city, v in zip(CITIES, values, strict=False)}
    one = topic({}, contributions=cells, status=status)
    assert bool(made("adds", one)) == adds
    assert bool(made("dampens", one)) == dampens


@pytest.fixture(scope="module")
def country(register_run: DbtRun) -> dict[str, list[Claim]]:
    """The claims of the synthetic country, which is calibrated on print, by sector."""
    with register_run.connect() as connection:
        scope = read_scope(connection)
        marts = read_marts(connection, scope)
    return {
        sector: conclusions.claims(
            [
                Topic(sector, code, marts, scope, Language.en)
                for code in characteristics(Language.en)
                if (sector, code) in marts.topics()
            ]
        )
        for sector in CHAPTERS
    }


@pytest.mark.xdist_group("synthetic")
class TestPrint:
    """What the printed summary says, claim by claim."""

    def of(self, claims: list[Claim], kind: str) -> list[Claim]:
        """The claims of a kind."""
        return [claim for claim in claims if claim.kind == kind]

    def test_segregation_hardly_changed(self, country: dict[str, list[Claim]]) -> None:
        assert [c.outcome for c in self.of(country["vo"], "stability")] == ["same"]
        # its tables have education in primary schools rise by 0.03, which it calls substantial
        (primary,) = self.of(country["po"], "stability")
        symbols = [finding.facts["areas"][0]["symbol"] for finding in primary.findings]
        assert (primary.outcome, symbols) == ("mixed", ["+", "++", "-"])

    @pytest.mark.parametrize("sector", ["po", "vo"])
    def test_it_is_highest_in_cities(self, sector: str, country: dict[str, list[Claim]]) -> None:
        assert [c.outcome for c in self.of(country[sector], "cities")] == ["above"]
        (highest,) = self.of(country[sector], "highest")
        assert [*highest.names] == ["very strongly urban municipalities"]

    @pytest.mark.parametrize("sector", ["po", "vo"])
    def test_classes_come_closer(self, sector: str, country: dict[str, list[Claim]]) -> None:
        assert [c.outcome for c in self.of(country[sector], "gap")] == ["narrower"]

    def test_who_would_have_to_move(self, country: dict[str, list[Claim]]) -> None:
        # print halves D: 28 and 14 %; of groups that are not equally large it is a little less
        (highest,) = self.of(country["po"], "highest")
        facts = highest.findings[0].facts
        assert [facts[end]["moved"].text for end in ("highest", "lowest")] == ["27%", "13%"]
        assert [two_decimals(facts[end]["value"].value / 2) for end in ("highest", "lowest")] == [
            "0.28",
            "0.14",
        ]

    def test_where_groups_meet(self, country: dict[str, list[Claim]]) -> None:
        moderate, strong = self.of(country["po"], "meeting")
        assert [f.facts["short"] for f in moderate.findings] == ["income", "education"]
        assert [*moderate.names] == ["moderately urban municipalities"]
        assert [f.facts["short"] for f in strong.findings] == ["migration background"]
        assert [*strong.names] == ["very strongly urban municipalities"]
        # because of who lives there
        facts = strong.findings[0].facts
        shares = [facts[end]["shares"][0]["share"].value for end in ("highest", "lowest")]
        assert shares == [pytest.approx(0.32, abs=0.02), pytest.approx(0.07, abs=0.02)]

    def test_what_adds_and_what_dampens(self, country: dict[str, list[Claim]]) -> None:
        (adds,) = self.of(country["po"], "adds")
        (dampens,) = self.of(country["po"], "dampens")
        assert "Non-denominational private" in adds.names
        assert "Public" in dampens.names


def test_text_of_the_publisher(varied_build: Built, segmon: Segmon, tmp_path: Path) -> None:
    (tmp_path / "foreword.md").write_text(
        "# Why\n\n*Ours* <script>alert(1)</script> [bad](javascript:alert(1))"
        " ![picture](https://example.org/a.png)\n\n| a |\n|---|\n| 1 |\n"
    )
    (tmp_path / "points.md").write_text("\ufeffFirst point", encoding="utf-8")
    env = {"SEGMON_WAREHOUSE": str(varied_build.warehouse)}
    words: list[Any] = ["--foreword", "foreword.md", "--points", "points.md"]
    run = segmon("report", "--out", "m.html", "--lang", "en", *words, env=env)
    assert run.returncode == 0, run.stderr
    text = (tmp_path / "m.html").read_text(encoding="utf-8")
    own = text[text.index('<section id="foreword"') : text.index('<section id="summary"')]
    assert "<h3>Why</h3>" in own
    assert "<em>Ours</em> &lt;script&gt;" in own
    assert "<td>1</td>" in own
    assert "<img" not in own
    assert 'href="javascript' not in own
    assert text.index("<p>First point</p>") > text.index('<section id="summary"')
    run = segmon("report", "--figures", "some", *words, env=env)
    assert (run.returncode, "--out" in run.stderr) == (2, True)


def test_text_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"foreword\.md cannot be read"):
        read_prose(tmp_path / "foreword.md")
    (tmp_path / "latin.md").write_bytes(b"caf\xe9")
    with pytest.raises(UsageError, match=r"not text in UTF-8 \(byte 4\)"):
        read_prose(tmp_path / "latin.md")
