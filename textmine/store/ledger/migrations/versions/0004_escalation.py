"""How far up the ladder an alert has climbed that nobody took up, and whether alerts were right.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from textmine.store.ledger import tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alerts", sa.Column("rung", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "alert_feedback",
        sa.Column("alert_id", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", tables.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "actor"),
    )


def downgrade() -> None:
    op.drop_table("alert_feedback")
    op.drop_column("alerts", "rung")
