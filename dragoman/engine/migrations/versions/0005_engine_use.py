"""What intent engines cost: tokens and money per day, by conversation and for the whole business."""

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table. `conversation_id` '' is the whole business; money is in millionths of a cent."""
    run_script("""
create table engine_use (
    tenant_id text not null references tenant (id), day date not null, conversation_id text not null,
    asks int not null, tokens bigint not null, microcents bigint not null, primary key (tenant_id, day, conversation_id));
""")
    protect("engine_use")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
