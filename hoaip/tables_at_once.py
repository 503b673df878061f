"""An operation of migrations: many new tables, the models of which are made ready once and not anew for each."""

from django.db.migrations.operations.base import Operation


class TablesAtOnce(Operation):
    """`operations` are CreateModel alone, in an order in which each finds what it points to.

    Django keeps the models of a state ready and makes nearly all of them anew whenever one is added: with a hundred
    tables that is most of the time of a first `migrate`. Here they are forgotten before and made when first asked for.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations):
        self.operations = operations

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Create {len(self.operations)} tables"
