"""How far up the ladder an alert has climbed that nobody took up.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alerts", sa.Column("rung", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("alerts", "rung")
