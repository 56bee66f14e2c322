"""All analysers give the same kind of tokens and survive what people paste."""

from __future__ import annotations

import subprocess
import sys
import threading
import unicodedata

import pytest

from textmine.engines import ENGINES, load_tokenizer
from textmine.errors import EngineError
from textmine.lexicon import UserWord, build_lexicon
from textmine.text import Tokenizer, clean, extract_terms, to_morphemes

LEXICON = build_lexicon(
    user_words=(UserWord("나래시", "NNP"), UserWord("따릉이", "NNP"), UserWord("패스트트랙", "NNG"))
)
ODD = [
    "", "  \n\t", "\ud800", "도로\x00파임", "\u1103\u1169\u1105\u1169", "도\u200b로 포트홀", "😀👨‍👩‍👧 불이야",
    "가나다라" * 1_250, "도로에 포트홀이 있어요. " * 1_500, "[이름]님 [전화]로 [PHONE] https://a.example/b @user",
    "\u200b", "ㅋㅋㅋㅋㅋㅋ", "a" * 3_000, "영화ㅋㅋ  재밌다ㅠㅠ가 또 보고싶당", "안녕ㅋㅋ♥☺❤😀 漢字  𠀀",
    "\u202e도로 파임\u202c 신고",
    "<p>도로가</p><br/>&nbsp;파였어요<style>p{color:red}</style> 안전&amp;사고", "<div>" * 20_000 + "도로 파임",
    "[전화]" * 4_000, "😀도로😀에 포트홀😀이", unicodedata.normalize("NFD", "도로가 파였습니다 ") * 3_000,
    "1234567890" * 50, "ᄒᆞᆫ글 옛말",
]  # fmt: skip


@pytest.fixture(scope="module", params=ENGINES)
def tok(request: pytest.FixtureRequest) -> Tokenizer:
    return load_tokenizer(request.param, LEXICON, workers=2)


def test_odd_texts_are_survived_with_offsets_in_range(tok: Tokenizer) -> None:
    results = list(tok.tokenize(ODD))
    assert len(results) == len(ODD)
    assert results[:3] == [[], [], []]
    for text, tokens in zip(ODD, results, strict=True):
        cleaned = clean(text).text
        starts = [token.start for token in tokens]
        assert starts == sorted(starts)
        assert all(token.start + token.length <= len(cleaned) for token in tokens)


def test_every_syllable_is_in_a_token_and_every_token_leads_back_to_the_original(tok: Tokenizer) -> None:
    for text, tokens in zip(ODD, tok.tokenize(ODD), strict=True):
        cleaned = clean(text)
        covered = {place for token in tokens for place in range(token.start, token.start + token.length)}
        syllables = {place for place, character in enumerate(cleaned.text) if "가" <= character <= "힣"}
        assert syllables <= covered, text[:40]
        for token in tokens:
            start, end = cleaned.original_span(token.start, token.length)
            original = unicodedata.normalize("NFC", text[start:end])
            slice_ = cleaned.text[token.start : token.start + token.length]
            if token.tag not in ("SW", "SL"):
                assert [c for c in original if "가" <= c <= "힣"] == [c for c in slice_ if "가" <= c <= "힣"]


def test_long_documents_are_read_to_the_end(tok: Tokenizer) -> None:
    text = "도로에 포트홀이 있어요. " * 1_500 + "마지막은 가로등"
    (tokens,) = tok.tokenize([text])
    last = tokens[-1]
    assert text[last.start : last.start + last.length] == "등" or last.form == "가로등"
    assert sum(token.form == "도로" for token in tokens) == 1_500


def test_decomposed_and_composed_text_read_alike(tok: Tokenizer) -> None:
    text = "도로가 파였습니다"
    nfd, nfc = tok.tokenize([unicodedata.normalize("NFD", text), text])
    assert to_morphemes(nfd) == to_morphemes(nfc)
    assert to_morphemes(nfc)[0] == "도로/NNG"


def test_placeholders_never_become_nouns(tok: Tokenizer) -> None:
    text = "[이름]님 [전화]로 [주소] [PHONE] [URL] 연락"
    (nouns,) = tok.nouns([text])
    assert [noun for noun in nouns if len(noun) > 1] == ["연락"]
    assert list(extract_terms([text], tok, LEXICON)) == [["연락"]]


def test_user_words_stay_whole(tok: Tokenizer) -> None:
    (nouns,) = tok.nouns(["나래시에서 따릉이와 패스트트랙"])
    assert nouns == ["나래시", "따릉이", "패스트트랙"]


def test_tags_are_sejong_tags(tok: Tokenizer) -> None:
    (tokens,) = tok.tokenize(['"도로"를 고쳤던 건 (나래시), 2대 CCTV~ #불법주차 했어요. 건의'])
    tags = {token.tag for token in tokens}
    assert tags <= {
        "NNG", "NNP", "NNB", "NR", "NP", "VV", "VA", "VX", "VCP", "VCN", "MM", "MAG", "MAJ", "IC", "JKS", "JKC", "JKG",
        "JKO", "JKB", "JKV", "JKQ", "JX", "JC", "EP", "EF", "EC", "ETN", "ETM", "XPN", "XSN", "XSV", "XSA", "XSM", "XR",
        "SF", "SP", "SS", "SSO", "SSC", "SE", "SO", "SW", "SL", "SH", "SN", "UN",
    }  # fmt: skip
    assert "불법" in [token.form for token in tokens]


def test_texts_are_read_lazily_and_in_order(tok: Tokenizer) -> None:
    read = 0

    def endless():
        nonlocal read
        while True:
            read += 1
            yield f"도로 {read}"

    stream = tok.tokenize(endless())
    for number in range(1, 4):
        assert next(stream)[-1].form == str(number)
    assert read <= 2_000


def test_one_analyser_serves_several_threads(tok: Tokenizer) -> None:
    texts = [f"나래시 도로 {n}번 포트홀 신고" for n in range(40)]
    expected = list(tok.tokenize(texts))
    results: list[object] = [None] * 4

    def work(index: int) -> None:
        results[index] = list(tok.tokenize(texts))

    threads = [threading.Thread(target=work, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4


def test_an_error_of_the_source_reaches_the_caller(tok: Tokenizer) -> None:
    def broken():
        yield "도로"
        raise LookupError("source")

    with pytest.raises(LookupError, match="source"):
        list(tok.tokenize(broken()))


def test_version_names_the_user_words() -> None:
    with_words, without = load_tokenizer("mecab", LEXICON), load_tokenizer("mecab")
    assert with_words.version != without.version
    assert with_words.version == load_tokenizer("mecab", LEXICON).version


def test_contracted_surfaces_share_their_stretch(tok: Tokenizer) -> None:
    (tokens,) = tok.tokenize(["도로를 고쳤다"])
    stem = next(token for token in tokens if token.tag == "VV")
    assert "도로를 고쳤다"[stem.start : stem.start + stem.length].startswith("고쳤")


def test_unknown_names_and_worker_counts_are_refused() -> None:
    with pytest.raises(EngineError, match="kiwi, mecab, okt, komoran"):
        load_tokenizer("hannanum")
    with pytest.raises(ValueError, match="at least 1"):
        load_tokenizer("kiwi", workers=0)


def test_mecab_starts_no_java_and_warns_of_nothing() -> None:
    code = (
        "from textmine.engines import load_tokenizer\n"
        "print(next(load_tokenizer('mecab').nouns(['도로에 포트홀'])))\n"
        "import jpype\n"
        "assert not jpype.isJVMStarted()\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "도로" in done.stdout
