"""What the models cannot say: append-only history, and a kind repeated under a composite key."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION hoaip_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'History is append-only: % of % is refused.', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER hoaip_auditentry_append_only BEFORE UPDATE OR DELETE ON hoaip_auditentry
  FOR EACH ROW EXECUTE FUNCTION hoaip_refuse_change();
CREATE TRIGGER hoaip_accessentry_append_only BEFORE UPDATE OR DELETE ON hoaip_accessentry
  FOR EACH ROW EXECUTE FUNCTION hoaip_refuse_change();
"""
# The application's role, where there is one apart from the owner: it may insert and read, nothing else.
PRIVILEGES = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hoaip_app') AND current_user <> 'hoaip_app' THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON hoaip_auditentry, hoaip_accessentry FROM hoaip_app;
    GRANT SELECT, INSERT ON hoaip_auditentry, hoaip_accessentry TO hoaip_app;
  END IF;
END $$;
"""
KIND = """
ALTER TABLE hoaip_membership ADD CONSTRAINT hoaip_membership_stakeholder_kind
  FOREIGN KEY (stakeholder_id, stakeholder_kind) REFERENCES hoaip_stakeholder (id, kind) ON UPDATE CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("hoaip", "0001_initial")]
    operations = [
        migrations.RunSQL(
            APPEND_ONLY,
            """DROP TRIGGER hoaip_auditentry_append_only ON hoaip_auditentry;
            DROP TRIGGER hoaip_accessentry_append_only ON hoaip_accessentry; DROP FUNCTION hoaip_refuse_change();""",
        ),
        migrations.RunSQL(PRIVILEGES, migrations.RunSQL.noop),
        migrations.RunSQL(KIND, "ALTER TABLE hoaip_membership DROP CONSTRAINT hoaip_membership_stakeholder_kind;"),
    ]
