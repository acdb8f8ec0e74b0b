from lessons.importing.matching import Part, match

POD = "一个或多个紧密协作的容器应用组成的逻辑对象，每个Pod会分配一个PodIP，容器共享Pod的IP和网络配置。"
JOB = "一次性任务，跑完就结束，失败了会按次数重试；常用来做数据迁移和批处理，完成之后可以自动清理掉。"


def test_the_same_path_in_the_same_file_is_the_same_part():
    old = [Part("a.md", "Pod", POD), Part("a.md", "Job", JOB)]
    new = [Part("a.md", "Job", "全改了"), Part("a.md", "Pod", "也全改了")]
    assert match(old, new) == {0: 1, 1: 0}


def test_an_explicit_id_outweighs_everything_else():
    old = [Part("a.md", "Pod", POD, "pod"), Part("a.md", "Job", JOB)]
    new = [Part("b.md", "Job", JOB, "pod"), Part("a.md", "Job", JOB)]
    assert match(old, new) == {0: 0, 1: 1}


def test_a_part_that_moved_to_another_file_keeps_its_identity():
    assert match([Part("a.md", "Pod", POD)], [Part("b.md", "Pod", POD)]) == {0: 0}


def test_a_renamed_heading_is_recognised_by_its_text():
    old = [Part("a.md", "Pod", f"## Pod\n{POD}"), Part("a.md", "Job", f"## Job\n{JOB}")]
    new = [Part("a.md", "什么是Pod", f"## 什么是Pod\n{POD}"), Part("a.md", "批处理", f"## 批处理\n{JOB}")]
    assert match(old, new) == {0: 0, 1: 1}


def test_parts_that_only_share_a_few_words_are_different():
    assert match([Part("a.md", "Pod", POD)], [Part("a.md", "Job", JOB)]) == {}


def test_repeated_headings_are_paired_in_their_order():
    old = [Part("a.md", "FAQ", "first answer"), Part("a.md", "FAQ", "second answer")]
    new = [Part("a.md", "FAQ", "first answer"), Part("a.md", "FAQ", "second answer"), Part("a.md", "FAQ", "third one")]
    assert match(old, new) == {0: 0, 1: 1}


def test_nothing_is_paired_twice():
    old = [Part("a.md", "Pod", POD)]
    new = [Part("b.md", "一", POD), Part("c.md", "二", POD)]
    assert len(match(old, new)) == 1


def test_thousands_of_unrelated_parts_are_told_apart_quickly():
    old = [Part("a.md", f"old {n}", f"{n * 7919} old words about subject {n * 31}") for n in range(3000)]
    new = [Part("b.md", f"new {n}", f"fresh sentence {n * 104729} on matter {n * 17}") for n in range(3000)]
    assert match(old, new) == {}
