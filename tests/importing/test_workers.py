import os
import signal
import time
from collections.abc import Callable, Iterable
from typing import Any

from lessons.importing import workers


def double(number: int) -> int:
    return number * 2


def stall_on_three(number: int) -> int:
    if number == 3:
        time.sleep(60)
    return number


def die_on_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def run(task: Callable[[int], int], jobs: Iterable[int], *, processes: int, seconds: float) -> list[tuple[int, Any]]:
    with workers.Pool(lambda: task, processes=processes, seconds=seconds) as pool:
        return list(pool.run(jobs))


def test_every_job_comes_back_with_its_result():
    done = dict(run(double, range(50), processes=2, seconds=10))
    assert done == {number: number * 2 for number in range(50)}


def test_a_job_over_its_time_is_killed_and_the_others_go_on():
    started = time.monotonic()
    done = dict(run(stall_on_three, range(12), processes=2, seconds=0.5))
    assert isinstance(done.pop(3), workers.TookTooLong)
    assert done == {number: number for number in range(12) if number != 3}
    assert time.monotonic() - started < 30


def test_a_process_that_dies_costs_only_its_own_job():
    done = dict(run(die_on_three, range(12), processes=1, seconds=10))
    assert isinstance(done.pop(3), workers.Died)
    assert done == {number: number for number in range(12) if number != 3}


def test_no_jobs_need_no_process():
    assert run(double, [], processes=2, seconds=1) == []


def test_a_pool_takes_one_batch_after_the_other_and_starts_again_after_a_stop():
    with workers.Pool(lambda: double, processes=2, seconds=10) as pool:
        pool.start(1)
        assert dict(pool.run([1])) == {1: 2}
        assert dict(pool.run(range(5))) == {number: number * 2 for number in range(5)}
        pool.stop()
        assert dict(pool.run([3])) == {3: 6}
