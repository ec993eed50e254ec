"""What a package is called, and what it says of itself, in both languages."""

from __future__ import annotations

from segmon.exports.package.contents import Package
from segmon.labels import Language, labels

#: What a catalogue finds it by.
KEYWORDS = ["school segregation", "schoolsegregatie", "dissimilarity", "education"]


def citation_title(package: Package, language: Language) -> str:
    """The title of the data, with the school years and, if they are invented, that word."""
    text = labels("package", language)
    made_up = f" ({text['synthetic']})" if package.is_synthetic else ""
    return f"{text['title']}, {period(package)}{made_up}"


def period(package: Package) -> str:
    """From the first school year to the last one."""
    years = package.school_years
    return " – ".join(dict.fromkeys([years[0], years[-1]])) if years else ""


def description(package: Package, language: Language) -> str:
    """One sentence on what is in it."""
    text = labels("package", language)
    return " ".join([text["description"], *([text["invented"]] if package.is_synthetic else [])])
