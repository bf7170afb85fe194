"""The kind of a picture is seen from its bytes."""

from __future__ import annotations

import pytest

from laurea.credentials.baking import bake, image_kind, unbake
from laurea.credentials.errors import MalformedDocument

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n\t ", b"<?xml version='1.0'?>"])
def test_an_svg_is_known_with_whatever_stands_before_it(before: bytes) -> None:
    assert image_kind(before + SVG) == "svg"


@pytest.mark.parametrize("image", [b"", b"GIF89a", b"\xff\xd8\xff\xe0", b"%PDF-1.7", b'{"a": 1}'])
def test_another_kind_of_file_is_a_named_problem(image: bytes) -> None:
    for work in (unbake, lambda picture: bake("{}", picture)):
        with pytest.raises(MalformedDocument) as refused:
            work(image)
        assert refused.value.problem.type.slug == "media-invalid"


def test_a_png_that_transport_damaged_is_called_a_png() -> None:
    assert image_kind(b"\x89PNG\n\x1a\n") == "png"
