"""The walls of the house, as docs/architecture.md describes them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

PROJECT = Path(__file__).resolve().parents[2]
ROOMS = ("checklists", "cluster", "config", "learners", "lessons", "pages", "quizzes")
_PURE_CHECKLISTS = tuple(
    f"checklists.{name}" for name in ("authored", "checks", "fields", "outline", "pasted", "script", "seen", "starting")
)
# What a module may import of ours: the longest name that fits it decides. Itself is always among it.
MAY_IMPORT = {
    "config": set(ROOMS),
    "learners": {"learners"},
    "lessons": {"lessons", "learners"},
    "lessons.models": {"lessons.models"},
    "lessons.reading": {"lessons.reading"},
    "lessons.rendering": {"lessons.rendering", "lessons.reading"},
    "lessons.diagrams": {"lessons.diagrams", "lessons.reading"},
    "lessons.course": {"lessons.course", "lessons.diagrams", "lessons.reading"},
    "lessons.tokens": {"lessons.tokens"},
    "lessons.importing.matching": {"lessons.importing.matching"},
    "lessons.search": {"lessons.search", "lessons.models", "lessons.tokens"},
    "cluster": {"cluster"},
    "quizzes": {"quizzes", "lessons", "learners", "cluster"},
    "quizzes.models": {"quizzes.models", "lessons.models"},
    "quizzes.kinds": {"quizzes.kinds", "quizzes.scenarios", "lessons.course", "lessons.diagrams", "lessons.reading"},
    "quizzes.deriving": {"quizzes.deriving", "quizzes.kinds", "lessons.diagrams", "lessons.reading"},
    "quizzes.scenarios": {"quizzes.scenarios", "lessons.diagrams", "cluster"},
    "checklists": {"checklists", "lessons", "learners"},
    "checklists.models": {"checklists.models", "lessons.models"},
    **{name: {*_PURE_CHECKLISTS, "lessons.course", "lessons.diagrams", "lessons.reading"} for name in _PURE_CHECKLISTS},
    "pages": {"pages", "checklists", "quizzes", "lessons", "learners"},
}
PURE = {
    *_PURE_CHECKLISTS,
    "cluster",
    "lessons.course",
    "lessons.diagrams",
    "lessons.importing.matching",
    "lessons.reading",
    "lessons.rendering",
    "lessons.tokens",
    "quizzes.deriving",
    "quizzes.kinds",
    "quizzes.scenarios",
}
# Views are for addresses alone, and settings come by their name.
IMPORTED_BY_ONLY = {
    "lessons.views": ("lessons.urls", "lessons.views"),
    "learners.views": ("learners.urls", "learners.views"),
    "pages.views": ("pages.urls", "config.urls"),
    "quizzes.views": ("quizzes.urls", "quizzes.views"),
    "checklists.views": ("checklists.urls", "checklists.views"),
    "lessons.importing": ("lessons.importing", "lessons.management"),
    "config": ("config",),
}
# Imports inside functions, each with its reason.
LAZY = {
    ("lessons.importing.door", "lessons.importing.changing"): "need not load to find that nothing changed",
    ("lessons.importing.door", "lessons.importing.conversion"): "Markdown and Pygments load in the workers alone",
    ("checklists.part", "checklists.authored"): "most folders have no checklists of their own",
    ("checklists.part", "checklists.importing.writing"): "need not load to find that nothing changed",
    ("quizzes.part", "quizzes.authored"): "most folders have no quizzes of their own",
    ("lessons.importing.changing", "lessons.course.loader"): "most folders have no course of their own",
    ("lessons.importing.assembling", "lessons.importing.overprinting"): "most folders have no errata and no diagrams",
    ("quizzes.part", "quizzes.importing.writing"): "need not load to find that nothing changed",
    ("quizzes.importing.writing", "quizzes.importing.authored"): "most folders have no quizzes of their own",
    ("quizzes.importing.derived", "quizzes.terms"): "most notes' questions have not been answered yet",
    ("quizzes.importing.scenarios", "quizzes.pulls"): "the questions may not have been answered yet",
    ("lessons.reading.frontmatter", "yaml"): "most notes have no front matter",
    ("lessons.reading.frontmatter", "tomllib"): "most notes have no front matter",
    ("lessons.management.commands.import_notes", "rich.console"): "only where somebody is watching",
    ("lessons.management.commands.import_notes", "rich.progress"): "only where somebody is watching",
}


def modules() -> dict[str, ast.Module]:
    found = {}
    for path in (path for room in ROOMS for path in (PROJECT / room).rglob("*.py")):
        if "migrations" not in path.parts:
            name = ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = modules()


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def imports(name: str, node: ast.AST) -> Iterator[str]:
    """Full names of what `node` imports, also by `import_module("…")`."""
    for child in ast.walk(node):
        match child:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = ".".join([*name.split(".")[:-level], *filter(None, [module])]) if level else module or ""
                yield from (f"{base}.{alias.name}" if f"{base}.{alias.name}" in MODULES else base for alias in names)
            case ast.Call(func=ast.Name(id="import_module") | ast.Attribute(attr="import_module"), args=[argument]):
                assert isinstance(argument, ast.Constant), f"{name} imports what only a run can tell"
                yield str(argument.value)


def edges() -> Iterator[tuple[str, str]]:
    return ((name, imported) for name, tree in MODULES.items() for imported in imports(name, tree))


def wall(name: str) -> str:
    return max((package for package in MAY_IMPORT if within(name, package)), key=len)


def test_imports_point_one_way() -> None:
    wrong = [
        f"{name} imports {imported}"
        for name, imported in edges()
        if imported.split(".")[0] in ROOMS and not any(within(imported, may) for may in MAY_IMPORT[wall(name)])
    ]
    assert wrong == []


def test_the_pure_packages_know_no_django() -> None:
    wrong = [
        f"{name} imports {imported}"
        for name, imported in edges()
        if any(within(name, pure) for pure in PURE) and within(imported, "django")
    ]
    assert wrong == []


@pytest.mark.parametrize("package", IMPORTED_BY_ONLY)
def test_what_is_used_in_one_place_is_imported_there_only(package: str) -> None:
    allowed = IMPORTED_BY_ONLY[package]
    wrong = [
        f"{name} imports {imported}"
        for name, imported in edges()
        if within(imported, package) and not any(within(name, by) for by in allowed)
    ]
    assert wrong == []


def test_every_import_inside_a_function_has_a_reason() -> None:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    inside = {
        (name, imported)
        for name, tree in MODULES.items()
        for function in ast.walk(tree)
        if isinstance(function, functions)
        for imported in imports(name, function)
    }
    assert inside == set(LAZY)


def texts(tree: ast.Module) -> Iterator[str]:
    """Every string of a module but its docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def templates() -> dict[str, str]:
    folder = PROJECT / "templates"
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}


