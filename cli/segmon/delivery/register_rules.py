"""What the pupils of a register must be together: rules that no single row can break."""

from __future__ import annotations

from segmon.delivery.rule_kinds import Presence, WholeRule
from segmon.macros import expression
from segmon.project import project_vars

#: SQL of the percentile as a number, whatever the type it was delivered with.
PERCENTILE = "try_cast(income_percentile as integer)"
KILOMETRES = "try_cast(home_to_school_km as double)"
#: The band of the share of pupils born in NL, of the sector of the totals.
BAND = "seeds.plausible_shares where measure = 'born_in_nl' and sector = totals.sector"
#: Pupils of a year and sector that say something together; of fewer, chance alone may say it.
MIN_PUPILS = 20
#: The country of birth of one parent, and of the other; one that is known decides alone.
COUNTRIES = [
    f"coalesce(birth_country_parent_{i}, birth_country_parent_{j})" for i, j in ((1, 2), (2, 1))
]

#: SQL of the pupils with a parent born in NL.
IN_NL = "birth_country_parent_1 = 'NL' or birth_country_parent_2 = 'NL'"
#: Pupils with a parent born in NL, of those of whom a country is known.
BORN_IN_NL = {
    "n_known": f"count({COUNTRIES[0]})",
    "n_born_in_nl": f"count(*) filter (where {IN_NL})",
    "share": f"cast(count(*) filter (where {IN_NL}) as double) / nullif(count({COUNTRIES[0]}), 0)",
}

WHOLE_RULES = (
    WholeRule(
        "birth_country_parent_1",
        "some pupils have a parent born in NL",
        "where the Netherlands has another code, everybody counts as born abroad",
        "write the Netherlands as NL",
        "n_first_in_nl = 0",
        BORN_IN_NL,
        f"n_known >= {MIN_PUPILS} and n_born_in_nl = 0",
        "nobody of {n_known} pupils",
        "birth_country_parent_1",
    ),
    WholeRule(
        "birth_country_parent_1",
        "the share of pupils with a parent born in NL is in the band of seeds/plausible_shares.csv",
        "where some pupils have another code for the Netherlands, they count as born abroad",
        "look at the codes; if they are right, change the band",
        # of both parents, and of those with a known country only, the share is higher
        f"exists (select 1 from {BAND} and cast(n_first_in_nl as double) / n_rows"
        " not between lowest and 0.9)",
        BORN_IN_NL,
        f"n_born_in_nl > 0 and exists (select 1 from {BAND} and n_known >= min_pupils"
        " and share not between lowest and highest)",
        "it is {share:.3f}",
        "birth_country_parent_1",
        "warning",
    ),
    WholeRule(
        "income_percentile",
        "some pupils have an income percentile above 10",
        "deciles, or classes of income, read as percentiles would make everybody's income low",
        "deliver percentiles from 1 to 100",
        "highest_percentile <= 10",
        {"n_known": "count(income_percentile)", "highest": f"max({PERCENTILE})"},
        f"n_known >= {MIN_PUPILS} and highest <= 10",
        "the highest of {n_known} pupils is {highest}",
    ),
    WholeRule(
        "home_to_school_km",
        "the mean distance is at most 100 kilometres",
        "metres read as kilometres would make every distance a thousand times too long",
        "deliver kilometres",
        # of many pupils no distance may be known
        "sum_km > 10 * n_rows",
        {"n_known": f"count({KILOMETRES})", "mean_km": f"avg({KILOMETRES})"},
        f"n_known >= {MIN_PUPILS} and mean_km > 100",
        "it is {mean_km:.1f}",
    ),
)
MEASURES = {
    "n_first_in_nl": ("sum", "case when birth_country_parent_1 = 'NL' then 1 else 0 end"),
    "highest_percentile": ("max", PERCENTILE),
    "sum_km": ("sum", KILOMETRES),
}


def presences() -> tuple[Presence, ...]:
    """The groups that are compared; those between them may be absent."""
    variables = project_vars()
    low, middle = (variables[f"income_{name}_max_percentile"] for name in ("low", "middle"))
    one, other = COUNTRIES
    groups = [
        ("income", "income_percentile", "low income", f"{PERCENTILE} <= {low}"),
        ("income", "income_percentile", "high income", f"{PERCENTILE} > {middle}"),
        *(
            (
                *("education", "education_parent_1", level),
                f"education_parent_1 = '{level}' or education_parent_2 = '{level}'",
            )
            for level in ("no_start_qualification", "higher_education")
        ),
        *(
            (
                *("migration", "birth_country_parent_1", f"both parents born {where}"),
                f"{one} {equals} 'NL' and {other} {equals} 'NL'",
            )
            for where, equals in (("in NL", "="), ("abroad", "<>"))
        ),
    ]
    return tuple(
        Presence(column, what, f"not {expression('is_unknown', name)}", present)
        for name, column, what, present in groups
    )
