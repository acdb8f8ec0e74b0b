"""What may stand in an address."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class Name(StringConverter):
    """A slug in any script. NUL is in none, and PostgreSQL will not even look for it."""

    regex = r"[^/\0]+"


register_converter(Name, "name")
