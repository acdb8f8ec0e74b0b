"""A folder of notes to measure with, made from our own note: its sentences, terms, lists and listings, recombined.

The same seed gives the same bytes. No two files are alike: names, numbers and the order of everything differ, and so
does the way they are written (headings with # or underlined, -, * or 1., tables, code in several languages).
"""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "notes" / "README.md"
BYTES = 8_000_000
FILES = 700
Rng = random.Random

NAMES = """api-gateway billing cart catalog checkout coredns dashboard elasticsearch flannel fluentd frontend grafana
harbor ingress-nginx inventory jenkins kafka kibana logstash mailer metrics minio mongo mysql nginx orders payment
postgres prometheus queue rabbitmq redis registry scheduler search sentry sessions shipping storage tracing traefik
users vault webhook worker zookeeper"""
WORDS = """集群 节点 容器 镜像 网络 存储 调度 副本 服务 探针 证书 命名空间 标签 注解 滚动升级 健康检查 负载均衡 资源配额
持久卷 亲和性 日志 监控 备份 权限 策略 端口 网关 域名 缓存 队列"""

YAML = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  labels:
    app: {name}
    tier: {other}
spec:
  replicas: {n}
  template:
    spec:
      containers:
        - name: {name}
          image: registry.local/{other}/{name}:v{n}.{m}
          ports:
            - containerPort: {port}
          env:
            - {{name: LOG_LEVEL, value: "info"}}   # {word}"""
PYTHON = """def reconcile_{n}(pods: list[str], wanted: int = {m}) -> None:
    \"\"\"{word}{word2}\"\"\"
    for index, pod in enumerate(pods):
        if not pod.startswith("{name}-"):
            raise ValueError(f"{{index}}: {{pod}} is not of {other}")
    print(len(pods) - wanted, {port})"""
GO = """func (c *Controller{n}) sync(key string) error {{
\tobj, exists, err := c.store.GetByKey("{name}/" + key) // {word}
\tif err != nil {{
\t\treturn fmt.Errorf("{other}: %d: %w", {port}, err)
\t}}
\tif !exists {{
\t\treturn c.remove(key, {m})
\t}}
\treturn c.apply(obj)
}}"""
JSON = """{{"kind": "Status", "reason": "{word}", "code": {port},
 "details": {{"name": "{name}", "replicas": {n}, "owner": "{other}", "ready": true}},
 "items": [{n}, {m}, {port}]}}"""
SHELL = """kubectl create deployment {name} --image=registry.local/{other}:{n}.{m}
kubectl scale deployment {name} --replicas={n}
kubectl get pods -l app={name} -o wide | grep {other}   # {word}
curl -s http://127.0.0.1:{port}/healthz && echo ok"""
LISTINGS = [("yaml", YAML), ("python", PYTHON), ("go", GO), ("json", JSON), ("bash", SHELL), ("shell", SHELL)]


