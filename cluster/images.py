"""Which image a container runs: what the API server fills in, and what the kubelet does before it starts a container.

The order of the decision is that of EnsureImageExists in the kubelet's image manager. A policy is looked at when a
container is about to start, and never again while it runs.
"""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Self

ALWAYS, IF_NOT_PRESENT, NEVER = "Always", "IfNotPresent", "Never"
POLICIES = (ALWAYS, IF_NOT_PRESENT, NEVER)
DEFAULT_TAG = "latest"
CREDENTIALS_VERIFIED_FROM = (1, 35)  # KubeletEnsureSecretPulledImages is on by default from there
PRELOADED = None  # how an image came that the kubelet has no record of, as after `ctr images import`
ANYBODY = ""  # the credentials of a pull without any
_FIRST_WAIT, _LONGEST_WAIT = 10, 300

_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_HOST = r"(?:[a-zA-Z0-9.-]*[.][a-zA-Z0-9.-]*|localhost|[a-zA-Z0-9-]+(?=:\d))(?::\d+)?"
_REFERENCE = re.compile(
    rf"(?:(?P<host>{_HOST})/)?(?P<path>{_PART}(?:/{_PART})*)"
    r"(?::(?P<tag>\w[\w.-]{0,127}))?(?:@(?P<digest>[a-z0-9]+:[0-9a-f]{32,}))?",
    re.ASCII,
)


class InvalidImageName(ValueError):
    """No image can have this name; an upper-case letter in the repository is enough."""


class Unsupported(ValueError):
    """The API server refuses the object, in these words."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The name of an image, written out: `nginx` is docker.io/library/nginx:latest. With a digest, the tag beside it
    says nothing."""

    repository: str
    tag: str
    digest: str

    @classmethod
    def parse(cls, text: str) -> Self:
        match = _REFERENCE.fullmatch(text)
        if match is None:
            raise InvalidImageName(text)
        host, path, tag, digest = match.group("host", "path", "tag", "digest")
        if host is None:
            host, path = "docker.io", path if "/" in path else f"library/{path}"
        return cls(f"{host}/{path}", tag or ("" if digest else DEFAULT_TAG), digest or "")

    @property
    def name(self) -> str:
        return f"{self.repository}@{self.digest}" if self.digest else f"{self.repository}:{self.tag}"


def default_policy(image: str) -> str:
    """What the API server writes where `imagePullPolicy` was left out, once, when the object is made."""
    try:
        return ALWAYS if Reference.parse(image).tag == DEFAULT_TAG else IF_NOT_PRESENT
    except InvalidImageName:
        return IF_NOT_PRESENT


def admit(image: str, policy: str) -> str:
    """The policy that is stored. Raises `Unsupported`."""
    if policy and policy not in POLICIES:
        supported = ", ".join(f'"{known}"' for known in POLICIES)
        raise Unsupported(f'Unsupported value: "{policy}": supported values: {supported}')
    return policy or default_policy(image)


class Cached(NamedTuple):
    """An image on a node. `pulled_with`: whose credentials the kubelet used, ANYBODY's where it needed none, or
    PRELOADED."""

    digest: str
    pulled_with: str | None = ANYBODY


@dataclass(frozen=True, slots=True)
class Registry:
    """`digests` by `Reference.name`; a digest can be asked for as long as it is among them, under whatever tag, or in
    `untagged`. `readers` are the credentials that open a private repository; one that is not there is public."""

    digests: Mapping[str, str] = field(default_factory=dict)
    untagged: Set[str] = frozenset()
    readers: Mapping[str, Set[str]] = field(default_factory=dict)
    reachable: bool = True

    def look_up(self, reference: Reference, credentials: str) -> tuple[str, str]:
        """(digest, "") or ("", what is in the way)."""
        if not self.reachable:
            return "", "unreachable"
        readers = self.readers.get(reference.repository)
        if readers is not None and credentials not in readers:
            return "", "unauthorized"
        if reference.digest:
            there = reference.digest in self.untagged or reference.digest in self.digests.values()
            return (reference.digest, "") if there else ("", "not-found")
        digest = self.digests.get(reference.name, "")
        return digest, "" if digest else "not-found"


