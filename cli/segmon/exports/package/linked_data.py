"""`metadata.jsonld`: the package as a dataset of schema.org and of DCAT-AP-NL."""

from __future__ import annotations

from typing import Any

from segmon.exports.package.contents import Package
from segmon.exports.package.words import KEYWORDS, citation_title, description
from segmon.labels import Language

#: Lists of codes that DCAT-AP-NL takes its values from.
AUTHORITY = "http://publications.europa.eu/resource/authority"
LANGUAGES = {Language.nl: "NLD", Language.en: "ENG"}
#: Where the names in the document come from; those without a prefix are of schema.org.
CONTEXT = {
    "@vocab": "https://schema.org/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
SHA256 = {"@id": "spdx:checksumAlgorithm_sha256"}


def linked_data(package: Package, resources: list[dict[str, Any]]) -> dict[str, Any]:
    """The content of `metadata.jsonld`.

    Args:
        package: what it says.
        resources: the resources of `datapackage.json`.
    """
    titles = [_in(it, citation_title(package, it)) for it in Language]
    descriptions = [_in(it, description(package, it)) for it in Language]
    licence = package.licence
    place = licence.url if licence else ""
    return {
        "@context": CONTEXT,
        "@type": ["Dataset", "dcat:Dataset"],
        "@id": f"urn:segmon:build:{package.build_id}",
        "identifier": package.build_id,
        "dct:identifier": package.build_id,
        "name": titles,
        "dct:title": titles,
        "description": descriptions,
        "dct:description": descriptions,
        "version": package.build_id,
        "dcat:version": package.build_id,
        "dateModified": package.moment,
        "dct:modified": {"@type": "xsd:dateTime", "@value": package.moment},
        "inLanguage": [it.value for it in Language],
        "dct:language": [_code("language", code) for code in LANGUAGES.values()],
        "dcat:theme": _code("data-theme", "EDUC"),
        "dct:accrualPeriodicity": _code("frequency", "ANNUAL"),
        "keywords": KEYWORDS,
        **_where_and_when(package),
        **_publisher(package),
        **({"license": place, "dct:license": {"@id": place}} if place else {}),
        "variableMeasured": _indices(package),
        "distribution": [_distribution(each, place) for each in _files(package, resources)],
    }


def _in(language: Language, text: str) -> dict[str, str]:
    return {"@language": language.value, "@value": text}


def _code(kind: str, code: str) -> dict[str, str]:
    return {"@id": f"{AUTHORITY}/{kind}/{code}"}


def _where_and_when(package: Package) -> dict[str, Any]:
    netherlands = {
        "spatialCoverage": {"@type": "Country", "name": "Nederland", "identifier": "NL"},
        "dct:spatial": _code("country", "NLD"),
    }
    years = package.school_years
    period = {
        "temporalCoverage": f"{years[0][:4]}/{years[-1][-4:]}",
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:gYear", "@value": years[0][:4]},
            "dcat:endDate": {"@type": "xsd:gYear", "@value": years[-1][-4:]},
        },
    }
    return {**(netherlands if package.is_dutch else {}), **period}


def _publisher(package: Package) -> dict[str, Any]:
    if not package.publisher:
        return {}
    agent = {"@type": ["Organization", "foaf:Agent"], "name": package.publisher}
    who = {**agent, "foaf:name": package.publisher}
    return {"creator": who, "publisher": who, "dct:creator": who, "dct:publisher": who}


def _indices(package: Package) -> list[dict[str, Any]]:
    return [
        {
            "@type": "PropertyValue",
            "propertyID": index.code,
            "name": [_in(language, name) for language, name in index.names.items()],
        }
        for index in package.codes["index_code"]
    ]


def _files(package: Package, resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A resource for each file: a workbook has all marts."""
    files = {resource["path"]: resource for resource in resources}
    if len(files) == len(resources):
        return resources
    whole = {
        "title": citation_title(package, Language.en),
        "description": description(package, Language.en),
    }
    return [{**resource, **whole} for resource in files.values()]


def _distribution(resource: dict[str, Any], licence: str) -> dict[str, Any]:
    digest = resource["hash"].partition(":")[2]
    return {
        "@type": ["DataDownload", "dcat:Distribution"],
        "name": resource["title"],
        "dct:title": _in(Language.en, resource["title"]),
        "description": resource["description"],
        "contentUrl": resource["path"],
        "dcat:accessURL": {"@id": resource["path"]},
        "dcat:downloadURL": {"@id": resource["path"]},
        "encodingFormat": resource["mediatype"],
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{resource['mediatype']}"
        },
        "contentSize": f"{resource['bytes']} B",
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(resource["bytes"])},
        "sha256": digest,
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": SHA256,
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": digest},
        },
        **({"dct:license": {"@id": licence}} if licence else {}),
    }
