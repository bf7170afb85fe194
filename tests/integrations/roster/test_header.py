from __future__ import annotations

import pytest

from laurea.credentials.errors import MalformedDocument
from laurea.integrations.roster.header import bind_columns, find_header, missing_header


def bound(header: str, **mapping: str) -> dict[str, int]:
    places = bind_columns(header.split(";"), {k.replace("_", "-"): v for k, v in mapping.items()})
    return dict(places.places)


@pytest.mark.parametrize(
    ("header", "places"),
    [
        ("email;name;issued_on", {"e-mail": 0, "name": 1, "awarded": 2}),
        ("Name;Datum;E-Mail", {"name": 0, "awarded": 1, "e-mail": 2}),
        ("Vorname;Nachname;E-Mail", {"given-name": 0, "family-name": 1, "e-mail": 2}),
        ("Vorname;Name;E-Mail", {"given-name": 0, "family-name": 1, "e-mail": 2}),
        ("Nom;Prénom;Courriel", {"family-name": 0, "given-name": 1, "e-mail": 2}),
        ("Nombre;Apellidos;Correo", {"given-name": 0, "family-name": 1, "e-mail": 2}),
        ("Full name;First name;Last name;Email", {"name": 0, "e-mail": 3}),
        ("Name;First name;Last name;Email", {"given-name": 1, "family-name": 2, "e-mail": 3}),
        ("Last name, first name;Email", {"last-name-first": 0, "e-mail": 1}),
        ("Student;Email;Final Score", {"name": 0, "e-mail": 1, "result": 2}),
        ("Student;First name;Email", {"given-name": 1, "e-mail": 2}),
        ("First name;Email", {"given-name": 0, "e-mail": 1}),
        ("DID;Name", {"did": 0, "name": 1}),
        ("E-Mail;Vorname;Note", {"e-mail": 0, "given-name": 1, "result": 2}),
        ("Email;First name;Note", {"e-mail": 0, "given-name": 1}),
        ("Email;Date;Issued on", {"e-mail": 0, "awarded": 2}),
        ("Email;Score;Percentage", {"e-mail": 0, "result": 1}),
        ("Email;Result: Essay;Ergebnis: Test", {"e-mail": 0, "result:Essay": 1, "result:Test": 2}),
        ("E-posta;Ad;Soyad;Not", {"e-mail": 0, "given-name": 1, "family-name": 2, "result": 3}),
        (";Email;;", {"e-mail": 1}),
    ],
)
def test_columns_are_bound_in_any_order_and_language(header: str, places: dict[str, int]) -> None:
    assert bound(header) == places


@pytest.mark.parametrize(
    ("header", "advice"),
    [
        ("E-Mail;E-Mail (privat)", "--map e-mail=#1 or --map e-mail=#2"),
        ("Email;Score;Grade", "--map result=#2 or --map result=#3"),
        ("Email;Name;Name", "--map name=#2 or --map name=#3"),
        ("Email;Issued on;Award date", "--map awarded=#2 or --map awarded=#3"),
        ("Email;Result: A;Result: A", '--map "result:A=#3"'),
    ],
)
def test_two_columns_for_one_field_are_refused_with_the_way_out(header: str, advice: str) -> None:
    with pytest.raises(MalformedDocument) as caught:
        bound(header)
    assert caught.value.problem.type.slug == "roster-header"
    assert advice in caught.value.problem.detail


def test_a_mapping_goes_before_what_is_recognised() -> None:
    assert bound("E-Mail;Privat", e_mail="Privat") == {"e-mail": 1}
    assert bound("Email;Score;Grade", result="Grade") == {"e-mail": 0, "result": 2}
    assert bound("Email;Score;Grade", result="") == {"e-mail": 0}
    assert bound("Email;Name;Vorname", name="Name") == {"e-mail": 0, "name": 1}
    assert bound("Email;Rufname;Name;Initials", given_name="Initials") == {
        "e-mail": 0,
        "given-name": 3,
        "family-name": 2,
    }


def test_a_header_whose_recipients_are_left_out_is_refused() -> None:
    with pytest.raises(MalformedDocument, match="No column is known"):
        bound("E-Mail;Name", e_mail="")


def test_a_plain_name_beside_an_english_first_name_is_read_with_a_warning() -> None:
    binding = bind_columns(["Email", "First name", "Name"], {})
    assert "was read as the family name" in binding.warnings[0].detail
    assert binding.name.may_repeat


def test_a_word_of_two_languages_is_left_out_with_a_warning() -> None:
    binding = bind_columns(["Email", "Name", "Note"], {})
    assert binding.ignored == (2,)
    assert "--map result=#3" in binding.warnings[0].detail


def test_names_are_joined_in_the_order_of_the_language_of_the_header() -> None:
    assert bind_columns(["email", "姓", "名"], {}).name.is_family_name_first
    assert bind_columns(["email", "Vezetéknév", "Keresztnév"], {}).name.is_family_name_first
    assert not bind_columns(["email", "Nachname", "Vorname"], {}).name.is_family_name_first


def test_the_header_is_the_row_that_knows_most_columns() -> None:
    rows = [
        ["Course list by e-mail"],
        ["E-mail:", "office@school.example"],
        ["Email"],
        ["Name", "Email", "Score"],
        ["Alva", "alva@example.org", "1"],
    ]
    assert find_header(rows, {}) == 3
    assert find_header(rows[:2], {}) is None
    assert find_header([["Kontakt", "Name"]], {"e-mail": "Kontakt"}) == 0


def test_a_missing_header_is_told_from_a_missing_column() -> None:
    assert "begins with a learner" in missing_header([[], ["alva@example.org"]]).problem.detail
    assert "“mail_”, “name”" in missing_header([["mail_", "name"]]).problem.detail


def of_results(header: str, *results: str, **mapping: str) -> dict[str, int]:
    return dict(bind_columns(header.split(";"), mapping, results).places)


def test_a_column_called_like_a_result_holds_it() -> None:
    assert of_results("Email;final  TEST;Seam", "Final test", "Seam") == {
        "e-mail": 0,
        "result:Final test": 1,
        "result:Seam": 2,
    }
    assert of_results("Email;Score;Final test", "Final test") == {"e-mail": 0, "result": 2}
    assert of_results("Email;Grade", "Essay", "Grade") == {"e-mail": 0, "result:Grade": 1}
    assert of_results("Email;Essay", "Essay", result="") == {"e-mail": 0}


def test_a_word_that_means_something_else_is_no_result() -> None:
    assert of_results("Email;Name", "Name", "Seam") == {"e-mail": 0, "name": 1}
    assert of_results("Email;Essay", "Essay", "essay") == {"e-mail": 0}


def test_two_columns_called_like_one_result_are_not_guessed_at() -> None:
    with pytest.raises(MalformedDocument) as refusal:
        of_results("Email;Essay;Essay", "Essay", "Seam")
    assert "both called “Essay”" in refusal.value.problem.detail
