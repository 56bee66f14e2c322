"""Dictionary folders → one lexicon."""

from __future__ import annotations

from pathlib import Path

import pytest

from textmine.errors import LexiconError
from textmine.ingest import load_lexicon, packaged_dictionaries


def _folder(path: Path, **files: str) -> Path:
    for name, content in files.items():
        target = path / name.replace("__", "/").replace("_dot_", ".")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    return path


def test_packaged_dictionaries_load_whole() -> None:
    lexicon = load_lexicon(packaged_dictionaries())
    assert lexicon.regions and lexicon.departments and lexicon.packs and lexicon.stopwords and lexicon.form_letters
    assert lexicon == load_lexicon(packaged_dictionaries())


def test_no_folder_gives_the_empty_lexicon() -> None:
    assert load_lexicon().user_words == ()


def test_later_folder_lies_over_the_earlier(tmp_path: Path) -> None:
    base = _folder(tmp_path / "a", danger_words_dot_tsv="붕괴\t3\n싱크홀\t2\n", stopwords_dot_txt="민원\n")
    over = _folder(tmp_path / "b", danger_words_dot_tsv="싱크홀\t3\n", README_dot_md="우리 시 사전")
    lexicon = load_lexicon(base, over)
    assert dict(lexicon.danger_words) == {"붕괴": 3, "싱크홀": 3} and "민원" in lexicon.stopwords
    assert lexicon.version != load_lexicon(base).version


def test_packs_are_read_from_their_folder(tmp_path: Path) -> None:
    folder = _folder(tmp_path, packs__pothole_dot_toml='name="포트홀"\nwhy="도로 파손"\nterms=["포트홀", "도로파손"]\n')
    (pack,) = load_lexicon(folder).packs
    assert pack.pack_id == "pothole" and pack.terms == ("포트홀", "도로파손")


def test_unknown_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"stopword\.txt.*stopwords\.txt"):
        load_lexicon(_folder(tmp_path, stopword_dot_txt="민원\n"))


def test_wrong_encoding_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "public_names.txt").write_bytes("첫줄\n".encode() + "둘째".encode("cp949") + b"\n")
    with pytest.raises(LexiconError, match=r"public_names\.txt:2행"):
        load_lexicon(tmp_path)


def test_bom_and_nfd_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "stopwords.txt").write_bytes("민원\n".encode("utf-8-sig"))
    assert "민원" in load_lexicon(tmp_path).stopwords


def test_bad_line_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"danger_words\.tsv:2행"):
        load_lexicon(_folder(tmp_path, danger_words_dot_tsv="붕괴\t3\n싱크홀\t9\n"))


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="없는사전"):
        load_lexicon(tmp_path / "없는사전")
