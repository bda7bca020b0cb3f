#!/usr/bin/env python3
"""Refuses record and protocol formats that would lose or blur what somebody recorded.

Run by the build (schema/CMakeLists.txt) and by hand:
    schema/lint.py                  checks; exit code 1 and one line per finding
    schema/lint.py --update-ledger  also writes new numbers into schema/records/numbers.txt

It reads what protoc says about schema/{records,protocol,client}/*.proto, so that there is
no second parser of the language. Standard library only. The rules are the functions named rule_*;
tests/house/test_schema_lint.py shows each of them refusing.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

LEDGER = "schema/records/numbers.txt"
VERSION = "schema/version.txt"
LEDGER_HEAD = """\
# Every number ever given to a record type, a field or an enum value: on disk and on the wire a
# number is all there is, so none may ever mean something else. "rule" and "protection" are what the
# merge decides by: a field that is to be decided otherwise is another field, because a log replays
# for ever. This file only grows; schema/lint.py --update-ledger adds to it, and the build fails
# where it and the .proto files differ. What stands below a line "# version N" came with schema
# version N (schema/version.txt).
"""
VERSION_MARK = "# version "

# google/protobuf/descriptor.proto: FieldDescriptorProto.Type.
TYPE_NAMES = {
    1: "double", 2: "float", 3: "int64", 4: "uint64", 5: "int32", 6: "fixed64", 7: "fixed32",
    8: "bool", 9: "string", 10: "group", 11: "message", 12: "bytes", 13: "uint32", 14: "enum",
    15: "sfixed32", 16: "sfixed64", 17: "sint32", 18: "sint64",
}
REPEATED = 3


# --- reading a descriptor set ---------------------------------------------------------------------

def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def wire_fields(data):
    """{field number: [values]} of one encoded message; values are int or bytes."""
    fields, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = varint(data, at)
        elif wire == 2:
            size, at = varint(data, at)
            value, at = data[at:at + size], at + size
        else:
            size = {1: 8, 5: 4}[wire]
            value, at = data[at:at + size], at + size
        fields.setdefault(number, []).append(value)
    return fields


def text(fields, number):
    return fields.get(number, [b""])[-1].decode()


def integer(fields, number):
    value = fields.get(number, [0])[-1]
    return value - (1 << 64) if value >= 1 << 63 else value


class Field:
    def __init__(self, data):
        parts = wire_fields(data)
        self.name = text(parts, 1)
        self.extendee = text(parts, 2).lstrip(".")
        self.number = integer(parts, 3)
        self.repeated = integer(parts, 4) == REPEATED
        self.type = TYPE_NAMES[integer(parts, 5)]
        self.type_name = text(parts, 6).lstrip(".")
        self.in_oneof = 9 in parts and not integer(parts, 17)
        self.raw_options = wire_fields(b"".join(parts.get(8, [])))
        self.options = {}

    def type_words(self):
        kind = self.type_name if self.type in ("enum", "message") else self.type
        return f"repeated {kind}" if self.repeated else kind


class EnumType:
    def __init__(self, data, package):
        parts = wire_fields(data)
        self.name = f"{package}.{text(parts, 1)}"
        self.values, self.raw_options, self.options = {}, {}, {}
        for value in parts.get(2, []):
            value = wire_fields(value)
            self.values[integer(value, 2)] = text(value, 1)
            self.raw_options[integer(value, 2)] = wire_fields(b"".join(value.get(3, [])))
        # Unlike a message's, an enum's reserved range includes its end.
        self.reserved = [(integer(r, 1), integer(r, 2) + 1)
                         for r in map(wire_fields, parts.get(4, []))]


class Message:
    def __init__(self, data, package, file):
        parts = wire_fields(data)
        self.file = file
        self.name = f"{package}.{text(parts, 1)}"
        self.fields = [Field(f) for f in parts.get(2, [])]
        self.nested = [text(wire_fields(n), 1) for n in parts.get(3, [])]
        self.enums = [EnumType(e, self.name) for e in parts.get(4, [])]
        self.raw_options = wire_fields(b"".join(parts.get(7, [])))
        self.reserved = [(integer(r, 1), integer(r, 2)) for r in map(wire_fields, parts.get(9, []))]
        self.options = None


class Schema:
    """All messages and enums of a descriptor set, with our options decoded by name."""

    def __init__(self, descriptor_set):
        self.messages, self.enums, extensions = {}, {}, []
        for file in wire_fields(descriptor_set).get(1, []):
            file = wire_fields(file)
            name, package = text(file, 1), text(file, 2)
            for data in file.get(4, []):
                message = Message(data, package, name)
                self.messages[message.name] = message
                self.enums.update({enum.name: enum for enum in message.enums})
            for data in file.get(5, []):
                enum = EnumType(data, package)
                self.enums[enum.name] = enum
            extensions += [Field(data) for data in file.get(7, [])]
        self._decode_options({e.extendee: e for e in extensions})

    def _decode_options(self, extensions):
        record = extensions.get("google.protobuf.MessageOptions")
        field_option = extensions.get("google.protobuf.FieldOptions")
        value_option = extensions.get("google.protobuf.EnumValueOptions")
        for message in self.messages.values():
            if record and record.number in message.raw_options:
                message.options = self._decode(record, message.raw_options)
            for field in message.fields:
                if field_option and field_option.number in field.raw_options:
                    field.options = self._decode(field_option, field.raw_options)
        for enum in self.enums.values():
            for number, raw in enum.raw_options.items():
                if value_option and value_option.number in raw:
                    enum.options[number] = self._decode(value_option, raw)

    def _decode(self, extension, raw):
        parts = wire_fields(b"".join(raw[extension.number]))
        values = {}
        for field in self.messages[extension.type_name].fields:
            if field.number not in parts:
                continue
            if field.type == "string":
                values[field.name] = text(parts, field.number)
            elif field.type == "enum":
                number = integer(parts, field.number)
                values[field.name] = self.enums[field.type_name].values[number]
            else:
                values[field.name] = integer(parts, field.number)
        return values

    def records(self):
        """The record types: messages of schema/records, the options' own excepted."""
        return [m for m in self.messages.values()
                if m.file.startswith("schema/records/") and not m.file.endswith("/options.proto")]

    def ours(self):
        return [m for m in self.messages.values() if m.file.startswith("schema/")]


