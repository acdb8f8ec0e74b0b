"""Getting the image of a container: the decision is `cluster.images`, the words are the kubelet's."""

from typing import NamedTuple

from .. import images
from ..values import Object
from ..world import IMAGE_SIZE, World

PULL, CHECK = 0.8, 0.1  # seconds for an image that is not there, and to find that it is still the same
TO_BACK_OFF = 1.5  # seconds from a failed pull to its back-off
VERSION = (1, 32)


class Step(NamedTuple):
    """What comes of a try: `digest` to run now or, if `seconds`, after so many; or why not."""

    digest: str
    seconds: float
    reason: str
    message: str


def node_images(cache: Object) -> dict[str, images.Cached]:
    return {name: images.Cached(one["digest"], one["with"]) for name, one in cache.items()}


def attempt(container: Object, cache: Object, world: World, credentials: str) -> Step:
    image = container["image"]
    outcome = images.ensure_image(
        image,
        container["imagePullPolicy"],
        node_images(cache),
        world.seen_from(image),
        credentials=credentials,
        version=VERSION,
    )
    seconds = {"nothing": 0.0, "manifest": CHECK}.get(outcome.asked, PULL)
    return Step(outcome.digest, seconds, outcome.reason, explained(image, outcome))


def explained(image: str, outcome: images.Outcome) -> str:
    if outcome.reason == "InvalidImageName":
        return (
            f'Failed to apply default image tag "{image}": couldn\'t parse image name "{image}": invalid '
            "reference format"
        )
    if outcome.reason == "ErrImageNeverPull":
        return f'Container image "{image}" is not present with pull policy of Never'
    if outcome.reason != "ErrImagePull":
        return ""
    name = images.Reference.parse(image).name
    host = name.partition("/")[0]
    failure = f'failed to pull and unpack image "{name}": failed to resolve reference "{name}"'
    match outcome.steps[-1].id:
        case "unreachable":
            at = "registry-1.docker.io" if host == "docker.io" else host
            return (
                f"rpc error: code = Unknown desc = {failure}: failed to do request: Head "
                f'"https://{at}/v2/": dial tcp: lookup {at}: no such host'
            )
        case "unauthorized":
            return (
                f"rpc error: code = Unknown desc = {failure}: pull access denied, repository does not exist or may "
                "require authorization: server message: insufficient_scope: authorization failed"
            )
    return f"rpc error: code = NotFound desc = {failure}: {name}: not found"


def pulled_message(image: str, seconds: float) -> str:
    spent = f"{round(seconds * 1000)}ms"
    return (
        f'Successfully pulled image "{image}" in {spent} ({spent} including waiting). Image size: {IMAGE_SIZE} bytes.'
    )


def keep(container: Object, cache: Object, digest: str, credentials: str) -> None:
    name = images.Reference.parse(container["image"]).name
    cache[name] = {"digest": digest, "with": credentials}


def image_id(container: Object, digest: str) -> str:
    return f"{images.Reference.parse(container['image']).repository}@{digest}"
