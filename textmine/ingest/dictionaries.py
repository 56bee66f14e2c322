"""Dictionary folders → one Lexicon."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

from textmine import lexicon as parsers
from textmine.errors import LexiconError
from textmine.lexicon import Lexicon, LexiconParts, build_lexicon, overlay

_LINE_FILES: Final[dict[str, tuple[str, Callable[..., Any]]]] = {
    "user_words.tsv": ("user_words", parsers.parse_user_words),
    "synonyms.tsv": ("synonyms", parsers.parse_synonyms),
    "compounds.tsv": ("compounds", parsers.parse_compounds),
    "sentiment.tsv": ("sentiment", parsers.parse_sentiment),
    "danger_words.tsv": ("danger_words", parsers.parse_danger_words),
    "regions.csv": ("regions", parsers.parse_regions),
    "public_names.txt": ("public_names", parsers.parse_public_names),
}
_STOPWORDS: Final = "stopwords.txt"
_DEPARTMENTS: Final = "departments.toml"
_PACKS: Final = "packs"
_KNOWN: Final = (*_LINE_FILES, _STOPWORDS, _DEPARTMENTS, f"{_PACKS}/*.toml")
_NOTES: Final = ("readme", "license", "notice")


def load_lexicon(*folders: Path) -> Lexicon:
    """The cross-checked lexicon of dictionary folders; later folders are laid over earlier ones.

    A folder may lack any file. README, LICENSE and hidden files are passed over.

    Raises
    ------
    LexiconError
        A folder is missing, a file has an unknown name, is not UTF-8 (file and line), or has bad lines.
    """
    return build_lexicon(**read_folders(*folders))


def read_folders(*folders: Path) -> LexiconParts:
    """Parsed dictionaries of several folders, later ones laid over earlier ones; see ``load_lexicon``."""
    parts = LexiconParts()
    for folder in folders:
        parts = overlay(parts, read_folder(folder))
    return parts


def read_folder(folder: Path) -> LexiconParts:
    """Parsed dictionaries of one folder; absent files leave their key out.

    Raises
    ------
    LexiconError
        As ``load_lexicon``, without the cross-checks.
    """
    if not folder.is_dir():
        raise LexiconError(f"사전 폴더 '{folder}'가 없습니다. 설정의 dictionaries 경로를 확인하세요.")
    parts: dict[str, Any] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.stem.lower().startswith(_NOTES):
            continue
        if path.is_dir() and path.name == _PACKS:
            parts["packs"] = tuple(
                parsers.parse_pack(_read(file), f"{_PACKS}/{file.name}") for file in _pack_files(path)
            )
        elif path.name in _LINE_FILES and path.is_file():
            key, parse = _LINE_FILES[path.name]
            parts[key] = parse(_read(path).splitlines(), path.name)
        elif path.name == _STOPWORDS and path.is_file():
            words = parsers.parse_stopwords(_read(path).splitlines(), path.name)
            parts["stopwords"], parts["form_letters"] = words.words, words.form_letters
        elif path.name == _DEPARTMENTS and path.is_file():
            parts["departments"] = parsers.parse_departments(_read(path), path.name)
        else:
            raise LexiconError(
                f"{path.name}: 알 수 없는 사전 파일입니다. 이름을 고치거나 폴더에서 빼세요. "
                f"쓸 수 있는 이름: {', '.join(_KNOWN)}"
            )
    return cast(LexiconParts, parts)


def packaged_dictionaries() -> Path:
    """The folder of the dictionaries that come with textmine.

    In an installed wheel it is ``textmine/_dictionaries``; in a source checkout the top-level ``dictionaries``.

    Raises
    ------
    LexiconError
        Neither exists: the installation is damaged.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_dictionaries", package.parent / "dictionaries"):
        if folder.is_dir():
            return folder
    raise LexiconError("기본 사전 폴더가 없습니다. textmine을 다시 설치하세요.")


def _pack_files(folder: Path) -> list[Path]:
    files = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.stem.lower().startswith(_NOTES):
            continue
        if path.suffix != ".toml" or not path.is_file():
            raise LexiconError(
                f"{_PACKS}/{path.name}: 주시 묶음은 '<이름>.toml' 파일이어야 합니다. 이름을 고치거나 빼세요."
            )
        files.append(path)
    return files


def _read(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise LexiconError(
            f"{path.name}:{line}행: UTF-8이 아닌 글자가 있습니다. 파일을 UTF-8로 다시 저장하세요."
        ) from error
