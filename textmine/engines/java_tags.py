"""Tags of KoNLPy's Java analysers in the Sejong set, as Kiwi uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Okt knows no tag finer than these: any particle is JX, any ending EC, a modifier or determiner MM.
_OKT: Final = {
    "Noun": "NNG", "ProperNoun": "NNP", "Verb": "VV", "Adjective": "VA", "Adverb": "MAG", "Determiner": "MM",
    "Modifier": "MM", "Exclamation": "IC", "Josa": "JX", "PreEomi": "EP", "Eomi": "EC", "Conjunction": "MAJ",
    "VerbPrefix": "XPN", "Suffix": "XSN", "Alpha": "SL", "Number": "SN", "KoreanParticle": "SW", "Hashtag": "SW",
    "ScreenName": "SW", "Email": "SW", "URL": "SW", "CashTag": "SW", "Unknown": "UN",
}  # fmt: skip
_KOMORAN: Final = {"NF": "NNG", "NV": "VV", "NA": "UN"}
# These two only in a comparison of nouns: their other tags stay their own.
_HANNANUM: Final = {"NC": "NNG", "NQ": "NNP", "NB": "NNB", "NN": "NR", "F": "SL"}
_KKMA: Final = {"NNM": "NNB", "UN": "NNG", "OL": "SL", "OH": "SH", "ON": "SN", "EMO": "SW"}

_TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "okt": _OKT, "komoran": _KOMORAN, "hannanum": _HANNANUM, "kkma": _KKMA,
}  # fmt: skip

_SIGNS: Final = {
    **dict.fromkeys(".?!", "SF"), **dict.fromkeys(",·/:;", "SP"), **dict.fromkeys("([{<〈《「『【‘“", "SSO"),
    **dict.fromkeys(")]}>〉》」』】’”", "SSC"), **dict.fromkeys("'\"", "SS"), **dict.fromkeys("-~∼〜", "SO"), "…": "SE",
}  # fmt: skip


def sejong_tag(engine: str, tag: str, form: str) -> str:
    """The Sejong tag for ``tag`` of ``engine``; Okt's signs and foreign letters by the first character of ``form``."""
    if engine == "okt" and tag in ("Punctuation", "Foreign"):
        return _SIGNS.get(form[0], "SW") if tag == "Punctuation" else _foreign(form[0])
    return _TABLES[engine].get(tag, tag)


def _foreign(character: str) -> str:
    if "\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff":
        return "SH"
    return "SL" if character.isalpha() else "SW"
