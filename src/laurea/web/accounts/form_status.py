"""The status of pages whose form was refused: 422, as that of all other forms here."""

from __future__ import annotations

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from laurea.web.security.headers import GetResponse

_UNPROCESSABLE = 422


class FormStatus:
    """Middleware for the views of allauth, which answer 200 where a form was refused."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the answer is looked at before it is rendered."""
        return self._get_response(request)

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        """Give the answer its status."""
        shown = response.context_data or {}
        forms = [one for one in shown.values() if isinstance(one, BaseForm)]
        was_refused = any(form.is_bound and form.errors for form in forms)
        if request.method == "POST" and response.status_code == 200 and was_refused:
            response.status_code = _UNPROCESSABLE
        return response