def record_fields(schema):
    return [(m, f, f"{m.name}.{f.name}") for m in schema.records() for f in m.fields]


# --- the rules: each yields one sentence per finding ----------------------------------------------

def rule_every_field_has_a_policy(schema, _root):
    for _, field, where in record_fields(schema):
        if field.options.get("merge", "MERGE_POLICY_UNSPECIFIED") == "MERGE_POLICY_UNSPECIFIED":
            kind = "a safety field" if field.options.get("safety") else "a field"
            yield f"{where}: {kind} without a merge policy"


def rule_no_last_writer_on_safety(schema, _root):
    for _, field, where in record_fields(schema):
        if field.options.get("safety") and field.options.get("merge") == "LAST_WRITER":
            yield f"{where}: LAST_WRITER on a safety field; a person must settle it"


def rule_no_floats(schema, _root):
    for message in schema.ours():
        for field in message.fields:
            if field.type in ("float", "double"):
                where = f"{message.name}.{field.name}"
                yield f"{where}: {field.type}; two machines may round differently"


def rule_fields_are_described(schema, _root):
    for _, field, where in record_fields(schema):
        if not field.options.get("label"):
            yield f"{where}: no label; a person reads it in forms and reviews"
        if field.options.get("sensitivity", "SENSITIVITY_UNSPECIFIED").endswith("_UNSPECIFIED"):
            yield f"{where}: no sensitivity"


def rule_records_are_described(schema, _root):
    for message in schema.records():
        options = message.options or {}
        if not options.get("type_number"):
            yield f"{message.name}: no record option with a type_number"
        if not options.get("label"):
            yield f"{message.name}: no record option with a label"
        if options.get("scope", "SCOPE_KIND_UNSPECIFIED").endswith("_UNSPECIFIED"):
            yield f"{message.name}: no record option with a scope"


def rule_type_numbers_are_unique(schema, _root):
    seen = {}
    for message in schema.records():
        number = (message.options or {}).get("type_number")
        if number and number in seen:
            yield f"{message.name}: type_number {number} is {seen[number]}'s"
        seen.setdefault(number, message.name)


