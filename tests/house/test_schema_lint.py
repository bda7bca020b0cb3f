#!/usr/bin/env python3
"""Shows every rule of schema/lint.py refusing a small bad format, and a good one passing."""
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
PROTOC = os.environ.get("HEARTH_PROTOC", "protoc")
OPTIONS = "schema/records/options.proto"

spec = importlib.util.spec_from_file_location("lint", ROOT / "schema/lint.py")
lint = importlib.util.module_from_spec(spec)
spec.loader.exec_module(lint)


def extension_names():
    """What the record and field options are called in the .proto files."""
    names = {}
    for line in (ROOT / OPTIONS).read_text(encoding="utf-8").splitlines():
        words = line.split()
        if line.startswith("  ") and "= 501" in line:
            names[words[0]] = words[1]
    return names["RecordOptions"], names["FieldOptions"]


def extension_names_of_values():
    for line in (ROOT / OPTIONS).read_text(encoding="utf-8").splitlines():
        if line.split()[:1] == ["EnumValueOptions"]:
            return line.split()[1]
    raise AssertionError("no option of enum values")


RECORD, FIELD = extension_names()
GOOD_RULES = f"""[({FIELD}) = {{ merge: REVIEW label: "Words" sensitivity: CASE safety: true }}]"""
GOOD_RECORD = f"""option ({RECORD}) = {{ type_number: 10 label: "Note" scope: SCOPE_CASE_FILE }};"""
GOOD_BODY = f"{GOOD_RECORD} string words = 1 {GOOD_RULES};"


def rules(text):
    return f"[({FIELD}) = {{ {text} }}]"


