"""Who issues here: organizations that offer something in public, or that awarded something."""

from __future__ import annotations

from django.utils.translation import gettext as _

from laurea.web.catalog.access import public_catalogue
from laurea.web.design.parts import Vouches
from laurea.web.issuing.access import count_awarded_by_organization
from laurea.web.organizations.access import Organization, public_organizations
from laurea.web.organizations.identifier import issuer_did
from laurea.web.verification.trust import trusted_issuers


def issuing_organizations() -> list[Organization]:
    """Return who issues here, by name. One that does neither yet keeps its page, unlisted."""
    issuing = {*public_catalogue().values_list("organization", flat=True)}
    issuing |= {pk for pk, number in count_awarded_by_organization().items() if number}
    return [one for one in public_organizations() if one.pk in issuing]


def vouches_for(organization: Organization) -> Vouches:
    """Return who vouches for an issuer of this server, as its credentials say it."""
    name = organization.legal_name
    if issuer_did(organization) in trusted_issuers():
        sentence = _("%(issuer)s is in the register that this site's owner chose.")
        return Vouches("trusted", sentence % {"issuer": name})
    sentence = _(
        "Its keys stand under the address of this server, so what it signs can be traced to here. "
        "No register on this site lists it: whether you trust that address is for you to say."
    )
    return Vouches("known", sentence)
