"""The fields of the objects: their types, and by what key the items of a list are merged.

`TYPES` is what the OpenAPI document of a real server says, shortened: a struct per paragraph, in it the fields in the
order that they have in Kubernetes' Go code, which is how kubectl writes the objects that it holds as such. A type
is a scalar (string, int32, int64, bool, Quantity, IntOrString, Time, any), `object` (of whatever fields), a struct,
`[]T` or `map[T]`; `key=name` behind a list says that strategic merges tell its items by their name.
"""

from dataclasses import dataclass

from .schema_core import CORE
from .schema_pods import PODS
from .schema_status import STATUS
from .schema_workloads import WORKLOADS


@dataclass(frozen=True, slots=True)
class Field:
    type: str
    key: str = ""
    retain: bool = False  # patchStrategy retainKeys
    merged: bool = False  # patchStrategy merge, of a list of plain values

    @property
    def item(self) -> str:
        """The type of what is inside a list or a map."""
        return self.type.partition("]")[2] if self.is_list else self.type[4:-1]

    @property
    def is_list(self) -> bool:
        return self.type.startswith("[]")

    @property
    def is_map(self) -> bool:
        return self.type.startswith("map[")


Struct = dict[str, Field]


def _parse(text: str) -> dict[str, Struct]:
    structs: dict[str, Struct] = {}
    for paragraph in filter(None, (part.strip() for part in text.split("\n\n"))):
        name, *lines = paragraph.splitlines()
        struct = structs.setdefault(name.strip(), {})
        for line in lines:
            *fields, kind = line.split()
            options = [word for word in fields if "=" in word or word in ("retain", "merge")]
            key = next((word[4:] for word in options if word.startswith("key=")), "")
            for field in fields:
                if field not in options:
                    struct[field] = Field(kind, key, "retain" in options, "merge" in options)
    return structs


TYPES: dict[str, Struct] = _parse("\n\n".join((CORE, PODS, WORKLOADS, STATUS)))
ROOT = {
    "kind": Field("string"),
    "apiVersion": Field("string"),
    "metadata": Field("ObjectMeta"),
}


def struct_of(kind: str) -> Struct:
    """The fields of a kind; a kind without any of its own is not checked."""
    return {**ROOT, **TYPES.get(kind, {})}


def field_of(struct: str, name: str) -> Field | None:
    if struct in _KINDS and name in ROOT:
        return ROOT[name]
    return TYPES.get(struct, {}).get(name)


_KINDS = {name for name, fields in TYPES.items() if "spec" in fields or "data" in fields} | {
    "Event",
    "EventOfGroup",
    "Endpoints",
    "EndpointSlice",
    "ServiceAccount",
    "PriorityClass",
    "StorageClass",
    "Role",
    "RoleBinding",
    "ClusterRole",
    "ClusterRoleBinding",
    "ComponentStatus",
}
