"""Charts compiled to Vega while the page is made, so that a browser only has to draw them.

Charts of one shape share a specification: on the page each of them is the number of its shape, its
records and its texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import vl_convert

from segmon.labels import Language
from segmon.report.charts import Spec
from segmon.report.looks import config

#: The part of Vega that draws, without that which reads specifications of Vega-Lite: it is a third
#: smaller, and as the policy of the page lets no script make another, expressions are our own.
DRAWER = """
import {{parse, View, Warn}} from "/npm/vega@{version}/+esm.js";
window.vega = {{parse, View, Warn}};
"""
#: Texts of a chart that a shape leaves open.
TEXTS = {"text": "title", "subtitle": "subtitle"}


@dataclass(frozen=True)
class Compiled:
    """Charts for the page.

    Attributes:
        shapes: specifications of Vega, without records and texts.
        charts: the charts of each name: the number of a shape, and of another where a chart is
            narrow, the records by the name of their data, and the values of the signals.
    """

    shapes: Sequence[Spec]
    charts: Mapping[str, Sequence[Mapping[str, Any]]]


def compiled(panels: Iterable[tuple[str, Sequence[Spec]]], language: Language) -> Compiled:
    """Charts as shapes and what fills them.

    Args:
        panels: the charts of each name.
        language: language of the numbers.
    """
    places: dict[str, int] = {}
    charts: dict[str, list[Mapping[str, Any]]] = {}

    def placed(empty: Spec) -> int:
        return places.setdefault(json.dumps(empty), len(places))

    for name, of_name in panels:
        charts[name] = made = []
        for panel in of_name:
            empty, data = _emptied(panel)
            signals = {name: panel["title"].get(part, "") for part, name in TEXTS.items()}
            chart = {"shape": placed(empty), "data": data, "signals": signals}
            if narrow := panel.get("usermeta", {}).get("narrow"):
                chart["narrow"] = placed(_emptied({**panel, "layer": narrow["layer"]})[0])
            made.append(chart)
    return Compiled([shape(key, language) for key in places], charts)


@cache
def shape(specification: str, language: Language) -> Spec:
    """A specification of Vega-Lite as one of Vega, whose width the page gives.

    Args:
        specification: the specification as JSON.
        language: language of the numbers.
    """
    spec = {**json.loads(specification), "config": config(language)}
    made: Spec = vl_convert.vegalite_to_vega(spec)
    # the width of its place would be asked for at every chart, and after every event of the window
    for signal in made["signals"]:
        if signal["name"] == "width":
            signal.clear()
            signal |= {"name": "width", "value": 0}
    # the same for all: the page has it once, and paper of its own
    shared = ("$schema", "background", "config")
    return {key: part for key, part in made.items() if key not in shared}


@cache
def page_config(language: Language) -> Spec:
    """What every chart on the page looks like, once for all, and how it writes numbers.

    Args:
        language: language of the numbers.
    """
    spec = {"mark": "point", "data": {"values": []}, "config": config(language)}
    found: Spec = vl_convert.vegalite_to_vega(spec)["config"]
    return {key: part for key, part in found.items() if key != "background"}


@cache
def drawer() -> str:
    """The script that draws."""
    return vl_convert.javascript_bundle(DRAWER.format(version=vl_convert.get_vega_version()))


def _emptied(panel: Spec) -> tuple[Spec, dict[str, Any]]:
    """A chart without its records and texts, and its records."""
    data = {"records": panel["data"]["values"]}
    layers = []
    for layer in panel["layer"]:
        if "values" in layer.get("data", {}):
            data["average"] = layer["data"]["values"]
            layer = {**layer, "data": {"name": "average"}}
        layers.append(layer)
    empty = {
        **{key: part for key, part in panel.items() if key not in ("description", "usermeta")},
        "data": {"name": "records"},
        "layer": layers,
        "title": {part: {"expr": name} for part, name in TEXTS.items()},
        "params": [{"name": name, "value": ""} for name in TEXTS.values()],
    }
    return empty, data