def rule_records_are_flat(schema, _root):
    for message in schema.records():
        for nested in message.nested:
            yield f"{message.name}.{nested}: a nested message or map; parts are records too"
        for field in message.fields:
            if field.type in ("message", "group"):
                yield f"{message.name}.{field.name}: a message inside a record; refer to it by id"
            if field.in_oneof:
                yield f"{message.name}.{field.name}: oneof; use a merge group"


def rule_code_lists_exist(schema, root):
    for _, field, where in record_fields(schema):
        code_list = field.options.get("code_list")
        if code_list and not (root / "schema/codes" / f"{code_list}.csv").is_file():
            yield f"{where}: schema/codes/{code_list}.csv is not there"


def rule_groups_have_one_policy(schema, _root):
    for message in schema.records():
        policies = {}
        for field in message.fields:
            group = field.options.get("group")
            if group:
                policies.setdefault(group, set()).add(field.options.get("merge"))
        for group, found in policies.items():
            if len(found) > 1:
                names = ", ".join(sorted(str(policy) for policy in found))
                yield f"{message.name}: group \"{group}\" is one value but has policies {names}"


def rule_policies_fit_types(schema, _root):
    for message, field, where in record_fields(schema):
        merge = field.options.get("merge")
        if merge == "ADD_WINS_SET" and not field.repeated:
            yield f"{where}: ADD_WINS_SET on a single value"
        if field.repeated and merge in ("TEXT3", "MOST_PROTECTIVE"):
            yield f"{where}: {merge} on a list"
        if merge == "TEXT3" and field.type != "string":
            yield f"{where}: TEXT3 on something that is not text"
        if merge == "MOST_PROTECTIVE" and field.type != "enum":
            yield f"{where}: MOST_PROTECTIVE on something without grades of protection"
        if (message.options or {}).get("append_only") and merge != "IMMUTABLE":
            yield f"{where}: {merge} in an append-only record; nothing of it changes"


# --- the ledger of numbers ------------------------------------------------------------------------

def numbers_in_use(schema):
    """{(kind, owner, number): meaning}; owner is empty for record types."""
    used = {}
    for message in schema.ours():
        if message.options and message.options.get("type_number"):
            used["type", "", message.options["type_number"]] = message.name
        for field in message.fields:
            used["field", message.name, field.number] = f"{field.name} {field.type_words()}"
            if field.options.get("merge"):
                used["rule", message.name, field.number] = policy_and_group(field)
    for enum in schema.enums.values():
        if enum.name.startswith("hearth."):
            for number, name in enum.values.items():
                used["enum", enum.name, number] = name
                if "protection" in enum.options.get(number, {}):
                    used["protection", enum.name, number] = str(
                        enum.options[number]["protection"])
    return used


def policy_and_group(field):
    """What decides about a field: a log that was decided by it must replay for ever."""
    group = field.options.get("group")
    return field.options["merge"] + (f" in {group}" if group else "")


def ledger_line(key, meaning):
    kind, owner, number = key
    return f"{kind} {owner} {number} {meaning}" if owner else f"{kind} {number} {meaning}"


def ledger_lines(path):
    """(schema version, line) of every entry."""
    version = 1
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for line in lines:
        mark = line.removeprefix(VERSION_MARK)
        if mark != line and mark.isdigit():
            version = int(mark)
        elif line and not line.startswith("#"):
            yield version, line


def read_ledger(path, versions=None):
    """{(kind, owner, number): meaning}; `versions` gets the schema version of each."""
    entries = {}
    for version, line in ledger_lines(path):
        kind, rest = line.split(" ", 1)
        owner = ""
        if kind != "type":
            owner, rest = rest.split(" ", 1)
        number, meaning = rest.split(" ", 1)
        entries[kind, owner, int(number)] = meaning
        if versions is not None:
            versions[kind, owner, int(number)] = version
    return entries


def current_version(root):
    path = root / VERSION
    return int(path.read_text(encoding="utf-8")) if path.is_file() else 1


def is_reserved(schema, key):
    kind, owner, number = key
    holder = (schema.messages if kind in ("field", "rule") else schema.enums).get(owner)
    return holder is not None and any(low <= number < high for low, high in holder.reserved)


