from __future__ import annotations

import pytest

from laurea.integrations.roster.names import NameColumns, read_name

PARTS = NameColumns(given=0, family=1)


@pytest.mark.parametrize(
    ("cells", "columns", "name"),
    [
        (["Alva", "Lind"], PARTS, "Alva Lind"),
        (["", "Lind"], PARTS, "Lind"),
        (["Alva", " "], PARTS, "Alva"),
        (["", ""], PARTS, None),
        (["Alva", "Alva Lind"], PARTS, "Alva Alva Lind"),
        (["Alva", "Alva Lind"], NameColumns(given=0, family=1, may_repeat=True), "Alva Lind"),
        (["Alva Lind", "Lind"], NameColumns(given=0, family=1, may_repeat=True), "Alva Lind"),
        (["Nagy", "Anna"], NameColumns(family=0, given=1, is_family_name_first=True), "Nagy Anna"),
        (["山田", "花子"], NameColumns(family=0, given=1, is_family_name_first=True), "山田花子"),
        (["Lind, Alva"], NameColumns(last_first=0), "Alva Lind"),
        (["Lind, Alva, Dr"], NameColumns(last_first=0), "Lind, Alva, Dr"),
        (["Lind,"], NameColumns(last_first=0), "Lind"),
        (["Alva Lind"], NameColumns(last_first=0), "Alva Lind"),
        (["Ärn 5, User"], NameColumns(whole=0), "Ärn 5, User"),
        (["Alva\nLind"], NameColumns(whole=0), "Alva Lind"),
    ],
)
def test_a_name_is_made_of_its_parts(
    cells: list[str], columns: NameColumns, name: str | None
) -> None:
    assert read_name(cells, columns) == name
