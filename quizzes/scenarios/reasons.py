"""Why an answer is right or wrong, how the decision went, and what to do; `{…}` are names of the scenario's world."""

from collections.abc import Mapping

from lessons.diagrams.shapes import Text as T

# Why the right answer is right.
RIGHT: Mapping[str, T] = {
    "uses": T(
        "节点上有、策略允许，kubelet 就拿来用，仓库里发生过什么它不知道。",
        "It is there and the policy allows it: the kubelet takes it, and never learns what the registry has.",
    ),
    "same": T(
        "`Always` 每次启动都向仓库问摘要；摘要一样，层都在本地，无需下载。",
        "`Always` asks for the digest at each start; it is the same, and all its layers are there.",
    ),
    "pulls": T(
        "该去仓库，仓库也给：缺的层下载下来，运行的就是仓库现在的内容。",
        "The registry is asked and answers: missing layers are downloaded, and what it has now is what runs.",
    ),
    "fails": T(
        "要拉却拉不到，容器就起不来。kubelet 隔 10 秒、20 秒……最长 5 分钟再试。",
        "It has to be pulled and cannot be. The kubelet tries again after 10 s, 20 s… 5 minutes at most.",
    ),
    "never": T(
        "`Never` 不拉取，而节点上没有这个 Pod 能用的镜像。它停在这里等，不进入退避。",
        "`Never` pulls nothing, and the node has no image that this Pod may use. It waits here, without a back-off.",
    ),
    "invalid": T(
        "仓库名只能用小写字母。kubelet 解析不了这个名字，别的条件都不看了。",
        "Repository names are lower case. The kubelet cannot parse this one, and looks at nothing else.",
    ),
    "rejected": T(
        "`imagePullPolicy` 只认三个值，校验在对象保存之前。",
        "`imagePullPolicy` takes one of three values, and is checked before anything is stored.",
    ),
}

