from typing import Any

from django.conf import settings
from django.contrib.auth.forms import BaseUserCreationForm, UsernameField
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _


class SignUpForm(BaseUserCreationForm):
    """The address is asked for only where mail can be sent, and only to reset a password."""

    class Meta:
        model = User
        fields = ("username", "email")
        field_classes = {"username": UsernameField}
        help_texts = {
            "username": _("Letters, digits and @ . + - _, at most 150."),
            "email": _("Only for a new password if you forget yours. May be left out."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.MAIL:
            del self.fields["email"]
