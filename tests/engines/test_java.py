"""A text that hangs or kills a Java analyser costs that text alone."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from textmine.engines import load_tokenizer
from textmine.engines.java import JavaTokenizer
from textmine.engines.java_tags import sejong_tag
from textmine.engines.worker_process import WorkerProcess
from textmine.errors import EngineError
from textmine.text.tokenizer import Unread

FRAIL = """
import json, os, sys, time
print('{"ready": true}', flush=True)
for line in sys.stdin:
    text = json.loads(line)
    if "잠" in text:
        time.sleep(600)
    if "죽음" in text:
        os._exit(9)
    if "오류" in text:
        print('{"error": "java.lang.NullPointerException"}', flush=True)
    elif "없음" in text:
        print('{"tokens": []}', flush=True)
    else:
        print(json.dumps({"tokens": [[text, "Noun", 0, len(text)]]}), flush=True)
"""


class FrailTokenizer(JavaTokenizer):
    """The tokenizer over a worker that sleeps, dies and fails when it is told to."""

    def _start(self) -> WorkerProcess:
        worker = WorkerProcess(["frail"])
        assert worker.hello() == {"ready": True}
        return worker


@pytest.fixture
def frail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FrailTokenizer:
    (tmp_path / "frail.py").write_text(FRAIL, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return FrailTokenizer("okt", timeout_s=1.0)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie waits for its parent only.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def ended(pid: int) -> bool:
    until = time.monotonic() + 30
    while is_running(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not is_running(pid)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("잠", "1초 안에 다 읽지 못했습니다"),
        ("죽음", "두 번 죽었습니다"),
        ("오류", "오류를 냈습니다(java.lang.NullPointerException)"),
        ("없음", "아무것도 읽지 못했습니다"),
    ],
)
def test_a_bad_text_is_unread_and_the_rest_goes_on(frail: FrailTokenizer, bad: str, reason: str) -> None:
    first = frail._worker.pid
    before, failed, blank, after = frail.tokenize(["도로", f"{bad} 도로", "", "가로등"])
    assert [token.form for token in before + after] == ["도로", "가로등"]
    assert type(blank) is list
    assert isinstance(failed, Unread)
    assert failed == []
    assert reason in failed.reason
    assert is_running(first) == (bad in ("오류", "없음"))


def test_a_worker_that_something_else_killed_costs_no_text(frail: FrailTokenizer) -> None:
    os.killpg(frail._worker.pid, signal.SIGKILL)
    assert [[token.form for token in tokens] for tokens in frail.tokenize(["도로", "가로등"])] == [["도로"], ["가로등"]]


def test_a_worker_ends_with_its_tokenizer(frail: FrailTokenizer) -> None:
    tok = FrailTokenizer("okt")
    pid = tok._worker.pid
    del tok
    gc.collect()
    assert ended(pid)
    pid = frail._worker.pid
    frail.close()
    frail.close()
    assert ended(pid)


def test_a_real_hang_is_killed_and_replaced() -> None:
    tok = load_tokenizer("okt", timeout_s=1.0)
    assert isinstance(tok, JavaTokenizer)
    hung = tok._worker.pid
    os.kill(hung, signal.SIGSTOP)
    first, second = tok.tokenize(["도로", "가로등이 고장"])
    assert isinstance(first, Unread)
    assert [token.form for token in second] == ["가로등", "이", "고장"]
    assert ended(hung)


def test_a_worker_dies_with_its_caller_even_inside_a_document() -> None:
    code = (
        "from textmine.engines.java import JavaTokenizer\n"
        "tok = JavaTokenizer('kkma', timeout_s=600)\n"
        "print(tok._worker.pid, flush=True)\n"
        "list(tok.tokenize(['뷁쀓' * 15_000]))\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as caller:
        assert caller.stdout is not None
        worker = int(caller.stdout.readline())
        time.sleep(1)
        assert is_running(worker)
        caller.kill()
    assert ended(worker)


def test_java_that_does_not_start_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "--no-such-option")
    with pytest.raises(EngineError, match=r"textmine\[java\].*JAVA_HOME"):
        load_tokenizer("okt")


def test_threads_take_turns(frail: FrailTokenizer) -> None:
    results: list[list[str]] = [[] for _ in range(4)]

    def work(index: int) -> None:
        results[index] = [tokens[0].form for tokens in frail.tokenize(f"도로{index}{n}" for n in range(50))]

    threads = [threading.Thread(target=work, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [[f"도로{index}{n}" for n in range(50)] for index in range(4)]


def test_long_documents_have_more_time(frail: FrailTokenizer) -> None:
    (failed,) = frail.tokenize(["잠" + "도로 " * 500])
    assert isinstance(failed, Unread)
    assert "9초 안에" in failed.reason


def test_okt_tags_are_sejong_tags() -> None:
    tags = {
        ("Noun", "도로"): "NNG", ("ProperNoun", "서울"): "NNP", ("Alpha", "CCTV"): "SL", ("Number", "2대"): "SN",
        ("Punctuation", "),"): "SSC", ("Punctuation", "…"): "SE", ("Punctuation", "~"): "SO", ("Foreign", "漢字"): "SH",
        ("Foreign", "ñ"): "SL", ("Foreign", "♥"): "SW", ("KoreanParticle", "ㅋㅋ"): "SW", ("Hashtag", "#도로"): "SW",
    }  # fmt: skip
    assert {key: sejong_tag("okt", *key) for key in tags} == tags
    assert sejong_tag("komoran", "NF", "도로") == "NNG"
    assert sejong_tag("komoran", "JKS", "이") == "JKS"
