"""What the documents say must be so: paths, folders, packages, the ledger of numbers."""
import pathlib
import posixpath
import re
import subprocess

TOP_LEVEL = {
    "CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "CHANGELOG.md",
    "CONTRIBUTING.md", "SECURITY.md", "client", "server", "shared", "schema", "tests", "packaging",
}
LEDGER = "schema/records/numbers.txt"
PACKAGES = "packaging/packages.txt"
POLICIES = "tests/shared/merge/README.md"

CODE_SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
PATH_CHARACTERS = re.compile(r"^[\w.+/-]+$")
FENCE_PATH = re.compile(
    r"(?<![\w./-])((?:client|server|shared|schema|tests|packaging|\.ci)/[\w.+/-]+)")
# A name without a slash is a file's when it ends like one of our sources.
FILE_SUFFIX = re.compile(r"\.(hpp|cpp|qml|proto|sql|csv|md|py|cmake)$")
TEST_SPAN = re.compile(r"`([A-Z]\w*\.[A-Z]\w+)`")
GOOGLE_TEST = re.compile(r"\bTEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)")
MIME_TYPE = re.compile(r"^(application|text|image|audio|video|multipart)/")


DOCUMENT = re.compile(r"(^|/)(README[^/]*|CONTRIBUTING|SECURITY|CHANGELOG)\.md$")


def documents(tree):
    return [name for name in tree.files if DOCUMENT.search(name)]


def path_of_span(span):
    """The path that a code span names, or None: its first word, when it looks like one."""
    word = span.split()[0] if span.split() else ""
    word = word.rstrip("/,;:")
    if not PATH_CHARACTERS.match(word) or word.startswith(("/", "build/", "-")):
        return None
    if MIME_TYPE.match(word) or word == "build":
        return None
    return word if "/" in word or FILE_SUFFIX.search(word) else None


def named_paths(text):
    prose = FENCE.sub("", text)
    for span in CODE_SPAN.findall(prose):
        path = path_of_span(span)
        if path:
            yield path
    for link in LINK.findall(prose):
        if not re.match(r"^([a-z]+:|#)", link):
            yield link.split("#")[0]
    for fence in FENCE.findall(text):
        yield from FENCE_PATH.findall(fence)


def rule_documents_name_real_paths(tree):
    """Every path named in a README or in CONTRIBUTING.md and its like exists."""
    names = {file.rsplit("/", 1)[-1] for file in tree.files}
    known = set(tree.files)
    for file in tree.files:
        known.update(str(parent) for parent in pathlib.PurePosixPath(file).parents)
    for document in documents(tree):
        here = posixpath.dirname(document)
        for path in named_paths(tree.text(document)):
            beside = posixpath.normpath(posixpath.join(here, path))
            if not ({path.rstrip("/"), beside} & known or ("/" not in path and path in names)):
                yield f"{document}: names {path.rstrip('/')}, which is not there"


def rule_documents_name_real_tests(tree):
    """Every test named in a README, as Suite.Name, exists."""
    tests = {f"{suite}.{name}" for file in tree.with_suffix(".cpp") if file.startswith("tests/")
             for suite, name in GOOGLE_TEST.findall(tree.text(file))}
    for document in documents(tree):
        for name in sorted(set(TEST_SPAN.findall(tree.text(document)))):
            if name not in tests:
                yield f"{document}: names the test {name}, which is not there"


def rule_policies_name_their_tests(tree):
    """tests/shared/merge/README.md has a part for every source of shared/merge."""
    headings = " ".join(line for line in tree.text(POLICIES).splitlines()
                        if line.startswith("## ")) if POLICIES in tree.files else ""
    for file in tree.with_suffix(".cpp"):
        folder, name = posixpath.split(file)
        if folder == "shared/merge" and name not in headings.replace(",", " ").split():
            yield f"{POLICIES}: has no part for {name}; say which test would notice each branch"


def rule_top_level(tree):
    """The top level holds what the design says, and dot files."""
    for entry in sorted({name.split("/", 1)[0] for name in tree.files}):
        if entry not in TOP_LEVEL and not entry.startswith("."):
            yield f"{entry}: not of the top level; find its place in the house"
    for entry in sorted(TOP_LEVEL - {name.split("/", 1)[0] for name in tree.files}):
        yield f"{entry}: is missing"


def rule_readme_names_every_folder(tree):
    """README.md names every folder of the second level."""
    readme = tree.text("README.md") if "README.md" in tree.files else ""
    for folder in sorted(tree.folders(2)):
        if not folder.startswith(".") and not re.search(rf"{re.escape(folder)}(?![\w-])", readme):
            yield f"README.md: does not name {folder}"


def package_lines(tree):
    for number, line in enumerate(tree.text(PACKAGES).splitlines(), 1):
        if line and not line.startswith("#"):
            yield number, line.split(None, 3)


def rule_packages_are_explained(tree):
    """packaging/packages.txt: each package once, with suite, README's name for it, and a reason."""
    if PACKAGES not in tree.files:
        yield f"{PACKAGES}: is missing"
        return
    readme = tree.text("README.md") if "README.md" in tree.files else ""
    table = readme.partition("\n## Dependencies\n")[2].partition("\n## ")[0]
    seen = set()
    for number, words in package_lines(tree):
        where = f"{PACKAGES}:{number}"
        if len(words) < 4:
            yield f"{where}: {words[0]} needs suite, README's name and a reason"
            continue
        package, suite, name, _ = words
        if package in seen:
            yield f"{where}: {package} is there twice"
        seen.add(package)
        if suite not in ("bookworm", "backports"):
            yield f"{where}: {suite} is not a suite"
        if name not in table:
            yield f"README.md: its table of dependencies does not name {name}, for {package}"


def history_of(root, path):
    """Every version of a file that git knows, newest first; none without git."""
    git = ["git", "-c", "safe.directory=*"]
    try:
        out = subprocess.run([*git, "log", "--format=%H", "--", path], cwd=root, check=True,
                             capture_output=True, text=True).stdout
        for commit in out.split():
            shown = subprocess.run([*git, "show", f"{commit}:{path}"], cwd=root,
                                   capture_output=True, text=True, check=False)
            if shown.returncode == 0:
                yield commit[:10], shown.stdout
    except (OSError, subprocess.CalledProcessError):
        return


def rule_ledger_only_grows(tree):
    """No line that schema/records/numbers.txt ever had is gone."""
    if LEDGER not in tree.files:
        yield f"{LEDGER}: is missing; schema/lint.py --update-ledger makes it"
        return
    now = set(tree.text(LEDGER).splitlines())
    for commit, text in history_of(tree.root, LEDGER):
        for line in text.splitlines():
            if line and not line.startswith("#") and line not in now:
                yield f"{LEDGER}: \"{line}\" was there in {commit}; put it back"
