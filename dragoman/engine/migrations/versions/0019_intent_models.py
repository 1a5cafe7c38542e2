"""What messages meant by the word of staff, and the intent models that a business fitted on its own conversations."""

from dragoman.engine.migrations.rls import protect
from dragoman.engine.migrations.script import run_script

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables. A label goes with its message; of a business's models at most one is on."""
    run_script("""
create table intent_label (
    tenant_id text not null references tenant (id), message_id text not null references message (id) on delete cascade,
    created_at timestamptz not null, intent text not null, doer text not null, primary key (tenant_id, message_id));
create table intent_model (
    id text primary key, tenant_id text not null references tenant (id), created_at timestamptz not null, version int not null,
    trial jsonb not null, sealed bytea not null, doer text not null, on_since timestamptz, unique (tenant_id, version));
create unique index intent_model_on on intent_model (tenant_id) where on_since is not null;
""")
    protect("intent_label")
    protect("intent_model")


def downgrade() -> None:
    """There is no way back: restore a backup."""
    raise RuntimeError("migrations only go forward")
