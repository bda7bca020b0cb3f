"""Which folder may include which: the architecture as a table."""
import re

# Each library and the ones it may include. Not transitive on purpose: what is not here is a
# decision that nobody has taken.
SHARED = {
    "base": set(),
    "crypto": {"base"},
    "sqlite": {"base", "crypto"},
    "records": {"base", "crypto"},
    "merge": {"base", "crypto", "records"},
    "practice": {"base", "crypto", "records"},
    "synthetic": {"base", "crypto", "records", "merge", "practice"},
    "protocol": {"base", "crypto", "records", "merge", "practice"},
}
CLIENT = {
    "store": set(),
    "sync": {"store"},
    "platform": {"store", "sync"},
    "viewmodels": {"store", "sync"},
    "qml": {"viewmodels"},
}
SERVER = {
    "store": set(),
    "auth": {"store"},
    "api": {"store", "auth"},
    "net": {"store", "auth", "api"},
    # hearthctl reads and writes hearthd's settings and speaks to its admin socket.
    "ctl": {"store", "auth", "api", "net"},
}
LAYERS = {"shared": SHARED, "client": CLIENT, "server": SERVER}
# What each part of the house may include of the others.
HOUSE = {"schema": set(), "shared": {"schema"}, "client": {"schema", "shared"},
         "server": {"schema", "shared"}}
# shared/base knows nothing of the formats.
WITHOUT_SCHEMA = {("shared", "base"), ("shared", "crypto"), ("shared", "sqlite")}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)
# Qt, sockets and threads have no place in what both sides must agree on, nor Qt in the tablet's
# core.
IMPURE = {
    "shared": re.compile(r"^(Q[A-Z].*|Qt.*|thread|mutex|shared_mutex|condition_variable|future|"
                         r"boost/(asio|beast).*|sys/socket\.h)$"),
    "client/store": re.compile(r"^(Q[A-Z].*|Qt.*)$"),
    "client/sync": re.compile(r"^(Q[A-Z].*|Qt.*)$"),
    "server": re.compile(r"^(Q[A-Z].*|Qt.*)$"),
}


# The one memory of SQLite serves every connection of the process, whichever thread holds it.
ALLOWED = {("shared/sqlite/locked_memory.cpp", "mutex")}


def layer(path):
    """("client", "store") of client/store/x.hpp; ("client", "") of client/main.cpp."""
    parts = path.split("/")
    return parts[0], parts[1] if len(parts) > 2 else ""


def allowed(includer, included):
    (part, folder), (other, other_folder) = layer(includer), layer(included)
    if part == "tests" or (part, folder) == (other, other_folder):
        return True
    if other == "schema":
        return "schema" in HOUSE[part] and (part, folder) not in WITHOUT_SCHEMA
    if part != other:
        return other in HOUSE[part]
    # main.cpp beside the folders wires them all.
    return folder == "" or other_folder in LAYERS[part].get(folder, set())


def rule_include_directions(tree):
    """Includes go in the directions of the design; include path = file path."""
    known = set(tree.files)
    for name in tree.with_suffix(".cpp", ".hpp"):
        part, folder = layer(name)
        if part == "schema":
            yield f"{name}: schema/ holds no C++"
            continue
        if part in LAYERS and folder and folder not in LAYERS[part]:
            yield f"{name}: {part}/{folder} is not in tests/house/house_layers.py"
            continue
        for kind, path in INCLUDE.findall(tree.text(name)):
            if kind == "<":
                continue
            if layer(path)[0] not in (*HOUSE, "tests"):
                # moc output and the like; anything else must be written from the root.
                if not path.endswith(".moc"):
                    yield f"{name}: includes \"{path}\"; write the path from the root"
            elif layer(path)[0] == "tests" and part != "tests":
                yield f"{name}: includes \"{path}\" of the tests"
            elif not allowed(name, path):
                yield f"{name}: must not include \"{path}\""
            elif path not in known and layer(path)[0] != "schema":
                yield f"{name}: includes \"{path}\", which is not there"


def rule_pure_layers(tree):
    """shared has no Qt, sockets or threads; client/store, client/sync and server have no Qt."""
    for name in tree.with_suffix(".cpp", ".hpp"):
        for folder, impure in IMPURE.items():
            if not name.startswith(folder + "/"):
                continue
            for kind, path in INCLUDE.findall(tree.text(name)):
                if kind == "<" and impure.match(path) and (name, path) not in ALLOWED:
                    yield f"{name}: <{path}> has no place in {folder}"
