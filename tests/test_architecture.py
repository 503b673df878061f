"""The laws of the house, read out of the source: floors, circles, who writes, what templates and styles may hold."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {"hoaip": 0, "cbms": 1, "meetings": 2, "conferences": 3}
ROOF = {"hoaip.settings", "hoaip.urls", "hoaip.celery", "hoaip.wsgi"}
LONGEST = 400
# Who may speak to guardian: the one writer of its rows, and the models it asks for.
GUARDIAN_ROOMS = {"hoaip/grants.py", "hoaip/models/guardian_rows.py", "cbms/models/guardian_rows.py"}

# Who writes rows outside actions, and why that is no business write.
PLATFORM_WRITERS = {
    "hoaip/access_log.py": "the log of refusals, outside the chain",
    "hoaip/audit.py": "the history itself",
    "hoaip/backup/restoring.py": "a whole portal into an empty database, history and all",
    "hoaip/events.py": "called by actions only, for the timelines",
    "hoaip/grants.py": "guardian's rows, derived from dated rows",
    "hoaip/housekeeping.py": "the sweep of what expired",
    "hoaip/imports.py": "the one way a known fact comes in, called by actions and seeds",
    "hoaip/jobs.py": "the list of runs of jobs, and the heartbeats",
    "hoaip/models/people.py": "the manager that makes an account and the portal's own",
    "hoaip/post/outbox.py": "mail, called by actions only",
    "hoaip/post/reading.py": "which letters their reader opened, of interest to nobody else",
    "hoaip/post/relay.py": "mail that was sent",
    "hoaip/saving/kept.py": "what a person typed without a session",
    "hoaip/saving/once.py": "spent keys",
    "hoaip/saving/typed.py": "private drafts",
    "hoaip/saving/views.py": "a kept form that is thrown away",
    "hoaip/seeds.py": "the reference data and the demo people",
    "hoaip/workflow.py": "the one door of a state, called by actions only",
    "cbms/plans/readings.py": "which version somebody looked at last, of interest to nobody else",
    "cbms/seeds.py": "the reference data and the demo people",
    "meetings/seeds.py": "the reference data",
    "meetings/volume.py": "a hundred thousand meetings for the bench's own database, in SQL",
}

# Keys that no form fills in: the portal's own statements keep them, so that they need no sentence.
KEYS_OF_THE_MACHINERY = {
    "cbms_flag_one_a_year",
    "hoaip_draft_one_a_form",
    "hoaip_eventanchor_once",
    "hoaip_idempotencykey_once",
    "hoaip_person_id_stakeholder",
    "hoaip_stakeholder_id_kind",
    "hoaip_user_one_system_account",
    "meetings_attendance_once",
    "meetings_meeting_repeated",
    "meetings_outcome_number",
    "meetings_recordparagraph_number",
    "meetings_registernote_one_ordinal",
    "meetings_roledecision_once",
    "meetings_watchrule_one",
}


@cache
def sources():
    """{module name: (path relative to the root, syntax tree)} of everything of ours but migrations and tests."""
    found = {}
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if "migrations" in relative.parts:
                continue
            name = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
            found[name] = (str(relative), ast.parse(path.read_text(), str(relative)))
    return found


def imports_of(tree):
    """Every (node, dotted name) that a module imports; `from a import b` gives "a.b"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            yield from ((node, f"{base}.{alias.name}") for alias in node.names)


def module_of(dotted):
    """The module of ours that a dotted name stands in, or None."""
    parts = dotted.split(".")
    while parts:
        if ".".join(parts) in sources():
            return ".".join(parts)
        parts.pop()
    return None


def graph():
    """{module: {module it imports: line}} among ours."""
    edges = defaultdict(dict)
    for name, (_path, tree) in sources().items():
        for node, dotted in imports_of(tree):
            target = module_of(dotted)
            if target is not None and target != name:
                edges[name].setdefault(target, node.lineno)
    return edges


