"""How passwords are kept: Argon2id."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19,456 KiB of memory, two passes and one lane.

    A password that was kept with other figures is kept anew when its owner signs in.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
