#!/usr/bin/env python3
"""Writes the schema that a later version might have: the shipped one, and something of every kind.

    next_schema.py --root SOURCE --out FOLDER

FOLDER then holds schema/ as SOURCE does, one version on. Files that are as they should be stay
untouched, so that a build only makes what changed. What is added is named below; the numbers are
far from those that real additions will take. The result must pass schema/lint.py like any other.
"""
import argparse
import pathlib
import re
import subprocess
import sys

# (file, what stands before it, what is added). `since` is filled in.
ADDED_FIELDS = [
    # A field that joins the group of evidence that a child was seen.
    ("records/visit.proto", "message Observation {",
     'Answer sibling_present = 40 [(field_rules) = { merge: REVIEW group: "seen" '
     'label: "Brother or sister there" sensitivity: CASE safety: true since: @ }];'),
    # A field by itself.
    ("records/visit.proto", "message Observation {",
     'string interpreter = 41 [(field_rules) = { merge: REVIEW label: "Interpreter" '
     'sensitivity: CASE safety: true since: @ }];'),
    ("records/visit.proto", "message Visit {",
     'repeated string topics = 40 [(field_rules) = { merge: ADD_WINS_SET label: "Topics" '
     'sensitivity: CASE since: @ }];'),
    ("records/visit.proto", "message Visit {",
     'repeated string log_lines = 41 [(field_rules) = { merge: APPEND_ONLY label: "Log" '
     'sensitivity: CASE since: @ }];'),
    ("records/visit.proto", "message Visit {",
     'string shared_note = 42 [(field_rules) = { merge: TEXT3 label: "Shared note" '
     'sensitivity: CASE since: @ }];'),
]
ADDED_VALUES = [
    ("records/visit.proto", "NOT_ALONE_UNSPECIFIED = 0;",
     'ADULT_STAYED = 40 [(value_rules) = '
     '{ label: "An adult would not leave the room" since: @ }];'),
    ("records/family.proto", 'label: "No known hazard" protection: 0 }];',
     'HAZARD_POLICE_FIRST = 40 [(value_rules) = '
     '{ label: "Police first" protection: 5 since: @ }];'),
    # Less protective than what an older server takes it for.
    ("records/family.proto", 'label: "No known hazard" protection: 0 }];',
     'HAZARD_TELEPHONE_FIRST = 41 [(value_rules) = '
     '{ label: "Telephone first" protection: 1 since: @ }];'),
    # To the merge of this version a plain change under another name.
    ("protocol/edit.proto", "OP_KIND_UNSPECIFIED = 0;", "CORRECT = 60;"),
]
ADDED_TYPE = """
// Steps that a family agreed to take.
message SafetyPlan {
  option (record_rules) = { type_number: 60 label: "Safety plan" scope: SCOPE_CASE_FILE since: @ };
  string aim = 1 [(field_rules) = {
    merge: REVIEW label: "Aim" sensitivity: CASE safety: true since: @ }];
  repeated string steps = 2 [(field_rules) = {
    merge: ADD_WINS_SET label: "Steps" sensitivity: CASE since: @ }];
}
"""
# Both stores of the next version have a table more, so that opening an old one migrates it.
MIGRATION = "CREATE TABLE of_the_next_version (only_row INTEGER PRIMARY KEY);\n"


def write(path, text):
    """Only when it differs."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def added_to(text, before, line):
    if before not in text:
        sys.exit(f"next_schema.py: there is no \"{before}\" any more")
    return text.replace(before, f"{before}\n  {line}", 1)


def shipped(schema):
    return {str(path.relative_to(schema)): path.read_text(encoding="utf-8")
            for path in sorted(schema.rglob("*"))
            if path.suffix in (".proto", ".sql", ".csv", ".txt") and path.name != "CMakeLists.txt"}


def following(files, folder):
    """The name of the next migration of a folder."""
    numbers = [int(re.match(r"\d+", name.rsplit("/", 1)[-1])[0])
               for name in files if name.startswith(folder) and name.endswith(".sql")]
    return f"{folder}/{max(numbers) + 1:04}_next_version.sql"


def next_version(files):
    files = dict(files)
    version = int(files["version.txt"]) + 1
    for name, before, line in ADDED_FIELDS + ADDED_VALUES:
        files[name] = added_to(files[name], before, line.replace("@", str(version)))
    files["records/work.proto"] += ADDED_TYPE.replace("@", str(version))
    for folder in ("client", "server/sqlite"):
        files[following(files, folder)] = MIGRATION
    files["version.txt"] = f"{version}\n"
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--protoc", default="protoc")
    options = parser.parse_args()
    files = next_version(shipped(options.root / "schema"))
    ledger = files.pop("records/numbers.txt")
    schema = options.out / "schema"
    for old in schema.rglob("*"):
        if old.is_file() and str(old.relative_to(schema)) not in (*files, "records/numbers.txt"):
            old.unlink()
    for name, text in files.items():
        write(schema / name, text)
    # The ledger grows as it would by hand.
    kept = schema / "records/numbers.txt"
    before = kept.read_text(encoding="utf-8") if kept.is_file() else ""
    if not before.startswith(ledger):
        kept.write_text(ledger, encoding="utf-8")
    lint = subprocess.run([sys.executable, str(options.root / "schema/lint.py"), "--root",
                           str(options.out), "--protoc", options.protoc, "--update-ledger"],
                          capture_output=True, text=True, check=False)
    if lint.returncode != 0:
        sys.exit(lint.stdout + lint.stderr)


if __name__ == "__main__":
    main()
