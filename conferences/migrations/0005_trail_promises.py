"""A sealed text, its paragraphs and what was given as evidence do not change, whoever writes."""

from django.db import migrations

SEALED = """
CREATE FUNCTION conferences_refuse_frozen(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% does not change any more.', what
    USING ERRCODE = 'check_violation', CONSTRAINT = 'conferences_declaration_frozen';
END $$;

CREATE FUNCTION conferences_keep_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- What may change: whether its facts are confirmed or disputed, and the version that every save raises.
  free text[] := ARRAY['version', 'changed_at', 'source', 'source_note', 'confidence', 'is_disputed', 'dispute_note',
    'confirmed_at', 'confirmed_by_id', 'is_imported'];
BEGIN
  IF OLD.state <> 'sealed' THEN RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END IF;
  IF TG_OP = 'DELETE' OR to_jsonb(OLD) - free IS DISTINCT FROM to_jsonb(NEW) - free
  THEN PERFORM conferences_refuse_frozen('A sealed declaration'); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER conferences_declaration_frozen BEFORE UPDATE OR DELETE ON conferences_declaration
  FOR EACH ROW EXECUTE FUNCTION conferences_keep_sealed();

CREATE FUNCTION conferences_keep_paragraph() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- Tags may change: they are the portal's, the words are the ministers'.
  free text[] := ARRAY['version', 'changed_at', 'pillar', 'theme', 'is_actionable'];
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - free IS NOT DISTINCT FROM to_jsonb(NEW) - free THEN RETURN NEW; END IF;
  IF TG_OP <> 'INSERT' AND EXISTS (
      SELECT FROM conferences_declaration WHERE id = OLD.declaration_id AND state = 'sealed')
    OR TG_OP <> 'DELETE' AND EXISTS (
      SELECT FROM conferences_declaration WHERE id = NEW.declaration_id AND state = 'sealed')
  THEN PERFORM conferences_refuse_frozen('A paragraph of a sealed declaration'); END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER conferences_paragraph_frozen BEFORE INSERT OR UPDATE OR DELETE ON conferences_paragraph
  FOR EACH ROW EXECUTE FUNCTION conferences_keep_paragraph();
"""
DROP_SEALED = """
DROP TRIGGER conferences_paragraph_frozen ON conferences_paragraph;
DROP FUNCTION conferences_keep_paragraph();
DROP TRIGGER conferences_declaration_frozen ON conferences_declaration;
DROP FUNCTION conferences_keep_sealed();
DROP FUNCTION conferences_refuse_frozen(text);
"""
EVIDENCE = """
CREATE FUNCTION conferences_keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Evidence is added to, and never changed.'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'conferences_actionevidence_frozen';
END $$;
CREATE TRIGGER conferences_actionevidence_frozen BEFORE UPDATE OR DELETE ON conferences_actionevidence
  FOR EACH ROW EXECUTE FUNCTION conferences_keep_evidence();

CREATE FUNCTION conferences_keep_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.number IS NOT NULL
    OR TG_OP = 'UPDATE' AND OLD.number IS NOT NULL AND NEW.number IS DISTINCT FROM OLD.number
  THEN RAISE EXCEPTION 'The number of a commitment stays its own.'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'conferences_commitment_number_kept'; END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER conferences_commitment_number_kept BEFORE UPDATE OR DELETE ON conferences_commitment
  FOR EACH ROW EXECUTE FUNCTION conferences_keep_number();
"""
DROP_EVIDENCE = """
DROP TRIGGER conferences_commitment_number_kept ON conferences_commitment;
DROP FUNCTION conferences_keep_number();
DROP TRIGGER conferences_actionevidence_frozen ON conferences_actionevidence;
DROP FUNCTION conferences_keep_evidence();
"""
# The programme repeats its organization's kind under a composite key: a country has none here.
KIND = """
ALTER TABLE conferences_programme ADD CONSTRAINT conferences_programme_kind
  FOREIGN KEY (organization_id, organization_kind) REFERENCES hoaip_stakeholder (id, kind) ON UPDATE CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("conferences", "0004_trail")]
    operations = [
        migrations.RunSQL(SEALED, DROP_SEALED),
        migrations.RunSQL(EVIDENCE, DROP_EVIDENCE),
        migrations.RunSQL(KIND, "ALTER TABLE conferences_programme DROP CONSTRAINT conferences_programme_kind;"),
    ]
