"""One table of background jobs, which takes over the scans and other runs.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0007", "0006"
OPEN = "state IN ('pending', 'running')"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("unique_key", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.Float(), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.Float(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("current", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("started_at", sa.Float(), nullable=True),
        sa.Column("finished_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["library_id"], ["library.id"], name=op.f("fk_job_library_id_library"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_job_item_id_item"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_job_library_id_kind_id"), "job", ["library_id", "kind", "id"])
    op.create_index(op.f("ix_job_state_kind_run_at"), "job", ["state", "kind", "run_at"])
    op.create_index(op.f("ix_job_item_id"), "job", ["item_id"])
    op.create_index(op.f("ix_job_finished_at"), "job", ["finished_at"])
    op.create_index(
        "uq_job_open", "job", ["unique_key"], unique=True, sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN)
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    empty = "'{}'::json" if postgresql else "'{}'"
    op.execute(
        "INSERT INTO job (id, kind, payload, library_id, state, priority, attempts, max_attempts, run_at, total, done, failed, "
        "current, error, created_at, started_at, finished_at) "
        "SELECT id, flag, EMPTY, library_id, CASE state WHEN 'waiting' THEN 'failed' WHEN 'running' THEN 'failed' "
        "WHEN 'stopped' THEN 'cancelled' ELSE state END, 0, 1, 1, started_at, found, done, failed, NULL, "
        "CASE WHEN state IN ('waiting', 'running') THEN 'The server stopped during this run.' ELSE error END, "
        "started_at, started_at, COALESCE(finished_at, started_at) FROM scan".replace("EMPTY", empty)
    )
    op.drop_table("scan")
    if postgresql:
        op.execute("SELECT setval(pg_get_serial_sequence('job', 'id'), COALESCE(MAX(id), 0) + 1, false) FROM job")
