"""Django, set up: importing this module reads the settings and loads the rooms.

`application` is what a WSGI server calls. Commands that use models import this module first.
"""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laurea.web.settings")
application = get_wsgi_application()
