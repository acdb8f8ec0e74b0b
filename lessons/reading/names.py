"""Whether a name with an explanation beside it is a term: judged by how both are worded."""

import re

_ADVICE = frozenset(
    """add always avoid be check choose configure consider create define delete disable do don't dont ensure enable
    follow get give go have if install keep learn let limit look make monitor never only prefer put read remember
    remove review run set should start stay stop test think treat try understand use using verify watch when write
    you your we i it this that these there how why what who where is are can could""".split()  # noqa: SIM905
)
_ADVICE_ZH = (
    *("不要", "不能", "不可", "尽量", "避免", "建议", "务必", "记得", "一定", "应该", "如果", "请", "要", "当", "必须"),
    *(
        "使用",
        "不建议",
        "推荐",
        "禁止",
        "最好",
        "可以",
        "需要",
        "确保",
        "检查",
        "先",
        "再",
        "最后",
        "首先",
        "其次",
        "然后",
    ),
)
# Words that introduce a remark or a datum, whatever it is about.
_LABELS = frozenset(
    """note notes tip tips warning caution important example examples e.g. eg i.e. todo fixme done wip bug fix hint
    remark remarks info summary conclusion result results reason cause problem solution symptom question answer pros
    cons advantages disadvantages author date version updated created time place size host hostname ip port user
    username password email url link links website homepage source license os memory disk cpu phone address status
    q a update see usage default required optional prerequisites output input command
    注意 注意事项 注 注释 说明 例如 例 比如 示例 例子 举例 提示 警告 备注 补充 重要 总结 小结 结论
    结果 原因 问题 现象 症状 解决 解决方法 解决方案 解决办法 处理 问 答 更新 待办 参考 前提 步骤
    优点 缺点 优势 劣势 好处 坏处 特点 目的 背景 区别 联系 场景 使用场景
    作者 日期 时间 地点 版本 环境 系统 内存 硬盘 磁盘 主机 主机名 端口 用户 用户名 密码 地址 邮箱
    官网 网址 链接 源码 下载 文档 状态 默认值 命令 用法 输出 输入
    适用场景""".split()  # noqa: SIM905
)
_ORDINAL = re.compile(
    r"(?:第[\d一二三四五六七八九十]+[步章节天周阶部条点种个]?"
    r"|(?:步骤|阶段|方法|方案|方式|情况|问题|案例)[\d一二三四五六七八九十]+"
    r"|(?:step|day|week|phase|part|stage|chapter|case|option|method|question|q|p|v)[ .-]?\d[\d.]*"
    r"|[\d\s.:/年月日-]+)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"[。！？!?；;，…=|$@\"“”{}\\]|,\s|\.\s|\.$|::|://|了$|吗$|呢$|怎么|如何|为什么|什么是|是什么|多少"
)
_STARTS_WRONG = re.compile(r"[-/\\.#&%(（\[<>~+*]")
_COMMAND_LINE = re.compile(
    r"(?:apt|apt-get|crictl|curl|etcdctl|git|journalctl|kubectl|sudo|systemctl|wget|yum)\s"
    r"|(?:docker|helm|kubeadm|minikube)\s+(?:build|create|delete|exec|images?|init|inspect|install|join|list|login|logs"
    r"|ls|ps|pull|push|reset|rmi?|rollback|run|search|start|stop|tag|template|upgrade)\b"
)
_HANZI = re.compile(r"[\u3400-\u9fff]")
_SCALAR = re.compile(r"[\w./:%+@,-]*", re.ASCII)
_POINTER = re.compile(r"(?:(?:https?|ftp)://|www\.)\S*|!?\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])|[<>]")

LONGEST = 60  # characters of a name; what is longer needn't be looked at


def may_be_term(name: str, *, marked: bool) -> bool:
    """`marked`: set off as bold, as code or in a table's column of names, so that more words may belong to it."""
    if not name or len(name) > LONGEST or _STARTS_WRONG.match(name) or _SENTENCE.search(name):
        return False
    words = name.split()
    hanzi = 0 if name.isascii() else len(_HANZI.findall(name))
    if len(words) > (6 if marked else 4) or hanzi > (18 if marked else 12):
        return False
    if is_label(name) or is_advice(name) or _COMMAND_LINE.match(name):
        return False
    return not _ORDINAL.fullmatch(name.lower()) and any(map(str.isalpha, name))


def is_label(name: str) -> bool:
    """Whether the name introduces a remark."""
    return name.lower().rstrip(".") in _LABELS


def is_advice(name: str) -> bool:
    """Whether the name tells the reader to do something."""
    first = name.split(maxsplit=1)[0].lower() if name.strip() else ""
    return (first in _ADVICE and first != name.lower()) or (name.startswith(_ADVICE_ZH) and len(name) > 3)


def is_scalar(text: str) -> bool:
    """Whether what stands beside a name is a mere value: a number, a path, one word."""
    return _SCALAR.fullmatch(text.strip("`'\" ")) is not None


def is_pointer(text: str) -> bool:
    """Whether it only says where to look."""
    if not text.startswith(("http", "ftp", "www.", "[", "!", "<", "(", "（")):
        return not text
    return not _POINTER.sub("", text).strip(" -:：,，。.<>")
