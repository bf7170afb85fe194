r"""What somebody wrote in the form of an achievement, between the form and the document.

- `written_of` reads a stored document into the fields of the form; `document_from` makes a
  document of the fields. What the form does not show is kept from the document it began with.
- Rows that say nothing are left out. `Made` remembers which row of the form an entry of the
  document came from, so that a problem with a JSON Pointer finds its field again.
- A level of a rubric is one line, `name: what it means`. A colon that belongs to the name is
  written `\:`, so that what a document says comes back as it was.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

Fields = dict[str, str]
"""One form, or one row of it: from the name of each field to what was typed."""

PLAIN: Final[dict[str, str]] = {
    "name": "name",
    "description": "description",
    "achievement_type": "achievementType",
    "human_code": "humanCode",
    "field_of_study": "fieldOfStudy",
    "language": "inLanguage",
}
"""From fields to the properties that hold what was typed as it is."""

ALIGNMENT: Final[dict[str, str]] = {
    "target_name": "targetName",
    "target_url": "targetUrl",
    "target_type": "targetType",
    "framework": "targetFramework",
    "code": "targetCode",
}
RESULT: Final[dict[str, str]] = {
    "name": "name",
    "result_type": "resultType",
    "lowest": "valueMin",
    "highest": "valueMax",
}

_NO_WORDS: Final = ("id", "result_type", "target_type")
_ESCAPED: Final = re.compile(r"[\\:]")
_LEVEL: Final = re.compile(r"(?P<name>(?:\\.|[^\\:])*)(?::(?P<described>.*))?")


@dataclass(frozen=True, slots=True)
class Written:
    """A form as it was typed: its fields, the rows of alignments and those of results."""

    fields: Fields = field(default_factory=dict)
    alignments: tuple[Fields, ...] = ()
    results: tuple[Fields, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as it is stored with a draft."""
        return {
            "fields": self.fields,
            "alignments": list(self.alignments),
            "results": list(self.results),
        }


def read_written(stored: Mapping[str, Any]) -> Written:
    """Return what was stored with a draft."""
    return Written(stored["fields"], tuple(stored["alignments"]), tuple(stored["results"]))


def written_of(document: Mapping[str, Any]) -> Written:
    """Return the fields that show a stored document."""
    fields = {name: str(document.get(key, "")) for name, key in PLAIN.items()}
    fields["criteria"] = str(document["criteria"].get("narrative", ""))
    fields["criteria_url"] = str(document["criteria"].get("id", ""))
    fields["tags"] = ", ".join(document.get("tag", ()))
    credits_available = document.get("creditsAvailable")
    fields["credits"] = "" if credits_available is None else f"{credits_available:g}"
    return Written(
        fields,
        tuple(_fields_of(row, ALIGNMENT) for row in document.get("alignment", ())),
        tuple(_result_of(row) for row in document.get("resultDescription", ())),
    )


def _fields_of(row: Mapping[str, Any], names: Mapping[str, str]) -> Fields:
    return {name: str(row.get(key, "")) for name, key in names.items()}


def _result_of(row: Mapping[str, Any]) -> Fields:
    levels = row.get("rubricCriterionLevel", ())
    named = {level["id"]: _one_line(level["name"]) for level in levels}
    required = row.get("requiredValue") or named.get(row.get("requiredLevel"), "")
    return {
        **_fields_of(row, RESULT),
        "id": str(row["id"]),
        "required": str(required),
        "allowed": "\n".join(row.get("allowedValue", ())),
        "levels": "\n".join(_line_of(level) for level in levels),
    }


def _line_of(level: Mapping[str, Any]) -> str:
    name = _ESCAPED.sub(r"\\\g<0>", _one_line(level["name"]))
    described = _one_line(level.get("description", ""))
    return f"{name}: {described}" if described else name