# Why another answer is wrong: by that answer, the first row whose conditions hold. A condition is the right answer, the
# policy that was stored, or the last turn but one of the decision; "" always holds.
WRONG: Mapping[str, tuple[tuple[str, T], ...]] = {
    "uses": (
        (
            "Always",
            T(
                "`Always` 不看节点上有没有，每次启动都先问仓库。",
                "`Always` does not look at the node: it asks the registry at each start.",
            ),
        ),
        (
            "credentials-differ",
            T(
                "从 1.35 起，用别人的凭据拉来的私有镜像，对这个 Pod 等于不在。",
                "From 1.35 on, a private image that another Pod's credentials brought does not count for this one.",
            ),
        ),
        (
            "invalid",
            T(
                "名字解析不了，就没法在节点上找它。",
                "A name that cannot be parsed cannot be looked for on the node.",
            ),
        ),
        (
            "",
            T(
                "没有 Pod，kubelet 就没有东西要启动。写错的策略不会被当成默认值。",
                "Without a Pod there is nothing to start. A misspelt policy does not become the default.",
            ),
        ),
    ),
    "same": (
        (
            "uses",
            T(
                "查摘要是 `Always` 做的事；这里节点上有就够了，仓库没被问到。",
                "Comparing digests is what `Always` does; here it is enough that the node has it.",
            ),
        ),
        (
            "never",
            T("`Never` 连摘要也不去问。", "`Never` does not even ask for a digest."),
        ),
        (
            "fails",
            T("仓库没有给出摘要，也就无从比较。", "The registry gives no digest, so there is nothing to compare."),
        ),
        ("", T("还没走到仓库这一步。", "It never gets as far as the registry.")),
    ),
    "pulls": (
        (
            "uses",
            T(
                "只问“节点上有没有这个名字”，不问“仓库里变没变”。新内容留在仓库里。",
                "The question is whether the node has that name, not whether the registry has changed.",
            ),
        ),
        (
            "never",
            T("`Never` 不拉取，仓库里有什么都无关。", "`Never` pulls nothing, whatever the registry has."),
        ),
        (
            "unauthorized",
            T(
                "仓库要凭据，这个 Pod 拿不出来：401。",
                "The registry wants credentials, and this Pod has none: 401.",
            ),
        ),
        ("fails", T("仓库给不出这个镜像。", "The registry does not give this image.")),
        ("", T("还没走到拉取这一步。", "It never gets as far as a pull.")),
    ),
    "falls-back": (
        (
            "uses",
            T(
                "仓库根本没被问到，谈不上退回：节点上有，就用节点上的。",
                "The registry was never asked, so there is nothing to fall back from.",
            ),
        ),
        ("never", T("`Never` 不问仓库，也就没有退回。", "`Never` asks no registry, so nothing falls back.")),
        (
            "",
            T(
                "kubelet 没有“退回本地”这一步：拉取失败就是失败。",
                "The kubelet knows no falling back: a pull that fails has failed.",
            ),
        ),
    ),
    "older": (
        (
            "",
            T(
                "另一个标签就是另一个镜像，不会替补。",
                "Another tag is another image: it never stands in.",
            ),
        ),
    ),
    "fails": (
        (
            "uses",
            T(
                "没有去拉，就不会有拉取失败：节点上的够用了。",
                "What is not pulled cannot fail to be: the node's own will do.",
            ),
        ),
        (
            "never",
            T(
                "那是“拉了但没拉到”。`Never` 根本不拉，状态另有名字。",
                "That is for a pull that went wrong. `Never` does not pull, and has a status of its own.",
            ),
        ),
        (
            "invalid",
            T(
                "还没去拉：名字就读不懂，状态另有名字。",
                "It was not pulled: the name cannot be read, which has a status of its own.",
            ),
        ),
        ("rejected", T("没有 Pod，就没有状态可看。", "Without a Pod there is no status.")),
        ("", T("仓库答得上来，也肯给，拉取不会失败。", "The registry answers and gives it: nothing fails.")),
    ),
    "never": (
        (
            "Never",
            T(
                "只有节点上没有时才停在这里；现在节点上有，`Never` 就用它。",
                "That is for a node without the image; this one has it, and `Never` uses it.",
            ),
        ),
        (
            "rejected",
            T("`Nerver` 不会被当成 `Never`。", "`Nerver` is not taken for `Never`."),
        ),
        (
            "",
            T("这个状态只属于 `Never`；这里的策略是 `{policy}`。", "Only `Never` leads there; here it is `{policy}`."),
        ),
    ),
    "invalid": (("", T("这个名字没有写错。", "There is nothing wrong with this name.")),),
    "rejected": (
        (
            "invalid",
            T(
                "API Server 不解析镜像名，非空就收下；读不懂它的是 kubelet。",
                "The API server does not parse image names; it is the kubelet that cannot read it.",
            ),
        ),
        (
            "",
            T(
                "这个字段可以不写：API Server 按标签补成 `{policy}`。",
                "It may be left out: the API server fills in `{policy}`, going by the tag.",
            ),
        ),
    ),
    "unscheduled": (
        ("rejected", T("没有 Pod，也就没有东西要调度。", "Without a Pod there is nothing to schedule.")),
        (
            "",
            T(
                "没有镜像不妨碍调度，有镜像的节点只是多得几分。镜像的事到了节点上才见分晓。",
                "A missing image keeps no Pod off a node: having it only scores. What comes of it shows on the node.",
            ),
        ),
    ),
}

