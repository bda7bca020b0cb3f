#!/usr/bin/env python3
"""Shows every rule of the house refusing a small bad tree, and this list being complete."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import check_house  # noqa: E402
import cpp_shape  # noqa: E402

DEPENDENCIES = "\n## Dependencies\n\n| SQLCipher | stores |\n\n## Licence\n"
PACKAGE = "libsqlcipher-dev backports SQLCipher the encrypted stores\n"


class SmallTree(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = pathlib.Path(directory.name)

    def found(self, rule, files):
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return list(check_house.RULES[rule](check_house.Tree(self.root, list(files))))

    def refuses(self, rule, files, expected):
        found = self.found(rule, files)
        self.assertTrue(any(expected in finding for finding in found), found)

    def accepts(self, rule, files):
        self.assertEqual(self.found(rule, files), [])


class IncludeDirections(SmallTree):
    RULE = "include-directions"

    def include(self, includer, included):
        return {includer: f'#include "{included}"\n', included: ""}

    def test_refuses_a_client_that_includes_the_server(self):
        self.refuses(self.RULE, self.include("client/store/a.cpp", "server/store/b.hpp"),
                     "must not include")

    def test_refuses_a_server_that_includes_the_client(self):
        self.refuses(self.RULE, self.include("server/net/a.cpp", "client/sync/b.hpp"),
                     "must not include")

    def test_refuses_shared_that_includes_either(self):
        self.refuses(self.RULE, self.include("shared/base/a.cpp", "client/sync/b.hpp"),
                     "must not include")

    def test_refuses_the_wrong_way_inside_a_part(self):
        for includer, included in (("shared/base/a.hpp", "shared/records/b.hpp"),
                                   ("shared/merge/a.hpp", "shared/protocol/b.hpp"),
                                   ("client/store/a.hpp", "client/sync/b.hpp"),
                                   ("client/sync/a.hpp", "client/viewmodels/b.hpp"),
                                   ("server/store/a.hpp", "server/auth/b.hpp"),
                                   ("server/api/a.hpp", "server/net/b.hpp")):
            self.refuses(self.RULE, self.include(includer, included), "must not include")

    def test_accepts_the_designed_ways(self):
        for includer, included in (("shared/merge/a.hpp", "shared/records/b.hpp"),
                                   ("shared/sqlite/a.hpp", "shared/crypto/b.hpp"),
                                   ("client/sync/a.cpp", "client/store/b.hpp"),
                                   ("client/main.cpp", "client/viewmodels/b.hpp"),
                                   ("server/main.cpp", "server/net/b.hpp"),
                                   ("tests/e2e/a.cpp", "server/net/b.hpp")):
            self.accepts(self.RULE, self.include(includer, included))

    def test_accepts_generated_formats_but_not_in_base(self):
        formats = '#include "schema/records/visit.pb.h"\n'
        self.accepts(self.RULE, {"shared/records/a.cpp": formats})
        self.refuses(self.RULE, {"shared/base/a.cpp": formats}, "must not include")

    def test_refuses_the_tests_in_the_product(self):
        self.refuses(self.RULE, self.include("server/net/a.cpp", "tests/support/b.hpp"),
                     "the tests")

    def test_refuses_a_bare_name(self):
        self.refuses(self.RULE, {"shared/base/a.cpp": '#include "ids.hpp"\n'}, "from the root")

    def test_refuses_a_file_that_is_not_there(self):
        self.refuses(self.RULE, {"shared/base/a.cpp": '#include "shared/base/gone.hpp"\n'},
                     "not there")

    def test_refuses_a_folder_nobody_decided_on(self):
        self.refuses(self.RULE, {"shared/utils/a.hpp": ""}, "house_layers.py")

    def test_refuses_code_in_the_schema(self):
        self.refuses(self.RULE, {"schema/records/a.cpp": ""}, "no C++")


class PureLayers(SmallTree):
    def test_refuses_qt_sockets_and_threads_in_shared(self):
        for header in ("QString", "thread", "boost/asio.hpp", "mutex"):
            self.refuses("pure-layers", {"shared/protocol/a.cpp": f"#include <{header}>\n"}, header)

    def test_refuses_qt_in_the_tablets_core(self):
        self.refuses("pure-layers", {"client/store/a.cpp": "#include <QObject>\n"}, "QObject")

    def test_accepts_them_where_they_belong(self):
        self.accepts("pure-layers", {"client/viewmodels/a.hpp": "#include <QObject>\n",
                                     "server/net/a.hpp": "#include <boost/asio.hpp>\n"})


class Lengths(SmallTree):
    def test_refuses_long_files_each_by_its_own_ceiling(self):
        for name, ceiling in (("shared/base/a.cpp", 400), ("shared/base/a.hpp", 250),
                              ("client/qml/screens/A.qml", 250)):
            self.accepts("file-length", {name: "//\n" * ceiling})
            self.refuses("file-length", {name: "//\n" * (ceiling + 1)}, f"at most {ceiling}")

    def test_refuses_long_lines(self):
        self.accepts("line-length", {"shared/base/a.cpp": "x" * 100})
        self.refuses("line-length", {"shared/base/a.cpp": "x" * 101}, "101 columns")

    def test_counts_characters_not_bytes(self):
        self.accepts("line-length", {"shared/base/a.cpp": "\u0177" * 100})

    def test_refuses_long_functions(self):
        body = "    step();\n" * 68
        self.accepts("function-length", {"a.cpp": "void f() {\n" + body + "}\n"})
        self.refuses("function-length", {"a.cpp": "void f() {\n" + body + "    step();\n}\n"},
                     "f has 71 lines")

    def test_refuses_long_test_bodies_methods_and_constructors(self):
        body = "    step();\n" * 70
        for head in ("TEST(Merge, KeepsBoth) {\n", "auto Store::open(int a) const -> int {\n",
                     "Store::Store(int a)\n    : m_a{a}, m_b(a) {\n"):
            self.refuses("function-length", {"a.cpp": head + body + "}\n"}, "lines, at most 70")

    def test_refuses_many_parameters(self):
        six, seven = ", ".join(["int a"] * 6), ", ".join(["int a"] * 7)
        self.accepts("parameters", {"a.hpp": f"void f({six});\n"})
        self.refuses("parameters", {"a.hpp": f"void f({seven});\n"}, "f has 7 parameters")
        self.refuses("parameters", {"a.cpp": f"void C::f({seven}) {{ }}\n"}, "C::f has 7")


class Shape(unittest.TestCase):
    def shape(self, text, **options):
        return [(f.name, f.parameters) for f in cpp_shape.functions(text, **options)]

    def test_sees_functions_in_namespaces_and_classes(self):
        text = ("namespace a { class B : public C { void f(int x) const { } };"
                " int g() { return 1; } }")
        self.assertEqual(self.shape(text), [("f", 1), ("g", 0)])

    def test_is_not_fooled_by_comments_literals_and_initialisers(self):
        text = ('// void no() {\n/* { */ const char* s = "{"; char c = \'{\'; int n = 1\'000;\n'
                'auto r = R"x({)x";\n#define M(x) {\nint a{0};\nstd::array<int, 2> b{{1, 2}};\n'
                "void yes(std::map<int, int> m, int n = g(1, 2)) { if (a) { } }\n")
        self.assertEqual(self.shape(text), [("yes", 2)])

    def test_takes_lambdas_as_part_of_their_function(self):
        self.assertEqual(self.shape("void f() { auto g = [](int a, int b) { return a; }; }"),
                         [("f", 0)])

    def test_sees_operators_and_templates(self):
        text = "template <class T> bool operator==(const T& a, const T& b) { return true; }"
        self.assertEqual(self.shape(text), [("operator==", 2)])

    def test_sees_declarations_when_asked(self):
        text = "class A { explicit A(int a); virtual void f(int a, int b) = 0; int m = g(1); };"
        self.assertEqual(self.shape(text, declarations=True), [("A", 1), ("f", 2)])


class SourcesAreBuilt(SmallTree):
    def test_refuses_a_source_in_no_list(self):
        lists = {"tests/shared/CMakeLists.txt": "hearth_test(NAME t SOURCES base/a_test.cpp)\n"}
        self.accepts("sources-are-built", {**lists, "tests/shared/base/a_test.cpp": ""})
        self.refuses("sources-are-built", {**lists, "tests/shared/base/b_test.cpp": ""},
                     "b_test.cpp")

    def test_accepts_what_another_folder_builds_by_its_path(self):
        lists = {"tests/client/CMakeLists.txt": "SOURCES ../support/clock.cpp\n"}
        self.accepts("sources-are-built", {**lists, "tests/support/clock.cpp": ""})

    def test_refuses_a_qml_file_and_a_python_test_in_no_list(self):
        self.refuses("sources-are-built", {"client/qml/A.qml": ""}, "A.qml")
        self.refuses("sources-are-built", {"tests/house/test_a.py": ""}, "test_a.py")


class BannedWords(SmallTree):
    def test_refuses_each_of_them(self):
        for text in ("// TODO later", "// FIXME", "// XXX", "// Lorem ipsum", "std::views::all",
                     "std::ranges::views::all", "std::format(a)", "std::expected<int, E> a;",
                     "std::source_location a;", "std::chrono::system_clock::now()",
                     "std::random_device d;", "qmlRegisterType<A>();", "c->setContextProperty(a);",
                     "exec(\"PRAGMA key = 'x'\")", "QDateTime::currentDateTime()"):
            self.refuses("banned-words", {"shared/merge/a.cpp": text + "\n"},
                         "shared/merge/a.cpp:1")

    def test_refuses_left_over_notes_in_scripts_and_documents(self):
        self.refuses("banned-words", {"packaging/run": "#!/bin/sh\n# TODO\n"}, "packaging/run:2")
        self.refuses("banned-words", {"README.md": "TODO\n"}, "README.md:1")

    def test_lets_one_file_and_the_tests_read_the_clock(self):
        for name in ("shared/base/system_clock.cpp", "tests/e2e/a.cpp"):
            self.accepts("banned-words", {name: "std::chrono::system_clock::now();\n"})

    def test_lets_a_document_speak_of_a_function(self):
        self.accepts("banned-words", {"README.md": "`std::format` is absent\n"})

    def test_leaves_longer_words_alone(self):
        self.accepts("banned-words", {"shared/base/a.cpp": "formatTODOs(); mktemp(\"XXXXXX\");\n"})


class NoRepeaterInALayout(SmallTree):
    RULE = "no-repeater-in-a-layout"

    @staticmethod
    def within(element):
        return {"a.qml": f"import QtQuick\n\n{element} {{\n    id: a  // one {{ brace\n"
                         "    Text {}\n    Repeater {\n        Text {}\n    }\n}\n"}

    def test_refuses_it_in_a_layout_and_in_what_may_hold_one(self):
        for element in ("ColumnLayout", "Card", "T.Popup"):
            self.refuses(self.RULE, self.within(element), "a.qml:6: Repeater in ")

    def test_accepts_it_in_a_positioner(self):
        for element in ("Column", "Flow"):
            self.accepts(self.RULE, self.within(element))


class MachinePaths(SmallTree):
    def test_refuses_paths_of_one_machine(self):
        for path in ("/work/main", "/root", "/home/ann/hearth", "/Users/ann"):
            self.refuses("no-machine-paths", {"packaging/run.sh": f"cd {path}\n"}, "one machine")

    def test_refuses_registry_hosts(self):
        for host in ("deb.debian.org", "pypi.org", "registry.npmjs.org"):
            self.refuses("no-machine-paths", {"packaging/a.sh": f"get https://{host}/x\n"}, host)

    def test_accepts_paths_inside_the_house(self):
        self.accepts("no-machine-paths", {"a.md": "tests/work/a, $DIR/home/x, /etc/apt, ~/work\n"})


class Documents(SmallTree):
    RULE = "documents-name-real-paths"

    def test_refuses_a_path_that_is_not_there(self):
        for text in ("`shared/merge/gone.hpp`", "[gone](shared/gone.md)", "`packaging/gone --all`",
                     "`gone.hpp`", "```\npackaging/gone DIR\n```"):
            self.refuses(self.RULE, {"README.md": text + "\n"}, "gone")

    def test_accepts_what_is_there_from_the_root_or_from_the_document(self):
        files = {"shared/merge/README.md": "`merge.hpp`, `shared/merge/merge.hpp`, "
                                           "`shared/merge/`, [up](../base/ids.hpp)\n",
                 "shared/merge/merge.hpp": "", "shared/base/ids.hpp": ""}
        self.accepts(self.RULE, files)

    def test_leaves_other_code_alone(self):
        self.accepts(self.RULE, {"README.md": "`POST /v1/sync`, `/healthz`, `build/release/bin`, "
                                              "`fold(base, pending)`, `<dir>/key.pem`, `a/*.sql`, "
                                              "`application/json`, [web](https://example.org/a)\n"})

    def test_reads_contributing_too(self):
        self.refuses(self.RULE, {"CONTRIBUTING.md": "`tests/gone`\n"}, "tests/gone")


class NamedTests(SmallTree):
    RULE = "documents-name-real-tests"
    README = "tests/shared/merge/README.md"
    TEST = "TEST_F(Merge,\n       KeepsBoth) {\n}\n"

    def test_refuses_a_test_that_is_gone_or_renamed(self):
        self.refuses(self.RULE, {self.README: "| a | `Merge.KeepsBoth` |\n"}, "Merge.KeepsBoth")
        self.refuses(self.RULE, {self.README: "`Merge.KeepsOne`\n", "tests/a.cpp": self.TEST},
                     "Merge.KeepsOne")

    def test_accepts_a_test_that_is_there_and_other_words_with_a_point(self):
        self.accepts(self.RULE, {self.README: "`Merge.KeepsBoth`, `Done.digest`, `Error.hpp`\n",
                                 "tests/a.cpp": self.TEST})

    def test_refuses_a_policy_without_its_part(self):
        rule = "policies-name-their-tests"
        files = {"shared/merge/sets.cpp": "", "shared/merge/text3.cpp": "",
                 self.README: "## sets.cpp and text3.cpp\n"}
        self.accepts(rule, files)
        self.refuses(rule, {**files, "shared/merge/new.cpp": ""}, "new.cpp")
        self.refuses(rule, {"shared/merge/sets.cpp": ""}, "sets.cpp")


class House(SmallTree):
    def top(self, **more):
        files = {name if "." in name or name == "LICENSE" else f"{name}/x": ""
                 for name in check_house.house_docs.TOP_LEVEL}
        return {**files, **more}

    def test_refuses_strangers_at_the_top(self):
        self.accepts("top-level", {**self.top(), ".clang-format": ""})
        self.refuses("top-level", {**self.top(), "notes/a.txt": ""}, "notes")

    def test_refuses_a_top_level_without_its_parts(self):
        files = self.top()
        del files["SECURITY.md"]
        self.refuses("top-level", files, "SECURITY.md: is missing")

    def test_refuses_a_folder_that_the_readme_does_not_name(self):
        files = {"shared/merge/a.hpp": "", "README.md": "`shared/merge`\n", ".ci/run": ""}
        self.accepts("readme-names-every-folder", files)
        self.refuses("readme-names-every-folder", {**files, "shared/mer/a.hpp": ""}, "shared/mer")


class Packages(SmallTree):
    def packages(self, text, readme=DEPENDENCIES):
        return {"packaging/packages.txt": text, "README.md": readme}

    def test_accepts_a_package_with_all_it_needs(self):
        self.accepts("packages-are-explained", self.packages(PACKAGE))

    def test_refuses_what_is_unexplained_doubled_or_of_no_suite(self):
        for text, expected in (("xauth bookworm SQLCipher\n", "a reason"),
                               (PACKAGE * 2, "there twice"),
                               (PACKAGE.replace("backports", "sid"), "not a suite")):
            self.refuses("packages-are-explained", self.packages(text), expected)

    def test_refuses_what_the_readme_does_not_name(self):
        self.refuses("packages-are-explained", self.packages(PACKAGE, "SQLCipher\n"), "SQLCipher")


class LedgerOnlyGrows(SmallTree):
    LEDGER = "schema/records/numbers.txt"

    def git(self, *arguments):
        subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
                       cwd=self.root, check=True, capture_output=True)

    def test_refuses_a_line_that_went(self):
        one, two = "type 10 hearth.records.Note\n", "type 11 hearth.records.Memo\n"
        self.git("init", "-q")
        self.found("ledger-only-grows", {self.LEDGER: one + two})
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Numbers")
        three = "type 12 hearth.records.Third\n"
        self.accepts("ledger-only-grows", {self.LEDGER: one + two + three})
        self.refuses("ledger-only-grows", {self.LEDGER: one}, "type 11 hearth.records.Memo")

    def test_refuses_a_tree_without_a_ledger(self):
        self.refuses("ledger-only-grows", {"README.md": ""}, "is missing")


class Runner(SmallTree):
    def test_says_what_it_found_and_fails(self):
        bad = self.root / "shared/base/a.cpp"
        bad.parent.mkdir(parents=True)
        bad.write_text("// FIXME\n", encoding="utf-8")
        ran = subprocess.run([sys.executable, HERE / "check_house.py", "banned-words", "--root",
                              self.root], capture_output=True, text=True, check=False)
        self.assertEqual(ran.returncode, 1)
        self.assertIn("shared/base/a.cpp:1", ran.stdout)

    def test_every_rule_is_a_ctest(self):
        lists = (HERE / "CMakeLists.txt").read_text(encoding="utf-8")
        for rule in check_house.RULES:
            self.assertIn(f"\n    {rule}", lists)

    def test_every_rule_is_shown_refusing_here(self):
        text = pathlib.Path(__file__).read_text(encoding="utf-8")
        for rule in check_house.RULES:
            self.assertIn(f'"{rule}"', text)


if __name__ == "__main__":
    unittest.main()