def _one_line(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Made:
    """A document made of a form, and for its lists which row of the form each entry came from."""

    document: dict[str, Any]
    alignment_rows: tuple[int, ...]
    result_rows: tuple[int, ...]


def document_from(written: Written, base: Mapping[str, Any], key: uuid.UUID) -> Made:
    """Return the Open Badges 3.0 Achievement that a form stands for, right or not.

    Args:
        written: the form as it was typed.
        base: the document it began with, whose other properties are kept; empty for a new one.
        key: what the ids of new results are made from, so that the same form gives the same ids.
    """
    fields = written.fields
    criteria = dict(base.get("criteria", {}))
    _put(criteria, "narrative", fields.get("criteria", "").strip())
    _put(criteria, "id", fields.get("criteria_url", "").strip())
    document = {name: value for name, value in base.items() if name != "type"}
    document |= {"type": ["Achievement"], "criteria": criteria}
    for name, property_name in PLAIN.items():
        _put(document, property_name, fields.get(name, "").strip())
    _put(document, "tag", _tags(fields.get("tags", "")))
    _put(document, "creditsAvailable", number_in(fields.get("credits", "")))
    alignments = [(n, row) for n, row in enumerate(written.alignments) if says_something(row)]
    results = [(n, row) for n, row in enumerate(written.results) if says_something(row)]
    aligned = {row.get("targetUrl"): row for row in base.get("alignment", ())}
    described = {row.get("id"): row for row in base.get("resultDescription", ())}
    _put(document, "alignment", [_alignment(row, aligned) for _, row in alignments])
    _put(document, "resultDescription", [_result(row, n, described, key) for n, row in results])
    return Made(document, tuple(n for n, _ in alignments), tuple(n for n, _ in results))


def says_something(row: Fields) -> bool:
    """Say whether anything was typed into a row; ids and choices alone are no words."""
    return any(value.strip() for name, value in row.items() if name not in _NO_WORDS)


def lines(text: str) -> list[str]:
    """Return the lines of a text that hold something, without the space around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _alignment(row: Fields, standing: Mapping[Any, Mapping[str, Any]]) -> dict[str, Any]:
    entry = {**standing.get(row["target_url"].strip(), {}), "type": ["Alignment"]}
    for name, property_name in ALIGNMENT.items():
        _put(entry, property_name, row.get(name, "").strip())
    return entry


def _result(
    row: Fields, number: int, standing: Mapping[Any, Mapping[str, Any]], key: uuid.UUID
) -> dict[str, Any]:
    known = standing.get(row.get("id"))
    made = uuid.uuid5(key, f"result {number}").urn
    entry = {**(known or {"id": made}), "type": ["ResultDescription"]}
    for name, property_name in RESULT.items():
        _put(entry, property_name, row.get(name, "").strip())
    _put(entry, "allowedValue", lines(row.get("allowed", "")))
    before = {_one_line(level["name"]): level for level in entry.get("rubricCriterionLevel", ())}
    levels = [
        _level(line, place, before, uuid.uuid5(uuid.NAMESPACE_URL, str(entry["id"])))
        for place, line in enumerate(lines(row.get("levels", "")), 1)
    ]
    _put(entry, "rubricCriterionLevel", levels)
    required = row.get("required", "").strip()
    by_name = {_one_line(level["name"]): level["id"] for level in levels}
    _put(entry, "requiredLevel", by_name.get(required, ""))
    _put(entry, "requiredValue", "" if required in by_name else required)
    return entry


def _level(
    line: str, place: int, before: Mapping[str, Mapping[str, Any]], key: uuid.UUID
) -> dict[str, Any]:
    name, described = _name_and_meaning(line)
    made = {"id": uuid.uuid5(key, name).urn, "level": str(place), "name": name}
    entry = {**before.get(name, made), "type": ["RubricCriterionLevel"]}
    if described != _one_line(entry.get("description", "")):
        _put(entry, "description", described)
    return entry


def _name_and_meaning(line: str) -> tuple[str, str]:
    r"""Return the two halves of a line; the first colon without a backslash divides them.

    >>> _name_and_meaning("Level 2\\: sound: works alone")
    ('Level 2: sound', 'works alone')
    """
    found = _LEVEL.fullmatch(line)
    if found is None:  # a backslash ends the line
        return line.strip(), ""
    name = re.sub(r"\\([\\:])", r"\1", found["name"])
    return name.strip(), (found["described"] or "").strip()


def _tags(text: str) -> list[str]:
    words = (word.strip() for line in text.splitlines() for word in line.split(","))
    return list(dict.fromkeys(word for word in words if word))


def number_in(text: str) -> int | float | str:
    """Return a number as JSON has it; what is none, as it was typed, to be refused by name."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return text.strip()
    if not number.is_finite():
        return text.strip()
    return int(number) if number == number.to_integral_value() else float(number)


def _put(target: dict[str, Any], name: str, value: Any) -> None:
    """Set a property, or take it out where there is nothing to say; 0 says something."""
    if value in ("", []):
        target.pop(name, None)
    else:
        target[name] = value
