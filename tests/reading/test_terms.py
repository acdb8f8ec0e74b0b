"""What is a term, judged by form and by content."""

import pytest

from .notes import named, note


@pytest.mark.parametrize(
    "text",
    [
        "- **Pod:** 一组容器\n- **Job:** 一次性任务\n",
        "- **Pod**: 一组容器\n- **Job**: 一次性任务\n",
        "* **Pod：** 一组容器\n* **Job**：一次性任务\n",
        "+ __Pod:__ 一组容器\n+ __Job__ : 一次性任务\n",
        "- **Pod** - 一组容器\n- **Job** – 一次性任务\n",
        "- **Pod** — 一组容器\n- **Job** —— 一次性任务\n",
        "- `Pod`: 一组容器\n- `Job` - 一次性任务\n",
        "- **`Pod`**: 一组容器\n- ***Job***：一次性任务\n",
        "- Pod: 一组容器\n- Job：一次性任务\n",
        "- Pod - 一组容器\n- Job — 一次性任务\n",
        "1. *Pod*: 一组容器\n2. *Job*: 一次性任务\n",
        "1. Pod：一组容器\n\n2. Job：一次性任务\n",
        "- **Pod** (容器组): 一组容器\n- **Job**（任务）：一次性任务\n",
        "- **Pod:**\n  一组容器\n- **Job:**\n一次性任务\n",
        "Pod\n: 一组容器\n\nJob\n\n: 一次性任务\n",
        "> - **Pod:** 一组容器\n> - **Job:** 一次性任务<br>\n",
        "| 概念 | 说明 |\n|---|---|\n| Pod | 一组容器 |\n| **Job** | 一次性任务 |\n",
        "| Term | Definition |\n|:--|--:|\n| `Pod` | 一组容器\n| Job | 一次性任务\n",
        "组件 | 版本 | 作用\n---|---|---\nPod | v1 | 一组容器\nJob | v1 | 一次性任务\n",
        "| 描述 | 名称 |\n|---|---|\n| 一组容器 | Pod |\n| 一次性任务 | Job |\n",
    ],
)
def test_everyday_ways_to_explain_a_name(text: str) -> None:
    assert named(text) == {"Pod": "一组容器", "Job": "一次性任务"}


@pytest.mark.parametrize(
    "text",
    [
        "- **Pod:** a group of containers that share an address\n- **Job:** runs once\n",
        "- Pod: a group of containers that share an address\n- Job: runs once\n",
        "| Name | Description |\n|---|---|\n| Pod | a group of containers |\n| Job | runs once |\n",
    ],
)
def test_english_terms(text: str) -> None:
    assert list(named(text)) == ["Pod", "Job"]


@pytest.mark.parametrize(
    "text",
    [
        "- [Pod](https://x.y): 一组容器\n- [Job](https://x.y): 一次性任务\n",
        "- **[Pod](pod.md):** 一组容器\n- **[Job](job.md):** 一次性任务\n",
        "- 官方文档: https://kubernetes.io\n- 中文社区: https://www.kubernetes.org.cn\n",
        "- **官方文档:** <https://kubernetes.io>\n- **中文社区:** [这里](https://www.kubernetes.org.cn)\n",
        "- `--namespace`: 命名空间\n- `-o wide`: 更多列\n- `-v`: 更多日志\n",
        "- `kubectl get pods` - list the pods\n- `kubectl logs NAME` - follow the log\n",
        "### 调度流程\n1. 提交：kubectl把yaml提交给apiserver\n2. 绑定：scheduler选择节点\n",
        "- --namespace: the namespace to use\n- -v: more logging\n",
        "| 名称 | 说明 |\n|---|---|\n| --namespace | 命名空间 |\n| -v | 更多日志 |\n",
        "- **不要使用latest标签:** 无法回滚\n- **设置资源限制:** 避免耗尽\n- **使用探针:** 自动恢复\n",
        "- **Use namespaces:** they keep teams apart\n- **Don't run as root:** it is risky\n",
        "- 第1步：安装docker\n- 第2步：安装kubelet\n- 第3步：启动服务\n",
        "- Step 1: install the packages\n- Step 2: start the services\n",
        "- **第一步：** 安装docker\n- **第二步：** 安装kubelet\n",
        "- imagePullPolicy: Always：总是拉取\n- imagePullPolicy: Never: 只用本地\n",
        "- 注意：先关闭防火墙\n- 例如：redis，elasticsearch\n",
        "- **Note:** restart the service\n- **Example:** a web server\n",
        "- **优点：** 部署简单，扩展容易\n- **缺点：** 网络复杂，排错困难\n",
        "- [ ] Pod: 一组容器\n- [x] Job: 一次性任务\n",
        "- TODO: 写完这一节\n- FIXME: 检查版本\n",
        "- replicas: 3\n- image: nginx:1.7\n- port: 8080\n",
        "- **Version:** 1.10\n- **Kernel:** 3.10.0\n",
        "- 作者：张三\n- 日期：2018年10月\n",
        "- 为什么需要Pod：因为容器要协作\n- 什么是Job：一次性任务\n",
        "- 拉取不到最新的镜像，怎么办：修改策略\n- 删除后又重启了：先删除rc\n",
        "- 因为镜像的版本和上次构建时的版本完全一样：不会拉取\n- Pod被删除之后控制器会马上再创建一个：先删除控制器\n",
        "- http://x.y: 网站一\n- https://y.z: 网站二\n",
        "- 09:00: 开始会议\n- 10:30: 讨论问题\n",
        "- 2018-10-01: 第一次发布\n- 2018-11-01: 修正错误\n",
        "- **Pod:** 一组容器\n- 其次要安装docker\n- 然后启动所有服务\n- 最后查看版本\n",
        "- 一组容器\n- 一次性任务\n",
        "- **全局架构**\n- **集群对象**\n",
        "```\n- **Pod:** 一组容器\n- **Job:** 一次性任务\n```\n",
        "<!--\n- **Pod:** 一组容器\n- **Job:** 一次性任务\n-->\n",
        "| 参数 | 默认值 |\n|---|---|\n| Pod | 一组容器 |\n| Job | 一次性任务 |\n",
        "| 名称 | 端口 | 协议 | 说明 |\n|---|---|---|---|\n| Pod | 1 | 2 | 一组容器 |\n| Job | 1 | 2 | 任务 |\n",
    ],
)
def test_what_only_looks_like_terms(text: str) -> None:
    assert named(text) == {}