def circles(edges):
    """Every strongly connected group of two or more modules, sorted (Tarjan)."""
    index, low, on_stack, stack, found = {}, {}, set(), [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        on_stack.add(node)
        for target in edges.get(node, ()):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in on_stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            group = []
            while True:
                member = stack.pop()
                on_stack.discard(member)
                group.append(member)
                if member == node:
                    break
            if len(group) > 1:
                found.append(sorted(group))

    for node in list(edges):
        if node not in index:
            visit(node)
    return sorted(found)


def test_the_graph_sees_what_it_should():
    edges = graph()

    assert len(sources()) > 100
    assert "hoaip.permissions" in edges["hoaip.grants"]
    assert circles({"a": {"b": 1}, "b": {"c": 1}, "c": {"a": 1}, "d": {"a": 1}}) == [["a", "b", "c"]]


def test_imports_go_down():
    upward = [
        f"{sources()[name][0]}:{line} imports {target}"
        for name, targets in graph().items()
        for target, line in targets.items()
        if FLOORS[target.split(".")[0]] > FLOORS[name.split(".")[0]]
    ]

    assert upward == []


def test_there_are_no_circles():
    assert circles(graph()) == []


def test_nobody_imports_the_roof():
    arrows = [
        f"{sources()[name][0]}:{line} imports {target}"
        for name, targets in graph().items()
        for target, line in targets.items()
        if target in ROOF and name not in ROOF
    ]

    assert arrows == []


def test_no_import_hides_in_a_function_or_under_type_checking():
    hidden = []
    for path, tree in sources().values():
        for outer in ast.walk(tree):
            inside = isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            inside |= isinstance(outer, ast.If) and "TYPE_CHECKING" in ast.dump(outer.test)
            if inside:
                hidden += [
                    f"{path}:{node.lineno}" for node in ast.walk(outer) if isinstance(node, ast.Import | ast.ImportFrom)
                ]
        hidden += [f"{path}: {dotted}" for _node, dotted in imports_of(tree) if dotted.startswith("importlib.import_")]

    assert hidden == []


def test_no_foreign_key_names_a_higher_floor():
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in FLOORS
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is not None
        if FLOORS.get(field.related_model._meta.app_label, 0) > FLOORS[model._meta.app_label]
    ]

    assert upward == []


def test_permissions_is_a_leaf():
    assert [dotted for _node, dotted in imports_of(sources()["hoaip.permissions"][1]) if module_of(dotted)] == []


def test_what_is_seen_is_asked_for_every_reader():
    """While one views as another, each question of who sees a row is asked for both (hoaip/grants.py)."""
    forgetful = [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        for rows in [type(model._default_manager.all())]
        if not getattr(rows, "is_for_everybody", False)
        for name in ("visible_to", "readable_by", "kept_by")
        if hasattr(rows, name) and not getattr(getattr(rows, name), "holds_for_every_reader", False)
    ]

    assert forgetful == []


def test_guardian_stays_in_its_rooms():
    rooms = {
        path
        for path, tree in sources().values()
        if any(dotted.split(".")[0] == "guardian" for _node, dotted in imports_of(tree))
    }

    assert rooms - GUARDIAN_ROOMS == set()
    assert "hoaip/grants.py" in rooms


def is_write(node):
    """Whether a call writes rows. dict.update, hash.update and cache.delete take what a QuerySet's does not."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    name = node.func.attr
    if name in ("bulk_create", "bulk_update", "get_or_create", "update_or_create", "raw"):
        return True
    if name == "create":
        # `User.objects.create(...)`, never `queue.create(...)` of something that is no manager.
        return not node.args
    if name == "update":
        return bool(node.keywords) and not node.args
    if name == "delete":
        return not node.args
    return name == "save" and not node.args


def writes_of(tree):
    """Lines on which a module writes rows, through the ORM or in SQL."""
    statement = re.compile(r"\s*(INSERT INTO|UPDATE \w+\s+SET|DELETE FROM|COPY \w+|TRUNCATE)\b", re.I)
    lines = {node.lineno for node in ast.walk(tree) if is_write(node)}
    lines |= {
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and statement.match(node.value)
    }
    return sorted(lines)


def test_rows_are_written_in_actions_and_by_named_writers():
    strays = {
        path: lines
        for path, tree in sources().values()
        if not {"actions", "actions.py"} & set(Path(path).parts)
        if path not in PLATFORM_WRITERS
        if (lines := writes_of(tree))
    }

    assert strays == {}


def test_every_named_writer_still_writes():
    trees = dict(sources().values())

    assert [path for path in PLATFORM_WRITERS if path not in trees or not writes_of(trees[path])] == []


def test_models_write_nothing_when_they_are_saved():
    overridden = [
        f"{path}:{node.lineno}"
        for path, tree in sources().values()
        if "models" in path
        for outer in ast.walk(tree)
        if isinstance(outer, ast.ClassDef)
        for node in outer.body
        if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete")
    ]
    signals = [
        f"{path}: {dotted}"
        for path, tree in sources().values()
        for _node, dotted in imports_of(tree)
        if dotted.startswith(("django.db.models.signals", "django.dispatch"))
    ]

    assert (overridden, signals) == ([], [])


def clock_reads(tree):
    """Lines that read the clock by themselves."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func) in ("date.today", "datetime.now", "datetime.today", "datetime.date.today")
    ]


