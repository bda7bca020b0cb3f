"""Words and paths that have no place in the sources, each with what to write instead."""
import re

CODE = (".cpp", ".hpp", ".qml", ".sql", ".proto")
TEXT = CODE + (".md", ".txt", ".cmake", ".py", ".csv", ".json", ".sh")
# The one place where the wall clock is read; tests measure real time.
CLOCK_EXCEPTIONS = ("shared/base/system_clock.cpp", "tests/")
# These files hold the words as patterns.
HOLDERS = ("tests/house/house_words.py", "tests/house/test_check_house.py", "LICENSE")

BANNED = [  # where, pattern, instead
    (TEXT, r"\b(TODO|FIXME|XXX)\b", "do it, or write an issue"),
    (TEXT, r"(?i)\blorem ipsum\b", "write what will stand there"),
    (CODE, r"\bstd::(ranges::)?views\b", "clang 14 lacks it; a loop"),
    (CODE, r"\bstd::format\b", "g++ 12 lacks it; fmt::format"),
    (CODE, r"\bstd::expected\b", "g++ 12 lacks it; base::Result"),
    (CODE, r"\bstd::source_location\b|<source_location>", "clang 14 lacks it"),
    (CODE, r"\bsystem_clock::now\b", "take a base::Clock"),
    (CODE, r"\bQDateTime::current|\bQDate::current|\bQTime::current", "take a base::Clock"),
    (CODE, r"\bstd::random_device\b", "take a base::Random"),
    (CODE, r"\bqmlRegister\w*", "QML_ELEMENT in the header, so that qmllint knows the type"),
    (CODE, r"\bsetContextProperty\b", "a required property or a QML_SINGLETON"),
    (CODE, r"(?i)\bPRAGMA\s+key\b", "sqlite3_key_v2: no key in SQL text"),
]
MACHINE_PATH = re.compile(r"(?<![\w.}~-])/(work|root|home|Users)(?![\w-])")
REGISTRY = re.compile(
    r"(?i)\b(?:[a-z0-9-]+\.)*(debian\.org|debian\.net|ubuntu\.com|pypi\.org|pythonhosted\.org"
    r"|npmjs\.org|npmjs\.com|yarnpkg\.com"
    r"|crates\.io|golang\.org|nodesource\.com|conan\.io|packagist\.org"
    r"|rubygems\.org|maven\.org)\b")


def is_text(tree, name):
    """Scripts have no suffix; they begin with #!."""
    return name.endswith(TEXT) or ("." not in name.rsplit("/", 1)[-1] and
                                   tree.text(name).startswith("#!"))


def rule_banned_words(tree):
    """No left-over notes, nothing the two compilers lack, no hidden clock, chance or key."""
    patterns = [(where, re.compile(pattern), instead) for where, pattern, instead in BANNED]
    for name in tree.files:
        if name in HOLDERS or not is_text(tree, name):
            continue
        for number, line in enumerate(tree.text(name).splitlines(), 1):
            for where, pattern, instead in patterns:
                found = pattern.search(line)
                if not found or (where is CODE and not name.endswith(CODE)):
                    continue
                if instead == "take a base::Clock" and name.startswith(CLOCK_EXCEPTIONS):
                    continue
                yield f"{name}:{number}: \"{found.group(0)}\"; {instead}"


def rule_no_machine_paths(tree):
    """No path of one machine and no package registry's host in a tracked file."""
    for name in tree.files:
        if name in HOLDERS or not (is_text(tree, name) or name.startswith(".")):
            continue
        for number, line in enumerate(tree.text(name).splitlines(), 1):
            for pattern, what in ((MACHINE_PATH, "a path of one machine"),
                                  (REGISTRY, "a package registry's host")):
                found = pattern.search(line)
                if found:
                    yield f"{name}:{number}: \"{found.group(0)}\" is {what}"
