"""Folders that nobody prepared for us become courses all the same."""

import pytest

from lessons.importing.door import import_notes
from lessons.importing.target import Options
from lessons.models import Lesson, Note, Step, Term
from tests.importing import folders

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def run(folder):
    return import_notes(folder, Options(processes=1))


def titles() -> list[str]:
    return list(Lesson.objects.values_list("title", flat=True))


def test_an_english_handbook_with_setext_headings(tmp_path):
    report = run(folders.english(tmp_path))
    assert titles() == ["Control plane", "Objects", "Nodes", "Draining", "Claims", "Classes"]
    assert list(Term.objects.values_list("name", flat=True)) == [
        "kube-apiserver", "etcd", "kube-scheduler", "Pod", "Service", "kubelet", "kube-proxy", "containerd",
    ]  # fmt: skip
    assert [(p.file, p.line, p.code) for p in report.warnings] == [("nodes.md", 4, "missing-image")]
    control_plane = Lesson.objects.get(title="Control plane").html
    assert "not a heading" not in control_plane
    assert "Not a term" not in control_plane
    assert "kubectl rollout undo" in control_plane
    assert "&lt;your-namespace&gt;/web" in Lesson.objects.get(title="Objects").html
    assert 'href="/lessons/objects/"' in Lesson.objects.get(title="Draining").html
    intro = Note.objects.get(path="README.md").intro_html
    assert 'href="/lessons/nodes/"' in intro
    assert 'href="/lessons/claims/"' in intro


def test_a_chinese_handbook_in_gbk(tmp_path):
    report = run(folders.chinese(tmp_path))
    assert titles() == ["准备", "安装步骤", "组件说明", "常见问题", "名词表"] or titles() == [
        "名词表", "准备", "安装步骤", "组件说明", "常见问题",
    ]  # fmt: skip
    assert {note.encoding for note in Note.objects.all()} == {"gb18030"}
    assert Note.objects.get(path="安装.md").title == "安装手册"
    steps = {step.title: [command["text"] for command in step.commands] for step in Step.objects.all()}
    assert steps == {
        "1. 关闭 swap": ["swapoff -a", "free -m"],
        "2. 安装 kubeadm": [
            "cat <<EOF | tee /etc/yum.repos.d/kubernetes.repo\n[kubernetes]\nname=Kubernetes\nEOF",
            "yum install -y kubeadm kubelet \\\n  kubectl",
        ],
        "3. 初始化": ["kubeadm init --pod-network-cidr=10.244.0.0/16"],
    }
    groups = {term.name: term.group for term in Term.objects.all()}
    assert groups == {
        "kube-apiserver": "控制平面",
        "etcd": "控制平面",
        "kubelet": "工作节点",
        "kube-proxy": "工作节点",
        "命名空间": "名词表",
        "标签": "名词表",
        "污点": "名词表",
    }
    codes = {(problem.file, problem.line, problem.code) for problem in report.warnings}
    assert ("名词.md", 9, "missing-link") in codes
    assert ("名词.md", 5) in {(file, line) for file, line, _ in codes}
    assert "把一个集群分给多个" in Lesson.objects.get(title="名词表").html


def test_one_long_file_in_utf_16(tmp_path):
    report = run(folders.long(tmp_path))
    assert len(report.lessons["created"]) == 449
    assert not report.warnings
    assert Lesson.objects.order_by("-position")[0].html.count("<li>") == 3
