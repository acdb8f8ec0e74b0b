from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User


class WithLearner(ModelBackend):
    """Django's own accounts; who a request is from is read together with their learner."""

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.select_related("learner").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
