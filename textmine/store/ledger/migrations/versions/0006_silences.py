"""Silences by condition, and an index for the list of alerts.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from textmine.store.ledger import tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "silences",
        sa.Column("silence_id", sa.String(length=16), nullable=False),
        sa.Column("matchers", sa.Text(), nullable=False),
        sa.Column("starts_at", tables.UtcDateTime(), nullable=False),
        sa.Column("ends_at", tables.UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("silence_id"),
    )
    op.create_index("ix_alerts_notified_at", "alerts", ["notified_at"])
    op.create_index("ix_alerts_created_at", "alerts", ["created_at"])
    op.create_index("ix_alerts_issue_id", "alerts", ["issue_id"])


def downgrade() -> None:
    op.drop_index("ix_alerts_issue_id", "alerts")
    op.drop_index("ix_alerts_created_at", "alerts")
    op.drop_index("ix_alerts_notified_at", "alerts")
    op.drop_table("silences")
