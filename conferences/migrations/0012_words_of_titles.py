"""An entry that is known by its title alone takes its words once; after that nothing of it changes any more."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# In place of the functions of 0005. What is new: a sealed entry that `is_titled` takes paragraphs, and in the same
# transaction stops being one, with a seal over its words.
SEALED = """
CREATE OR REPLACE FUNCTION conferences_keep_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- What may change: whether its facts are confirmed or disputed, and the version that every save raises.
  free text[] := ARRAY['version', 'changed_at', 'source', 'source_note', 'confidence', 'is_disputed', 'dispute_note',
    'confirmed_at', 'confirmed_by_id', 'is_imported'];
  -- What comes with the words, once; a title only where there was none.
  words text[] := ARRAY['is_titled', 'seal', 'sealed_at', 'sealed_by_id', 'document_id', 'is_summary',
    'title_fa', 'title_ps'];
BEGIN
  IF OLD.state <> 'sealed' THEN RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END IF;
  IF TG_OP = 'UPDATE' AND OLD.is_titled AND NOT NEW.is_titled
    AND to_jsonb(OLD) - free - words IS NOT DISTINCT FROM to_jsonb(NEW) - free - words
    AND NEW.title_fa IN (OLD.title_fa, CASE OLD.title_fa WHEN '' THEN NEW.title_fa ELSE OLD.title_fa END)
    AND NEW.title_ps IN (OLD.title_ps, CASE OLD.title_ps WHEN '' THEN NEW.title_ps ELSE OLD.title_ps END)
    AND NEW.seal <> OLD.seal
    AND (NEW.document_id IS NOT NULL
      OR EXISTS (SELECT FROM conferences_paragraph WHERE declaration_id = OLD.id))
  THEN RETURN NEW; END IF;
  IF TG_OP = 'DELETE' OR to_jsonb(OLD) - free IS DISTINCT FROM to_jsonb(NEW) - free
  THEN PERFORM conferences_refuse_frozen('A sealed declaration'); END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION conferences_keep_paragraph() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- Tags may change: they are the portal's, the words are the ministers'.
  free text[] := ARRAY['version', 'changed_at', 'pillar', 'theme', 'is_actionable'];
  found record;
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - free IS NOT DISTINCT FROM to_jsonb(NEW) - free THEN RETURN NEW; END IF;
  IF TG_OP <> 'INSERT' AND EXISTS (
      SELECT FROM conferences_declaration WHERE id = OLD.declaration_id AND state = 'sealed')
  THEN PERFORM conferences_refuse_frozen('A paragraph of a sealed declaration'); END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  -- Locked: of two who bring words at once the second finds them sealed.
  SELECT state, is_titled INTO found FROM conferences_declaration WHERE id = NEW.declaration_id FOR SHARE;
  IF found.state = 'sealed' AND NOT found.is_titled
  THEN PERFORM conferences_refuse_frozen('A paragraph of a sealed declaration'); END IF;
  RETURN NEW;
END $$;

-- Whoever brought words has sealed them in the same transaction.
CREATE FUNCTION conferences_seal_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM conferences_declaration AS declaration
      WHERE declaration.id = NEW.declaration_id AND declaration.is_titled
        AND EXISTS (SELECT FROM conferences_paragraph WHERE declaration_id = declaration.id))
  THEN PERFORM conferences_refuse_frozen('A declaration known by its title, without a seal over its words,'); END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER conferences_paragraph_sealed AFTER INSERT OR UPDATE ON conferences_paragraph
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION conferences_seal_words();
"""
# Those that were sealed by their title before there was a column for it.
KNOWN = """
ALTER TABLE conferences_declaration DISABLE TRIGGER conferences_declaration_frozen;
UPDATE conferences_declaration AS declaration SET is_titled = true
  WHERE state = 'sealed' AND document_id IS NULL
    AND NOT EXISTS (SELECT FROM conferences_paragraph WHERE declaration_id = declaration.id);
ALTER TABLE conferences_declaration ENABLE TRIGGER conferences_declaration_frozen;
"""
# Back: the functions as 0005 has them.
UNSEALED = """
DROP TRIGGER conferences_paragraph_sealed ON conferences_paragraph;
DROP FUNCTION conferences_seal_words();
CREATE OR REPLACE FUNCTION conferences_keep_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  free text[] := ARRAY['version', 'changed_at', 'source', 'source_note', 'confidence', 'is_disputed', 'dispute_note',
    'confirmed_at', 'confirmed_by_id', 'is_imported'];
BEGIN
  IF OLD.state <> 'sealed' THEN RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END IF;
  IF TG_OP = 'DELETE' OR to_jsonb(OLD) - free IS DISTINCT FROM to_jsonb(NEW) - free
  THEN PERFORM conferences_refuse_frozen('A sealed declaration'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION conferences_keep_paragraph() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
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
"""


class Migration(migrations.Migration):

    dependencies = [
        ('conferences', '0011_answers_on_behalf'),
        ('hoaip', '0008_merged'),
        ('meetings', '0008_search'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='declaration',
            name='completes',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='words_draft', to='conferences.declaration'),
        ),
        migrations.AddField(
            model_name='declaration',
            name='is_titled',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_titled', False), models.Q(('document__isnull', True), ('state', 'sealed')), _connector='OR'), models.Q(('completes__isnull', True), models.Q(('state', 'draft'), models.Q(('completes', models.F('id')), _negated=True)), _connector='OR')), name='conferences_declaration_titled_alone', violation_error_message='A text is known by its title alone while it has no file; the words of one are a draft.'),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.RunSQL(SEALED, UNSEALED),
    ]
