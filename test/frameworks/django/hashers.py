"""Django's hashers at the cheapest cost that userstore writes."""

from django.contrib.auth.hashers import (Argon2PasswordHasher, PBKDF2PasswordHasher,
                                         PBKDF2SHA1PasswordHasher)


class Cheap(PBKDF2PasswordHasher):
    iterations = 2000


class Weak(PBKDF2PasswordHasher):
    iterations = 1000


class Sha1(PBKDF2SHA1PasswordHasher):
    iterations = 1000


class OneLane(Argon2PasswordHasher):
    """As userstore writes argon2: README says to take these numbers."""
    memory_cost = 65536
    time_cost = 2
    parallelism = 1
    salt_entropy = 95

    def params(self):
        params = super().params()
        params.hash_len = 32
        return params