def rule_numbers_keep_their_meaning(schema, root):
    used, ledger = numbers_in_use(schema), read_ledger(root / LEDGER)
    for key, meaning in ledger.items():
        now = used.get(key)
        where = " ".join(str(part) for part in key if part != "")
        if now is None and key[0] == "type":
            yield f"{where}: {meaning} is gone; old stores hold it, so keep the message"
        elif now is None and not is_reserved(schema, key):
            yield f"{where}: \"{meaning}\" is gone; add \"reserved {key[2]};\" in its place"
        elif now is not None and now != meaning:
            yield f"{where}: was \"{meaning}\" and is now \"{now}\"; take a new number"
    new = [ledger_line(key, meaning) for key, meaning in used.items() if key not in ledger]
    if new:
        yield (f"{len(new)} numbers are not in {LEDGER} yet (\"{new[0]}\", ...); "
               "run schema/lint.py --update-ledger and commit it")


def said_since(schema):
    """{ledger key: the version that the format itself gives}, for whatever can say it."""
    said = {}
    for message in schema.records():
        options = message.options or {}
        said["type", "", options.get("type_number", 0)] = options.get("since", 0)
        for field in message.fields:
            said["field", message.name, field.number] = field.options.get("since", 0)
            enum = schema.enums.get(field.type_name)
            for number in enum.values if enum else ():
                said["enum", enum.name, number] = enum.options.get(number, {}).get("since", 0)
    return said


def rule_additions_say_their_version(schema, root):
    """What joins a record or an enum says since when: older programs did not know it."""
    versions, version = {}, current_version(root)
    ledger = read_ledger(root / LEDGER, versions)
    born = {}
    for (kind, owner, number), came in versions.items():
        whole = ledger[kind, owner, number] if kind == "type" else owner
        born[whole] = min(came, born.get(whole, came))
    for key, since in said_since(schema).items():
        if key not in versions:
            continue  # rule_numbers_keep_their_meaning says so
        where = " ".join(str(part) for part in (*key, ledger[key]) if part != "")
        joined = key[0] == "type" or versions[key] > born[key[1]]
        if joined and max(since, 1) != versions[key]:
            yield f"{where}: came with version {versions[key]}, so \"since: {versions[key]}\""
        elif since > version:
            yield f"{where}: since {since}, but {VERSION} says {version}"


def rule_no_list_joins_a_group(schema, _root):
    """An emptied field that joined a group is written as empty; a list has no empty encoding."""
    for _, field, where in record_fields(schema):
        if field.repeated and field.options.get("group") and field.options.get("since", 0) > 1:
            yield f"{where}: a list that joins group \"{field.options['group']}\" later"


def update_ledger(schema, root):
    path, version = root / LEDGER, current_version(root)
    ledger = read_ledger(path)
    new = {key: meaning for key, meaning in numbers_in_use(schema).items() if key not in ledger}
    body = path.read_text(encoding="utf-8") if path.is_file() else LEDGER_HEAD
    newest = max([at for at, _ in ledger_lines(path)], default=1)
    if not new:
        return 0
    if newest < version:
        body += f"{VERSION_MARK}{version}\n"
    path.write_text(body + "".join(f"{ledger_line(*entry)}\n" for entry in new.items()),
                    encoding="utf-8")
    return len(new)


RULES = [rule for name, rule in sorted(globals().items()) if name.startswith("rule_")]


# --- running it -----------------------------------------------------------------------------------

def load(root, protoc):
    protos = sorted(str(p.relative_to(root)) for folder in ("records", "protocol", "client")
                    for p in (root / "schema" / folder).glob("*.proto"))
    with tempfile.TemporaryDirectory() as directory:
        out = pathlib.Path(directory) / "schema.pb"
        subprocess.run([protoc, f"--proto_path={root}", "--include_imports",
                        f"--descriptor_set_out={out}", *protos], check=True)
        return Schema(out.read_bytes())


def findings(schema, root):
    return [finding for rule in RULES for finding in rule(schema, root)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("--protoc", default="protoc")
    parser.add_argument("--stamp", type=pathlib.Path, help="touched when nothing was found")
    parser.add_argument("--update-ledger", action="store_true")
    options = parser.parse_args()
    try:
        schema = load(options.root, options.protoc)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"schema lint: protoc could not read the formats: {error}", file=sys.stderr)
        return 1
    if options.update_ledger:
        print(f"schema lint: {update_ledger(schema, options.root)} numbers added to {LEDGER}")
    found = findings(schema, options.root)
    for finding in found:
        print(f"schema lint: {finding}", file=sys.stderr)
    if found:
        return 1
    if options.stamp:
        options.stamp.touch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
