"""``textmine users``: who may log in to the web page."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from textmine.cli.output import command_context, emit, out, print_table
from textmine.cli.run import Json, Outputs
from textmine.web import accounts
from textmine.web.people import ROLE_NAMES, Role

app = typer.Typer(help="웹 사용자를 더하고, 보고, 역할과 비밀번호를 바꿉니다.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="사용자 이름")]
RoleOption = Annotated[
    Role, typer.Option(help="viewer(보기), officer(담당자), analyst(분석가), operator(운영자), admin(관리자)")
]
Departments = Annotated[list[str] | None, typer.Option("--department", help="부서. 여러 번 쓸 수 있습니다.")]


@app.command()
def add(
    name: Name, role: RoleOption = Role.VIEWER, department: Departments = None, outputs: Outputs = None,
    json_: Json = False,
) -> None:  # fmt: skip
    """사용자를 더하고 일회용 비밀번호를 보여 줍니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        password = accounts.add_user(context, name, role, department or (), actor=getpass.getuser())
    emit({"name": name, "role": role, "password": password}, json_, lambda: _tell(name, password))


@app.command("list")
def list_(outputs: Outputs = None, json_: Json = False) -> None:
    """사용자를 봅니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        found = accounts.list_accounts(context)
    emit(found, json_, lambda: print_table(
        f"사용자 {len(found)}명", ["이름", "역할", "부서", "상태"],
        [[a.name, ROLE_NAMES[a.role], ", ".join(a.departments), _state(a)] for a in found],
        empty="사용자가 없습니다. 'textmine serve'를 처음 열면 관리자가 만들어집니다.",
    ))


@app.command()
def passwd(name: Name, outputs: Outputs = None, json_: Json = False) -> None:
    """새 일회용 비밀번호를 만듭니다. 열려 있던 화면은 모두 로그아웃됩니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        password = accounts.reset_password(context, name, actor=getpass.getuser())
    emit({"name": name, "password": password}, json_, lambda: _tell(name, password))


@app.command()
def role(
    name: Name, role: Annotated[Role, typer.Argument(help="새 역할")], department: Departments = None,
    outputs: Outputs = None, json_: Json = False,
) -> None:  # fmt: skip
    """역할과 부서를 바꿉니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        accounts.change_role(context, name, role, department or (), actor=getpass.getuser())
    emit({"name": name, "role": role}, json_, lambda: out.print(f"{name}: {ROLE_NAMES[role]}", highlight=False))


@app.command("close")
def close_(name: Name, outputs: Outputs = None, json_: Json = False) -> None:
    """사용자를 막습니다. 이력은 남습니다."""
    with command_context(outputs=outputs, quiet=True) as context:
        accounts.set_active(context, name, is_active=False, actor=getpass.getuser())
    emit({"name": name, "is_active": False}, json_, lambda: out.print(f"{name}: 막았습니다.", highlight=False))


def _tell(name: str, password: str) -> None:
    out.print(f"이름 {name}, 일회용 비밀번호 {password}", highlight=False, soft_wrap=True)
    out.print("처음 로그인할 때 바꾸게 됩니다. 다시 보이지 않으니 본인에게 바로 전하세요.")


def _state(account: accounts.Account) -> str:
    if not account.is_active:
        return "막음"
    return "비밀번호를 아직 안 바꿈" if account.must_change else "쓰는 중"
