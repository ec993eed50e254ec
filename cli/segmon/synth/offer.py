"""What schools offer: denomination labels and programmes in register spelling, and how both go with
intake.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmon.synth.geography import CELLS, CITIES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Category shares: rows the G4, then classes 1…5 without them; columns in the order of _LABELS. Over
# the country they give the published 31 % openbaar, 30 % protestants-christelijk and 30 %
# rooms-katholiek.
_PO_CATEGORIES = np.array(
    [
        (0.36, 0.21, 0.21, 0.02, 0.06, 0.14),
        (0.33, 0.26, 0.27, 0.03, 0.03, 0.08),
        (0.30, 0.29, 0.29, 0.045, 0.015, 0.06),
        (0.26, 0.31, 0.36, 0.035, 0.005, 0.03),
        (0.30, 0.33, 0.325, 0.03, 0.0, 0.015),
        (0.37, 0.34, 0.235, 0.045, 0.0, 0.01),
    ]
)
_VO_CATEGORIES = np.tile((0.30, 0.18, 0.20, 0.145, 0.005, 0.17), (6, 1))
_LABELS: tuple[tuple[tuple[str, float], ...], ...] = (
    (("Openbaar", 0.985), ("Samenwerking openbaar en protestants-christelijk", 0.015)),
    (("Protestants-christelijk", 1.0),),
    (("Rooms-katholiek", 1.0),),
    (
        ("Reformatorisch", 0.4),
        ("Gereformeerd vrijgemaakt", 0.25),
        ("Samenwerking PC, RK", 0.2),
        ("Interconfessioneel", 0.1),
        ("Evangelisch", 0.05),
    ),
    (("Islamitisch", 0.86), ("Hindoeïstisch", 0.11), ("Joods", 0.03)),
    (("Algemeen bijzonder", 0.8), ("Antroposofisch", 0.2)),
)
# Shift of the latent intake position per category: income, education, migration.
_PO_SHIFT = np.array(
    [
        (-0.05, -0.05, 0.1),
        (-0.1, -0.1, 0.1),
        (0.1, 0.1, -0.2),
        (0.1, 0.0, -0.9),
        (-1.5, -1.4, 2.2),
        (1.0, 1.0, -0.1),
    ]
)
_VO_SHIFT = 0.3 * _PO_SHIFT
_VO_SHIFT[4] = _PO_SHIFT[4]

# Programmes, share of sites, level (−2 practical … 2 pre-university), relative size of the first
# two grades.
PROGRAMMES: tuple[tuple[str, float, float, float], ...] = (
    ("PRO", 0.09, -1.9, 0.3),
    ("PRO/VMBO-B/VMBO-K", 0.02, -1.4, 0.6),
    ("VMBO-B/VMBO-K", 0.10, -1.1, 0.6),
    ("VMBO-B/VMBO-K/VMBO-T", 0.07, -0.7, 0.8),
    ("VMBO-B/VMBO-K/VMBO-G/VMBO-T", 0.17, -0.7, 0.8),
    ("PRO/VMBO-B/VMBO-K/VMBO-G/VMBO-T", 0.015, -0.9, 0.8),
    ("VMBO-T", 0.015, -0.3, 0.7),
    ("VMBO-G/VMBO-T", 0.015, -0.3, 0.7),
    ("VMBO-B/VMBO-K/VMBO-T/HAVO", 0.025, -0.3, 1.0),
    ("VMBO-B/VMBO-K/VMBO-G/VMBO-T/HAVO", 0.025, -0.3, 1.0),
    ("VMBO-B/VMBO-K/VMBO-G/VMBO-T/HAVO/VWO", 0.21, 0.05, 1.4),
    ("PRO/VMBO-B/VMBO-K/VMBO-G/VMBO-T/HAVO/VWO", 0.01, -0.1, 1.4),
    ("VMBO-T/HAVO/VWO", 0.045, 0.6, 1.4),
    ("VMBO-G/VMBO-T/HAVO/VWO", 0.035, 0.5, 1.4),
    ("HAVO", 0.01, 0.8, 1.0),
    ("HAVO/VWO", 0.095, 1.1, 1.4),
    ("VWO", 0.04, 1.8, 1.0),
    ("", 0.01, 0.0, 0.8),
)
_BROAD = next(
    i for i, row in enumerate(PROGRAMMES) if row[0].startswith("VMBO-B") and row[0].endswith("VWO")
)
_PREVOCATIONAL = next(i for i, row in enumerate(PROGRAMMES) if row[0] == "VMBO-B/VMBO-K/VMBO-T")
_COOPERATION = "Samenwerking PC, RK, Alg. Bijz."
_OTHER = "Overig (vanaf 2023-2024)"
_OTHER_FROM = 2023


def assign_denominations(
    sector: str, cell: Ints, rng: np.random.Generator
) -> tuple[NDArray[np.str_], Floats]:
    """Return each school's register label and the shift of its latent position (× 3)."""
    shares = _PO_CATEGORIES if sector == "po" else _VO_CATEGORIES
    category = np.zeros(len(cell), dtype=np.int64)
    for c in range(CELLS):
        members = np.flatnonzero(cell == c)
        category[members] = _shuffled(shares[max(c - len(CITIES) + 1, 0)], len(members), rng)
    label = np.full(len(cell), "", dtype="<U60")
    for k, labels in enumerate(_LABELS):
        members = np.flatnonzero(category == k)
        names = np.array([name for name, _ in labels])
        label[members] = names[
            _shuffled(np.array([share for _, share in labels]), len(members), rng)
        ]
    if sector == "vo":
        label[(category == 5) & (rng.random(len(cell)) < 0.15)] = _COOPERATION
    return label, (_PO_SHIFT if sector == "po" else _VO_SHIFT)[category]


