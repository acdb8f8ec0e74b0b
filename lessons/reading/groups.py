"""What to call a group of terms."""

import re
from collections.abc import Sequence

_COUNTED = re.compile(r"(?:[的之]?(?:[几多各两三四五六七八九十]|\d+|不同)[种类个]|的各种|的常见)(?P<kind>\S+)$")
_COUNTED_EN = re.compile(r"(?:the )?(?:\w+ )?(?:kinds|types|sorts|varieties) of (?P<kind>.+)$", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:[\d.]+[、.\s]\s*|[一二三四五六七八九十]+[、.]\s*|[（(][\d一二三四五六七八九十]+[）)]\s*)")

# What one does with the things of this field; they tell the modes, ways and policies of one heading from another's.
_VERBS = (
    *("访问", "部署", "调度", "存储", "通信", "发布", "更新", "升级", "安装", "备份", "监控", "扩容", "伸缩", "连接"),
    *("暴露", "调用", "启动", "挂载", "认证", "授权", "路由", "转发", "恢复", "拉取", "重启", "隔离", "负载均衡"),
)


def group_name(title: str, names: Sequence[str]) -> str:
    """The heading or list item above the terms, as a name.

    A heading that counts kinds is named by the kind: `three kinds of volumes` are `volumes`. In Chinese the
    description stands before the kind and tells kinds apart by a verb, so where every term is named by the kind too
    (Host模式, Ingress模式 below 集群外访问集群内服务的几种模式), the group is the verb and the kind: 访问模式.
    """
    title = _NUMBER.sub("", title).rstrip(" :：")
    if english := _COUNTED_EN.fullmatch(title):
        return english["kind"]
    counted = _COUNTED.search(title)
    if not counted or not all(name.endswith(counted["kind"]) for name in names):
        return title
    scope, kind = title[: counted.start()], counted["kind"]
    verbs = [verb for verb in _VERBS if verb in scope and not kind.startswith(verb)]
    return min(verbs, key=scope.find, default="") + kind if verbs else title