def test_one_module_writes_svg() -> None:
    writers = [name for name, tree in MODULES.items() if any("<svg" in text for text in texts(tree))]
    assert writers == ["lessons.diagrams.svg"]
    assert [name for name, text in templates().items() if "<svg" in text] == []


def test_one_module_marks_html_as_safe() -> None:
    def marks(tree: ast.Module) -> bool:
        return any(isinstance(node, ast.Name) and node.id == "mark_safe" for node in ast.walk(tree))

    assert [name for name, tree in MODULES.items() if marks(tree)] == ["lessons.trusted"]
    unescaped = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off")
    assert [name for name, text in templates().items() if unescaped.search(text)] == []


def test_every_view_says_which_methods_it_answers(rf: RequestFactory) -> None:
    included = [resolver for resolver in get_resolver().url_patterns if isinstance(resolver, URLResolver)]
    patterns = [
        pattern for resolver in included for pattern in resolver.url_patterns if isinstance(pattern, URLPattern)
    ]
    ours = [pattern for pattern in patterns if pattern.callback.__module__.split(".")[0] in ROOMS]
    assert ours
    for pattern in ours:
        sample = dict.fromkeys(pattern.pattern.converters, "sample")
        assert pattern.callback(rf.generic("BREW", "/"), **sample).status_code == 405, pattern


def test_no_module_is_too_long_to_read_at_a_sitting() -> None:
    lengths = {
        path.relative_to(PROJECT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in (*ROOMS, "bench")
        for path in (PROJECT / folder).rglob("*.py")
        if "migrations" not in path.parts
    }
    # A component of Kubernetes may take a little more.
    most = {name: 400 if name.startswith("cluster/") else 350 for name in lengths}
    assert {name: length for name, length in lengths.items() if length > most[name]} == {}


def own_files() -> Iterator[Path]:
    """What is written here: not the notes, which say what they say, nor what was installed, locked or made."""
    folders = [*ROOMS, ".ci", "bench", "docs", "locale", "script", "static", "templates", "tests"]
    files = [path for folder in folders for path in (PROJECT / folder).rglob("*")]
    files += [path for path in PROJECT.iterdir() if path.name != ".git"]
    return (path for path in files if path.is_file() and path.suffix not in {".png", ".mo", ".pyc"})


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    # Put together here so that this file does not hold them itself.
    homes = [str(Path.home()), *("/" + name + "/" for name in ("work", "Users"))]
    registries = ["py" + "pi.org", "python" + "hosted.org", "registry." + "npmjs"]
    wrong = [
        f"{path.relative_to(PROJECT)}: {word}"
        for path in own_files()
        for word in (*homes, *registries)
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert wrong == []
