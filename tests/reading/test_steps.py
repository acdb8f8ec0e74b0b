"""Walkthroughs and their commands."""

from textwrap import dedent

import pytest

from lessons.reading.note import Note
from lessons.reading.reader import read

from .notes import OUR_NOTE, note, typed

BLOCK = "```sh\nls\n```\n"


@pytest.mark.parametrize(
    "title", ["安装", "单机部署", "搭建集群", "Installation", "How to set up", "Getting started", "Deploy"]
)
def test_an_installation_with_commands_is_a_walkthrough(title: str) -> None:
    found = note(f"# T\n## A\na\n## {title}\n### a\n{BLOCK}\n### b\ntext\n### c\n{BLOCK}")
    assert [(step.title, len(step.commands)) for step in found.sections[1].steps] == [("a", 1), ("b", 0), ("c", 1)]


@pytest.mark.parametrize("title", ["网络原理", "Networking", "安装常见问题"])
def test_other_sections_with_commands_are_not(title: str) -> None:
    assert note(f"# T\n## A\na\n## {title}\n### a\n{BLOCK}### c\n{BLOCK}").sections[1].steps == ()


def test_an_installation_with_one_block_is_not() -> None:
    assert note(f"# T\n## A\na\n## 安装\n### a\n{BLOCK}### c\ntext\n").sections[1].steps == ()


@pytest.mark.parametrize("title", ["FAQ", "常见问题", "Troubleshooting", "参考", "简介"])
def test_help_is_no_step(title: str) -> None:
    found = note(f"# T\n## A\na\n## 安装\n### a\n{BLOCK}### b\n{BLOCK}### {title}\n1. x\n{BLOCK}")
    assert [step.title for step in found.sections[1].steps] == ["a", "b"]


def test_numbered_items_are_steps_too() -> None:
    found = note(
        """\
        # T
        ## A
        ## 安装
        1. 关闭**防火墙**：
            ```shell
            systemctl stop firewalld
            ```
        2. 修改配置
        3. 启动
        ```shell
        systemctl start docker
        systemctl start kubelet
        ```

        ### FAQ
        1. 失败了
        ```shell
        reboot
        ```
        """
    )
    steps = [(step.title, step.line, step.end_line, len(step.commands)) for step in found.sections[1].steps]
    assert steps == [("关闭防火墙", 4, 7, 1), ("修改配置", 8, 8, 0), ("启动", 9, 13, 2)]


def test_paragraphs_numbered_the_chinese_way_are_steps() -> None:
    found = note(f"# T\n## A\n## 安装\n1、关闭防火墙\n\n{BLOCK}\n2、安装docker\n{BLOCK}")
    assert [(step.title, step.line, step.end_line) for step in found.sections[1].steps] == [
        *(("关闭防火墙", 4, 8), ("安装docker", 10, 13)),
    ]


def test_steps_end_at_their_last_visible_line() -> None:
    found = note(f"# T\n## A\n## 安装\n### a\n{BLOCK}\n\n### b\n{BLOCK}\n\n")
    assert [(step.line, step.end_line) for step in found.sections[1].steps] == [(4, 7), (10, 13)]


def test_commands_know_their_lines() -> None:
    found = note("# T\n## 安装\n### a\n```sh\n# x\nls\n\npwd  \n```\n### b\n```sh\nls\n```\n")
    assert [(command.text, command.line) for command in found.sections[0].steps[0].commands] == [("ls", 6), ("pwd", 8)]


def test_a_line_of_odd_blanks_is_no_command() -> None:
    assert typed("\u2028\nls\n") == ["ls"]


def test_each_line_is_a_command_and_comments_are_none() -> None:
    assert typed("# first\nyum install -y etcd  \n\n  systemctl start etcd # now\n") == [
        *("yum install -y etcd", "systemctl start etcd # now"),
    ]


