"""The moment from which everybody sees a document, and what timelines do not tell before it."""
import django.db.models.functions.comparison
from django.db import migrations, models


# The moments of these columns that lie ahead, and the last one that has come, in order. It is asked for where something was
# written, by each process once; the columns are those of every floor, so that they are named by who asks.
MOMENTS = """
CREATE FUNCTION hoaip_moments(columns text[], by timestamptz) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
  each text;
  part timestamptz[];
  found timestamptz[] := '{}';
BEGIN
  FOREACH each IN ARRAY columns LOOP
    EXECUTE format(
      'SELECT ARRAY(SELECT %2$s FROM %1$s WHERE %2$s > $1) || ARRAY(SELECT max(%2$s) FROM %1$s WHERE %2$s <= $1)',
      split_part(each, '.', 1), split_part(each, '.', 2)) INTO part USING by;
    found := found || part;
  END LOOP;
  RETURN (SELECT json_agg(DISTINCT moment ORDER BY moment) FROM unnest(found) AS moment WHERE moment IS NOT NULL);
END $$;
"""
MOMENTS_NOT = "DROP FUNCTION hoaip_moments(text[], timestamptz);"


class Migration(migrations.Migration):

    dependencies = [
        ('hoaip', '0001_squashed_0013_delegation_managers'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='ceiling_from',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='document',
            name='public_from',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='event',
            name='told_from',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='document',
            name='opens_at',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(public_from__isnull=True, rung__isnull=True, then=models.F('ceiling_from')), models.When(public_from__isnull=True, rung=5, then=models.F('ceiling_from')), models.When(public_from__isnull=True, then=models.Value(None)), models.When(ceiling=5, then=models.F('public_from')), models.When(confirmed_ceiling__lte=models.F('ceiling'), then=models.F('public_from')), models.When(ceiling_from__isnull=False, then=django.db.models.functions.comparison.Greatest(models.F('public_from'), models.F('ceiling_from')))), output_field=models.DateTimeField()),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(condition=models.Q(('opens_at__isnull', False)), fields=['opens_at'], name='hoaip_document_opens'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('public_from__isnull', True), ('rung__isnull', True), ('rung__lt', 5), _connector='OR'), name='hoaip_document_public_from', violation_error_message='What everybody may see already is not published at a later moment.'),
        ),
        migrations.RunSQL(MOMENTS, MOMENTS_NOT),
    ]
