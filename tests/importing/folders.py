"""Notes as other people write them: three folders that nobody prepared for us."""

from pathlib import Path

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "08d763f8ffff3f0005fe02fea735819f0000000049454e44ae426082"
)

SETEXT = """\
---
title: Cluster handbook
---
Kept by the platform team. Start with [the nodes](nodes.md), then [storage](storage/README.md#claims).

Control plane
=============

What runs where:

| Component | Purpose |
|---|---|
| kube-apiserver | The only door to etcd; everything else is its client. |
| etcd | Keeps every object, and the order of their changes. |
| kube-scheduler | Chooses a node for each Pod that has none. |

API server
----------

It answers over HTTPS on port 6443.
<!-- ## not a heading
- **Not a term:** not shown either -->
Rollback
--------

1. Stop the traffic.

2. Go back one revision:

   ```console
   $ kubectl rollout undo deployment/web
   deployment.apps/web rolled back
   ```

3. Look at it again.

Objects
=======

Pod
:   One or more containers that share an address.

Service
:   A stable name and address for a set of Pods.

Use `<namespace>/<name>` to name them, e.g. <your-namespace>/web.
"""

NODES = """\
Nodes
=====

![a rack](img/rack.png) ![lost](img/lost.png)

* kubelet — runs the Pods that are bound to its node
* kube-proxy — writes the rules by which Services are reached
* containerd — pulls images, starts and stops containers

Draining
========

```sh
# before the kernel update
kubectl drain node-2 --ignore-daemonsets
kubectl uncordon node-2
```

Back to [the handbook](README.md#objects).
"""

STORAGE = """\
Storage
=======

Claims
------

A claim asks; a volume answers.

- [ ] check the reclaim policy
- [x] name the storage class

Classes
-------

~~glusterfs~~ is gone. See https://kubernetes.io/docs/concepts/storage/.
"""

GBK_INSTALL = """\
+++
title = "安装手册"
+++
# 准备

- 操作系统：
  - CentOS 7 或更新
  - 关闭 swap
- 主机名：每台不同

# 安装步骤

### 1. 关闭 swap

```
[root@master ~]# swapoff -a
[root@master ~]# free -m
              total        used
```

### 2. 安装 kubeadm

```bash
cat <<EOF | tee /etc/yum.repos.d/kubernetes.repo
[kubernetes]
name=Kubernetes
EOF
yum install -y kubeadm kubelet \\
  kubectl
```

### 3. 初始化

```shell
$ kubeadm init --pod-network-cidr=10.244.0.0/16
```

# 组件说明

1. 控制平面
  - **kube-apiserver**：集群唯一的入口。
  - **etcd**：保存所有对象。
2. 工作节点
  - **kubelet**：管理本机的 Pod。
  - **kube-proxy**：维护转发规则。

# 常见问题

- 注意：先看日志。
- `--v=4`：日志更详细。
- 第1步：看 Pod 的事件。
- 第2步：看容器的日志。
"""

GBK_GLOSSARY = """\
# 名词表

| 概念 | 说明 |
| --- | --- |
| 命名空间 | 把一个集群分给多个团队用 |
| 标签 | 挑选对象的键值对 |
| 污点 | 让节点拒绝不容忍它的 Pod |

详见[安装手册](安装.md)和[不存在的](没有.md)。
"""


def english(folder: Path) -> Path:
    """Setext headings, definition lists, tables, loose lists, front matter, CRLF."""
    for path, text in {"README.md": SETEXT, "nodes.md": NODES, "storage/README.md": STORAGE}.items():
        _write(folder / path, text.replace("\n", "\r\n").encode())
    _write(folder / "img/rack.png", PNG)
    return folder


def chinese(folder: Path) -> Path:
    """GBK with CRLF, several top headings, two-space lists, prompts in the listings; one byte is broken."""
    _write(folder / "安装.md", GBK_INSTALL.replace("\n", "\r\n").encode("gb18030"))
    _write(folder / "名词.md", GBK_GLOSSARY.encode("gb18030").replace("团队".encode("gb18030"), b"\xff\xff", 1))
    return folder


def long(folder: Path) -> Path:
    """One file of 300 KB in UTF-16, in which a single section holds most of it."""
    paragraphs = (
        f"## Case {number}\n\nOn day {number} node-{number % 7} went NotReady for {number % 53} s.\n\n"
        f"- the kubelet on it had {number * 3} Pods\n  - of which {number % 11} were evicted\n    1. by taint\n\n"
        f"```yaml\nreplicas: {number}\nimage: registry.local/app:{number}\n```\n\n"
        + f"Afterwards the controller made {number} Pods anew. " * 8
        + "\n"
        for number in range(1, 450)
    )
    text = "# Incident log\n\nEverything that went wrong.\n\n" + "\n".join(paragraphs)
    _write(folder / "incidents.md", text.encode("utf-16"))
    return folder


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
