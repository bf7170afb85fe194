from __future__ import annotations

from typing import Any

import pytest

from laurea.credentials.canon import bundled
from laurea.credentials.errors import MalformedDocument

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


def a_document(**achievement: Any) -> dict[str, Any]:
    return {
        "@context": CONTEXTS,
        "type": ["VerifiableCredential"],
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {"type": ["Achievement"], "id": "urn:a"} | achievement,
        },
    }


def test_each_object_is_known_by_its_node() -> None:
    document = a_document()
    dataset, nodes = bundled().traced(document)
    subject = document["credentialSubject"]
    named = [nodes[id(one), -1] for one in (document, subject, subject["achievement"])]
    assert named[0].startswith("_:")
    assert named[1].startswith("_:")
    assert named[2] == "<urn:a>"
    assert len(nodes) == 3
    assert len(dataset) == len(bundled().dataset(document))


@pytest.mark.parametrize("values", [["A", "B"], ["A"], "A"])
def test_each_item_of_an_ordered_list_is_known(values: Any) -> None:
    description = {"type": ["ResultDescription"], "allowedValue": values}
    document = a_document(resultDescription=[description])
    _, nodes = bundled().traced(document)
    cells = [place for place in nodes if place[1] != -1]
    if isinstance(values, list):
        assert cells == [(id(values), number) for number in range(len(values))]
    else:
        assert cells == [(id(description), "allowedValue")]


def test_graphs_are_not_disclosed_in_part() -> None:
    presentation = {
        "@context": CONTEXTS,
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [a_document()],
    }
    with pytest.raises(MalformedDocument, match="in part"):
        bundled().traced(presentation)