def test_a_remark_among_terms_is_left_out() -> None:
    text = "- **Pod:** 一组容器\n- **Job:** 一次性任务\n- **Node:** 一台机器\n- **注意：** 以上都有标签\n"
    assert list(named(text)) == ["Pod", "Job", "Node"]
    assert list(named(text + "- **不要直接创建:** 它们不会恢复\n")) == ["Pod", "Job", "Node"]
    assert named("- **Pod:** 一组容器\n- **注意：** 以上\n- **例如：** redis服务\n") == {}
    assert list(named("- Pod: 一组容器\n- Job: 一次性任务\n- 注意：以上都有标签\n")) == ["Pod", "Job"]


def test_an_explanation_reaches_to_the_end_of_its_item() -> None:
    found = note(
        """\
        # T
        ## A
        - **Service:** 访问入口
          负载均衡

          - ClusterIP
          - NodePort

        - **Job:** `a:b` 任务

        end
        ## B
        """
    )
    service, job = found.sections[0].terms
    assert (service.line, service.end_line) == (3, 7)
    assert service.text == "访问入口\n负载均衡\n\n- ClusterIP\n- NodePort"
    assert (job.line, job.end_line, job.text) == (9, 9, "`a:b` 任务")


def test_a_table_row_is_one_line_and_keeps_escaped_bars() -> None:
    found = note("# T\n## A\n| 术语 | 含义 |\n|--|--|\n| Pod | a \\| b |\n| Job | 任务 |\n## B\n")
    [pod, _] = found.sections[0].terms
    assert (pod.line, pod.end_line, pod.form, pod.text) == (5, 5, "table", "a | b")


@pytest.mark.parametrize(
    ("above", "group"),
    [
        ("1. 核心对象\n", "核心对象"),
        ("1. **核心对象**：<br>\n", "核心对象"),
        ("### 二、核心对象\n", "核心对象"),
        ("### Three kinds of core objects\n", "core objects"),
        ("", "L"),
        ("1. 这些都是我们在日常工作中经常用到的一些最基本最重要的对象，请记住它们\n", "L"),
    ],
)
def test_the_item_or_heading_above_names_the_group(above: str, group: str) -> None:
    indent = "    " if above.startswith("1.") else ""
    text = f"{above}{indent}- **Pod:** 一组容器\n{indent}- **Job:** 一次性任务\n"
    [section] = note("# T\n\n## L\n" + text).sections
    assert {term.group for term in section.terms} == {group}


@pytest.mark.parametrize(
    ("heading", "names", "group"),
    [
        ("集群外访问集群内服务的几种模式", ("Host模式", "Ingress模式"), "访问模式"),
        ("更新Pod的两种策略", ("滚动策略", "重建策略"), "更新策略"),
        ("更新Pod的两种策略", ("Recreate", "Rolling"), "更新Pod的两种策略"),
        ("网络模式", ("Host模式", "Bridge模式"), "网络模式"),
    ],
)
def test_a_heading_that_counts_kinds_gives_way_to_the_kind(heading: str, names: tuple[str, str], group: str) -> None:
    items = "".join(f"- **{name}:** 一种做法\n" for name in names)
    [section] = note(f"# T\n## L\n### {heading}\n{items}").sections
    assert {term.group for term in section.terms} == {group}


def test_details_nested_in_a_term_are_grouped_by_it() -> None:
    text = (
        "# T\n## L\n- **Service:** 入口\n    - **ClusterIP:** 集群内部\n    - **NodePort:** 节点端口\n- **Job:** 任务\n"
    )
    [section] = note(text).sections
    assert [(term.name, term.group) for term in section.terms] == [
        *(("Service", "L"), ("ClusterIP", "Service"), ("NodePort", "Service"), ("Job", "L")),
    ]