class Author:
    """Writes notes out of the pieces of one."""

    def __init__(self, text: str, rng: Rng) -> None:
        self.rng = rng
        self.names, self.words = NAMES.split(), WORDS.split()
        self.fences = [block.split("\n", 1) for block in re.findall(r"^```(\w+\n.*?)\n```$", text, re.M | re.S)]
        prose = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
        self.terms = re.findall(r"^ *- \*\*(.+?):\*\* *(.+?)(?:<br>)?$", prose, re.M)
        self.headings = [heading.strip() for heading in re.findall(r"^#+ (.+)$", prose, re.M)]
        lines = [re.sub(r"^ *(?:- |\d+\. )|<br>$|\*\*", "", line).strip() for line in prose.splitlines()]
        self.sentences = [
            sentence for line in lines if "](" not in line for sentence in re.findall(r"[^。；]{6,}[。；]?", line)
        ]

    def varied(self, text: str) -> str:
        """Other numbers, and now and then another name."""
        text = re.sub(r"\d+", lambda number: str(self.rng.randrange(10 ** min(len(number[0]), 6))), text)
        if self.rng.random() < 0.6:
            text = re.sub(r"\b(?:docker|Docker|pod|Nginx|redis)\b", self.name(), text, count=1)
        return text

    def name(self) -> str:
        return self.rng.choice(self.names)

    def word(self) -> str:
        return self.rng.choice(self.words)

    def sentence(self) -> str:
        return self.varied(self.rng.choice(self.sentences)).lstrip("#-*> ")

    def heading(self) -> str:
        return self.rng.choice(
            [
                f"{self.word()}与{self.word()}",
                f"{self.name()} 的{self.word()}",
                self.varied(self.rng.choice(self.headings)),
            ]
        )

    def paragraph(self) -> str:
        text = "".join(self.sentence() for _ in range(self.rng.randint(2, 5)))
        if self.rng.random() < 0.3:
            text += f"见 [{self.name()}](https://example.org/{self.name()}/{self.rng.randrange(9999)})。"
        if self.rng.random() < 0.3:
            text += f"**{self.word()}** 由 `{self.name()}` 负责。"
        return text

    def bullets(self) -> str:
        marker = self.rng.choice(["-", "*", "1."])
        return "\n".join(f"{marker} {self.sentence()}" for _ in range(self.rng.randint(3, 7)))

    def glossary(self) -> str:
        picked = self.rng.sample(self.terms, self.rng.randint(3, 6))
        items = [f"- **{name} {self.name()}:** {self.varied(text)}" for name, text in picked]
        return "\n".join(items)

    def nested(self) -> str:
        inner = [f"    - {self.sentence()}" for _ in range(self.rng.randint(2, 4))]
        return "\n".join(f"{n}. {self.word()}\n" + "\n".join(inner) for n in (1, 2))

    def table(self) -> str:
        rows = [
            f"| {self.name()} | {self.rng.randint(1, 65535)} | {self.word()}：{self.sentence().replace('|', '')} |"
            for _ in range(self.rng.randint(3, 8))
        ]
        return "\n".join(["| 名称 | 端口 | 说明 |", "|---|---:|---|", *rows])

    def listing(self) -> str:
        if self.rng.random() < 0.3:
            language, body = self.rng.choice(self.fences)
            return f"```{language}\n{self.varied(body)}\n```"
        language, template = self.rng.choice(LISTINGS)
        body = template.format(
            name=self.name(),
            other=self.name(),
            word=self.word(),
            word2=self.word(),
            n=self.rng.randint(1, 99),
            m=self.rng.randint(1, 99),
            port=self.rng.randint(1024, 65535),
        )
        return f"```{language}\n{body}\n```"

    def quote(self) -> str:
        return f"> {self.sentence()}\n> {self.sentence()}"

    def blocks(self) -> Iterator[str]:
        """Without end: a heading, then what stands below it."""
        kinds: list[Callable[[], str]] = [self.paragraph, self.bullets, self.glossary, self.nested, self.table]
        kinds += [self.listing, self.quote]
        weights = [6, 3, 2, 1, 1, 5, 1]
        underlined = self.rng.random() < 0.2
        while True:
            title = self.heading()
            yield f"{title}\n{'-' * 2 * len(title)}" if underlined else f"## {title}"
            for part in range(self.rng.randint(1, 3)):
                if part:
                    yield f"### {self.heading()}"
                for kind in self.rng.choices(kinds, weights, k=self.rng.randint(1, 4)):
                    yield kind()

    def note(self, size: int) -> str:
        """About `size` bytes; never less than a title and one section."""
        parts = [f"# {self.name()} {self.word()}笔记"]
        length = len(parts[0])
        for block in self.blocks():
            if length > size and len(parts) > 2:
                break
            parts.append(block)
            length += len(block.encode()) + 2
        return "\n\n".join(parts) + "\n"


def write(folder: Path, files: int = FILES, size: int | None = None, seed: int = 1) -> int:
    """Writes `files` notes of `size` bytes in all (by default in proportion to 700 of 8 MB); returns the bytes."""
    rng = random.Random(seed)  # noqa: S311 - repeatable is what is wanted
    author = Author(SOURCE.read_text(encoding="utf-8"), rng)
    shares = [rng.lognormvariate(0, 0.7) for _ in range(files)]
    scale = (size or BYTES * files // FILES) / sum(shares)
    written = 0
    for number, share in enumerate(shares):
        path = folder / f"part-{number // 50:02}" / f"{number:03}-{author.name()}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = author.note(int(share * scale))
        path.write_text(text, encoding="utf-8")
        written += len(text.encode())
    return written
