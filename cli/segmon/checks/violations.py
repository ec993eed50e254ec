"""The rules of a table as SQL over its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from segmon.checks.examples import masked
from segmon.delivery.open_tables import OpenTable
from segmon.delivery.rule_kinds import Reference, Rule
from segmon.delivery.spec import TableSpec


@dataclass(frozen=True)
class Check:
    """A rule as SQL: rows for which `violation` is true break it, `example` shows one of them."""

    column: str
    rule: str
    why: str
    resolve: str
    violation: str
    example: str = ""
    severity: str = "error"


def checks_of(opened: OpenTable) -> Iterator[Check]:
    """The rules of a table that look at one row at a time."""
    spec = opened.spec
    for column in spec.columns:
        name, rule = column.name, column.rule
        if not column.nullable:
            why = "a row without it belongs nowhere"
            resolve = "fill it in, or leave the row out if it is no school or pupil"
            yield Check(name, "the value is not empty", why, resolve, f"{name} is null")
        violation = rule.violation(name, opened.types[name])
        example = f"cast({name} as varchar)"
        if spec.pupils_key and name != spec.year_column:
            # columns may have been swapped
            example = "" if column.is_person else masked(example)
        yield _check_of(name, rule, violation, example)
    for name, rule in spec.row_rules:
        violation = rule.violation(name, opened.types[name])
        yield _check_of(name, rule, violation, f"cast({name} as varchar)")


def _check_of(name: str, rule: Rule, violation: str, example: str) -> Check:
    what = f"each value is {rule.what}"
    return Check(name, what, rule.why, rule.resolve, violation, example, rule.severity)


def reference_check(reference: Reference, spec: TableSpec) -> Check:
    """The rule that a row occurs elsewhere, as SQL over the rows of its table `delivered`."""
    example = f"cast({reference.column} as varchar)"
    names = [f"k{i}" for i in range(len(reference.key))]
    same = " and ".join(
        f"cast({key} as varchar) is not distinct from cast(parent.{name} as varchar)"
        for key, name in zip(reference.key, names, strict=True)
    )
    return Check(
        reference.column,
        reference.what,
        reference.why,
        reference.resolve,
        f"({reference.condition}) and not exists ("
        f"select 1 from ({reference.parent}) as parent({', '.join(names)}) where {same})",
        masked(example) if spec.pupils_key else example,
    )


def key_check(spec: TableSpec) -> Check:
    """The rule that the key of a row is its own, as SQL over the rows of its table."""
    same = f"count(*) over (partition by {', '.join(spec.key)}) > 1"
    return Check(
        "",
        f"each row has a key ({', '.join(spec.key_names)}) of its own",
        "a pupil or a school would be counted twice",
        "keep one of the rows",
        same if spec.keyed == "true" else f"({spec.keyed}) and {same}",
    )