@pytest.mark.parametrize(
    "prompt", ["$", "[root@h ~]#", "[root@k8s-master etc]$", "root@h:~#", "me@h:/etc$", "(env) me@h ~$"]
)
def test_prompts_are_stripped_and_what_has_none_is_output(prompt: str) -> None:
    text = f"{prompt} kubectl get nodes\nNAME    STATUS\n# master Ready\n{prompt} kubectl get pods\nNo resources.\n"
    assert typed(text, "console") == ["kubectl get nodes", "kubectl get pods"]
    assert typed(text) == ["kubectl get nodes", "kubectl get pods"]


def test_a_hash_is_roots_prompt_only_where_other_lines_say_so() -> None:
    assert typed("# kubectl get nodes\nNAME    STATUS\n# kubectl get pods\n") == [
        "kubectl get nodes",
        "kubectl get pods",
    ]
    assert typed("# yum install docker\n# systemctl start docker\n") == ["yum install docker", "systemctl start docker"]
    assert typed("# 安装docker\nyum install docker\n") == ["yum install docker"]
    assert typed("# install it\nyum install docker\n# start it\nsystemctl start docker\n") == [
        *("yum install docker", "systemctl start docker"),
    ]
    assert typed("# yum install docker\n") == []
    assert typed("# 先停止旧的服务\n# 再安装\n# yum install docker\n") == []
    assert typed("# yum install docker\n", "console") == ["yum install docker"]


def test_continued_lines_are_one_command() -> None:
    assert typed("kubeadm init \\\n  --token a \\\n  --v 1\nls\n") == ["kubeadm init \\\n  --token a \\\n  --v 1", "ls"]
    assert typed("$ kubeadm init \\\n>   --v 1\nok\n$ ls\n") == ["kubeadm init \\\n  --v 1", "ls"]
    assert typed("cat a |\n  sort\nls\n") == ["cat a |\n  sort", "ls"]


def test_a_heredoc_is_one_command_with_its_text() -> None:
    text = "cat <<EOF > a.yaml\n# kept\n\na:  \n  - b\nEOF\nls\n"
    assert typed(text) == ["cat <<EOF > a.yaml\n# kept\n\na:  \n  - b\nEOF", "ls"]
    assert typed("[root@h ~]# tee a <<-'E'\n\tx\n\tE\n[root@h ~]# ls\n") == ["tee a <<-'E'\n\tx\n\tE", "ls"]
    assert typed("cat <<A - <<B\na\nA\nb\nB\nls\n") == ["cat <<A - <<B\na\nA\nb\nB", "ls"]
    assert typed("cat <<EOF\nnever ends\n") == ["cat <<EOF\nnever ends"]


def test_quotes_and_loops_are_whole() -> None:
    assert typed("kubectl patch x -p '{\n  \"a\": 1\n}'\nls\n") == ["kubectl patch x -p '{\n  \"a\": 1\n}'", "ls"]
    assert typed("for i in a b; do\n  echo $i\ndone\nls\n") == ["for i in a b; do\n  echo $i\ndone", "ls"]
    assert typed("for i in a b; do echo $i; done\nls\n") == ["for i in a b; do echo $i; done", "ls"]
    assert typed("ls # don't\npwd\n") == ["ls # don't", "pwd"]
    assert typed("echo it's\nls\n") == ["echo it's", "ls"]


def test_a_block_without_language_counts_if_it_reads_like_shell() -> None:
    assert typed("yum install -y docker\nsystemctl start docker\n", "") == [
        "yum install -y docker",
        "systemctl start docker",
    ]
    assert typed("apiVersion: v1\nkind: Pod\n", "") == []
    assert typed("NAME   STATUS\nnode1  Ready\n", "") == []
    assert typed("$ mycommand\n", "") == ["mycommand"]


@pytest.mark.parametrize("language", ["yaml", "text", "json", "dockerfile", "ini"])
def test_other_languages_are_no_shell(language: str) -> None:
    assert typed("ls\n", language) == []


