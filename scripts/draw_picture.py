"""Draw the picture of the README: badge images as the program itself draws them.

python scripts/draw_picture.py docs/images/badges.svg
"""

from __future__ import annotations

import sys
from pathlib import Path

from laurea.integrations.artwork import draw_badge

SIZE, GAP = 240, 24

BADGES = (
    draw_badge(
        title="Food Safety",
        issuer="Halden Works Academy",
        level=1,
        year=2026,
        kind="roundel",
        ink="petrol",
        glyph="lamp",
        seed="https://academy.example.org/achievements/food-safety",
    ),
    draw_badge(
        title="Web Analytics",
        issuer="Northfield College",
        level=2,
        year=2026,
        kind="hexagon",
        ink="prussian",
        glyph="analytics",
        seed="https://college.example.org/achievements/web-analytics",
    ),
    draw_badge(
        title="Research Ethics",
        issuer="Norrby universitet",
        level=3,
        year=2026,
        kind="shield",
        ink="aubergine",
        glyph="ethics",
        seed="https://universitet.example.org/achievements/research-ethics",
    ),
    draw_badge(
        title="Adult Education",
        issuer="Instituto Valdeoro",
        level=4,
        year=2026,
        kind="laurel",
        ink="umber",
        glyph="cap",
        seed="https://instituto.example.org/achievements/adult-education",
    ),
)


def picture() -> str:
    """Return the badges in one row, as one SVG."""
    width = len(BADGES) * (SIZE + GAP) - GAP
    placed = "".join(
        badge.replace("<svg ", f'<svg x="{place * (SIZE + GAP)}" ', 1)
        for place, badge in enumerate(BADGES)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {SIZE}"'
        f' width="{width}" height="{SIZE}">{placed}</svg>\n'
    )


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(picture(), "utf-8")
