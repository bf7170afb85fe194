"""How the rooms of the web are built: doors to tenant rows, no foreign models, no signals."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model, OneToOneField

from tests.architecture.conftest import Module

TENANT_ROOMS = ("organizations", "catalog", "issuing", "wallet", "api")
MANAGERS = {"objects", "_default_manager", "_base_manager"}


def tenant_models() -> set[str]:
    return {
        model.__name__ for room in TENANT_ROOMS for model in apps.get_app_config(room).get_models()
    }


def room_of(module: str) -> str | None:
    parts = module.split(".")
    is_room = len(parts) > 3 and parts[:2] == ["laurea", "web"]
    return parts[2] if is_room else None


def loose_managers(tree: ast.AST, models: set[str]) -> Iterator[int]:
    """Yield the lines on which a manager of a tenant model is touched, however it is named."""
    aliases = {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname and alias.name in models
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node.attr not in MANAGERS:
            continue
        owner = node.value
        name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
        if name in models | aliases or isinstance(owner, ast.Call):
            yield node.lineno


def test_tenant_rows_are_reached_through_doors_only(modules: tuple[Module, ...]) -> None:
    models = tenant_models()
    loose = [
        f"{module.path}:{line}"
        for module in modules
        if not (room_of(module.name) in TENANT_ROOMS and module.name.endswith(".access"))
        for line in loose_managers(module.tree, models)
    ]
    assert loose == []


@pytest.mark.parametrize(
    "text",
    [
        "Credential.objects.all()",
        "models.Credential.objects.get()",
        "type(credential).objects.all()",
        "from laurea.web.issuing.models import Credential as C\nC.objects.first()",
        "Credential._base_manager.all()",
    ],
)
def test_a_way_around_the_doors_is_noticed(text: str) -> None:
    assert list(loose_managers(ast.parse(text), tenant_models()))


PROOFS = {
    "LinkStanding": {"laurea.web.issuing.claims.access"},
    "Held": {"laurea.web.issuing.claims.proof", "laurea.web.wallet.access"},
    "AcceptedHere": {"laurea.web.issuing.claims.remembered"},
}


@pytest.mark.parametrize(("proof", "doors"), PROOFS.items())
def test_what_proves_that_somebody_may_act_is_made_by_its_doors_alone(
    modules: tuple[Module, ...], proof: str, doors: set[str]
) -> None:
    makers = {
        module.name
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func))
        == proof
    }
    assert makers == doors


def test_a_room_never_imports_the_models_of_another(modules: tuple[Module, ...]) -> None:
    foreign = [
        f"{module.path}:{node.lineno}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("laurea.web.")
        and (node.module or "").endswith(".models")
        and room_of(node.module or "") != room_of(module.name)
    ]
    assert foreign == []


def test_keys_to_other_rows_are_strings_and_lead_one_way(modules: tuple[Module, ...]) -> None:
    ours: list[type[Model]] = [
        model for model in apps.get_models() if model.__module__.startswith("laurea.")
    ]
    back = [
        f"{model.__name__}.{field.name}"
        for model in ours
        for field in model._meta.local_fields
        if isinstance(field, (ForeignKey, OneToOneField)) and not field.remote_field.hidden
    ]
    assert back == []


def test_nothing_flows_through_signals(modules: tuple[Module, ...]) -> None:
    assert [
        module.path
        for module in modules
        if module.name.startswith("laurea.web.") and "django.dispatch" in module.text
    ] == []


def test_every_use_case_is_found_in_a_file_named_after_it(modules: tuple[Module, ...]) -> None:
    assert not [m.path for m in modules if m.name.endswith((".services", ".views", ".signals"))]
