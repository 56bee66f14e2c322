"""A run may die anywhere: started again, it ends as if nothing had happened."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

from tests.e2e.conftest import Done, Finished, Mailbox, as_json, process, store_hash, textmine

LAUNCHER = str(Path(__file__).with_name("kill_at.py"))

# Where the process dies, in the order in which a run comes there: module, function, call, moment.
POINTS = {
    "while documents are written": ("textmine.store.delta", "write", "1", "after"),
    "between two tables of the analysis": ("textmine.store.delta", "write", "4", "after"),
    "between two periods of the watch": ("textmine.store.ledger.surges", "replace_period", "20", "after"),
    "between sending a message and noting it": ("textmine.store.ledger.outbox", "mark_sent", "1", "before"),
    "between mails": ("textmine.deliver.channels", "send_email", "1", "after"),
    "before the report is swapped in": ("textmine.pipeline.publish", "swap_latest", "1", "before"),
}


def test_a_run_killed_at_every_point_in_turn_ends_like_an_undisturbed_one(
    complaints: Path, finished: Finished, mailbox: Mailbox, tmp_path: Path
) -> None:
    outputs = tmp_path / "outputs"
    command = ("run", "-i", complaints, "--outputs", outputs, "--json")
    for where, point in POINTS.items():
        process(*command, port=mailbox.port, code=-signal.SIGKILL, launcher=(LAUNCHER, *point))
        assert not (outputs / "latest").exists(), where
    process(*command, port=mailbox.port)
    assert store_hash(outputs) == finished.hash
    assert mailbox.by_id() == finished.mail
    assert (outputs / "latest" / "report.html").is_file()
    for name in ("issues.json", "keywords.csv", "topics.json", "forecast.csv"):
        assert (outputs / "latest" / name).read_bytes() == (finished.outputs / "latest" / name).read_bytes(), name


def test_a_day_killed_at_twelve_steps_ends_like_an_undisturbed_one(
    complaints: Path, mailbox: Mailbox, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "complaint").mkdir(parents=True)
    shutil.copy(complaints, inbox / "complaint")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    counted = _day(whole, inbox, mailbox, step=0)
    steps = int(counted.stderr.rsplit("steps ", 1)[1])
    expected, mail = store_hash(whole), mailbox.by_id()
    mailbox.taken.clear()
    for _ in range(12):  # each of them further on, because what was done is not done again
        _day(killed, inbox, mailbox, step=max(2, steps // 13), code=-signal.SIGKILL)
    _day(killed, inbox, mailbox, step=0)
    assert store_hash(killed) == expected
    assert mailbox.by_id() == mail


def _day(outputs: Path, inbox: Path, mailbox: Mailbox, *, step: int, code: int = 0) -> Done:
    launcher = (LAUNCHER, "steps", str(step))
    return process("jobs", "due", "--outputs", outputs, port=mailbox.port, code=code, launcher=launcher,
                   TEXTMINE_INBOX=str(inbox))


def test_the_same_input_again_changes_nothing(
    complaints: Path, finished: Finished, copied: Path, mailbox: Mailbox
) -> None:
    report = as_json(textmine("run", "-i", complaints, "--outputs", copied, "--json", port=mailbox.port))
    assert report["files"][0]["skipped"]
    assert report["analysis"]["documents"] == report["analysis"]["tokenised"] == 0
    assert mailbox.taken == []
    assert store_hash(copied) == finished.hash


def test_a_later_day_without_news_sends_no_second_mail(copied: Path, finished: Finished, mailbox: Mailbox) -> None:
    textmine(
        "jobs", "run", "dispatch", "--period", "2026-11-01", "--outputs", copied, port=mailbox.port,
        TEXTMINE_NOW="2026-11-02T00:00:00+00:00",
    )
    assert mailbox.taken == []


def test_overlapping_files_in_either_order_give_one_store(complaints: Path, tmp_path: Path) -> None:
    lines = complaints.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    for number, part in enumerate((lines[1:400], lines[250:650])):
        (tmp_path / f"part{number}.csv").write_text("".join([lines[0], *part]), encoding="utf-8")
    hashes = set()
    for order in ((0, 1), (1, 0)):
        outputs = tmp_path / f"outputs{order[0]}"
        for number in order:
            textmine("ingest", tmp_path / f"part{number}.csv", "--outputs", outputs)
        for stage in ("analyse", "watch", "forecast"):
            textmine(stage, "--outputs", outputs)
        hashes.add(store_hash(outputs))
    assert len(hashes) == 1
