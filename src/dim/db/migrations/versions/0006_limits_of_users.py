"""How many bits a second a user may have.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0006", "0005"


def upgrade() -> None:
    """Apply."""
    op.add_column("user", sa.Column("max_bit_rate", sa.Integer))
