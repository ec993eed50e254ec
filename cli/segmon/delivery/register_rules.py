"""What the pupils of a register must be together: rules that no single row can break."""

from __future__ import annotations

from segmon.delivery.spec import Presence, WholeRule
from segmon.macros import expression
from segmon.project import project_vars

#: SQL of the percentile as a number, whatever the type it was delivered with.
PERCENTILE = "try_cast(income_percentile as integer)"
#: Pupils of a year and sector that say something together; of fewer, chance alone may say it.
MIN_PUPILS = 20
#: The country of birth of one parent, and of the other; one that is known decides alone.
COUNTRIES = [
    f"coalesce(birth_country_parent_{i}, birth_country_parent_{j})" for i, j in ((1, 2), (2, 1))
]

WHOLE_RULES = (
    WholeRule(
        "birth_country_parent_1",
        "some pupils have a parent born in NL",
        "where the Netherlands has another code, everybody counts as born abroad",
        "write the Netherlands as NL",
        f"n_country_known >= {MIN_PUPILS} and n_born_in_nl = 0",
        "'nobody of ' || n_country_known || ' pupils'",
        "birth_country_parent_1",
    ),
    WholeRule(
        "birth_country_parent_1",
        "the share of pupils with a parent born in NL is in the band of seeds/plausible_shares.csv",
        "where some pupils have another code for the Netherlands, they count as born abroad",
        "look at the codes; if they are right, change the band",
        "exists (select 1 from seeds.plausible_shares as band where band.measure = 'born_in_nl'"
        " and band.sector = totals.sector and n_country_known >= band.min_pupils"
        " and n_born_in_nl > 0"
        " and n_born_in_nl / n_country_known not between band.lowest and band.highest)",
        "'it is ' || round(n_born_in_nl / n_country_known, 3)",
        "birth_country_parent_1",
        "warning",
    ),
    WholeRule(
        "income_percentile",
        "some pupils have an income percentile above 10",
        "deciles, or classes of income, read as percentiles would make everybody's income low",
        "deliver percentiles from 1 to 100",
        f"n_income_known >= {MIN_PUPILS} and highest_percentile <= 10",
        "'the highest of ' || n_income_known || ' pupils is ' || highest_percentile",
    ),
    WholeRule(
        "home_to_school_km",
        "the mean distance is at most 100 kilometres",
        "metres read as kilometres would make every distance a thousand times too long",
        "deliver kilometres",
        f"n_distance_known >= {MIN_PUPILS} and sum_km > 100 * n_distance_known",
        "'it is ' || round(sum_km / n_distance_known, 1)",
    ),
)
MEASURES = {
    "n_country_known": ("sum", f"case when {COUNTRIES[0]} is not null then 1 else 0 end"),
    "n_born_in_nl": (
        "sum",
        "case when 'NL' in (birth_country_parent_1, birth_country_parent_2) then 1 else 0 end",
    ),
    "n_income_known": ("sum", "case when income_percentile is not null then 1 else 0 end"),
    "highest_percentile": ("max", PERCENTILE),
    "n_distance_known": ("sum", "case when home_to_school_km is not null then 1 else 0 end"),
    "sum_km": ("sum", "try_cast(home_to_school_km as double)"),
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