def denomination_in(label: NDArray[np.str_], year: int) -> NDArray[np.str_]:
    """Return the labels as the register spells them in the school year starting in `year`."""
    renamed = (label == _COOPERATION) & (year >= _OTHER_FROM)
    return np.where(renamed, _OTHER, label)


def assign_programmes(
    cell: Ints, alone: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[NDArray[np.str_], Floats, Floats]:
    """Return programmes, latent level and relative size; the only school of a municipality is a
    broad or a vmbo one.
    """
    kind = np.zeros(len(cell), dtype=np.int64)
    shares = np.array([row[1] for row in PROGRAMMES])
    for c in range(CELLS):
        members = np.flatnonzero((cell == c) & ~alone)
        kind[members] = _shuffled(shares, len(members), rng)
    kind[alone] = np.where(rng.random(int(alone.sum())) < 0.6, _BROAD, _PREVOCATIONAL)
    text = np.array([row[0] for row in PROGRAMMES])
    level = np.array([row[2] for row in PROGRAMMES])
    size = np.array([row[3] for row in PROGRAMMES])
    return text[kind], level[kind], size[kind]


def _shuffled(shares: Floats, count: int, rng: np.random.Generator) -> Ints:
    """Return `count` category numbers in exact proportion (largest remainders), in random order."""
    quota = count * shares / shares.sum()
    whole = np.floor(quota).astype(np.int64)
    order = np.argsort(whole - quota, kind="stable")
    whole[order[: count - whole.sum()]] += 1
    numbers = np.repeat(np.arange(len(shares)), whole)
    rng.shuffle(numbers)
    return numbers


def upper_grades(programmes: NDArray[np.str_]) -> tuple[Floats, NDArray[np.uint8]]:
    """Return, per school, pupils of grade 3 and up over those of grades 1 and 2, and 16 equally
    likely grades.
    """
    factor = np.full(len(programmes), 1.0)
    grades = np.tile(np.array([3, 4] * 8, dtype=np.uint8), (len(programmes), 1))
    for text in np.unique(programmes):
        members = programmes == text
        offer = text.split("/")
        if "VWO" in offer and not any(part.startswith("VMBO") for part in offer):
            factor[members], grades[members] = 1.8, (3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6)
        elif "VWO" in offer:
            factor[members], grades[members] = 1.45, (3,) * 5 + (4,) * 5 + (5,) * 4 + (6,) * 2
        elif "HAVO" in offer or offer == ["PRO"]:
            factor[members], grades[members] = 1.3, (3,) * 6 + (4,) * 6 + (5,) * 4
    return factor, grades
