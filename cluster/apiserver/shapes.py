"""How an answer is to look: whole objects, rows of a table, or metadata alone, as the Accept header says."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from ..values import Object
from . import tables
from .errors import ApiError, bad_request, not_acceptable
from .messages import JSON, Request
from .versions import Version

WHOLE, TABLE, PARTIAL, PARTIAL_LIST = "", "Table", "PartialObjectMetadata", "PartialObjectMetadataList"
_SPOKEN = (JSON, "application/yaml", "application/vnd.kubernetes.protobuf")
_INCLUDES = ("None", "Metadata", "Object")


@lru_cache(maxsize=64)
def shape_of(accept: str) -> str:
    """The first that is known of what a client would take."""
    for offer in accept.split(",") if accept else ["*/*"]:
        media, *parameters = [part.strip() for part in offer.split(";")]
        stated = dict(part.partition("=")[::2] for part in parameters)
        shape = stated.get("as", WHOLE)
        if media not in (*_SPOKEN, "*/*", "application/*") or shape not in (WHOLE, TABLE, PARTIAL, PARTIAL_LIST):
            continue
        if not shape or (stated.get("g") == "meta.k8s.io" and stated.get("v") in ("v1", "v1beta1")):
            return shape
    raise not_acceptable(_SPOKEN)


@dataclass(frozen=True, slots=True)
class Shape:
    version: Version
    name: str
    include: str
    now: Callable[[], float]

    @classmethod
    def asked(cls, version: Version, request: Request, now: Callable[[], float]) -> "Shape":
        shape, include = shape_of(request.header("accept")), request.query.get("includeObject", "") or "Metadata"
        if shape == TABLE and include not in _INCLUDES:
            why = f"""Invalid value: "{include}": must be 'Metadata', 'Object', 'None', or empty"""
            raise bad_request(f"Unable to convert to Table as requested: includeObject: {why}")
        return cls(version, shape, include, now)

    def one(self, item: Object) -> Object:
        if self.name == TABLE:
            return self._table([item], {"resourceVersion": item["metadata"].get("resourceVersion", "")})
        if self.name == PARTIAL:
            return partial(item)
        if self.name == PARTIAL_LIST:
            raise _mismatch(PARTIAL_LIST, "is not a list")
        return self.version.out(item)

    def many(self, items: list[Object], meta: Object) -> Object:
        """In a list only the list says of what kind its items are."""
        seen = self.version.seen
        if self.name == TABLE:
            return self._table(items, meta)
        if self.name == PARTIAL:
            raise _mismatch(PARTIAL, "is a list")
        if self.name == PARTIAL_LIST:
            partials = [partial(item) for item in items]
            return {"apiVersion": "meta.k8s.io/v1", "items": partials, "kind": PARTIAL_LIST, "metadata": meta}
        bare = [_untyped(self.version.out(item)) for item in items]
        return {"apiVersion": seen.api_version, "items": bare, "kind": f"{seen.kind}List", "metadata": meta}

    def _table(self, items: list[Object], meta: Object) -> Object:
        table = tables.table(self.version.kind, items, self.now(), meta)
        for row, item in zip(table["rows"], items, strict=True):
            if self.include != "None":
                row["object"] = self.version.out(item) if self.include == "Object" else partial(item)
        return table


def partial(item: Object) -> Object:
    return {"apiVersion": "meta.k8s.io/v1", "kind": PARTIAL, "metadata": item["metadata"]}


def _untyped(item: Object) -> Object:
    return {key: value for key, value in item.items() if key not in ("apiVersion", "kind")}


def _mismatch(shape: str, what: str) -> ApiError:
    return ApiError("NotAcceptable", f"you requested {shape}, but the requested object {what}")
