#!/usr/bin/env bash
# 망이 닫힌 서버에 textmine을 설치하거나 판을 올립니다. 인터넷을 쓰지 않습니다.
#   ./install.sh /opt/textmine              설치·판 올리기
#   ./install.sh /opt/textmine --rollback   바로 전에 쓰던 것으로 되돌리기
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
[ $# -ge 1 ] || { echo "설치할 폴더를 주세요. 예: ./install.sh /opt/textmine" >&2; exit 2; }
mkdir -p "$1/versions"
prefix="$(cd "$1" && pwd)"
python="${PYTHON:-python3}"

if [ "${2:-}" = "--rollback" ]; then
  previous="$(cat "$prefix/previous" 2>/dev/null || true)"
  if [ -z "$previous" ] || [ ! -d "$prefix/versions/$previous" ]; then
    echo "되돌릴 것이 없습니다." >&2
    exit 1
  fi
  basename "$(readlink "$prefix/current")" > "$prefix/previous"
  ln -sfn "versions/$previous" "$prefix/current"
  echo "$previous(으)로 되돌렸습니다."
  echo "새 판이 원장을 고쳤다면, 판을 올리기 전의 백업을 빈 폴더에 복원해서 쓰세요:"
  echo "  $prefix/current/bin/textmine restore 백업파일 --outputs 새폴더"
  exit 0
fi

"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
  || { echo "Python 3.11~3.13이 필요합니다. 예: PYTHON=python3.12 ./install.sh $prefix" >&2; exit 1; }
(cd "$here" && sha256sum --quiet -c SHA256SUMS) \
  || { echo "묶음이 온전하지 않습니다. 다시 옮겨 오세요." >&2; exit 1; }

name="$(cat "$here/VERSION")-$(date +%Y%m%d%H%M%S)"
target="$prefix/versions/$name"
trap 'rm -rf "$target"; echo "설치하지 못했습니다. 전에 쓰던 것은 그대로입니다." >&2' ERR
"$python" -m venv "$target"
"$target/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$here/wheels" \
  --require-hashes -r "$here/requirements.txt"
"$target/bin/textmine" --version
trap - ERR

if [ -L "$prefix/current" ]; then
  previous="$(basename "$(readlink "$prefix/current")")"
  echo "$previous" > "$prefix/previous"
  echo "판을 올렸습니다. 서비스를 다시 시작하기 전에 전의 판으로 백업해 두세요:"
  echo "  $prefix/versions/$previous/bin/textmine backup"
fi
ln -sfn "versions/$name" "$prefix/current"
echo "설치했습니다: $prefix/current/bin/textmine"
