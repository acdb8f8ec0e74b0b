import pytest

from lessons.diagrams.spec import parse
from lessons.models import Course, Diagram, Erratum, Leg, Lesson, Note, Step, Term
from lessons.search.writing import Entry, index
from lessons.tokens import tokens

INTRO = '<ul><li><span class="missing" data-missing="cka.md">cka</span></li></ul>'
KUBELET = (
    '<dl class="terms"><div><dt id="term-kubelet" data-term="kubelet">kubelet</dt><dd>主要负责和'
    '<mark class="erratum" data-erratum="e1-cri">Docker交互</mark>'
    '<a class="ref" href="#erratum-e1-cri" aria-label="{name} 1"><sup>{sign}</sup></a>。'
    '<aside class="overprint outdated" id="erratum-e1-cri" role="note"><b>{sign}</b><p>{text}</p></aside>'
    "</dd></div></dl>"
)
DIAGRAM = {
    "title": {"zh": "全局架构", "en": "The whole cluster"},
    "about": {"zh": "谁和谁说话。", "en": "Who talks to whom."},
    "nodes": {
        "kubelet": {"label": "kubelet", "term": "kubelet"},
        "kubectl": {"label": "kubectl", "role": {"zh": "命令行工具。", "en": "The command line tool."}},
    },
    "wires": ["kubectl -> kubelet"],
    "narrow": "kubectl\n.\nkubelet",
    "steps": [
        {
            "title": {"zh": "敲下命令", "en": "Type it"},
            "text": {"zh": "命令出发。", "en": "The command leaves."},
            "failure": {"zh": "什么都不发生。", "en": "Nothing happens."},
            "move": "kubectl -> kubelet",
        },
        {
            "title": {"zh": "回话", "en": "An answer"},
            "text": {"zh": "结果回来。", "en": "The result comes back."},
            "move": "kubelet -> kubectl",
        },
    ],
}


@pytest.fixture
def small_course(db: None, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Three lessons in two legs, a list of references and a retired lesson, from one note in Chinese."""
    root = tmp_path_factory.mktemp("notes")
    course = Course.objects.create(root=str(root), title="K8S 笔记", title_en="K8S notes", revision=1)
    note = Note.objects.create(
        path="README.md", position=1, title="K8S", title_html="K8S", intro_html=INTRO, language="zh", encoding="utf-8"
    )
    setting_out = Leg.objects.create(
        position=1, title="启航", title_en="Setting out", about="为什么会有它", about_en="Why it exists"
    )
    ashore = Leg.objects.create(position=2, title="靠岸", title_en="Ashore")

    def lesson(position: int, slug: str, title: str, html: str, leg: Leg | None, html_en: str = "") -> Lesson:
        return Lesson.objects.create(
            slug=slug,
            note=note,
            leg=leg,
            kind="lesson" if leg else "references",
            position=position,
            path=title,
            title=title,
            title_html=title,
            html=html,
            html_en=html_en,
            source=title,
            line=position * 10,
            end_line=position * 10 + 9,
            minutes=position,
            digest=slug,
        )

    lesson(1, "why-containers", "为什么要容器化", "<ol><li>节省服务器资源</li></ol>", setting_out)
    architecture = lesson(
        2,
        "architecture",
        "K8S的架构",
        '<h2 id="全局架构">全局架构</h2>' + KUBELET.format(name="勘误", sign="勘1", text="改用 CRI。"),
        setting_out,
        '<h2 id="全局架构">全局架构</h2>' + KUBELET.format(name="Erratum", sign="1", text="CRI today."),
    )
    install = lesson(3, "install", "二进制安装（单机）", "<p>关闭防火墙</p>", ashore)
    lesson(4, "references", "参考文献", "<ul><li>运维之美</li></ul>", None)
    gone = lesson(5, "gone", "旧的一课", "<p>从前的话</p>", ashore)
    gone.retired_at = course.imported_at
    gone.save()
    Term.objects.create(
        lesson=architecture,
        name="kubelet",
        group="全局架构",
        anchor="term-kubelet",
        html="主要负责和Docker交互。",
        text="主要负责和Docker交互。",
        position=1,
        line=21,
    )
    Step.objects.create(lesson=install, title="关闭防火墙", position=1, line=31)
    Erratum.objects.create(
        name="e1-cri",
        severity="outdated",
        quote="Docker交互",
        text="kubelet 通过 CRI 与运行时交互。",
        text_en="The kubelet talks to a runtime through the CRI.",
        since="v1.24，2022",
        since_en="v1.24, 2022",
        sources=["https://kubernetes.io/docs/concepts/architecture/cri/"],
        lesson=architecture,
        number=1,
        position=1,
    )
    Erratum.objects.create(
        name="e2-lost", severity="error", quote="不见了", text="无处可放。", text_en="Nowhere.", position=2
    )
    spec = parse(DIAGRAM, "course/diagrams/cluster.yaml")
    Diagram.objects.create(
        name="cluster",
        title=spec.title.zh,
        title_en=spec.title.en,
        spec=spec.to_json(),
        lesson=architecture,
        position=1,
    )
    found = [
        (architecture, "term", "term-kubelet", "kubelet", "主要负责和Docker交互。"),
        (install, "section", "", "二进制安装（单机）", "关闭防火墙，镜像拉取策略有3种。"),
    ]
    index(
        Entry(lesson.pk, kind, anchor, title, text, tokens(title), tokens(text))
        for lesson, kind, anchor, title, text in found
    )
    return course