def test_nobody_asks_python_for_the_day():
    assert {path: lines for path, tree in sources().values() if (lines := clock_reads(tree))} == {}


def test_nobody_says_that_html_is_safe():
    words = {"mark_safe", "SafeString", "SafeText", "csrf_exempt", "xframe_options_exempt"}
    named = [
        f"{path}:{node.lineno} {name}"
        for path, tree in sources().values()
        for node in ast.walk(tree)
        for name in [getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "name", None)]
        if name in words
    ]

    assert named == []


def templates():
    paths = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/templates/**/*.html")]
    assert len(paths) > 80
    return [(str(path.relative_to(ROOT)), path.read_text()) for path in sorted(paths)]


FORBIDDEN_IN_TEMPLATES = {
    "says that text is safe": re.compile(r"\|\s*safe\b|\|\s*safeseq\b|{%\s*autoescape\s+off"),
    "an inline style": re.compile(r"\sstyle\s*=|<style\b", re.I),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I),
    "a handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "an address of a script": re.compile(r"javascript:", re.I),
    "another host": re.compile(r"(?:src|srcset|action|data)\s*=\s*[\"'](?:https?:)?//", re.I),
}


# A file that is opened from a disk, where no header of ours rules: tests/meetings/test_offline_form.py holds its own.
ON_DISK = "templates/meetings/offline_form.html"
ON_DISK_MAY = {"an inline style": "<style", "an inline script": "<script"}


@pytest.mark.parametrize("what", FORBIDDEN_IN_TEMPLATES)
def test_templates_hold_no(what):
    pattern = FORBIDDEN_IN_TEMPLATES[what]

    found = [
        f"{path}:{text.count(chr(10), 0, hit.start()) + 1} {hit[0]!r}"
        for path, text in templates()
        for hit in pattern.finditer(text)
        if not (path == ON_DISK and hit[0].startswith(ON_DISK_MAY.get(what, "nothing")))
    ]

    assert found == []


def test_the_stylesheet_knows_no_left_and_right():
    physical = re.compile(
        r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)[\w-]*|left|right)\s*:"
        r"|(?:text-align|float|clear)\s*:\s*(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius"
    )
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for path in sorted((ROOT / "static").rglob("*.css"))
        for hit in physical.finditer(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S))
    ]

    assert found == []


def test_no_file_grows_beyond_the_size_of_a_room():
    long = {
        path: lines
        for path, _tree in sources().values()
        if path != "hoaip/settings.py"
        if (lines := len((ROOT / path).read_text().splitlines())) > LONGEST
    }

    assert long == {}


def test_there_is_no_drawer_for_everything():
    assert [
        name for name in sources() if name.rsplit(".", 1)[-1] in ("utils", "util", "common", "helpers", "misc")
    ] == []


def test_every_module_and_page_says_what_it_is():
    silent = [
        path
        for path, tree in sources().values()
        if not path.endswith("__init__.py") and tree.body and ast.get_docstring(tree) is None
    ]

    assert silent == []


def test_every_constraint_carries_its_name_and_a_sentence():
    wrong = []
    for model in apps.get_models():
        meta = model._meta
        if meta.app_label not in FLOORS or meta.proxy:
            continue
        for constraint in meta.constraints:
            if not re.fullmatch(rf"{meta.app_label}_{meta.model_name}_[a-z0-9_]+", constraint.name):
                wrong.append(f"{meta.label}: {constraint.name} is not <app>_<model>_<rule>")
            silent = constraint.violation_error_message == constraint.default_violation_error_message
            if silent != (constraint.name in KEYS_OF_THE_MACHINERY):
                wrong.append(f"{meta.label}: {constraint.name} says nothing to the person it refuses")
    assert wrong == []


def test_a_fact_is_kept_under_a_name_of_its_own():
    """Two makers under one name: whichever page is asked first gives the other what it cannot read."""
    makers = {}
    for path, tree in sources().values():
        imported = {dotted.rpartition(".")[2]: dotted for _node, dotted in imports_of(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "facts.get" and len(node.args) == 3:
                key, maker = node.args[1:]
                if isinstance(key, ast.Constant):
                    name = ast.unparse(maker)
                    makers.setdefault(key.value, set()).add(imported.get(name, f"{path.removesuffix('.py')}.{name}"))

    makers = {key: {name.replace("/", ".") for name in names} for key, names in makers.items()}
    assert {key: names for key, names in makers.items() if len(names) > 1} == {}
    assert len(makers) > 10
