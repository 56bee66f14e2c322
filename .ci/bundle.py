"""Everything that a closed network needs in one file: wheels (source archives built), lock, installer, documents."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"


def main() -> None:
    """Write ``dist/textmine-<version>-<platform>.tar.gz``."""
    version = metadata.version("textmine")
    name = f"textmine-{version}-{sys.platform}-py{sys.version_info.major}{sys.version_info.minor}"
    folder = DIST / name
    shutil.rmtree(folder, ignore_errors=True)
    wheels = folder / "wheels"
    _pip("wheel", "--require-hashes", "-r", str(ROOT / "requirements.lock"), "-w", str(wheels))
    _pip("wheel", "--no-deps", str(ROOT), "-w", str(wheels))
    lines = [_requirement(wheel) for wheel in sorted(wheels.glob("*.whl"))]
    (folder / "requirements.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "VERSION").write_text(f"{version}\n", encoding="utf-8")
    shutil.copy(ROOT / ".ci" / "install.sh", folder)
    shutil.copytree(ROOT / "docs", folder / "docs")
    for document in ("README.md", "CHANGELOG.md", "LICENSE"):
        shutil.copy(ROOT / document, folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = [f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    archive = DIST / f"{name}.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=1) as tar:  # wheels are compressed already
        tar.add(folder, arcname=name)
    print(f"{archive.relative_to(ROOT)} · {archive.stat().st_size / 1e6:,.0f} MB · {len(lines)} wheels")


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check"]
    subprocess.run(command, check=True)


def _requirement(wheel: Path) -> str:
    name, version, *_ = wheel.name.split("-")
    return f"{name}=={version} --hash=sha256:{_sha256(wheel)}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main()
