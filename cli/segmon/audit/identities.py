"""What follows of a hidden index from those that are shown: means of areas, sums of categories."""

from __future__ import annotations

import duckdb

from segmon.audit.breaches import BLOCK

_KEY, _SERIES = ", ".join(BLOCK), ", ".join(BLOCK[:3])
#: Indices from 0 to 1 that are means above the municipality, by numbers of schools.
_MEANS = (
    *("dissimilarity", "gorard_segregation", "hutchens_square_root", "normalised_exposure"),
    *("interaction", "interaction_reverse", "theil_information"),
    *(f"isolation_{group}" for group in ("first", "middle", "third")),
    *("exposure_first_middle", "exposure_middle_first"),
    *("exposure_middle_third", "exposure_third_middle"),
)
#: A parent and its children: levels, and the columns of `schools` with their codes.
_LEVELS = (
    ("national", "country", "urbanity", "urbanity"),
    ("national", "country", "municipality", "municipality"),
    ("urbanity", "urbanity", "municipality", "municipality"),
)


def derive_indices(cursor: duckdb.DuckDBPyConnection) -> None:
    """Add to `facts` the bounds of what is hidden, where they say anything.

    Args:
        cursor: what is known, as `opened` made it.
    """
    for parent, parent_code, child, child_code in _LEVELS:
        cursor.execute(f"""
            create or replace temp table parts as
            select parents.block as whole, children.block, children.n_schools as weight
            from (select distinct {_SERIES}, {parent_code}, {child_code} from schools) as areas
            inner join sizes as parents
                on {_same("parents", parent, parent_code)}
            inner join sizes as children
                on {_same("children", child, child_code)}
        """)
        indices = ", ".join(f"'{index}'" for index in _MEANS)
        cursor.execute(_share_out(f"what in ({indices})"))
    _parts_of_categories(cursor)


def _same(sizes: str, level: str, column: str) -> str:
    keys = " and ".join(f"{sizes}.{key} = areas.{key}" for key in BLOCK[:3])
    return (
        f"{keys} and {sizes}.area_level = '{level}' and {sizes}.area_code = areas.{column}"
        f" and {sizes}.kind = 'all'"
    )


def _share_out(condition: str) -> str:
    """Bounds of each hidden part of a mean: what the whole leaves when the others take the most."""
    return f"""
        insert into facts
        with wholes as (
            select block as whole, what, lowest, highest, source
            from facts where {condition}
        ),
        terms as (
            select
                whole, wholes.what, parts.block, weight,
                wholes.lowest as whole_lowest, wholes.highest as whole_highest, wholes.source,
                facts.block is null as is_hidden,
                coalesce(facts.lowest, 0) as lowest,
                coalesce(facts.highest, 1) as highest
            from wholes
            inner join parts using (whole)
            left join facts on parts.block = facts.block and wholes.what = facts.what
            -- an index that is not defined is no part of the mean
            where (parts.block, wholes.what) not in (select (block, what) from undefined)
        ),
        bounds as (
            select
                *,
                sum(weight) over whole_of as n,
                sum({_exact("weight * lowest")}) over whole_of - weight * lowest as others_lowest,
                sum({_exact("weight * highest")}) over whole_of - weight * highest
                    as others_highest
            from terms
            window whole_of as (partition by whole, what)
        )
        select
            block,
            what,
            greatest(max((n * whole_lowest - others_highest) / weight), 0) as lowest,
            least(min((n * whole_highest - others_lowest) / weight), 1) as highest,
            'differences with ' || min(source) as source,
            true as is_derived
        from bounds
        where is_hidden
        group by block, what
        having lowest > 0 or highest < 1
    """


def _exact(value: str) -> str:
    """A value of which a sum is the same in any order, and so with any number of threads."""
    return f"cast({value} as decimal(28, 12))"


def _parts_of_categories(cursor: duckdb.DuckDBPyConnection) -> None:
    """Bounds of what a hidden category adds to the dissimilarity of its area.

    The parts of all categories of a kind add up to it, as their contributions weighted by schools
    add up to 0.
    """
    cursor.execute(f"""
        create or replace temp table parts as
        select areas.block as whole, categories.block, categories.kind,
            categories.n_schools / areas.n_schools as part
        from sizes as categories
        inner join sizes as areas using ({", ".join(BLOCK[:5])})
        where
            areas.kind = 'all' and categories.kind <> 'all'
            and categories.area_level = 'municipality'
    """)
    cursor.execute(f"""
        insert into facts
        with known as (
            select
                parts.*,
                whole_facts.lowest as whole_lowest,
                whole_facts.highest as whole_highest,
                greatest(
                    counterfactual.lowest * part,
                    (contribution.lowest + whole_lowest) * part
                ) as lowest,
                least(
                    counterfactual.highest * part,
                    (contribution.highest + whole_highest) * part
                ) as highest
            from parts
            inner join facts as whole_facts
                on parts.whole = whole_facts.block and whole_facts.what = 'dissimilarity'
            left join facts as counterfactual
                on
                    parts.block = counterfactual.block
                    and counterfactual.what = 'counterfactual:monitor'
            left join facts as contribution
                on
                    parts.block = contribution.block
                    and contribution.what = 'contribution:monitor'
        ),
        sums as (
            select
                *,
                cast(sum({_exact("lowest")}) over kind_of as double) as known_lowest,
                cast(sum({_exact("highest")}) over kind_of as double) as known_highest,
                count(*) over kind_of - count(lowest) over kind_of as n_hidden,
                count(lowest) over kind_of as n_known
            from known
            window kind_of as (partition by whole, kind)
        )
        select
            block,
            'part' as what,
            case when n_hidden = 1 then greatest(whole_lowest - known_highest, 0) else 0 end,
            greatest(whole_highest - known_lowest, 0),
            'differences with category_contribution',
            true
        from sums
        where lowest is null and n_known > 0
    """)
