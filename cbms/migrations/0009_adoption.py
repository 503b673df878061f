"""An adopted plan, what adopted it and the text that was signed stay as they were, whoever writes."""

from django.db import migrations

PLAN = """
CREATE FUNCTION cbms_keep_adopted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- What may change: who moved it last, whether its facts are confirmed or disputed, and the days, by the rules below.
  free text[] := ARRAY['state', 'state_reason', 'version', 'changed_at', 'adopted_on', 'superseded_on',
    'source', 'source_note', 'confidence', 'is_disputed', 'dispute_note', 'confirmed_at', 'confirmed_by_id'];
BEGIN
  IF OLD.state NOT IN ('adopted', 'superseded') THEN RETURN NEW; END IF;
  IF to_jsonb(OLD) - free IS DISTINCT FROM to_jsonb(NEW) - free
    -- The day of the first adoption, and the day on which the next plan was adopted.
    OR OLD.adopted_on IS DISTINCT FROM NEW.adopted_on AND NEW.adopted_on IS DISTINCT FROM
      (SELECT min(event."on") FROM cbms_planevent event WHERE event.plan_id = OLD.id AND event.kind = 'adopted')
    OR OLD.superseded_on IS DISTINCT FROM NEW.superseded_on AND NOT EXISTS (
      SELECT FROM cbms_planevent event JOIN cbms_plan plan ON plan.id = event.plan_id
      WHERE plan.cbm_id = OLD.cbm_id AND plan.number > OLD.number AND event.kind = 'adopted'
        AND event."on" = NEW.superseded_on)
  THEN PERFORM cbms_refuse_frozen('An adopted plan'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cbms_plan_adopted_frozen BEFORE UPDATE ON cbms_plan
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_adopted();

CREATE FUNCTION cbms_keep_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM cbms_plan WHERE id = NEW.plan_id AND state IN ('adopted', 'superseded'))
  THEN PERFORM cbms_refuse_frozen('An adopted plan'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cbms_planversion_frozen BEFORE INSERT ON cbms_planversion
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_versions();
"""
DROP_PLAN = """
DROP TRIGGER cbms_planversion_frozen ON cbms_planversion;
DROP FUNCTION cbms_keep_versions();
DROP TRIGGER cbms_plan_adopted_frozen ON cbms_plan;
DROP FUNCTION cbms_keep_adopted();
"""
EVENT = """
CREATE FUNCTION cbms_keep_new_adoption() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Bodies adopt one version of a plan, however many of them do.
  IF NEW.kind = 'adopted' AND (
    NOT EXISTS (SELECT FROM cbms_planversion WHERE id = NEW.plan_version_id AND plan_id = NEW.plan_id)
    OR EXISTS (SELECT FROM cbms_plan WHERE id = NEW.plan_id AND adopted_version_id <> NEW.plan_version_id))
  THEN PERFORM cbms_refuse_frozen('The version that was adopted'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cbms_planevent_new_frozen BEFORE INSERT OR UPDATE ON cbms_planevent
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_new_adoption();

CREATE FUNCTION cbms_keep_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Who agreed is written before the adoption itself: once that stands, nobody joins and nobody leaves.
  IF TG_OP <> 'INSERT' AND EXISTS (SELECT FROM cbms_planevent WHERE id = OLD.planevent_id AND kind = 'adopted')
    OR TG_OP <> 'DELETE' AND EXISTS (SELECT FROM cbms_planevent WHERE id = NEW.planevent_id AND kind = 'adopted')
  THEN PERFORM cbms_refuse_frozen('An adoption'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cbms_planevent_agreed_frozen BEFORE INSERT OR UPDATE OR DELETE ON cbms_planevent_agreed
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_agreed();
"""
DROP_EVENT = """
DROP TRIGGER cbms_planevent_agreed_frozen ON cbms_planevent_agreed;
DROP FUNCTION cbms_keep_agreed();
DROP TRIGGER cbms_planevent_new_frozen ON cbms_planevent;
DROP FUNCTION cbms_keep_new_adoption();
"""
SIGNED = """
CREATE FUNCTION cbms_is_signed(its_document bigint) RETURNS boolean LANGUAGE sql STABLE AS
  'SELECT EXISTS (SELECT FROM cbms_planevent WHERE document_id = its_document AND kind = ''adopted'')';

CREATE FUNCTION cbms_keep_signed_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.process_id, OLD.type, OLD.reference, OLD.dated_on, OLD.deleted_at, OLD.purge_ordered_at, OLD.purged_at)
    IS DISTINCT FROM
    (NEW.process_id, NEW.type, NEW.reference, NEW.dated_on, NEW.deleted_at, NEW.purge_ordered_at, NEW.purged_at)
    AND cbms_is_signed(OLD.id)
  THEN PERFORM cbms_refuse_frozen('The signed text of an adopted plan'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cbms_document_frozen BEFORE UPDATE ON hoaip_document
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_signed_document();

CREATE FUNCTION cbms_keep_signed_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND cbms_is_signed(OLD.document_id) OR TG_OP <> 'DELETE' AND cbms_is_signed(NEW.document_id)
  THEN PERFORM cbms_refuse_frozen('The signed text of an adopted plan'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER cbms_documentfile_frozen BEFORE INSERT OR UPDATE OR DELETE ON hoaip_documentfile
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_signed_file();
CREATE TRIGGER cbms_cbmdocument_frozen BEFORE UPDATE OR DELETE ON cbms_cbmdocument
  FOR EACH ROW EXECUTE FUNCTION cbms_keep_signed_file();
"""
DROP_SIGNED = """
DROP TRIGGER cbms_cbmdocument_frozen ON cbms_cbmdocument;
DROP TRIGGER cbms_documentfile_frozen ON hoaip_documentfile;
DROP FUNCTION cbms_keep_signed_file();
DROP TRIGGER cbms_document_frozen ON hoaip_document;
DROP FUNCTION cbms_keep_signed_document();
DROP FUNCTION cbms_is_signed(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("cbms", "0008_reviews"), ("hoaip", "0003_documents")]
    operations = [
        migrations.RunSQL(PLAN, DROP_PLAN),
        migrations.RunSQL(EVENT, DROP_EVENT),
        migrations.RunSQL(SIGNED, DROP_SIGNED),
    ]