class SmallSchema(unittest.TestCase):
    """A schema of one record, in a directory of its own."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.root = pathlib.Path(directory.name)
        for folder in ("records", "protocol", "codes"):
            (self.root / "schema" / folder).mkdir(parents=True)
        shutil.copy(ROOT / OPTIONS, self.root / OPTIONS)

    def write(self, body=GOOD_BODY, outside="", name="Note"):
        (self.root / "schema/records/note.proto").write_text(
            'syntax = "proto3";\npackage hearth.records;\nimport "schema/records/options.proto";\n'
            f"{outside}\nmessage {name} {{ {body} }}\n", encoding="utf-8")

    def schema(self):
        return lint.load(self.root, PROTOC)

    def findings(self, body=GOOD_BODY, outside="", name="Note"):
        """Findings of a format whose numbers are all in the ledger."""
        self.write(body, outside, name)
        lint.update_ledger(self.schema(), self.root)
        return lint.findings(self.schema(), self.root)

    def refuses(self, expected, body=GOOD_BODY, outside="", name="Note"):
        found = self.findings(body, outside, name)
        self.assertTrue(any(expected in finding for finding in found), found)


class SchemaLint(SmallSchema):
    def with_field(self, text, type_name="string"):
        return f"{GOOD_RECORD} {type_name} words = 1 {rules(text)};"

    def test_accepts_a_good_record(self):
        self.assertEqual(self.findings(), [])

    def test_refuses_a_safety_field_without_a_policy(self):
        self.refuses("a safety field without a merge policy",
                     self.with_field('label: "Words" sensitivity: CASE safety: true'))

    def test_refuses_any_field_without_a_policy(self):
        self.refuses("a field without a merge policy",
                     self.with_field('label: "Words" sensitivity: CASE'))
        self.refuses("a field without a merge policy", f"{GOOD_RECORD} string words = 1;")

    def test_refuses_last_writer_on_a_safety_field(self):
        self.refuses("LAST_WRITER on a safety field", self.with_field(
            'merge: LAST_WRITER label: "Words" sensitivity: CASE safety: true'))

    def test_allows_last_writer_elsewhere(self):
        self.assertEqual(self.findings(self.with_field(
            'merge: LAST_WRITER label: "Words" sensitivity: CASE')), [])

    def test_refuses_float_and_double_in_records(self):
        for type_name in ("float", "double"):
            self.refuses(f"Note.words: {type_name}",
                         f"{GOOD_RECORD} {type_name} words = 1 {GOOD_RULES};")
            (self.root / lint.LEDGER).unlink()

    def test_refuses_a_float_in_the_protocol(self):
        (self.root / "schema/protocol/talk.proto").write_text(
            'syntax = "proto3"; package hearth.protocol; message Talk { float lag = 1; }\n',
            encoding="utf-8")
        self.refuses("hearth.protocol.Talk.lag: float")

    def test_refuses_a_field_without_a_label(self):
        self.refuses("no label", self.with_field("merge: REVIEW sensitivity: CASE"))

    def test_refuses_a_field_without_a_sensitivity(self):
        self.refuses("no sensitivity", self.with_field('merge: REVIEW label: "Words"'))

    def test_refuses_a_record_without_options(self):
        for missing in ("type_number", "label", "scope"):
            self.refuses(f"Note: no record option with a {missing}",
                         f"string words = 1 {GOOD_RULES};")

    def test_refuses_a_record_without_a_scope(self):
        self.refuses("with a scope", f"option ({RECORD}) = {{ type_number: 10 label: \"Note\" }};"
                                     f" string words = 1 {GOOD_RULES};")

    def test_refuses_two_records_with_one_type_number(self):
        self.refuses("type_number 10 is hearth.records.Other's",
                     outside=f"message Other {{ {GOOD_BODY} }}")

    def test_refuses_a_nested_message(self):
        self.refuses("Note.Part: a nested message", GOOD_BODY + " message Part {}")

    def test_refuses_a_map(self):
        self.refuses("a nested message or map",
                     GOOD_BODY + f" map<string, string> m = 2 {GOOD_RULES};")

    def test_refuses_a_message_inside_a_record(self):
        self.refuses("a message inside a record", GOOD_BODY + f" Other other = 2 {GOOD_RULES};",
                     outside="message Other { }")

    def test_refuses_a_oneof(self):
        self.refuses("oneof", GOOD_BODY + f" oneof either {{ string a = 2 {GOOD_RULES}; }}")

    def test_refuses_a_code_list_that_is_not_there(self):
        body = self.with_field('merge: REVIEW label: "Words" sensitivity: CASE code_list: "sex"')
        self.refuses("schema/codes/sex.csv is not there", body)
        (self.root / "schema/codes/sex.csv").write_text("code,label\n", encoding="utf-8")
        self.assertEqual(self.findings(body), [])

    def test_refuses_a_group_with_two_policies(self):
        grouped = 'group: "seen" label: "Words" sensitivity: CASE'
        one, other = rules("merge: REVIEW " + grouped), rules("merge: LAST_WRITER " + grouped)
        self.refuses('group "seen"', f"{GOOD_RECORD} string a = 1 {one}; string b = 2 {other};")

    def test_refuses_a_policy_that_does_not_fit_the_type(self):
        described = 'label: "Words" sensitivity: CASE'
        self.refuses("ADD_WINS_SET on a single value",
                     self.with_field("merge: ADD_WINS_SET " + described))
        self.refuses("TEXT3 on a list",
                     self.with_field("merge: TEXT3 " + described, "repeated string"))
        self.refuses("TEXT3 on something that is not text",
                     self.with_field("merge: TEXT3 " + described, "bytes"))
        self.refuses("without grades of protection",
                     self.with_field("merge: MOST_PROTECTIVE " + described))

    def test_refuses_a_changeable_field_in_an_append_only_record(self):
        self.refuses("in an append-only record", f"option ({RECORD}) = {{ type_number: 10 "
                     f"label: \"Note\" scope: SCOPE_CASE_FILE append_only: true }};"
                     f" string words = 1 {GOOD_RULES};")


class Ledger(SmallSchema):
    """The numbers: a first format is in the ledger, then it changes."""

    def setUp(self):
        super().setUp()
        self.assertEqual(self.findings(), [])

    def after(self, body, outside=""):
        self.write(body, outside)
        return lint.findings(self.schema(), self.root)

    def test_refuses_another_name_on_a_used_number(self):
        found = self.after(GOOD_BODY.replace("words", "phrases"))
        self.assertIn('was "words string" and is now "phrases string"', found[0])

    def test_refuses_another_type_on_a_used_number(self):
        found = self.after(GOOD_BODY.replace("string words", "bytes words"))
        self.assertIn('is now "words bytes"', found[0])

    def test_refuses_a_number_that_went_without_being_reserved(self):
        found = self.after(GOOD_RECORD)
        self.assertIn('add "reserved 1;"', found[0])

    def test_accepts_a_reserved_number(self):
        self.assertEqual(self.after(GOOD_RECORD + " reserved 1;"), [])

    def test_protoc_refuses_a_field_on_a_reserved_number(self):
        self.write(GOOD_BODY + " reserved 1;")
        with self.assertRaises(subprocess.CalledProcessError):
            self.schema()

    def test_refuses_another_record_on_a_used_type_number(self):
        self.write(name="Memo")
        found = lint.findings(self.schema(), self.root)
        self.assertTrue(any('was "hearth.records.Note" and is now' in f for f in found), found)

    def test_refuses_a_record_that_went(self):
        found = self.after(GOOD_BODY.replace("10", "11"))
        self.assertTrue(any("hearth.records.Note is gone" in f for f in found), found)

    def test_refuses_a_new_number_that_is_not_in_the_ledger(self):
        found = self.after(GOOD_BODY + f" string more = 2 {GOOD_RULES};")
        self.assertIn("not in schema/records/numbers.txt yet", found[0])

    def test_refuses_another_meaning_of_an_enum_value(self):
        enum = "enum Mood { CALM = 0; UPSET = 1; }"
        self.assertEqual(self.findings(outside=enum), [])
        found = self.after(GOOD_BODY, enum.replace("UPSET = 1", "GLAD = 1"))
        self.assertIn('was "UPSET" and is now "GLAD"', found[0])

    def test_refuses_another_policy_or_group_on_a_field(self):
        found = self.after(GOOD_BODY.replace("merge: REVIEW", "merge: IMMUTABLE"))
        self.assertIn('was "REVIEW" and is now "IMMUTABLE"', found[0])
        found = self.after(GOOD_BODY.replace("merge: REVIEW", 'merge: REVIEW group: "said"'))
        self.assertIn('is now "REVIEW in said"', found[0])

    def test_refuses_another_protection_of_a_value(self):
        values = extension_names_of_values()
        enum = f"enum Mood {{ CALM = 0 [({values}) = {{ protection: 1 }}]; }}"
        self.assertEqual(self.findings(outside=enum), [])
        found = self.after(GOOD_BODY, enum.replace("protection: 1", "protection: 2"))
        self.assertIn('was "1" and is now "2"', found[0])

    def test_accepts_a_reserved_enum_value(self):
        self.assertEqual(self.findings(outside="enum Mood { CALM = 0; UPSET = 1; }"), [])
        self.assertEqual(self.after(GOOD_BODY, "enum Mood { CALM = 0; reserved 1; }"), [])

    def next_version(self):
        (self.root / lint.VERSION).write_text("2\n", encoding="utf-8")

    def added(self, body, outside=""):
        """Findings of what was added in version 2, its numbers in the ledger."""
        self.next_version()
        return self.findings(body, outside)

    def test_refuses_a_later_field_that_does_not_say_since_when(self):
        found = self.added(GOOD_BODY + f" string more = 2 {GOOD_RULES};")
        self.assertEqual(len(found), 1, found)
        self.assertIn('came with version 2, so "since: 2"', found[0])

    def test_accepts_a_later_field_that_says_since_when(self):
        since = GOOD_RULES.replace("safety: true", "safety: true since: 2")
        self.assertEqual(self.added(GOOD_BODY + f" string more = 2 {since};"), [])

    def test_refuses_a_field_that_says_another_version_than_it_came_with(self):
        since = GOOD_RULES.replace("safety: true", "safety: true since: 1")
        self.assertIn('so "since: 2"', self.added(GOOD_BODY + f" string more = 2 {since};")[0])

    def test_refuses_a_version_that_is_not_there_yet(self):
        since = GOOD_RULES.replace("safety: true", "safety: true since: 3")
        self.write(f"{GOOD_RECORD} string words = 1 {since};")
        self.assertIn("since 3, but schema/version.txt says 1",
                      lint.findings(self.schema(), self.root)[0])

    def test_refuses_a_later_record_that_does_not_say_since_when(self):
        second = GOOD_BODY.replace("type_number: 10", "type_number: 11")
        found = self.added(GOOD_BODY, f"message Memo {{ {second} }}")
        self.assertIn('type 11 hearth.records.Memo: came with version 2, so "since: 2"', found[0])

    def test_refuses_a_later_enum_value_that_does_not_say_since_when(self):
        enum = "enum Mood { CALM = 0; UPSET = 1; }"
        body = GOOD_BODY + f" Mood mood = 2 {GOOD_RULES};"
        self.assertEqual(self.findings(body, enum), [])
        found = self.added(body, enum.replace("UPSET = 1;", "UPSET = 1; GLAD = 2;"))
        self.assertIn('2 GLAD: came with version 2, so "since: 2"', found[0])

    def test_refuses_a_list_that_joins_a_group(self):
        one = f'[({FIELD}) = {{ merge: REVIEW group: "seen" label: "W" sensitivity: CASE }}]'
        later = one.replace("sensitivity: CASE", "sensitivity: CASE since: 2")
        body = f"{GOOD_BODY} string less = 2 {one};"
        self.assertEqual(self.findings(body), [])
        found = self.added(body + f" repeated string more = 3 {later};")
        self.assertIn("a list that joins group", found[0])

    def test_only_ever_appends(self):
        before = (self.root / lint.LEDGER).read_text(encoding="utf-8")
        self.write(GOOD_BODY + f" string more = 2 {GOOD_RULES};")
        lint.update_ledger(self.schema(), self.root)
        self.assertTrue((self.root / lint.LEDGER).read_text(encoding="utf-8").startswith(before))
        self.assertEqual(lint.findings(self.schema(), self.root), [])


if __name__ == "__main__":
    unittest.main()
