"""Header maps remembered by sender, and what was written about each import.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from textmine.store.ledger import tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "header_maps",
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.String(length=100), nullable=False),
        sa.Column("changed_at", tables.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("source", "kind"),
    )
    op.add_column("imports", sa.Column("report", sa.Text(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("imports", "report")
    op.drop_table("header_maps")
