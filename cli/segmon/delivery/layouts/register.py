"""Layout `register`: one row per pupil."""

from __future__ import annotations

from segmon.delivery.country_rules import country, no_word_for_missing
from segmon.delivery.layouts.common import (
    KNOWN_SCHOOL_ID,
    MUNICIPALITIES,
    SCHOOL_YEAR,
    SCHOOLS,
    SECTOR,
    example_rows,
    known_school,
)
from segmon.delivery.number_rules import not_negative, whole
from segmon.delivery.register_rules import MEASURES, WHOLE_RULES, presences
from segmon.delivery.rules import key_text, one_of
from segmon.delivery.spec import Column, LayoutSpec, TableSpec

LEVEL = one_of("no_start_qualification", "start_qualification", "higher_education")

PUPILS = TableSpec(
    name="pupils",
    description=(
        "One row per school year, sector and pupil.\n"
        "In primary education every grade counts, in secondary education grades 1 and 2 (the var"
        " `vo_grades` of `dbt_project.yml`). A pupil of unknown income counts in the figures of"
        " education and migration, and so on; `seeds/quality_bounds.csv` says how many pupils may"
        " be of unknown income or education."
    ),
    columns=(
        SCHOOL_YEAR,
        SECTOR,
        Column(
            "pupil_id",
            key_text(),
            "Any key of the pupil; nothing that is written shows it.",
            "P01",
            is_person=True,
            is_pupil_id=True,
        ),
        KNOWN_SCHOOL_ID,
        Column("grade", whole(0, 8), "Grade (groep, leerjaar) of the pupil.", "1"),
        Column(
            "income_percentile",
            whole(1, 100),
            "Percentile of the household's standardised income; 1 is the lowest.",
            "12",
            nullable=True,
        ),
        Column(
            "education_parent_1",
            LEVEL,
            "Highest level of education of one parent.",
            "no_start_qualification",
            nullable=True,
        ),
        Column(
            "education_parent_2",
            LEVEL,
            "Highest level of education of the other parent.",
            "start_qualification",
            nullable=True,
        ),
        Column(
            "birth_country_parent_1",
            country(),
            "Country of birth of one parent.",
            "NL",
            nullable=True,
        ),
        Column(
            "birth_country_parent_2",
            country(),
            "Country of birth of the other parent.",
            "TR",
            nullable=True,
        ),
        Column(
            "home_to_school_km",
            not_negative(),
            "Distance from home to school in kilometres.",
            "0.4",
            nullable=True,
            optional=True,
        ),
    ),
    key=("school_year", "sector", "pupil_id"),
    references=(known_school("add the school to `schools`, or correct the pupil's school_id"),),
    row_rules=tuple((f"birth_country_parent_{i}", no_word_for_missing()) for i in (1, 2)),
    whole_rules=WHOLE_RULES,
    measures=MEASURES,
    presences=presences,
    pupils_key=True,
    example_rows=example_rows(
        "sector,pupil_id,school_id,grade,income_percentile,education_parent_1,education_parent_2,"
        "birth_country_parent_1,birth_country_parent_2,home_to_school_km",
        "po,P01,90AA00,1,12,no_start_qualification,start_qualification,NL,TR,0.4",
        "po,P02,90AA00,3,20,no_start_qualification,,TR,TR,0.6",
        "po,P03,90AA00,5,55,start_qualification,,NL,NL,0.3",
        "po,P04,90AA00,8,80,higher_education,start_qualification,NL,NL,1.2",
        "po,P05,90AB00,2,18,no_start_qualification,no_start_qualification,NL,,0.5",
        "po,P06,90AB00,4,60,higher_education,higher_education,NL,NL,",
        "po,P07,90AB00,6,90,higher_education,higher_education,MA,MA,2.1",
        "po,P08,90AB00,7,95,start_qualification,higher_education,NL,NL,1.5",
        "vo,P09,91AA00,1,70,start_qualification,higher_education,NL,NL,3.4",
        "vo,P10,91AA00,2,91,higher_education,higher_education,NL,NL,5.2",
        "vo,P11,91AB00,1,15,no_start_qualification,,MA,TR,2.8",
        "vo,P12,91AB00,2,40,start_qualification,start_qualification,NL,NL,4.1",
    ),
)

REGISTER = LayoutSpec(
    name="register",
    description=(
        "One row per pupil.\n"
        "For those who hold a register of pupils with their parents' income, education and"
        " countries of birth."
    ),
    tables=(PUPILS, SCHOOLS, MUNICIPALITIES),
)
