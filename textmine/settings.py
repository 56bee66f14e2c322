"""Settings of one deployment: ``textmine.toml`` and ``TEXTMINE_*`` variables, read once at the entry point.

Nested values are written ``TEXTMINE_SMTP__HOST=mail.city.example`` in the environment and as tables in the file.
Every field's description is what the operator's guide prints; a test fails when one has none.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from textmine.errors import SettingsError

Profile = Literal["quality", "bulk"]
PROFILE_ENGINES: dict[Profile, str] = {"quality": "kiwi", "bulk": "mecab"}

Positive = Annotated[int, Field(ge=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Smtp(_Table):
    """Mail server. Without a host, messages go to the file drop alone."""

    host: str = Field("", description="메일 서버 주소. 비우면 메일을 보내지 않고 파일로만 남깁니다.")
    port: int = Field(25, ge=1, le=65535, description="메일 서버 포트")
    user: str = Field("", description="메일 서버 사용자 이름(필요할 때만)")
    password: SecretStr = Field(SecretStr(""), description="메일 서버 비밀번호")
    starttls: bool = Field(False, description="STARTTLS 사용")
    sender: str = Field("textmine@localhost", description="보내는 사람 주소")
    timeout_s: float = Field(20.0, gt=0, description="메일 서버 응답을 기다리는 시간(초)")


class Webhook(_Table):
    """Signed webhooks (Standard Webhooks, CloudEvents)."""

    url: str = Field("", description="알림을 받을 웹훅 주소. 비우면 쓰지 않습니다.")
    secrets: tuple[SecretStr, ...] = Field(
        (), description="서명하는 비밀 값('whsec_…'). 바꿀 때는 새것을 앞에 함께 적습니다."
    )
    allowed_networks: tuple[str, ...] = Field((), description="보내도 되는 안쪽 망. 예: ['10.20.0.0/16']")
    timeout_s: float = Field(10.0, gt=0, description="답을 기다리는 시간(초)")


class TableDrop(_Table):
    """A table of another system that a gateway for SMS or 알림톡 reads."""

    url: SecretStr = Field(SecretStr(""), description="표가 있는 데이터베이스 주소. 비우면 쓰지 않습니다.")
    table: str = Field("", description="표 이름. 예: sms.SEND_QUEUE")
    columns: dict[str, str] = Field(
        default_factory=dict, description="우리 항목과 열 이름: key·to·phone·subject·text·short·created_at"
    )
    constants: dict[str, str] = Field(default_factory=dict, description="모든 행에 그대로 넣을 열과 값")
    short_bytes: Positive = Field(90, description="short 항목의 길이(CP949 바이트)")


class Chat(_Table):
    """Services that apprise reaches."""

    urls: dict[str, SecretStr] = Field(
        default_factory=dict, description="받는 사람의 메일 주소(모두는 '*')와 apprise 주소"
    )


class Watch(_Table):
    """What is screened for surges, and how strict the screening is."""

    max_terms: Positive = Field(1500, description="급증을 살펴볼 단어의 최대 수(문서빈도 순)")
    min_observed_week: Positive = Field(5, description="주간 급증으로 볼 최소 건수")
    min_observed_day: Positive = Field(5, description="일간 급증으로 볼 최소 건수")
    min_ratio: float = Field(2.0, ge=1, description="평소의 몇 배부터 급증으로 볼지")
    q: float = Field(0.05, gt=0, lt=1, description="거짓발견율(FDR) 한도")
    max_p: float = Field(0.001, gt=0, lt=1, description="급증으로 볼 유의확률 상한")
    replay_days: Positive = Field(60, description="일간 감시를 되돌려 볼 날 수")
    alert_age_days: Positive = Field(14, description="이보다 오래된 이슈는 기록만 하고 알리지 않습니다(일)")


class Alerts(_Table):
    """How people answer an alert."""

    link_base: str = Field(
        "", pattern=r"^(https?://[^\s/]+(/[^\s]*)?)?$",
        description="메일의 '확인했습니다'가 여는 상황판 주소. 비우면 명령을 적습니다. 예: https://textmine.city.example",
    )
    link_days: Positive = Field(7, description="메일의 확인 링크가 통하는 날 수")


class Keep(_Table):
    """How long things are kept; what is older is removed by the nightly job ``maintain``."""

    documents_days: int | None = Field(None, ge=31, description="글을 두는 날 수. 비우면 지우지 않습니다.")
    messages_days: Positive = Field(365, description="보낸 알림의 본문을 두는 날 수(알림과 이력은 남습니다)")
    quarantine_days: Positive = Field(90, description="격리한 행과 넣은 기록의 파일을 두는 날 수")
    audit_days: Positive = Field(1095, description="누가 무엇을 보고 했는지의 기록을 두는 날 수")
    reports: Positive = Field(60, description="남겨 두는 보고서 수")
    backups: Positive = Field(14, description="남겨 두는 백업 수")


class Jobs(_Table):
    """How scheduled work is watched."""

    timeout_minutes: Positive = Field(240, description="작업 하나가 이보다 오래 걸리면 멈추고 다시 합니다(분)")
    operators: tuple[str, ...] = Field((), description="작업이 멈추었을 때 메일을 받을 운영 담당자의 주소")


class Web(_Table):
    """The web page. Nothing is open by default: it listens on this machine alone, and everybody logs in."""

    host: str = Field("127.0.0.1", description="웹이 듣는 주소. 다른 컴퓨터에서도 쓰려면 0.0.0.0(앞에 HTTPS를 두세요)")
    port: int = Field(8800, ge=1, le=65535, description="웹이 듣는 포트")
    hosts: tuple[str, ...] = Field(
        (), description="브라우저에 적는 이름(Host). 비우면 가리지 않습니다. 예: textmine.city.example"
    )
    https: bool = Field(False, description="사람들이 HTTPS로 들어오는지(쿠키를 HTTPS로만 보냅니다)")
    trusted_header: str = Field("", description="앞단 로그인이 사용자 이름을 넣어 주는 헤더. 예: X-Remote-User")
    trusted_proxies: tuple[str, ...] = Field((), description="그 헤더를 믿어도 되는 앞단의 주소. 예: 127.0.0.1")
    session_hours: Positive = Field(10, description="로그인이 이어지는 시간")
    requests_per_minute: Positive = Field(600, description="한 주소에서 1분에 받는 요청 수")
    upload_mb: Positive = Field(200, description="올릴 수 있는 파일의 크기(MB)")


class Schedule(_Table):
    """Cron expressions (Asia/Seoul) of the jobs."""

    ingest: str = Field("*/30 * * * *", description="자료 폴더를 살피는 때")
    urgent: str = Field("10,40 * * * *", description="기다릴 수 없는 알림(위험·심각)을 살피는 때")
    analyse: str = Field("0 5 * * *", description="형태소 분석과 집계를 하는 때")
    watch: str = Field("30 5 * * *", description="급증을 살피는 때")
    forecast: str = Field("0 6 * * *", description="예보를 내는 때")
    dispatch: str = Field("0 9 * * *", description="알림을 보내는 때")
    publish: str = Field("30 6 * * *", description="보고서를 만드는 때")
    maintain: str = Field("0 2 * * *", description="정리하고 백업하는 때")


class Settings(BaseSettings):
    """All settings; unknown keys are an error."""

    model_config = SettingsConfigDict(
        env_prefix="TEXTMINE_", env_nested_delimiter="__", extra="forbid", frozen=True, toml_file="textmine.toml"
    )

    city: str = Field("", description="기관 이름(보고서 제목과 알림에 쓰입니다). 예: 나래시")
    outputs: Path = Field(Path("outputs"), description="결과 폴더")
    data_dir: Path | None = Field(None, description="마트와 원장 폴더(기본: 결과 폴더 아래 store)")
    ledger_url: str = Field("", description="원장 데이터베이스 주소. 비우면 SQLite, 예: postgresql+psycopg://…")
    backup_dir: Path | None = Field(
        None, description="백업 폴더(기본: 결과 폴더 아래 backups). 다른 디스크에 두기를 권합니다."
    )
    inbox: Path = Field(Path("inbox"), description="자료를 넣어 두는 폴더(inbox/complaint, inbox/sns …)")
    dictionaries: Path | None = Field(None, description="기본 사전 위에 덧씌울 기관 사전 폴더")
    profile: Profile = Field("quality", description="형태소 분석: quality(Kiwi) 또는 bulk(KoNLPy Mecab)")
    normalise_sns: bool = Field(True, description="Kiwi가 '그랰ㅋㅋ'을 '그래ㅋㅋ'로 읽을지")
    correct_typos: bool = Field(False, description="Kiwi가 흔한 오타를 고쳐 읽을지(속도가 절반이 됩니다)")
    workers: int | None = Field(None, ge=1, description="큰 파일 읽기와 형태소 분석의 작업자 수(기본: 코어 수)")
    secret: SecretStr = Field(
        SecretStr(""), description="신청인 식별용 비밀 값. 비우면 처음 실행할 때 만들어 데이터 폴더에 둡니다."
    )
    mask_office_phones: bool = Field(False, description="관공서 전화번호도 가릴지")
    duckdb_memory_mb: Positive = Field(1024, description="집계에 쓰는 메모리 한도(MB)")
    duckdb_threads: Positive = Field(2, description="집계에 쓰는 코어 수")
    topics: Literal["auto"] | Positive = Field("auto", description="토픽 수. auto면 자료에 맞춰 정합니다.")
    topic_sample: Positive = Field(20_000, description="토픽을 학습하는 문서의 최대 수")
    seed: int = Field(0, ge=0, description="난수 씨앗. 같은 씨앗이면 같은 결과가 나옵니다.")
    smtp: Smtp = Field(default_factory=Smtp)
    webhook: Webhook = Field(default_factory=Webhook)
    table_drop: TableDrop = Field(default_factory=TableDrop)
    chat: Chat = Field(default_factory=Chat)
    watch: Watch = Field(default_factory=Watch)
    alerts: Alerts = Field(default_factory=Alerts)
    keep: Keep = Field(default_factory=Keep)
    jobs: Jobs = Field(default_factory=Jobs)
    web: Web = Field(default_factory=Web)
    schedule: Schedule = Field(default_factory=Schedule)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order of precedence: arguments, environment, ``textmine.toml``."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def store_dir(self) -> Path:
        return self.data_dir if self.data_dir is not None else self.outputs / "store"

    @property
    def mart_dir(self) -> Path:
        return self.store_dir / "mart"

    @property
    def models_dir(self) -> Path:
        return self.store_dir / "models"

    @property
    def drop_dir(self) -> Path:
        """Where messages are dropped as files for an office's own gateway."""
        return self.store_dir / "drop"

    @property
    def uploads_dir(self) -> Path:
        """Where files wait, as they were sent, until the person who uploaded them has looked and confirmed."""
        return self.store_dir / "uploads"

    @property
    def backups_dir(self) -> Path:
        return self.backup_dir if self.backup_dir is not None else self.outputs / "backups"

    @property
    def database_url(self) -> str:
        return self.ledger_url or f"sqlite:///{self.store_dir / 'ledger.db'}"


def load_settings(**overrides: object) -> Settings:
    """Settings from arguments, environment and ``textmine.toml``, in this order of precedence.

    Raises
    ------
    SettingsError
        A value is unknown or out of range; the Korean message names every one.
    """
    try:
        return Settings(**{k: v for k, v in overrides.items() if v is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [f"  - {'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()]
        remedy = "설정을 읽을 수 없습니다. textmine.toml과 TEXTMINE_ 환경변수를 고치세요."
        raise SettingsError("\n".join([remedy, *lines])) from error
    except tomllib.TOMLDecodeError as error:
        remedy = "따옴표와 괄호가 닫혔는지 그 줄을 고치세요."
        raise SettingsError(f"textmine.toml을 읽을 수 없습니다: {error}. {remedy}") from error
