"""A checklist of 500 steps, half of them ticked, for somebody who is signed in; and our own two."""

import tempfile
import time
from pathlib import Path
from statistics import median

from bench.course import imported
from bench.figures import Figure, report

STEPS = 500
COMMANDS = "systemctl enable node-{0}\nsystemctl start node-{0}"
NOTE = "# 安装 Kubernetes\n\n## 部署\n\n" + "\n".join(
    f"### 第 {n} 步：准备节点 {n}\n\n把节点 {n} 加进来。\n\n```sh\n{COMMANDS.format(n)}\n```\n"
    for n in range(1, STEPS + 1)
)


def main(rounds: int = 15) -> int:
    with tempfile.TemporaryDirectory(prefix="bench-notes-") as folder:
        (Path(folder) / "install.md").write_text(NOTE, encoding="utf-8")
        with imported(Path(folder)):
            from django.contrib.auth.models import User
            from django.db import connection
            from django.test import Client
            from django.test.utils import CaptureQueriesContext

            from checklists.models import Checklist, Run, Step
            from learners.models import Learner

            checklist = Checklist.objects.get()
            learner = Learner.objects.create(user=User.objects.create_user("ada"))
            run = Run(learner=learner, checklist=checklist)
            steps = list(Step.objects.filter(checklist=checklist))
            for step in steps[::2]:
                for part in step.parts:
                    run.tick(step.key, part["id"], True, 1_700_000_000_000, step.digest)
            run.save()
            client = Client(headers={"Accept-Language": "zh-CN"}, SERVER_NAME="127.0.0.1")
            client.force_login(learner.user or User())
            address = checklist.get_absolute_url()
            times = []
            for _ in range(rounds):
                start = time.perf_counter()
                page = client.get(address)
                times.append((time.perf_counter() - start) * 1000)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
    figures = [
        Figure("steps", page.content.count(b"data-step-id"), STEPS, at_least=True),
        Figure("page", median(times), 120, "ms"),
        Figure("queries", len(queries), 6),
        Figure("HTML", len(page.content) / 1024, unit="KiB"),
    ]
    return report(f"A checklist of {STEPS} steps, {rounds} times", figures)
