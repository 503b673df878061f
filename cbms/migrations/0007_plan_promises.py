"""What was submitted, decided, answered or adopted does not change, whoever writes: the database refuses it."""

from django.db import migrations

APPEND_ONLY = ("planversion", "reviewdecision", "asked", "position", "extension", "milestonedate")

TEXT = """
CREATE FUNCTION cbms_refuse_frozen(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% does not change any more.', what
    USING ERRCODE = 'check_violation', CONSTRAINT = 'cbms_plan_frozen';
END $$;

CREATE FUNCTION cbms_keep_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.state <> 'draft' THEN PERFORM cbms_refuse_frozen('A plan that was submitted'); END IF;
    RETURN OLD;
  END IF;
  IF (OLD.cbm_id, OLD.number, OLD.amends_id) IS DISTINCT FROM (NEW.cbm_id, NEW.number, NEW.amends_id)
    OR OLD.state NOT IN ('draft', 'changes_requested')
    AND (OLD.title_en, OLD.title_fa, OLD.title_ps, OLD.language, OLD.summary, OLD.starts_on, OLD.ends_on)
      IS DISTINCT FROM
        (NEW.title_en, NEW.title_fa, NEW.title_ps, NEW.language, NEW.summary, NEW.starts_on, NEW.ends_on)
    OR OLD.state = 'superseded' AND NEW.state <> 'superseded'
    OR OLD.state = 'adopted' AND NEW.state NOT IN ('adopted', 'superseded')
    OR OLD.adopted_version_id IS NOT NULL AND OLD.adopted_version_id IS DISTINCT FROM NEW.adopted_version_id
  THEN PERFORM cbms_refuse_frozen('The text of a plan under review or adopted'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cbms_plan_frozen BEFORE UPDATE OR DELETE ON cbms_plan
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_plan();

CREATE FUNCTION cbms_keep_content() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row record;
  plans bigint[] := '{}';
BEGIN
  -- From where it is taken, and to where it comes.
  FOREACH row IN ARRAY CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW] WHEN 'DELETE' THEN ARRAY[OLD] ELSE ARRAY[OLD, NEW] END
  LOOP
    IF TG_TABLE_NAME = 'cbms_activity_partners' THEN
      plans := plans || (SELECT plan_id FROM cbms_activity WHERE id = row.activity_id);
    ELSE
      plans := plans || row.plan_id;
    END IF;
  END LOOP;
  IF EXISTS (SELECT FROM cbms_plan WHERE id = ANY (plans) AND state NOT IN ('draft', 'changes_requested'))
  THEN PERFORM cbms_refuse_frozen('The text of a plan under review or adopted'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cbms_objective_frozen BEFORE INSERT OR UPDATE OR DELETE ON cbms_objective
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_content();
CREATE TRIGGER cbms_activity_frozen BEFORE INSERT OR UPDATE OR DELETE ON cbms_activity
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_content();
CREATE TRIGGER cbms_activity_partners_frozen BEFORE INSERT OR UPDATE OR DELETE ON cbms_activity_partners
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_content();
"""
DROP_TEXT = """
DROP TRIGGER cbms_activity_partners_frozen ON cbms_activity_partners;
DROP TRIGGER cbms_activity_frozen ON cbms_activity;
DROP TRIGGER cbms_objective_frozen ON cbms_objective;
DROP FUNCTION cbms_keep_content();
DROP TRIGGER cbms_plan_frozen ON cbms_plan;
DROP FUNCTION cbms_keep_plan();
DROP FUNCTION cbms_refuse_frozen(text);
"""
ADOPTION = """
CREATE FUNCTION cbms_keep_adoption() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.kind = 'adopted' AND (TG_OP = 'DELETE'
    OR (OLD.plan_id, OLD.plan_version_id, OLD.kind, OLD.body, OLD.on, OLD.document_id, OLD.seal)
      IS DISTINCT FROM (NEW.plan_id, NEW.plan_version_id, NEW.kind, NEW.body, NEW.on, NEW.document_id, NEW.seal))
  THEN PERFORM cbms_refuse_frozen('An adoption'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cbms_planevent_frozen BEFORE UPDATE OR DELETE ON cbms_planevent
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_adoption();
"""
RESULT = """
CREATE FUNCTION cbms_keep_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'open' THEN PERFORM cbms_refuse_frozen('The result of a consultation'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cbms_consultation_frozen BEFORE UPDATE OR DELETE ON cbms_consultation
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_result();
"""
LOCKED = """
CREATE FUNCTION cbms_keep_locked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  its_period bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.period_id ELSE NEW.period_id END;
BEGIN
  IF EXISTS (SELECT FROM cbms_reportperiod WHERE id = its_period AND locked_at IS NOT NULL)
  THEN PERFORM cbms_refuse_frozen('A report of a locked period'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cbms_progressreport_frozen BEFORE INSERT OR UPDATE OR DELETE ON cbms_progressreport
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_locked();
"""


class Migration(migrations.Migration):
    dependencies = [("cbms", "0006_plans"), ("hoaip", "0002_promises")]
    operations = [
        migrations.RunSQL(TEXT, DROP_TEXT),
        migrations.RunSQL(
            ADOPTION,
            "DROP TRIGGER cbms_planevent_frozen ON cbms_planevent; DROP FUNCTION cbms_keep_adoption();",
        ),
        migrations.RunSQL(
            RESULT,
            "DROP TRIGGER cbms_consultation_frozen ON cbms_consultation; DROP FUNCTION cbms_keep_result();",
        ),
        migrations.RunSQL(
            LOCKED,
            "DROP TRIGGER cbms_progressreport_frozen ON cbms_progressreport; DROP FUNCTION cbms_keep_locked();",
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER cbms_{table}_append_only BEFORE UPDATE OR DELETE ON cbms_{table}"
                " FOR EACH ROW EXECUTE FUNCTION hoaip_refuse_change();",
                f"DROP TRIGGER cbms_{table}_append_only ON cbms_{table};",
            )
            for table in APPEND_ONLY
        ),
    ]
