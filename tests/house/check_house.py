#!/usr/bin/env python3
"""The rules of the house, as tests. Each rule is one ctest; each finding is one line.

    check_house.py RULE [--root DIR]     one rule; exit code 1 when something is found
    check_house.py all                   every rule
    check_house.py --list                the rules with what they ask

A finding says where, what, and what to do instead. test_check_house.py shows each rule refusing.
Standard library only; looks at tracked files and new ones that git does not ignore.
"""
import argparse
import collections
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import cpp_shape  # noqa: E402
import house_docs  # noqa: E402
import house_layers  # noqa: E402
import house_qml  # noqa: E402
import house_words  # noqa: E402

LINES_MAX = {".cpp": 400, ".hpp": 250, ".qml": 250}
FUNCTION_LINES_MAX = 70
PARAMETERS_MAX = 6
COLUMNS_MAX = 100


class Tree:
    """The files of a checkout, read once."""

    def __init__(self, root, files=None):
        self.root = pathlib.Path(root)
        self.files = sorted(self._list() if files is None else files)
        self._texts = {}

    def _list(self):
        try:
            out = subprocess.run(
                ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others",
                 "--exclude-standard"], cwd=self.root, check=True, capture_output=True).stdout
            names = out.decode().split("\0")
        except (OSError, subprocess.CalledProcessError):
            names = [str(p.relative_to(self.root)) for p in self.root.rglob("*")
                     if not {"build", ".git", "__pycache__"} & set(p.relative_to(self.root).parts)]
        return [name for name in names if name and (self.root / name).is_file()]

    def text(self, name):
        if name not in self._texts:
            self._texts[name] = (self.root / name).read_text(encoding="utf-8", errors="replace")
        return self._texts[name]

    def with_suffix(self, *suffixes):
        return [name for name in self.files if name.endswith(suffixes)]

    def folders(self, depth):
        """{first `depth` parts of each file's folder}, of files that lie that deep."""
        parts = (pathlib.PurePosixPath(name).parts for name in self.files)
        return {"/".join(part[:depth]) for part in parts if len(part) > depth}


def rule_file_length(tree):
    """C++ sources have at most 400 lines, headers and QML files 250."""
    for name in tree.with_suffix(*LINES_MAX):
        ceiling = LINES_MAX[pathlib.PurePosixPath(name).suffix]
        lines = tree.text(name).count("\n")
        if lines > ceiling:
            yield f"{name}: {lines} lines, at most {ceiling}; split it by what it is about"


def rule_line_length(tree):
    """Lines of C++, QML and Python have at most 100 columns."""
    for name in tree.with_suffix(".cpp", ".hpp", ".qml", ".py"):
        for number, line in enumerate(tree.text(name).splitlines(), 1):
            if len(line) > COLUMNS_MAX:
                yield f"{name}:{number}: {len(line)} columns, at most {COLUMNS_MAX}"


def rule_function_length(tree):
    """A C++ function has at most 70 lines."""
    for name in tree.with_suffix(".cpp", ".hpp"):
        for function in cpp_shape.functions(tree.text(name)):
            if function.lines > FUNCTION_LINES_MAX:
                yield (f"{name}:{function.line}: {function.name} has {function.lines} lines, "
                       f"at most {FUNCTION_LINES_MAX}; take a step of it out")


def rule_parameters(tree):
    """A C++ function has at most 6 parameters."""
    for name in tree.with_suffix(".cpp", ".hpp"):
        for function in cpp_shape.functions(tree.text(name), declarations=True):
            if function.parameters > PARAMETERS_MAX:
                yield (f"{name}:{function.line}: {function.name} has {function.parameters} "
                       f"parameters, at most {PARAMETERS_MAX}; those that go together are a struct")


def rule_sources_are_built(tree):
    """Every C++ source, QML file and Python test is named in a CMake file.

    By its name on its way up, or with its folder (support/clock.cpp) anywhere.
    """
    lists = {str(pathlib.PurePosixPath(name).parent): tree.text(name)
             for name in tree.files if name.endswith("CMakeLists.txt")}
    for name in tree.with_suffix(".cmake"):
        folder = str(pathlib.PurePosixPath(name).parent)
        lists[folder] = lists.get(folder, "") + tree.text(name)
    wanted = tree.with_suffix(".cpp", ".qml")
    wanted += [name for name in tree.with_suffix(".py")
               if pathlib.PurePosixPath(name).name.startswith("test_")]
    for name in wanted:
        path = pathlib.PurePosixPath(name)
        with_folder = f"{path.parent.name}/{path.name}"
        if not (any(path.name in lists.get(str(parent), "") for parent in path.parents)
                or any(with_folder in text for text in lists.values())):
            yield f"{name}: in no CMake file, so it is neither built nor run"


RULES = collections.OrderedDict(
    (function.__name__.removeprefix("rule_").replace("_", "-"), function)
    for function in [
        house_layers.rule_include_directions,
        house_layers.rule_pure_layers,
        rule_file_length,
        rule_line_length,
        rule_function_length,
        rule_parameters,
        rule_sources_are_built,
        house_qml.rule_no_repeater_in_a_layout,
        house_words.rule_banned_words,
        house_words.rule_no_machine_paths,
        house_docs.rule_documents_name_real_paths,
        house_docs.rule_documents_name_real_tests,
        house_docs.rule_policies_name_their_tests,
        house_docs.rule_top_level,
        house_docs.rule_readme_names_every_folder,
        house_docs.rule_packages_are_explained,
        house_docs.rule_ledger_only_grows,
    ])


def main():
    parser = argparse.ArgumentParser(description="Checks the rules of the house.")
    parser.add_argument("rule", nargs="?", default="all", choices=["all", *RULES])
    parser.add_argument("--root", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parents[2])
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    if options.list:
        for name, rule in RULES.items():
            print(f"{name:30} {rule.__doc__.splitlines()[0]}")
        return 0
    tree = Tree(options.root)
    found = 0
    for name in RULES if options.rule == "all" else [options.rule]:
        for finding in RULES[name](tree):
            found += 1
            print(f"{name}: {finding}")
    if found == 0:
        print(f"{options.rule}: {len(tree.files)} files, nothing found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
