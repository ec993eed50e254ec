"""The layouts a delivery may have: which tables, which columns, which rules, and why."""

from __future__ import annotations

from segmon.delivery.layouts.counts import COUNTS
from segmon.delivery.layouts.duo import DUO
from segmon.delivery.layouts.register import REGISTER
from segmon.delivery.spec import LayoutSpec

#: Every layout by its name, in the order in which people see them.
LAYOUTS: dict[str, LayoutSpec] = {layout.name: layout for layout in (REGISTER, COUNTS, DUO)}
