"""The four silhouettes. Each tells what kind of achievement the badge image stands for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from laurea.integrations.artwork.inks import GILT, PAPER
from laurea.integrations.artwork.numbers import number
from laurea.integrations.artwork.ornaments import Wreath, rosette, wreath

Kind: TypeAlias = Literal["hexagon", "roundel", "laurel", "shield"]
"""A step in a stack; one that stands alone; a completed stack; recognised by a body."""

Border: TypeAlias = Literal["line", "double", "beads", "none"]
"""What runs along the inside of the outline: a fine line, two, beads, or nothing."""

_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(
        "Assessment Assignment CoCurricular Competency Course Fieldwork MicroCredential".split(),
        "hexagon",
    ),
    **dict.fromkeys(
        "AssociateDegree BachelorDegree Degree Diploma DoctoralDegree "
        "GeneralEducationDevelopment LearningProgram MasterDegree ProfessionalDoctorate "
        "ResearchDoctorate SecondarySchoolDiploma".split(),
        "laurel",
    ),
    **dict.fromkeys(
        "ApprenticeshipCertificate Certification JourneymanCertificate License "
        "MasterCertificate QualityAssuranceCredential".split(),
        "shield",
    ),
}


def kind_of(achievement_type: str | None) -> Kind:
    """Return the silhouette for an `achievementType` of Open Badges 3.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievementtype-enumeration

    >>> kind_of("MicroCredential"), kind_of("License"), kind_of("ext:Residency"), kind_of(None)
    ('hexagon', 'shield', 'roundel', 'roundel')
    """
    return _KINDS.get(achievement_type or "", "roundel")


@dataclass(frozen=True, slots=True)
class Silhouette:
    """One silhouette and the places of what stands on it, in the 240 by 240 units of the whole.

    `outline` is filled with ink, and `engraved` is a fine line just inside it; both are path data.
    `y` is the height of the medallion's middle and `scale` its size. `disc` is the radius of the
    disc of paper in the small variant.
    """

    y: float
    scale: float
    disc: float
    outline: str
    engraved: str


def _circle(y: float, radius: float) -> str:
    r, across = number(radius), number(2 * radius)
    arcs = f"a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0-{across} 0z"
    return f"M{number(120 - radius)} {number(y)}{arcs}"


def _hexagon(radius: float) -> str:
    turns = [math.radians(60 * k) for k in range(6)]
    corners = [
        f"{number(120 + radius * math.sin(turn))} {number(120 - radius * math.cos(turn))}"
        for turn in turns
    ]
    return f"M{'L'.join(corners)}z"


SILHOUETTES: Final[dict[Kind, Silhouette]] = {
    "hexagon": Silhouette(120, 0.85, 86, _hexagon(114), _hexagon(108.5)),
    "roundel": Silhouette(120, 1, 98, _circle(120, 116), _circle(120, 112.5)),
    "laurel": Silhouette(112, 0.76, 67, _circle(112, 87), _circle(112, 84.2)),
    "shield": Silhouette(
        113,
        0.84,
        82,
        "M120 6C91 17.5 55 22.5 20 21v86c0 60 42 101 100 127c58-26 100-67 100-127V21"
        "C185 22.5 149 17.5 120 6z",
        "M120 12.5C92 23.5 58 28.4 26 27.2v79.8c0 56.5 39.5 95 94 120.2"
        "c54.5-25.2 94-63.7 94-120.2V27.2C182 28.4 148 23.5 120 12.5z",
    ),
}


_SMALL_LAUREL: Final = Silhouette(112, 0.76, 67, _circle(112, 79), "")
_TIED: Final = Wreath(118, 100, 12, 1.42, first_deg=175, last_deg=21)
_BEHIND_RIBBON: Final = Wreath(118, 100, 11, 1.42, first_deg=160, last_deg=21)
_SMALL_WREATH: Final = Wreath(118, 97, 7, 2.15, first_deg=172, last_deg=26, is_veined=False)


def ground(kind: Kind, ink: str, name: str, *, has_ribbon: bool, border: Border = "line") -> str:
    """Return what lies below the medallion, with all its fine lines.

    Args:
        kind: the silhouette.
        ink: the colour of the ink.
        name: sets the identifiers of this image apart from those of others on one page.
        has_ribbon: whether a ribbon will cover the lower end of a wreath.
        border: what runs along the inside of the outline.
    """
    shape = SILHOUETTES[kind]
    body = _body(shape, ink) + _border(shape, ink, border)
    if kind == "roundel":
        return body
    if kind == "laurel":
        return (wreath(_BEHIND_RIBBON) if has_ribbon else _tied(_TIED)) + body
    y, radius = number(shape.y), number(110 * shape.scale)
    veil = rosette(70, 56, 40, PAPER, f'stroke-width=".6" transform="translate(120 {y})"')
    return (
        f'{body}<clipPath id="{name}"><path d="{shape.outline}"/></clipPath>'
        f'<g clip-path="url(#{name})" opacity=".42">{veil}</g>'
        f'<circle cx="120" cy="{y}" r="{radius}" fill="{ink}" stroke="{PAPER}"/>'
    )


def small_ground(kind: Kind, ink: str) -> str:
    """Return what lies below the disc of the small variant, in broad strokes."""
    if kind == "laurel":
        return _tied(_SMALL_WREATH) + _body(_SMALL_LAUREL, ink)
    return _body(SILHOUETTES[kind], ink)


def _tied(shape: Wreath) -> str:
    """Return a wreath with a knot where its branches meet."""
    foot = number(shape.y + shape.radius)
    size = number(shape.scale * 4.2)
    knot = f"M120 {foot}m-{size} 0l{size}-{size} {size} {size}-{size} {size}z"
    return f'{wreath(shape)}<path d="{knot}" fill="{GILT}"/>'


def _body(shape: Silhouette, ink: str) -> str:
    # The rim of paper carries the silhouette on a dark page.
    return (
        f'<path d="{shape.outline}" fill="{PAPER}" stroke="{PAPER}" stroke-width="7"'
        ' stroke-linejoin="round"/>'
        f'<path d="{shape.outline}" fill="{ink}" stroke="{ink}" stroke-width="2"'
        ' stroke-linejoin="round"/>'
    )


def _border(shape: Silhouette, ink: str, border: Border) -> str:
    styles = {
        "line": [(PAPER, 'stroke-width=".9"')],
        "double": [(PAPER, 'stroke-width="3.6"'), (ink, 'stroke-width="2"')],
        "beads": [(PAPER, 'stroke-width="2.6" stroke-linecap="round" stroke-dasharray="0 5.5"')],
        "none": [],
    }
    return "".join(
        f'<path d="{shape.engraved}" fill="none" stroke="{colour}" {style}/>'
        for colour, style in styles[border]
    )
