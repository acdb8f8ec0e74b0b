"""Who is learning: a browser that did something worth keeping, or a signed-in user."""

import uuid

from django.conf import settings
from django.db import models


class Learner(models.Model):
    """`key` is what the cookie of an anonymous learner holds (signed); `user` is set once they sign in."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.user or self.key)
