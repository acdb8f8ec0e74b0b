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
        self.details = details
        self.code = code or CODES[reason]
        self.meta: Object = {}

    @property
    def status(self) -> Object:
        return {
            "apiVersion": "v1",
            "code": self.code,
            **({} if self.details is None else {"details": self.details}),
            "kind": "Status",
            "message": self.message,
            "metadata": self.meta,
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


def not_that_one(kind: Kind, name: str, what: str, asked: str, found: str, might: str) -> ApiError:
    """A precondition of a deletion that does not hold."""
    why = (
        f"the {what} in the precondition ({asked}) does not match the {what} in record ({found}). "
        f"The object might have been {might}"
    )
    details = {**_details(kind, name), "kind": kind.kind}
    return ApiError("Conflict", f'Operation cannot be fulfilled on {kind.qualified_kind} "{name}": {why}', details)


def forbidden(kind: Kind, name: str, why: str) -> ApiError:
    return ApiError("Forbidden", f'{kind.qualified} "{name}" is forbidden: {why}', _details(kind, name))


def bad_request(message: str) -> ApiError:
    return ApiError("BadRequest", message)


def resource_not_found() -> ApiError:
    return ApiError("NotFound", "the server could not find the requested resource", {})


def method_not_allowed() -> ApiError:
    return ApiError("MethodNotAllowed", "the server does not allow this method on the requested resource", {})


def unsupported_media_type(known: tuple[str, ...]) -> ApiError:
    told = f"the body of the request was in an unknown format - accepted media types include: {', '.join(known)}"
    return ApiError("UnsupportedMediaType", told)


def not_acceptable(known: tuple[str, ...]) -> ApiError:
    told = f"only the following media types are accepted: {', '.join(known)}"
    return ApiError("NotAcceptable", told)


def too_large_version(asked: int, current: int) -> ApiError:
    causes = [{"message": "Too large resource version", "reason": "ResourceVersionTooLarge"}]
    told = f"Timeout: Too large resource version: {asked}, current: {current}"
    return ApiError("Timeout", told, {"causes": causes, "retryAfterSeconds": 1})


def expired(message: str, token: str = "") -> ApiError:
    error = ApiError("Expired", message)
    error.meta = {"continue": token} if token else {}
    return error


class Problem(tuple[str, str, str]):
    """(field, what is wrong, reason) of one field."""

    def __new__(cls, field: str, detail: str, reason: str = "FieldValueInvalid") -> "Problem":
        return super().__new__(cls, (field, detail, reason))


def required(field: str, detail: str = "") -> Problem:
    return Problem(field, f"Required value{': ' + detail if detail else ''}", "FieldValueRequired")


def invalid(field: str, value: object, detail: str) -> Problem:
    return Problem(field, f"Invalid value: {shown(value)}: {detail}")


def unsupported(field: str, value: object, supported: tuple[str, ...]) -> Problem:
    known = ", ".join(f'"{one}"' for one in supported)
    return Problem(field, f"Unsupported value: {shown(value)}: supported values: {known}", "FieldValueNotSupported")


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
    return _invalid(kind.qualified_kind, name, {**_details(kind, name), "kind": kind.kind}, problems)


def invalid_options(kind: str, problems: list[Problem]) -> ApiError:
    """What a request asks for contradicts itself."""
    return _invalid(f"{kind}.meta.k8s.io", "", {"group": "meta.k8s.io", "kind": kind}, problems)


def invalid_patch(shown: str, why: str) -> ApiError:
    """`shown` is the patch, or what came of it."""
    text = f"Invalid value: {shown}: {why}"
    details = {"causes": [{"field": "patch", "message": text, "reason": "FieldValueInvalid"}]}
    return ApiError("Invalid", f' "" is invalid: patch: {text}', details)


def unversioned(kind: Kind, name: str) -> ApiError:
    """It does not say which version of the object it replaces."""
    problem = Problem("metadata.resourceVersion", "Invalid value: 0x0: must be specified for an update")
    return _invalid(kind.qualified, name, {**_details(kind, name)}, [problem])


def _invalid(qualified: str, name: str, details: Object, problems: list[Problem]) -> ApiError:
    told = [f"{field}: {detail}" for field, detail, _ in dict.fromkeys(problems)]
    causes = [
        {"field": field, "message": detail, "reason": reason} for field, detail, reason in dict.fromkeys(problems)
    ]
    text = told[0] if len(told) == 1 else f"[{', '.join(told)}]"
    return ApiError("Invalid", f'{qualified} "{name}" is invalid: {text}', {**details, "causes": causes})
