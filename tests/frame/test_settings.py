"""Settings: one order of precedence, Korean errors, nothing undocumented."""

from __future__ import annotations

from pathlib import Path

import pytest

from textmine.errors import SettingsError
from textmine.pipeline.initialise import settings_template
from textmine.settings import Settings, load_settings

ANNOTATIONS = [field.annotation for field in Settings.model_fields.values()]
TABLES = [Settings, *(kind for kind in ANNOTATIONS if hasattr(kind, "model_fields"))]


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("TEXTMINE_CITY", "TEXTMINE_SECRET", "TEXTMINE_OUTPUTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("table", TABLES)
def test_every_setting_says_what_it_is_for(table: type) -> None:
    nested = {name for name, field in Settings.model_fields.items() if field.annotation in TABLES}
    bare = [name for name, field in table.model_fields.items() if not field.description and name not in nested]
    assert not bare


def test_environment_beats_the_file_and_arguments_beat_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("textmine.toml").write_text('city = "파일시"\nprofile = "bulk"\n', encoding="utf-8")
    assert load_settings().city == "파일시"
    monkeypatch.setenv("TEXTMINE_CITY", "환경시")
    monkeypatch.setenv("TEXTMINE_SMTP__HOST", "mail.narae.example")
    settings = load_settings(outputs=tmp_path / "here")
    assert (settings.city, settings.smtp.host, settings.profile) == ("환경시", "mail.narae.example", "bulk")
    assert settings.store_dir == tmp_path / "here" / "store"


def test_a_wrong_setting_is_named_in_korean() -> None:
    Path("textmine.toml").write_text('profil = "bulk"\n[watch]\nq = 7\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="설정을 읽을 수 없습니다") as error:
        load_settings()
    assert "profil" in str(error.value)
    assert "watch.q" in str(error.value)


def test_a_broken_file_is_named_in_korean() -> None:
    Path("textmine.toml").write_text('city = [\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="을 읽을 수 없습니다"):
        load_settings()


def test_the_template_shows_every_setting_and_changes_none() -> None:
    template = settings_template(load_settings())
    for table in TABLES:
        assert all(f"{name}" in template for name in table.model_fields)
    Path("textmine.toml").write_text(template, encoding="utf-8")
    assert load_settings() == Settings()