class Step(NamedTuple):
    """One turn of the decision. `id` is one of STEPS, `digest` what it came upon, if anything."""

    id: str
    digest: str = ""


STEPS = (
    "invalid-name",  # the name cannot be read: nothing else is looked at
    "always",  # what the node has is not looked at
    "absent",  # the node has no image of this name
    "present",  # the node has one
    "preloaded",  # nobody pulled it, so nobody's right to it is checked
    "credentials-fit",  # it was pulled with this Pod's credentials, or without any
    "credentials-differ",  # it was pulled with another Pod's: for this one it is as if it were not there
    "never",  # and the policy forbids to pull
    "backing-off",  # the last pull failed, and the wait is not over
    "unreachable",  # the registry does not answer
    "unauthorized",  # it does not give this image to these credentials
    "not-found",  # it has none of this name
    "resolved",  # it says which digest the name stands for
    "same",  # the node has that one: no layer is downloaded
    "downloaded",  # what is missing of it is downloaded
    "used",  # the node's own is started, the registry not asked
)
Asked = Literal["nothing", "in vain", "manifest", "layers"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Either `digest` runs, or the container waits for `reason`. `asked` is how far the registry was needed."""

    digest: str
    reason: str
    asked: Asked
    steps: tuple[Step, ...]


def ensure_image(
    image: str,
    policy: str,
    node: Mapping[str, Cached],
    registry: Registry,
    *,
    credentials: str = ANYBODY,
    version: tuple[int, int],
    backing_off: bool = False,
) -> Outcome:
    """What the kubelet comes to. `node` has its images by `Reference.name`; `credentials` are those that the Pod's
    imagePullSecrets give; `backing_off` says that the last pull failed and the wait after it is not over."""
    try:
        reference = Reference.parse(image)
    except InvalidImageName:
        return Outcome("", "InvalidImageName", "nothing", (Step("invalid-name"),))
    steps = [Step("always")] if policy == ALWAYS else list(_look(_cached(reference, node), credentials, version))
    here = steps[-1]
    if here.id in ("present", "preloaded", "credentials-fit"):
        return Outcome(here.digest, "", "nothing", (*steps, Step("used", here.digest)))
    if policy == NEVER:
        return Outcome("", "ErrImageNeverPull", "nothing", (*steps, Step("never")))
    if backing_off:
        return Outcome("", "ImagePullBackOff", "nothing", (*steps, Step("backing-off")))
    digest, refusal = registry.look_up(reference, credentials)
    if refusal:
        return Outcome("", "ErrImagePull", "in vain", (*steps, Step(refusal)))
    steps.append(Step("resolved", digest))
    if any(cached.digest == digest for cached in node.values()):
        return Outcome(digest, "", "manifest", (*steps, Step("same", digest)))
    return Outcome(digest, "", "layers", (*steps, Step("downloaded", digest)))


def _cached(reference: Reference, node: Mapping[str, Cached]) -> Cached | None:
    """What `node` has under this name; by its digest, an image is found under any tag of its repository."""
    same = (node[name] for name in node if Reference.parse(name).repository == reference.repository)
    if reference.digest:
        return next((cached for cached in same if cached.digest == reference.digest), None)
    return node.get(reference.name)


def _look(cached: Cached | None, credentials: str, version: tuple[int, int]) -> Iterator[Step]:
    if cached is None:
        yield Step("absent")
        return
    yield Step("present", cached.digest)
    if version < CREDENTIALS_VERIFIED_FROM:
        return
    if cached.pulled_with is PRELOADED:
        yield Step("preloaded", cached.digest)
    elif cached.pulled_with in (ANYBODY, credentials):
        yield Step("credentials-fit", cached.digest)
    else:
        yield Step("credentials-differ")


def back_off(failures: int) -> int:
    """Seconds from the last of so many `failures` in a row until the next try."""
    return min(_FIRST_WAIT * 2 ** (max(1, failures) - 1), _LONGEST_WAIT)
