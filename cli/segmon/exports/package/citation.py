"""`CITATION.cff` and `LICENSE-DATA`: how to cite the data, and what may be done with them."""

from __future__ import annotations

import json

from segmon.exports.package.contents import Package
from segmon.exports.package.words import KEYWORDS, citation_title, description
from segmon.labels import Language, labels
from segmon.texts import plain


def citation(package: Package) -> str:
    """The content of `CITATION.cff`.

    Args:
        package: what is cited.
    """
    text = labels("package", Language.en)
    licence = package.licence
    entries = {
        "cff-version": "1.2.0",
        "message": text["citation"],
        "type": "dataset",
        "title": citation_title(package, Language.en),
        "abstract": description(package, Language.en),
        "authors": [{"name": package.publisher or text["publisher"]}],
        "version": package.build_id,
        "date-released": f"{package.created:%Y-%m-%d}",
        **({"license": licence.spdx} if licence and licence.spdx else {}),
        **({"license-url": licence.url} if licence and licence.url and not licence.spdx else {}),
        "keywords": KEYWORDS,
    }
    # what JSON has on a line is YAML as well
    return "".join(
        f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in entries.items()
    )


def licence_text(package: Package) -> str:
    """The content of `LICENSE-DATA`, in English and in Dutch.

    Args:
        package: what is licensed.
    """
    licence = package.licence
    said = [licence_sentence(package, language) for language in reversed(Language)]
    if licence and licence.spdx:
        said.append(f"SPDX-License-Identifier: {licence.spdx}")
    if licence and licence.url:
        said.append(licence.url)
    return "\n\n".join(said) + "\n"


def licence_sentence(package: Package, language: Language) -> str:
    """What may be done with the data, in a sentence."""
    text = labels("package", language)
    if not package.licence:
        return text["no_licence"]
    return text["licence"].replace("{name}", plain(package.licence.name))
