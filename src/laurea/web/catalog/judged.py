"""A form of an achievement as it is judged before it is published: every fault under its field."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from laurea.web.catalog.define import address_of
from laurea.web.catalog.form_state import FormState
from laurea.web.catalog.forms import Forms, judged_forms, place_problems
from laurea.web.catalog.publishable import faults_in
from laurea.web.catalog.written import Made, document_from


def judged(state: FormState, at: datetime) -> tuple[Made, Forms]:
    """Return the document that a form stands for, and the form with all that keeps it back.

    Args:
        state: the form.
        at: the moment, timezone-aware.
    """
    made = document_from(state.written, state.base, state.key)
    found = judged_forms(state.written)
    found.is_valid()
    identified = {**made.document, "id": address_of(state.key)}
    place_problems(found, made, faults_in(identified, state.organization, at=at))
    if state.image is None:
        found.main.add_error("upload", _("Choose a picture, or let the image be drawn here."))
    return made, found
