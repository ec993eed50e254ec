"""What a layout says of its tables: columns, keys, and the rules that hold for them.

The checks, the dbt sources, `docs/deliveries.md` and `segmon init` are made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from segmon.delivery.microdata_spec import Microdata
from segmon.delivery.rule_kinds import Presence, Reference, Rule, WholeRule

#: Names of the column with the school year.
YEAR_COLUMNS = ("school_year", "schooljaar")
#: Name of the column with the year of the municipal division.
DIVISION = "division_year"


@dataclass(frozen=True)
class Column:
    """A column of a delivered table.

    Attributes:
        name: its name in the delivery.
        rule: what its values must be.
        meaning: what it is, in one line.
        example: a value that fits the examples of the other columns.
        nullable: whether a value may be unknown (empty).
        optional: whether the column may be absent; it then reads as unknown throughout.
        is_person: whether it says who somebody is, where somebody lives or goes to school, so that
            no value of it is ever shown.
        is_pupil_id: whether it is such a key that nothing but the checks reads.
        if_absent: what else may be done where it is not there.
        delivered_as: the names that it has in files in place of its own, the one that goes first in
            front. In braces: a var of the project, or `division_year` where a file has a column per
            municipal division.
    """

    name: str
    rule: Rule
    meaning: str
    example: str
    nullable: bool = False
    optional: bool = False
    is_person: bool = False
    is_pupil_id: bool = False
    if_absent: str = ""
    delivered_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableSpec:
    """A table of a layout.

    Attributes:
        name: the source table that staging reads.
        description: what it holds; its first line is the grain.
        columns: its columns.
        key: SQL expressions that together are unique; none where rows may be alike.
        keyed: SQL predicate of the rows whose key is unique.
        references: rows that must occur elsewhere.
        row_rules: further rules of a column, which may look at other columns of the row.
        whole_rules: what the rows of a school year and sector must be together.
        measures: what tells where these rules may be broken, by name: the kind of total (`sum` or
            `max`) and SQL of what is totalled in the one scan of the rows.
        presences: groups that some pupil should be in; a function, as seeds say which.
        once_per: SQL expressions, and columns that have one value per combination of them.
        pupils_key: whether the key names pupils, so that examples must not show it.
        pattern: form of the meaning of the file name in which the table is published, for layouts
            that are read as published; its group is the school year. Empty for tables of the
            canonical form (NAME.csv, NAME.parquet or a folder NAME).
        published_as: the file name in which the table is published.
        microdata: how its files are named, for the layout of Statistics Netherlands; its column
            `file_year` is the year in the name of the file.
        optional: whether the whole table may be absent; it then reads as empty.
        counts_pupils: whether it is a published table with the pupils of a school year.
        example_rows: rows of an example of the delivery; each is the example of every column, but
            for the values that it names.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    keyed: str = "true"
    references: tuple[Reference, ...] = ()
    row_rules: tuple[tuple[str, Rule], ...] = ()
    whole_rules: tuple[WholeRule, ...] = ()
    measures: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    presences: Callable[[], tuple[Presence, ...]] = tuple
    once_per: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    pupils_key: bool = False
    pattern: str = ""
    published_as: str = ""
    microdata: Microdata | None = None
    optional: bool = False
    counts_pupils: bool = False
    example_rows: tuple[Mapping[str, str], ...] = ({},)

    @property
    def grain(self) -> str:
        """What a row is, as a sentence."""
        return self.description.splitlines()[0]

    @property
    def files(self) -> str:
        """The names that its file may have, as people read them."""
        if self.pattern or self.microdata:
            return self.published_as
        return f"{self.name}.csv, {self.name}.parquet or a folder {self.name} of such files"

    @property
    def key_names(self) -> tuple[str, ...]:
        """Names of the columns that its key is made of."""
        return tuple(name for name in self.column_names if name in " ".join(self.key))

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def is_per_division(self) -> bool:
        """Whether its files have a column per municipal division, each of which makes rows."""
        return DIVISION in self.column_names

    @property
    def year_column(self) -> str:
        """Name of the column with the school year; empty where the table has none."""
        return next((name for name in self.column_names if name in YEAR_COLUMNS), "")


def microdata_of(table: TableSpec) -> Microdata:
    """How the files of a table are named, which is one of microdata."""
    assert table.microdata
    return table.microdata


@dataclass(frozen=True)
class LayoutSpec:
    """A form in which schools and pupils are delivered.

    Attributes:
        name: its name for `--layout`, and the folder of its staging models.
        description: what it is and who has it; its first line is a summary.
        tables: its tables; the first one has the pupils.
    """

    name: str
    description: str
    tables: tuple[TableSpec, ...]

    @property
    def summary(self) -> str:
        """What it is, in one line."""
        return self.description.splitlines()[0]

    @property
    def is_published(self) -> bool:
        """Whether its files are read as somebody publishes them, under names of their own."""
        return any(table.pattern or table.microdata for table in self.tables)

    @property
    def is_microdata(self) -> bool:
        """Whether its files are those of Statistics Netherlands, in folders of any depth."""
        return any(table.microdata for table in self.tables)
