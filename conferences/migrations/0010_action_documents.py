"""Documents that come with an action as evidence, which the database keeps as far known as the action says."""

import django.db.models.deletion
from django.db import migrations, models

# Its owner reads what came with an action, and members of its CBM where they see the action (rung 3 or wider).
PLACED = """
CREATE FUNCTION conferences_place_documents(which bigint) RETURNS void LANGUAGE sql AS $$
  UPDATE hoaip_document AS document
    SET process_id = action.process_id, anchors = place.anchors, ceiling = 3
    FROM conferences_actiondocument AS link
    JOIN conferences_action AS action ON action.id = link.action_id
    CROSS JOIN LATERAL (
      SELECT ARRAY(
        SELECT 'cbms.cbm:' || action.cbm_id WHERE action.cbm_id IS NOT NULL AND action.rung >= 3
        UNION ALL
        SELECT 'hoaip.stakeholder:' || action.owner_id
        ORDER BY 1
      )::varchar(80)[] AS anchors
    ) AS place
    WHERE link.action_id = which AND document.id = link.document_id
      AND (document.process_id, document.anchors, document.ceiling) IS DISTINCT FROM (action.process_id, place.anchors, 3);
$$;
CREATE FUNCTION conferences_action_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM conferences_place_documents(NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER conferences_action_places AFTER UPDATE ON conferences_action FOR EACH ROW
  WHEN ((OLD.process_id, OLD.cbm_id, OLD.owner_id, OLD.rung)
    IS DISTINCT FROM (NEW.process_id, NEW.cbm_id, NEW.owner_id, NEW.rung))
  EXECUTE FUNCTION conferences_action_moved();
CREATE FUNCTION conferences_document_came() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM conferences_place_documents(NEW.action_id);
  RETURN NULL;
END $$;
CREATE TRIGGER conferences_actiondocument_placed AFTER INSERT ON conferences_actiondocument
  FOR EACH ROW EXECUTE FUNCTION conferences_document_came();
"""
UNPLACED = """
DROP TRIGGER conferences_actiondocument_placed ON conferences_actiondocument;
DROP FUNCTION conferences_document_came();
DROP TRIGGER conferences_action_places ON conferences_action;
DROP FUNCTION conferences_action_moved();
DROP FUNCTION conferences_place_documents(bigint);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('conferences', '0009_handover'),
        ('hoaip', '0008_merged'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActionDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='document_links', to='conferences.action')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='%(app_label)s_%(class)s', to='hoaip.document')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RunSQL(PLACED, UNPLACED),
    ]
