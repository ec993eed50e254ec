"""One sector and characteristic: its records, and what people read for their codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from segmon.labels import Language, areas, characteristics, groups, labels, level_labels
from segmon.numbering import figure_number
from segmon.numerals import Numerals, percent
from segmon.published.scope import Scope
from segmon.report.charts import Spec
from segmon.report.facts import Names, Number, Sentence, number
from segmon.report.marts import CATEGORY_KINDS, Marts, Record
from segmon.report.palette import Look, area_looks, governance_looks, group_looks, year_colours
from segmon.report.tables import Table


@dataclass(frozen=True)
class Item:
    """A numbered table or figure: its charts, its table, its sentences and terms, what it is of."""

    word: str
    number: str
    title: str
    table: Table
    panels: Sequence[Spec] = ()
    sentences: Sequence[Sentence] = ()
    terms: Sequence[str] = ()
    about: str = ""

    @property
    def name(self) -> str:
        """Name of its files."""
        return f"{self.word}-{self.number}".lower()

    @property
    def place(self) -> str:
        """Name of its place on the page, the same in each language."""
        return f"{'fig' if self.panels else 'tab'}-{self.number}".lower()


@dataclass(frozen=True)
class Topic:
    """A sector and a characteristic in a language."""

    sector: str
    characteristic: str
    marts: Marts
    scope: Scope
    language: Language
    text: dict[str, str] = field(init=False)
    names: Names = field(init=False)
    write: Numerals = field(init=False)
    looks: Mapping[str, Mapping[str, Look]] = field(init=False)
    year_colours: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        kind = CATEGORY_KINDS[self.sector]
        found = groups(self.characteristic, self.language)
        scope = self.scope
        shown = areas(scope.countries, scope.cities, scope.classes, self.language)
        places = {
            (level, code): name
            for level in ("national", "urbanity")
            for code, name in labels(f"{level}_place", self.language).items()
        }
        names = Names(
            shown,
            {**shown, **places},
            labels("index", self.language),
            {group.code: group.name for group in found},
            labels(kind, self.language),
        )
        text = labels("report", self.language)
        looks = {
            "area": area_looks(shown),
            "group": group_looks(found, text["all_pupils"]),
            "governance": governance_looks(labels("governance", self.language)),
        }
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "write", Numerals(self.language))
        object.__setattr__(self, "looks", looks)
        object.__setattr__(self, "year_colours", year_colours(self.marts.years()))

    @property
    def title(self) -> str:
        """Name of the characteristic."""
        return characteristics(self.language)[self.characteristic]

    @property
    def short(self) -> str:
        """Its name within a sentence, in short."""
        names = labels("characteristic_short", self.language)
        return names.get(self.characteristic, self.title.lower())

    @property
    def compared(self) -> list[str]:
        """Codes of the groups that are compared: those of the first and of the third position."""
        found = groups(self.characteristic, self.language)
        return [group.code for group in found if group.position != "middle"]

    def position(self, position: str) -> str:
        """Names of the groups at a position."""
        found = groups(self.characteristic, self.language)
        return self.text["or"].join(g.name for g in found if g.position == position)

    def codes_of(self, position: str) -> list[str]:
        """Codes of the groups at a position."""
        found = groups(self.characteristic, self.language)
        return [group.code for group in found if group.position == position]

    def level(self, level: str) -> str:
        """Name of a level of areas."""
        return level_labels(self.scope.cities, self.language)[level]

    def of(self, kind: str, **equal: Any) -> list[Record]:
        """The records of a kind, each with the names of its area, group and category."""
        topic = {"sector": self.sector, "characteristic": self.characteristic}
        return self.named(self.marts.of(kind, **{**topic, **equal}))

    def named(self, records: Sequence[Record]) -> list[Record]:
        """Records with names, in the order in which people see them."""
        names, governances = self.names, labels("governance", self.language)
        parts: dict[str, tuple[tuple[str, ...], Mapping[Any, str]]] = {
            "area": (("area_level", "area_code"), names.areas),
            "group": (("group_code",), {("all",): self.text["all_pupils"], **_keyed(names.groups)}),
            "category": (("category_code",), _keyed(names.categories)),
            "governance_name": (("governance",), _keyed(governances)),
        }
        made = [dict(record) for record in records]
        for name, (columns, known) in reversed(parts.items()):
            order = {key: i for i, key in enumerate(known)}
            if made and all(column in made[0] for column in columns):
                made = [r for r in made if tuple(r[c] for c in columns) in known]
                for record in made:
                    record[name] = known[tuple(record[c] for c in columns)]
                made.sort(key=_place(columns, order))
        return made

    def figure(self, kind: str, city: str = "") -> tuple[str, str]:
        """The word and the number of a figure."""
        number = figure_number(self.sector, self.characteristic, kind, city)
        return self.text["figure"], number


def share_that_moves(topic: Topic, record: Record) -> Number | None:
    """The share of pupils that would have to change school in the area of a record, if known."""
    columns = ("area_level", "area_code", "school_year")
    moves = topic.of("move", **{column: record[column] for column in columns})
    known = [number("move", r, percent(0)) for r in moves if r["value"] is not None]
    return known[0] if known else None


def _keyed(names: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    return {(code,): name for code, name in names.items()}


def _place(
    columns: tuple[str, ...], order: Mapping[tuple[str, ...], int]
) -> Callable[[Record], int]:
    return lambda record: order[tuple(record[column] for column in columns)]
