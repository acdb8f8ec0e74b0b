"""The note that the product was made for."""

import pytest

from lessons.reading.note import Note
from lessons.reading.reader import read

from .notes import OUR_NOTE, titles


@pytest.fixture(scope="module")
def ours() -> Note:
    return read("README.md", OUR_NOTE.read_bytes())


def test_it_is_six_lessons_and_a_list_of_references(ours: Note) -> None:
    assert (ours.title, ours.title_line, ours.language, ours.encoding) == ("K8S", 1, "zh", "utf-8")
    assert titles(ours) == [
        "为什么要容器化",
        "什么是Docker",
        "什么是K8S，为什么需要K8S",
        "K8S的架构",
        "k8s的网络原理",
        "二进制安装（单机）",
        "参考文献",
    ]
    assert [section.kind for section in ours.sections] == ["lesson"] * 6 + ["references"]
    assert ours.problems == ()


def test_what_stands_before_the_first_lesson_is_the_intro(ours: Note) -> None:
    assert ours.intro == (2, 7)
    assert [link.target for link in ours.intro_links] == ["./cka.md", "./etcd.md", "./kubeadm.md", "./rbac.md"]


def test_it_explains_21_terms_in_three_groups(ours: Note) -> None:
    groups: dict[str, list[str]] = {}
    for section in ours.sections:
        for term in section.terms:
            groups.setdefault(term.group, []).append(term.name)
    assert groups == {
        "全局架构": ["ApiServer", "Scheduler", "Controller Manager", "Etcd", "kubelet", "kube-proxy"],
        "集群对象关系": [
            *("Pod", "Replication Controller", "Replica Set", "Deployment", "Ingress", "Service"),
            *("ConfigMap/Secret", "DaemonSet", "StatefulSet", "Job", "CronJob", "Horizontal PodAutoscaler"),
        ],
        "访问模式": ["Host模式", "NodePort模式", "Ingress模式"],
    }


def test_a_terms_text_ends_before_the_line_break_and_the_picture(ours: Note) -> None:
    last = ours.sections[3].terms[-1]
    assert (last.text, last.line, last.end_line) == ("水平自动伸缩控制器", 44, 45)


def test_it_has_one_walkthrough_of_five_steps(ours: Note) -> None:
    [walkthrough] = [section for section in ours.sections if section.steps]
    assert walkthrough.heading.title == "二进制安装（单机）"
    assert [(step.title, len(step.commands)) for step in walkthrough.steps] == [
        ("关闭防火墙", 2),
        ("安装etcd和kubernetes（会自动安装docker）", 1),
        ("修改配置", 0),
        ("按顺序启动所有服务", 7),
        ("查看版本", 1),
    ]
    first = walkthrough.steps[0].commands[0]
    assert (first.text, first.line) == ("systemctl disable firewalld", 96)


def test_the_course_may_cut_the_objects_off_the_architecture() -> None:
    ours = read("README.md", OUR_NOTE.read_bytes(), [("K8S的架构", "集群对象关系")])
    assert ours.problems == ()
    architecture, objects = ours.sections[3:5]
    assert (architecture.line, architecture.end_line, len(architecture.terms)) == (22, 31, 6)
    assert (objects.line, objects.body_line, objects.end_line, objects.indent) == (32, 33, 46, 3)
    assert objects.heading.title == "集群对象关系"
    assert objects.heading.path == ("K8S", "K8S的架构", "集群对象关系")
    assert len(objects.terms) == 12
    assert {term.group for term in objects.terms} == {"集群对象关系"}


def test_pictures_are_links_of_their_lesson(ours: Note) -> None:
    images = [(link.target, link.line) for link in ours.sections[3].links if link.image]
    assert images == [("./images/k8s-cluster.png", 30), ("./images/k8s-pod.png", 45)]