@pytest.mark.parametrize("language", ["bash", "Shell", "sh", "shell-session", "{.bash}", "bash title=x", "zsh"])
def test_shells_by_any_name(language: str) -> None:
    assert typed("ls\n", language) == ["ls"]


def test_indented_code_is_shell_too() -> None:
    found = note("# T\n## 安装\n### a\n\n    yum install docker\n\n### b\n\n    docker ps\n    docker images\n")
    assert [len(step.commands) for step in found.sections[0].steps] == [1, 2]


# Steps without commands


def edits(body: str) -> list[str]:
    """What is to be edited in a step with that text."""
    found = note(f"# T\n## A\n## 安装\n### a\n{dedent(body)}\n### b\n{BLOCK}### c\n{BLOCK}")
    return [edit.text for edit in found.sections[1].steps[0].edits]


def test_the_items_of_a_step_without_commands_are_edits() -> None:
    assert edits("Both:\n1. change **A**  \n2. change `B`\n   and save it\n") == ["change A", "change B and save it"]
    assert edits("- one\n  - in more detail\n- two\n") == ["one in more detail", "two"]


def test_a_step_with_commands_has_no_edits() -> None:
    assert edits(f"1. read this\n2. and that\n\n{BLOCK}") == []


def test_a_step_of_prose_has_none_either() -> None:
    assert edits("Only words.\n\nAnd more of them.\n") == []


def test_edits_know_their_lines() -> None:
    found = note(f"# T\n## 安装\n### a\n\n1. one\n\n2. two\n### b\n{BLOCK}### c\n{BLOCK}")
    assert [(edit.text, edit.line) for edit in found.sections[0].steps[0].edits] == [("one", 5), ("two", 7)]


def test_the_note_s_step_without_commands_has_two_edits_with_its_own_words() -> None:
    found = read("README.md", OUR_NOTE.read_bytes(), ())
    [step] = [step for section in found.sections for step in section.steps if step.title == "修改配置"]
    assert [edit.text for edit in step.edits] == [
        "修改Docker配置文件/etc/sysconfig/docker，OPTIONS='--selinux-enabled=false --insecure-registry gcr.io'",
        "修改配置文件/etc/kubernetes/apiserver，把–admission_control参数中的ServiceAccount删除",
    ]


# A file that is one installation


def walk(found: Note) -> list[tuple[str, list[str]]]:
    return [(section.heading.title, [step.title for step in section.steps]) for section in found.sections]


def test_a_note_named_like_an_installation_is_one_walkthrough() -> None:
    found = note(f"# Install Kubernetes\n## Swap\n{BLOCK}## Packages\n{BLOCK}## Look\nAt it.\n")
    assert walk(found) == [("Swap", ["Swap"]), ("Packages", ["Packages"]), ("Look", ["Look"])]
    assert [len(section.steps[0].commands) for section in found.sections] == [1, 1, 0]


def test_help_in_such_a_note_is_no_step() -> None:
    found = note(f"# 安装手册\n## 简介\n\n## 关闭swap\n{BLOCK}## 装包\n{BLOCK}## 常见问题\n{BLOCK}")
    assert [steps for _, steps in walk(found) if steps] == [["关闭swap"], ["装包"]]


def test_a_section_that_has_steps_of_its_own_keeps_them() -> None:
    found = note(f"# Install\n## Packages\n{BLOCK}## Setting up\n### one\n{BLOCK}### two\n{BLOCK}")
    assert walk(found) == [("Packages", ["Packages"]), ("Setting up", ["one", "two"])]


@pytest.mark.parametrize(
    "text",
    [
        f"# Networking\n## A\n{BLOCK}## B\n{BLOCK}",
        f"# Install\n## A\n{BLOCK}## B\nwords\n",
        f"# Install\n## A\n{BLOCK}## B\n{BLOCK}## C\nx\n## D\nx\n## E\nx\n",
    ],
    ids=["named otherwise", "one with commands", "mostly prose"],
)
def test_other_notes_are_not(text: str) -> None:
    assert not any(steps for _, steps in walk(note(text)))
