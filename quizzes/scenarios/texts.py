"""The words for a scenario. `{…}` are names of its world; between backticks stands code."""

from collections.abc import Mapping

from lessons.diagrams.shapes import Text as T

STEM = T(
    "提交一个 Pod（`{name}`，{policy}），它会落到这个 Node 上。会运行什么，或者停在什么状态？",
    "A Pod (`{name}`, {policy}) is submitted and lands on this node. What runs, or which status do you see?",
)

# The conditions as a form offers them, and as a scene tells of them.
NAMES: Mapping[str, T] = {
    "policy": T("imagePullPolicy", "imagePullPolicy"),
    "image": T("镜像写法", "Image named by"),
    "node": T("节点", "Node"),
    "registry": T("镜像仓库", "Registry"),
    "access": T("权限", "Access"),
    "version": T("kubelet 版本", "kubelet version"),
}
VALUE_TEXTS: Mapping[str, Mapping[str, T]] = {
    "policy": {
        "IfNotPresent": T("`IfNotPresent`", "`IfNotPresent`"),
        "Always": T("`Always`", "`Always`"),
        "Never": T("`Never`", "`Never`"),
        "omitted": T("不写", "left out"),
        "Nerver": T("`Nerver`", "`Nerver`"),
    },
    "image": {
        "version": T("版本标签", "a version tag"),
        "latest": T("`:latest`", "`:latest`"),
        "no-tag": T("不带标签", "no tag"),
        "digest": T("摘要", "a digest"),
        "invalid": T("仓库名有大写字母", "a name with a capital"),
    },
    "node": {
        "has": T("有这个镜像", "has the image"),
        "empty": T("什么都没有", "has nothing"),
        "other-tag": T("只有旧标签", "has an older tag only"),
    },
    "registry": {
        "unchanged": T("和节点上的一样", "has the same as the node"),
        "pushed-again": T("同一标签推送了新内容", "has new content under the tag"),
        "deleted": T("没有这个镜像了", "no longer has it"),
        "down": T("连不上", "cannot be reached"),
    },
    "access": {
        "public": T("公开仓库", "public repository"),
        "own": T("私有，Pod 有凭据", "private, the Pod has credentials"),
        "foreign": T("私有，Pod 没有凭据；镜像由别的 Pod 的凭据拉来", "private, none; another Pod's brought the image"),
        "preloaded": T("私有，Pod 没有凭据；镜像由管理员导入", "private, none; an administrator imported the image"),
    },
    "version": {"1.37": T("1.37", "1.37"), "1.34": T("1.34", "1.34")},
}

POD, NODE, REGISTRY = (
    T("Pod", "Pod"),
    T("Node 上的镜像（kubelet {version}）", "Images on the node (kubelet {version})"),
    T("镜像仓库", "Registry"),
)
NO_POLICY = T("没写 imagePullPolicy", "imagePullPolicy is left out")
NO_SECRETS = T("没有可用的 imagePullSecrets", "no imagePullSecrets that would do")
EMPTY = T("没有 `{repository}` 的任何镜像", "no image of `{repository}`")
PULLED_WITH = {
    "own": T("以前用同一份凭据拉来的", "pulled before with the same credentials"),
    "foreign": T("kubelet 替另一个 Pod、用它的凭据拉来的", "pulled for another Pod, with its credentials"),
    "preloaded": T("管理员用 `ctr images import` 导入的", "imported by an administrator with `ctr images import`"),
}
REGISTRY_NOTES = {
    "pushed-again": T("昨晚用同一个标签重新推送过", "pushed again last night under the same tag"),
    "deleted": T("`{asked}` 已被删除", "`{asked}` has been deleted"),
    "down": T("这个节点连不上它", "cannot be reached from this node"),
}
PRIVATE = T("私有仓库：没有凭据就是 401", "private: 401 without credentials")

OPTIONS: Mapping[str, T] = {
    "uses": T("直接运行节点上的 `{old}`，不问仓库", "Runs the node's `{old}`, without asking the registry"),
    "same": T(
        "向仓库查到摘要没变，运行节点上的 `{old}`，不下载",
        "Asks the registry, finds the same digest, runs the node's `{old}`",
    ),
    "pulls": T("从仓库下载 `{new}` 并运行", "Downloads `{new}` from the registry and runs it"),
    "falls-back": T(
        "仓库拿不到，退回去运行节点上的 `{old}`", "Gets nothing from the registry and falls back to the node's `{old}`"
    ),
    "older": T("先用节点上的旧标签 `{older}` 顶上", "Makes do with the node's older `{older}`"),
    "fails": T("不运行：`ErrImagePull`，接着 `ImagePullBackOff`", "Nothing: `ErrImagePull`, then `ImagePullBackOff`"),
    "never": T("不运行：`ErrImageNeverPull`", "Nothing: `ErrImageNeverPull`"),
    "invalid": T("不运行：`InvalidImageName`", "Nothing: `InvalidImageName`"),
    "rejected": T("Pod 根本没创建：API Server 拒绝了它", "There is no Pod: the API server refuses it"),
    "unscheduled": T(
        "一直未调度：调度器不选没有镜像的节点", "Stays unscheduled: the scheduler wants a node with the image"
    ),
}

# The same in a cell of a table.
SHORT: Mapping[str, T] = {
    "uses": T("运行节点上的，不问仓库", "runs the node's, registry not asked"),
    "same": T("问过摘要，运行节点上的", "asks for the digest, runs the node's"),
    "pulls": T("下载并运行仓库里的", "downloads and runs the registry's"),
    "fails": T("`ErrImagePull` → `ImagePullBackOff`", "`ErrImagePull` → `ImagePullBackOff`"),
    "never": T("`ErrImageNeverPull`", "`ErrImageNeverPull`"),
    "invalid": T("`InvalidImageName`", "`InvalidImageName`"),
    "rejected": T("API Server 拒绝", "the API server refuses"),
}

ASKED: Mapping[str, T] = {
    "nothing": T("没有被问到", "was not asked"),
    "in vain": T("问了，没拿到", "was asked in vain"),
    "manifest": T("只问了摘要，没下载层", "was asked for the digest, no layer downloaded"),
    "layers": T("问了摘要，下载了缺的层", "was asked for the digest and for missing layers"),
}
