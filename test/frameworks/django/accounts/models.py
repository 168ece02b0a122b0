"""The user model that an application brings of its own."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    email = models.EmailField(unique=True)
    email_verified = models.BooleanField(default=False)
    plan = models.CharField(max_length=20, default='free')

    USERNAME_FIELD = 'email'
    REQUIRED_FIELDS = ['username']
