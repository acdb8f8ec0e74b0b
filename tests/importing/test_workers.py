import os
import signal
import time

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


def test_every_job_comes_back_with_its_result():
    done = dict(workers.run(double, range(50), processes=2, seconds=10))
    assert done == {number: number * 2 for number in range(50)}


def test_a_job_over_its_time_is_killed_and_the_others_go_on():
    started = time.monotonic()
    done = dict(workers.run(stall_on_three, range(12), processes=2, seconds=0.5))
    assert isinstance(done.pop(3), workers.TookTooLong)
    assert done == {number: number for number in range(12) if number != 3}
    assert time.monotonic() - started < 30


def test_a_process_that_dies_costs_only_its_own_job():
    done = dict(workers.run(die_on_three, range(12), processes=1, seconds=10))
    assert isinstance(done.pop(3), workers.Died)
    assert done == {number: number for number in range(12) if number != 3}


def test_no_jobs_need_no_process():
    assert list(workers.run(double, [], processes=2, seconds=1)) == []
