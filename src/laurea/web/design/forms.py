"""How Django forms look: with `IntaglioRenderer` as FORM_RENDERER, every form wears Intaglio."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class IntaglioRenderer(DjangoTemplates):
    """Renders each field as label, hint, control and errors; errors stand under the control."""

    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field.html"
    formset_template_name = "design/forms/formset.html"
