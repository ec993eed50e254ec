"""The layouts a delivery may have: which tables, which columns, which rules, and why."""

from __future__ import annotations

from segmon.delivery.division import SAME_YEAR, municipal_division
from segmon.delivery.layouts.cbs import CBS, on_division
from segmon.delivery.layouts.counts import COUNTS, OPAQUE_COUNTS
from segmon.delivery.layouts.duo import DUO
from segmon.delivery.layouts.register import REGISTER
from segmon.delivery.spec import LayoutSpec
from segmon.errors import UsageError

#: Every layout by its name, in the order in which people see them.
LAYOUTS: dict[str, LayoutSpec] = {layout.name: layout for layout in (REGISTER, COUNTS, DUO, CBS)}


def layout_spec(layout: str, areas: str = "nl") -> LayoutSpec:
    """A layout, for the areas that a delivery has.

    Args:
        layout: a key of `LAYOUTS`.
        areas: `nl` for Dutch municipalities, `opaque` for areas of any country.

    Raises:
        UsageError: the layout is of Dutch municipalities only, or those of one school year.
    """
    division = municipal_division()
    if layout == CBS.name and areas == "nl":
        return on_division(division)
    if division != SAME_YEAR:
        raise UsageError(
            f"the var municipal_division is {division}; it goes with layout {CBS.name}: in layout"
            f" {layout} schools are where the delivery says"
        )
    if areas == "nl":
        return LAYOUTS[layout]
    if layout != OPAQUE_COUNTS.name:
        raise UsageError(
            f"--areas {areas} goes with layout {OPAQUE_COUNTS.name}: layout {layout} is of Dutch"
            " municipalities"
        )
    return OPAQUE_COUNTS
