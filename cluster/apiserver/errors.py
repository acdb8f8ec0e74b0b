"""Status: how the API server says no."""

from ..values import Object
from .kinds import Kind

CODES = {
    "BadRequest": 400,
    "Unauthorized": 401,
    "Forbidden": 403,
    "NotFound": 404,
    "MethodNotAllowed": 405,
    "NotAcceptable": 406,
    "AlreadyExists": 409,
    "Conflict": 409,
    "Expired": 410,
    "RequestEntityTooLarge": 413,
    "UnsupportedMediaType": 415,
    "Invalid": 422,
    "TooManyRequests": 429,
    "InternalError": 500,
    "ServiceUnavailable": 503,
    "Timeout": 504,
}


class ApiError(Exception):
    def __init__(self, reason: str, message: str, details: Object | None = None, code: int = 0) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.details = details or {}
        self.code = code or CODES[reason]

    @property
    def status(self) -> Object:
        return {
            "apiVersion": "v1",
            "code": self.code,
            **({"details": self.details} if self.details else {}),
            "kind": "Status",
            "message": self.message,
            "metadata": {},
            "reason": self.reason,
            "status": "Failure",
        }


class Unavailable(Exception):
    """There is no API server to answer."""


class Stalled(Unavailable):
    """The API server waits for etcd, and whoever asked waits for it. Its text is the verb and the resource."""


def _details(kind: Kind, name: str) -> Object:
    found = {"name": name} if name else {}
    return {**found, **({"group": kind.group} if kind.group else {}), "kind": kind.plural}


def not_found(kind: Kind, name: str) -> ApiError:
    return ApiError("NotFound", f'{kind.qualified} "{name}" not found', _details(kind, name))


def already_exists(kind: Kind, name: str) -> ApiError:
    return ApiError("AlreadyExists", f'{kind.qualified} "{name}" already exists', _details(kind, name))


def conflict(kind: Kind, name: str, why: str = "") -> ApiError:
    why = why or ("the object has been modified; please apply your changes to the latest version and try again")
    message = f'Operation cannot be fulfilled on {kind.qualified} "{name}": {why}'
    return ApiError("Conflict", message, _details(kind, name))


def forbidden(kind: Kind, name: str, why: str) -> ApiError:
    return ApiError("Forbidden", f'{kind.qualified} "{name}" is forbidden: {why}', _details(kind, name))


def bad_request(message: str) -> ApiError:
    return ApiError("BadRequest", message)


def resource_not_found() -> ApiError:
    return ApiError("NotFound", "the server could not find the requested resource")


class Problem(tuple[str, str, str]):
    """(field, what is wrong, reason) of one field."""

    def __new__(cls, field: str, detail: str, reason: str = "FieldValueInvalid") -> "Problem":
        return super().__new__(cls, (field, detail, reason))


def required(field: str, detail: str = "") -> Problem:
    return Problem(field, f"Required value{': ' + detail if detail else ''}", "FieldValueRequired")


def invalid(field: str, value: object, detail: str) -> Problem:
    return Problem(field, f"Invalid value: {shown(value)}: {detail}")


def unsupported(field: str, value: str, supported: tuple[str, ...]) -> Problem:
    known = ", ".join(f'"{one}"' for one in supported)
    return Problem(field, f'Unsupported value: "{value}": supported values: {known}', "FieldValueNotSupported")


def duplicate(field: str, value: object) -> Problem:
    return Problem(field, f"Duplicate value: {shown(value)}", "FieldValueDuplicate")


def unknown(field: str, value: object) -> Problem:
    return Problem(field, f"Not found: {shown(value)}", "FieldValueNotFound")


def not_allowed(field: str, detail: str) -> Problem:
    return Problem(field, f"Forbidden: {detail}", "FieldValueForbidden")


def shown(value: object) -> str:
    """A value in Go's %#v, as far as it comes up."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case dict():
            inner = ", ".join(f'"{key}":{shown(value[key])}' for key in sorted(value))
            return f"map[string]string{{{inner}}}"
        case list():
            return f"[]string{{{', '.join(map(shown, value))}}}"
        case Raw():
            return str(value)
    return f'"{value}"'


class Raw(str):
    """Shown as it stands, without quotes."""


def invalid_object(kind: Kind, name: str, problems: list[Problem]) -> ApiError:
    told = [f"{field}: {detail}" for field, detail, _ in dict.fromkeys(problems)]
    causes = [
        {"field": field, "message": detail, "reason": reason} for field, detail, reason in dict.fromkeys(problems)
    ]
    text = told[0] if len(told) == 1 else f"[{', '.join(told)}]"
    details = {**_details(kind, name), "kind": kind.kind, "causes": causes}
    return ApiError("Invalid", f'{kind.qualified_kind} "{name}" is invalid: {text}', details)
