"""The settings of the server: from the environment and from nowhere else.

Every variable is described in docs/reference/settings.md. Importing this module touches nothing:
folders and secrets are made by `laurea init`.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from laurea.web import environment

# ------------------------------------------------------------------------------- this server

LAUREA_PUBLIC_URL: Final = environment.origin("LAUREA_PUBLIC_URL", "http://localhost:8000")
LAUREA_DATA: Final = environment.folder("LAUREA_DATA", "laurea-data")
LAUREA_SECRET_KEY_FILE: Final = environment.folder(
    "LAUREA_SECRET_KEY_FILE", str(LAUREA_DATA / "secret.key")
)
LAUREA_TRUSTED_PROXIES: Final = environment.words("LAUREA_TRUSTED_PROXIES")
LAUREA_SECURITY_CONTACT: Final = environment.contact("LAUREA_SECURITY_CONTACT")
LAUREA_OPERATOR_NAME: Final = environment.text("LAUREA_OPERATOR_NAME")
LAUREA_OPERATOR_CONTACT: Final = environment.contact("LAUREA_OPERATOR_CONTACT")
LAUREA_OPERATOR_TEXTS: Final = environment.folder(
    "LAUREA_OPERATOR_TEXTS", str(LAUREA_DATA / "texts")
)
LAUREA_VERIFY_PER_MINUTE: Final = environment.whole_number("LAUREA_VERIFY_PER_MINUTE", 60)
LAUREA_VERIFY_SECONDS_PER_MINUTE: Final = environment.whole_number(
    "LAUREA_VERIFY_SECONDS_PER_MINUTE", 15
)
LAUREA_VERIFY_AT_ONCE: Final = environment.whole_number("LAUREA_VERIFY_AT_ONCE", 2)
LAUREA_API_PER_MINUTE: Final = environment.whole_number("LAUREA_API_PER_MINUTE", 600)
LAUREA_TWO_PERSONS_ABOVE: Final = environment.whole_number(
    "LAUREA_TWO_PERSONS_ABOVE", 1_000, least=0
)
LAUREA_WEBHOOK_HOSTS: Final = environment.hosts("LAUREA_WEBHOOK_HOSTS")
LAUREA_DEMAND_SECOND_FACTOR: Final = environment.yes_or_no("LAUREA_DEMAND_SECOND_FACTOR", "yes")
LAUREA_ANYBODY_FOUNDS: Final = environment.yes_or_no("LAUREA_ANYBODY_FOUNDS", "no")
LAUREA_TRUST_REGISTRY: Final = environment.file("LAUREA_TRUST_REGISTRY")
KEY_FOLDER: Final = LAUREA_DATA / "keys"

_PUBLIC: Final = urlsplit(LAUREA_PUBLIC_URL)
IS_SECURE: Final = _PUBLIC.scheme == "https"
_HOST: Final = _PUBLIC.hostname or ""
_LOOPBACK: Final = ["localhost", "127.0.0.1", "[::1]"]

SECRET_KEY: Final = environment.secret(LAUREA_SECRET_KEY_FILE)
HAS_SECRET_KEY: Final = bool(SECRET_KEY)
DEBUG: Final = False
# A monitor on this machine asks by a loopback name; those names lead nowhere else.
ALLOWED_HOSTS: Final = [_HOST, *_LOOPBACK]
CSRF_TRUSTED_ORIGINS: Final = [LAUREA_PUBLIC_URL]

# ------------------------------------------------------------------------------------- rooms

INSTALLED_APPS: Final = [
    "laurea.web.api",
    "laurea.web.registry",
    "laurea.web.wallet",
    "laurea.web.verification",
    "laurea.web.issuing",
    "laurea.web.catalog",
    "laurea.web.organizations",
    "laurea.web.accounts",
    "laurea.web.operations",
    "laurea.web.design",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE: Final = [
    "laurea.web.security.headers.SecurityHeaders",
    "laurea.web.security.client.ClientAddress",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "laurea.web.accounts.session_lifetime.SessionLifetime",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "laurea.web.accounts.form_status.FormStatus",
    "laurea.web.organizations.second_factor_duty.SecondFactorDuty",
    "laurea.web.security.refusals.Refusals",
]
# One account an address is demanded whatever the case, which this check does not recognise.
SILENCED_SYSTEM_CHECKS: Final = ["auth.W004"]
ROOT_URLCONF: Final = "laurea.web.urls"
WSGI_APPLICATION: Final = "laurea.web.application.application"
TEMPLATES: Final[list[dict[str, Any]]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "laurea.web.frame.frame",
            ],
        },
    }
]

FORM_RENDERER: Final = "laurea.web.design.forms.IntaglioRenderer"

# ------------------------------------------------------------------------------- what is kept

DATABASES: Final = {
    "default": environment.database("DATABASE_URL", default_file=LAUREA_DATA / "laurea.sqlite3")
}
DEFAULT_AUTO_FIELD: Final = "django.db.models.BigAutoField"
IS_ON_SQLITE: Final = DATABASES["default"]["ENGINE"].endswith("sqlite3")
# SQLite means one server process, whose memory all its threads share. Several processes share
# PostgreSQL, and there what they count (failed sign-ins, used codes) must be shared too.
# Django keeps 300 entries where nothing is said: whoever makes more would void what is counted.
_CACHE: Final[dict[str, Any]] = (
    {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if IS_ON_SQLITE
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
)
_ENTRIES: Final = {"OPTIONS": {"MAX_ENTRIES": 50_000}}
CACHES: Final = {
    "default": {**_CACHE, **_ENTRIES},
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "process",
        **_ENTRIES,
    },
}
STORAGES: Final = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL: Final = "/static/"
# Files are served from the packages they ship in: installing is enough, nothing is collected.
WHITENOISE_USE_FINDERS: Final = True
WHITENOISE_AUTOREFRESH: Final = False
WHITENOISE_ALLOW_ALL_ORIGINS: Final = False
# What is uploaded is read into memory up to the largest image, and refused beyond it.
DATA_UPLOAD_MAX_MEMORY_SIZE: Final = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE: Final = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS: Final = 500
DATA_UPLOAD_MAX_NUMBER_FILES: Final = 20

# ------------------------------------------------------------------------------ who is signed in

AUTH_USER_MODEL: Final = "accounts.Account"
AUTHENTICATION_BACKENDS: Final = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS: Final = ["laurea.web.accounts.passwords.Argon2id"]
AUTH_PASSWORD_VALIDATORS: Final = [
    {
        "NAME": "laurea.web.accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "laurea.web.accounts.passwords.NotCommon"},
]
_COOKIE: Final = "__Host-" if IS_SECURE else ""
SESSION_COOKIE_NAME: Final = f"{_COOKIE}session"
SESSION_COOKIE_SECURE: Final = IS_SECURE
SESSION_COOKIE_HTTPONLY: Final = True
SESSION_COOKIE_SAMESITE: Final = "Lax"
SESSION_COOKIE_AGE: Final = 14 * 24 * 3600
SESSION_SAVE_EVERY_REQUEST: Final = False
CSRF_FAILURE_VIEW: Final = "laurea.web.security.refusals.csrf_failure"
CSRF_COOKIE_NAME: Final = f"{_COOKIE}csrf"
CSRF_COOKIE_SECURE: Final = IS_SECURE
CSRF_COOKIE_HTTPONLY: Final = True
CSRF_COOKIE_SAMESITE: Final = "Lax"
LANGUAGE_COOKIE_NAME: Final = f"{_COOKIE}language"
LANGUAGE_COOKIE_SECURE: Final = IS_SECURE
LANGUAGE_COOKIE_SAMESITE: Final = "Lax"
THEME_COOKIE_NAME: Final = f"{_COOKIE}theme"
MESSAGE_STORAGE: Final = "django.contrib.messages.storage.session.SessionStorage"

LOGIN_REDIRECT_URL: Final = "desk"
ACCOUNT_LOGOUT_REDIRECT_URL: Final = "verify"
LOGIN_URL: Final = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD: Final = None
ACCOUNT_LOGIN_METHODS: Final = {"email"}
ACCOUNT_SIGNUP_FIELDS: Final = ["email*", "password1*"]
ACCOUNT_MAX_EMAIL_ADDRESSES: Final = 10
ACCOUNT_PREVENT_ENUMERATION: Final = True
ACCOUNT_EMAIL_SUBJECT_PREFIX: Final = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL: Final = _PUBLIC.scheme
ACCOUNT_REAUTHENTICATION_TIMEOUT: Final = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE: Final = False  # others are signed out, this browser is not
ACCOUNT_EMAIL_NOTIFICATIONS: Final = True
ACCOUNT_ADAPTER: Final = "laurea.web.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS: Final = {
    "login": "laurea.web.accounts.forms.SignIn",
    "signup": "laurea.web.accounts.forms.SignUp",
    "add_email": "laurea.web.accounts.forms.AddAddress",
    "change_password": "laurea.web.accounts.forms.ChangePassword",
    "set_password": "laurea.web.accounts.forms.SetPassword",
    "reset_password": "laurea.web.accounts.forms.AskForReset",
    "reset_password_from_key": "laurea.web.accounts.forms.ResetPassword",
    "reauthenticate": "laurea.web.accounts.forms.AskPassword",
}
ACCOUNT_SESSION_REMEMBER: Final = True
ACCOUNT_RATE_LIMITS: Final = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,10/m/key",
    "signup": "20/h/ip",
    "reset_password": "5/h/key,20/h/ip",
    "confirm_email": "1/3m/key",
    "manage_email": "10/m/user",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
MFA_SUPPORTED_TYPES: Final = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED: Final = True
MFA_ADAPTER: Final = "laurea.web.accounts.adapters.SecondFactorAdapter"
MFA_FORMS: Final = {
    "authenticate": "laurea.web.accounts.forms.AskCode",
    "reauthenticate": "laurea.web.accounts.forms.AskCodeAgain",
    "activate_totp": "laurea.web.accounts.forms.AddApp",
    "add_webauthn": "laurea.web.accounts.forms.AddPasskey",
    "edit_webauthn": "laurea.web.accounts.forms.RenamePasskey",
}
MFA_TOTP_TOLERANCE: Final = 1  # clocks of phones differ; RFC 6238 §5.2 advises one step
MFA_RECOVERY_CODES_SHOW_ONCE: Final = True
MFA_TOTP_ISSUER: Final = "Laurea"
MFA_RECOVERY_CODE_COUNT: Final = 10
# Browsers allow passkeys on http://localhost, and nowhere else without TLS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN: Final = not IS_SECURE

# -------------------------------------------------------------------------------------- mail

_MAIL: Final = environment.mail("LAUREA_EMAIL_URL")
_IS_POSTED: Final = _MAIL["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
# Where no letter leaves this machine nobody could confirm an address by one. People then come in
# with an address that is not confirmed, which claims nothing; an administrator hands out links.
ACCOUNT_EMAIL_VERIFICATION: Final = "mandatory" if _IS_POSTED else "optional"
MFA_ALLOW_UNVERIFIED_EMAIL: Final = not _IS_POSTED
HAS_MAIL: Final = not _MAIL["EMAIL_BACKEND"].endswith("dummy.EmailBackend")
LAUREA_LETTERS_PER_MINUTE: Final = environment.whole_number("LAUREA_LETTERS_PER_MINUTE", 600)
EMAIL_BACKEND: Final = _MAIL["EMAIL_BACKEND"]
EMAIL_HOST: Final = _MAIL.get("EMAIL_HOST", "localhost")
EMAIL_PORT: Final = _MAIL.get("EMAIL_PORT", 25)
EMAIL_HOST_USER: Final = _MAIL.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD: Final = _MAIL.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL: Final = _MAIL.get("EMAIL_USE_SSL", False)
EMAIL_USE_TLS: Final = _MAIL.get("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT: Final = 20
DEFAULT_FROM_EMAIL: Final = environment.text("LAUREA_EMAIL_FROM", f"laurea@{_HOST}")
SERVER_EMAIL: Final = DEFAULT_FROM_EMAIL

# ------------------------------------------------------------------------- language and time

LANGUAGE_CODE: Final = "en-gb"
LANGUAGES: Final = [("en", _("English")), ("en-gb", _("English (United Kingdom)"))]
USE_I18N: Final = True
USE_TZ: Final = True
TIME_ZONE: Final = "UTC"

LOGGING: Final[dict[str, Any]] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {
        "refusals": {"()": "laurea.web.security.log.RefusalsOnOneLine"},
        "secrets": {"()": "laurea.web.security.log.WithoutSecretAddresses"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["refusals", "secrets"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "laurea": {"level": "INFO"},
        # Django's own handler writes to the administrators by mail; this server has none.
        "django": {"handlers": [], "level": "WARNING"},
    },
}