ADMITTED = {
    "given": T("API Server 原样保存 `{policy}`。", "The API server stores `{policy}` as it stands."),
    "omitted": T(
        "没写策略：API Server 在创建时写死。标签是 `latest` 或没有标签，写 `Always`，否则写 `IfNotPresent`。"
        "这里写成 `{policy}`。",
        "No policy: the API server writes one down for good. `Always` for `latest` or no tag, else `IfNotPresent`. "
        "Here `{policy}`.",
    ),
    "rejected": T(
        "API Server 校验 `imagePullPolicy`，拒绝保存：`{refusal}`。",
        "The API server checks `imagePullPolicy` and refuses: `{refusal}`.",
    ),
}
STEPS: Mapping[str, T] = {
    "invalid-name": T(
        "kubelet 解析 `{name}` 失败，容器停在 `InvalidImageName`。",
        "The kubelet cannot parse `{name}`: the container waits with `InvalidImageName`.",
    ),
    "always": T(
        "`Always`：kubelet 不看节点上有什么，直接问仓库。",
        "`Always`: the kubelet does not look at what is there, but asks the registry.",
    ),
    "absent": T(
        "`{policy}`：kubelet 在节点上找 `{name}`，没有。",
        "`{policy}`: the kubelet looks for `{name}` on the node. None.",
    ),
    "present": T(
        "`{policy}`：kubelet 在节点上找 `{name}`，有，是 `{digest}`。",
        "`{policy}`: the kubelet looks for `{name}` on the node and finds `{digest}`.",
    ),
    "preloaded": T(
        "kubelet 没有拉过它的记录，是预先导入的，1.35 起的默认设置不校验这种镜像。",
        "It has no record of having pulled it. By default, from 1.35 on too, such images are not verified.",
    ),
    "credentials-fit": T(
        "1.35 起还要看凭据：当初拉它不用凭据，或者凭据和这个 Pod 的一样，通过。",
        "From 1.35 on, credentials are looked at: it needed none, or it was pulled with this Pod's own. Good.",
    ),
    "credentials-differ": T(
        "1.35 起还要看凭据：它是用别的 Pod 的凭据拉来的，对这个 Pod 不算数。",
        "From 1.35 on, credentials are looked at: another Pod's brought it, so it does not count here.",
    ),
    "never": T(
        "`Never` 不许拉取，容器停在 `ErrImageNeverPull`。",
        "`Never` forbids a pull: the container waits with `ErrImageNeverPull`.",
    ),
    "unreachable": T(
        "要问仓库，连不上：`ErrImagePull`，等 10 秒再试，其间是 `ImagePullBackOff`。",
        "The registry cannot be reached: `ErrImagePull`, then `ImagePullBackOff` for 10 s until the next try.",
    ),
    "unauthorized": T(
        "问仓库，回答 401：`ErrImagePull`，等 10 秒再试，其间是 `ImagePullBackOff`。",
        "The registry says 401: `ErrImagePull`, then `ImagePullBackOff` for 10 s until the next try.",
    ),
    "not-found": T(
        "问仓库，没有这个镜像：`ErrImagePull`，等 10 秒再试，其间是 `ImagePullBackOff`。",
        "The registry has no such image: `ErrImagePull`, then `ImagePullBackOff` for 10 s until the next try.",
    ),
    "resolved": T("仓库回答：现在是 `{digest}`。", "The registry answers: it is `{digest}` now."),
    "same": T(
        "节点上正有它，一层也不用下载，容器用 `{digest}` 启动。",
        "The node has that one: no layer is downloaded, and the container starts from `{digest}`.",
    ),
    "downloaded": T(
        "节点上没有它，缺的层下载下来，容器用 `{digest}` 启动。",
        "The node does not: missing layers are downloaded, and the container starts from `{digest}`.",
    ),
    "used": T(
        "容器用 `{digest}` 启动，仓库没被问到。", "The container starts from `{digest}`; the registry was not asked."
    ),
}
# What to do about it: the first row that fits, by the same conditions as in WRONG, or by "answer/condition".
ADVICE: tuple[tuple[str, T], ...] = (
    (
        "uses/pushed-again",
        T(
            "想要新内容：每次构建用新标签并改清单；或者按摘要引用。`Always` 加 `kubectl rollout restart` 只算应急。",
            "To get the new content: a new tag for each build, or a digest. `Always` with `kubectl rollout restart` is "
            "for emergencies.",
        ),
    ),
    (
        "fails/unauthorized",
        T(
            "给 Pod 或它的 ServiceAccount 配上 `imagePullSecrets`。",
            "Give the Pod, or its ServiceAccount, `imagePullSecrets`.",
        ),
    ),
    (
        "fails/not-found",
        T(
            "先在仓库里确认这个标签还在；改用还在的标签或摘要。",
            "See what the registry still has, and name that tag or digest.",
        ),
    ),
    (
        "fails/Always",
        T(
            "想在仓库不可用时也能启动：用不变的版本标签加 `IfNotPresent`。",
            "To start without a registry too: version tags that never move, and `IfNotPresent`.",
        ),
    ),
    (
        "fails",
        T(
            "恢复仓库的连通；或者事先把镜像导入可能用到的每个节点。",
            "Bring the registry back, or import the image beforehand on every node that may need it.",
        ),
    ),
    (
        "never/credentials-differ",
        T(
            "给 Pod 配上凭据并用 `IfNotPresent`；或者预先导入镜像，导入的不校验。",
            "Give the Pod credentials and use `IfNotPresent`, or import the image: imported ones are not verified.",
        ),
    ),
    (
        "never",
        T(
            "把镜像预先导入每个可能调度到的节点；或者改用 `IfNotPresent`。",
            "Import the image on every node that the Pod may land on, or use `IfNotPresent`.",
        ),
    ),
    ("invalid", T("仓库名改成全小写。", "Write the repository in lower case.")),
    (
        "rejected",
        T(
            "三个值是 `Always`、`IfNotPresent`、`Never`，大小写也要对。",
            "The values are `Always`, `IfNotPresent` and `Never`, with these capitals.",
        ),
    ),
)
