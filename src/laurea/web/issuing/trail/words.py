"""What the deeds of the audit trail are called, and what is told of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from laurea.web.design.parts import Text
from laurea.web.issuing.claims.accept import RECIPIENT
from laurea.web.operations.audit import SYSTEM
from laurea.web.organizations.access import Role

DEEDS: Final[dict[str, Text]] = {
    "achievement.archive": gettext_lazy("Achievement archived"),
    "achievement.bring-back": gettext_lazy("Achievement brought back"),
    "achievement.define": gettext_lazy("Achievement defined"),
    "achievement.list": gettext_lazy("Achievement listed in public"),
    "achievement.revise": gettext_lazy("Achievement revised"),
    "achievement.unlist": gettext_lazy("Achievement listed no more"),
    "audit.export": gettext_lazy("Audit trail exported"),
    "claim.ask-again": gettext_lazy("Claim link asked for again"),
    "claim.link": gettext_lazy("Claim link made"),
    "claim.links": gettext_lazy("Claim links of a run made anew"),
    "claim.seen": gettext_lazy("Declined award seen"),
    "claim.name-wanted": gettext_lazy("Name said to be wrong"),
    "credential.accept": gettext_lazy("Accepted by the recipient"),
    "credential.correct-name": gettext_lazy("Name corrected as the recipient asked"),
    "credential.decline": gettext_lazy("Declined by the recipient"),
    "credential.export": gettext_lazy("Credentials exported"),
    "credential.issue": gettext_lazy("Awarded and signed"),
    "credential.keep": gettext_lazy("Kept in an account"),
    "credential.leave-name": gettext_lazy("Name left as it is"),
    "credential.reinstate": gettext_lazy("Reinstated"),
    "credential.revoke": gettext_lazy("Revoked"),
    "credential.show-name": gettext_lazy("Name shown or hidden by the holder"),
    "credential.show-page": gettext_lazy("Page shown or hidden by the holder"),
    "credential.suspend": gettext_lazy("Suspended"),
    "draft.discard": gettext_lazy("Draft discarded"),
    "draft.save": gettext_lazy("Draft saved"),
    "import.discard": gettext_lazy("Export discarded"),
    "import.forget": gettext_lazy("Export forgotten"),
    "import.map": gettext_lazy("Achievements of an export named"),
    "import.retry": gettext_lazy("Import taken up again"),
    "import.sign": gettext_lazy("Imported awards signed anew"),
    "import.start": gettext_lazy("Import begun"),
    "import.upload": gettext_lazy("Export uploaded"),
    "installation.set-up": gettext_lazy("Server set up"),
    "invitation.withdraw": gettext_lazy("Invitation withdrawn"),
    "key.add": gettext_lazy("Key made"),
    "key.ask-compromised": gettext_lazy("Key asked to be marked as compromised"),
    "key.compromised": gettext_lazy("Key marked as compromised"),
    "key.leave": gettext_lazy("Key left as it is"),
    "key.rotate": gettext_lazy("Key replaced"),
    "letter.send-again": gettext_lazy("Letters sent again"),
    "member.change-roles": gettext_lazy("Roles changed"),
    "member.invite": gettext_lazy("Member invited"),
    "member.join": gettext_lazy("Member joined"),
    "member.remove": gettext_lazy("Membership ended"),
    "organization.change": gettext_lazy("Profile changed"),
    "organization.found": gettext_lazy("Organization founded"),
    "picture.add": gettext_lazy("Picture added"),
    "reminders.set": gettext_lazy("Reminders set"),
    "roster.discard": gettext_lazy("Roster discarded"),
    "roster.forget": gettext_lazy("Roster forgotten"),
    "roster.map": gettext_lazy("Columns of a roster named"),
    "roster.mend": gettext_lazy("Roster mended"),
    "roster.start": gettext_lazy("Roster awarded"),
    "roster.upload": gettext_lazy("Roster uploaded"),
    "run.approve": gettext_lazy("Run approved"),
    "run.cancel": gettext_lazy("Run stopped"),
    "run.pause": gettext_lazy("Run paused"),
    "run.prepare": gettext_lazy("Run prepared, to be approved"),
    "run.resume": gettext_lazy("Run let go on"),
    "run.retry": gettext_lazy("Run taken up again"),
    "run.revoke": gettext_lazy("All of a run revoked"),
    "run.send-back": gettext_lazy("Run sent back"),
    "run.start": gettext_lazy("Run begun"),
    "status-list.publish": gettext_lazy("Status list published"),
    "token.end": gettext_lazy("Token ended"),
    "token.make": gettext_lazy("Token made"),
    "webhook.end": gettext_lazy("Webhook ended"),
    "webhook.make": gettext_lazy("Webhook set up"),
    "webhook.redeliver": gettext_lazy("Messages sent again"),
    "webhook.resume": gettext_lazy("Webhook let go on"),
    "webhook.rotate": gettext_lazy("Secret of a webhook replaced"),
    "webhook.test": gettext_lazy("Test message sent"),
}
"""Every deed that is noted with an organization; a test compares it with the source."""


_OF_CREDENTIALS: Final = (
    *("credential.issue", "credential.revoke", "credential.suspend", "credential.reinstate"),
)
_OF_ROWS: Final = (
    *("run.start", "run.prepare", "run.approve", "run.send-back"),
    "credential.export",
    "audit.export",
    "claim.links",
)


_SHOWN: Final[dict[tuple[str, bool], Text]] = {
    ("credential.show-name", True): gettext_lazy("Name shown by the holder"),
    ("credential.show-name", False): gettext_lazy("Name hidden by the holder"),
    ("credential.show-page", True): gettext_lazy("Page shown by the holder"),
    ("credential.show-page", False): gettext_lazy("Page hidden by the holder"),
}


def deed_word(action: str, body: Mapping[str, Any]) -> Text:
    """Return what a deed is called; one without a word keeps its own name."""
    exact = _SHOWN.get((action, bool(body.get("shows"))))
    return exact or DEEDS.get(action, action)


def actor_word(actor: str, names: Mapping[str, str]) -> str:
    """Return who did something.

    Args:
        actor: as the trail has it.
        names: the names of accounts by their ids.
    """
    known = {SYSTEM: _("The server"), RECIPIENT: _("The recipient")}
    return known.get(actor) or names.get(actor) or _("An account that is gone")


def told(action: str, body: Mapping[str, Any]) -> str:
    """Return what else is worth telling of a deed, or nothing."""
    if action in _OF_CREDENTIALS:
        count = len(body.get("credentials", ()))
        counted = ngettext("%d credential", "%d credentials", count) % count
        short = len(body.get("on_purpose", ()))
        on_purpose = _("%d of them on purpose: a result falls short") % short
        return f"{counted}, {on_purpose}" if short else counted
    if action in _OF_ROWS and "rows" in body:
        count, alone = int(body["rows"]), bool(body.get("alone"))
        counted = ngettext("%d row", "%d rows", count) % count
        return _("%s, by one person: nobody else could approve") % counted if alone else counted
    if action == "reminders.set":
        if body.get("days_before") is None:
            return _("nobody is reminded")
        days = int(body["days_before"])
        return ngettext("%d day before the end", "%d days before the end", days) % days
    if action in ("member.change-roles", "member.remove"):
        roles = {"before": _roles(body, "before"), "after": _roles(body, "after")}
        return _("%(before)s, now %(after)s") % roles
    if action in ("member.invite", "member.join"):
        return _roles({"one": [body.get("role", "")]}, "one")
    return ""


def _roles(body: Mapping[str, Any], name: str) -> str:
    known = [str(Role(role).label) for role in body.get(name, ()) if role in Role.values]
    return ", ".join(known) or _("none")
