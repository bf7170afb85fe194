"""What earlier documents teach about later ones of the same form, so that those are read faster.

Issuers write thousands of credentials that differ in a few strings. Of such a form a plan is
kept: where the strings stand, what each must be, and canonical bytes to fill them into. A later
document is told to be of the form by its bytes: all that is not a varying string must be equal,
byte for byte. Nothing that was *found* about an earlier document is believed of a later one:
its signature, its key, its dates and its status are looked at anew.

A plan only ever says what the full verification would say, and only where that is good. Whatever
else it meets, it says nothing, and the document is verified in full.
"""
