"""Rules of countries of birth: the Netherlands, or no country at all, is not taken for abroad."""

from __future__ import annotations

from segmon.delivery.rule_kinds import Rule
from segmon.delivery.rules import alternatives, of_text
from segmon.labels import read_seed
from segmon.project import project_vars


def country() -> Rule:
    """A country code; only NL counts as the Netherlands."""

    def violation(column: str) -> str:
        spellings = alternatives(row["spelling"] for row in read_seed("spellings_of_nl"))
        # blank, or a spelling with signs around it, as (NL) or 6030.0; one function of
        # the text and no comparison, so that it is applied once per text of a dictionary
        sign, zeros = r"[^\p{L}\p{N}]", "([.,]0+)?"
        others = (
            rf"{sign}*({spellings}){zeros}{sign}*|{sign}+NL{zeros}{sign}*|NL([.,]0+|{sign}){sign}*"
        )
        return f"regexp_full_match({column}, '(?i:\\s*|{others})|nl|nL|Nl')"

    return Rule(
        "a country code, the Netherlands as NL",
        "any other spelling of NL would count as born abroad",
        "write NL in capitals, any other code as it is, and leave an unknown value empty; the"
        " spellings are in seeds/spellings_of_nl.csv",
        of_text(violation),
        "code",
    )


def no_word_for_missing() -> Rule:
    """A text that stands for a value, not a word or a sign that says there is none."""

    def violation(column: str, kind: str) -> str:
        if kind != "VARCHAR":
            return "false"
        meant = {word.upper() for word in project_vars()["words_that_are_codes"]}
        words = [row["word"] for row in read_seed("missing_words")]
        listed = alternatives(word for word in words if word.upper() not in meant)
        # or signs and zeros only
        signs = r"\s*[^\p{L}1-9\s][^\p{L}1-9]*"
        return f"regexp_full_match({column}, '(?i:\\s*({listed})\\s*)|{signs}')"

    return Rule(
        "a code, not a word for a missing value",
        "a word such as NA would count as a country abroad",
        "leave an unknown value empty; if the word is a code (NA is Namibia's), name it in the var"
        " `words_that_are_codes` of dbt_project.yml; the words are in seeds/missing_words.csv",
        violation,
        "code",
    )
