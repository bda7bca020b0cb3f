"""Measures C++ functions without a compiler: where they begin, how long, how many parameters.

Reads braces after comments and literals are blanked out. Good for the code of this house (one
declaration style, no function-defining macros but gtest's); it is a yardstick, not a parser.
"""
import dataclasses
import re

RAW_STRING = re.compile(r'R"([^()\\\s]{0,16})\(')
CONTAINER = re.compile(r"^\s*(\[\[[^\]]*\]\]\s*)?(inline\s+|export\s+)?"
                       r"(namespace\b|extern\s*$|(template\s*<.*>\s*)?(typedef\s+)?"
                       r"(class|struct|union|enum)\b[^()=]*$)", re.DOTALL)
# What may stand between a parameter list and the body.
BODY_LEAD = re.compile(r"(\)|\bconst|\bnoexcept|\boverride|\bfinal|\bmutable|\btry|&|\}|"
                       r"->\s*[\w:<>,&*\s]+)\s*$")
NOT_FUNCTIONS = {"if", "for", "while", "switch", "catch", "return", "static_assert", "decltype",
                 "alignas", "requires", "noexcept", "sizeof", "__attribute__", "defined", "using"}
# What stands before a declaration's parameter list: a type and a name, or a constructor's name.
DECLARATOR = re.compile(r"[\w>&*\]]\s+[~\w:&*]|^\s*\w+\s*$|::")
LABEL = re.compile(r"^\s*(public|private|protected|signals|(public |private )?slots|Q_SIGNALS"
                   r"|Q_SLOTS)\s*:$")
NAME = re.compile(r"(operator\s*(?:\(\s*\)|[^\s\w(]+|\s[\w:<>&* ]+)|[~\w:]+)\s*$")


@dataclasses.dataclass
class Function:
    name: str
    line: int  # of the opening brace, or of the declaration's end
    lines: int  # from opening to closing brace; 0 for a declaration
    parameters: int


def blank(match_text):
    return "".join(c if c == "\n" else " " for c in match_text)


def skip_literal(text, at, quote):
    end = at + 1
    while end < len(text) and text[end] != quote and text[end] != "\n":
        end += 2 if text[end] == "\\" else 1
    return min(end + 1, len(text))


def without_literals(text):
    """The same text, line by line, with comments, literals and preprocessor lines blanked."""
    out, at = [], 0
    line_start = True
    while at < len(text):
        char, end = text[at], at + 1
        raw = RAW_STRING.match(text, at) if char == "R" else None
        if text.startswith("//", at):
            end = text.find("\n", at)
        elif text.startswith("/*", at):
            end = text.find("*/", at) + 2
        elif raw and not (at and (text[at - 1].isalnum() or text[at - 1] == "_")):
            end = text.find(f'){raw.group(1)}"', at) + len(raw.group(1)) + 2
        elif char == '"':
            end = skip_literal(text, at, char)
        elif char == "'" and not (at and text[at - 1].isalnum()):
            end = skip_literal(text, at, char)
        elif char == "#" and line_start:
            end = at
            while end < len(text) and text[end] != "\n":
                end += 2 if text.startswith("\\\n", end) else 1
        else:
            out.append(char)
            line_start = char == "\n" or (line_start and char.isspace())
            at = end
            continue
        end = len(text) if end < at else end
        # A literal leaves a 0 behind: "f("x")" still has one argument.
        out.append(("0" if char in "\"'R" else " ") + blank(text[at + 1:end]))
        at = end
        line_start = False
    return "".join(out)


def without_operator_signs(head):
    """operator<< and operator== must not be taken for angle brackets and assignments."""
    return re.sub(r"(\boperator\s*)([^\w\s(]+)", lambda m: m.group(1) + "@" * len(m.group(2)), head)


def is_macro(name):
    return len(name) > 2 and name.isupper()


def parameter_list(head):
    """(name, parameter text) of the first parameter list of a declaration's head, or None."""
    angle, plain = 0, without_operator_signs(head)
    for at, char in enumerate(plain):
        if char == "<":
            angle += 1
        elif char == ">" and head[at - 1:at] != "-":
            angle = max(0, angle - 1)
        elif char == "(" and angle == 0:
            if re.search(r"operator\s*$", head[:at]) and re.match(r"\(\s*\)\s*\(", head[at:]):
                continue
            name = NAME.search(head[:at])
            if not name:
                return None
            depth = 0
            for end in range(at, len(head)):
                depth += {"(": 1, ")": -1}.get(head[end], 0)
                if depth == 0:
                    return name.group(1).strip(), head[at + 1:end]
            return None
    return None


def count_parameters(text):
    if text.strip() in ("", "void"):
        return 0
    depth, count = 0, 1
    for char in text:
        depth += {"(": 1, "{": 1, "<": 1, "[": 1, ")": -1, "}": -1, ">": -1, "]": -1}.get(char, 0)
        if char == "," and depth == 0:
            count += 1
    return count


def is_assignment(before_parameters):
    """True for what stands before the parenthesis of "int x = f(a)"."""
    return "=" in without_operator_signs(before_parameters)


def is_function_head(head):
    found = parameter_list(head)
    if not found or found[0] in NOT_FUNCTIONS or is_assignment(head[:head.find("(")]):
        return False
    return bool(BODY_LEAD.search(head))


def in_member_initialisers(head):
    """True for a head like "Store::Store(int a) : m_a": the next brace is m_a's value."""
    found = re.search(r"\)[^:]*[^:]:(?!:)", head)
    return bool(found) and bool(re.search(r"[\w>]\s*$", head)) and \
        not re.search(r"\b(const|noexcept|override|try)\s*$", head)


def declared(head, line):
    found = parameter_list(head)
    if not found or found[0] in NOT_FUNCTIONS or is_macro(found[0]):
        return None
    before = head[:head.find("(")]
    if is_assignment(before) or not DECLARATOR.search(before):
        return None
    return Function(found[0], line, 0, count_parameters(found[1]))


def measured(head, first_line, last_line):
    name, parameters = parameter_list(head)
    lines = last_line - first_line + 1
    if is_macro(name):  # gtest's TEST(Suite, Case): two names, no parameters
        return Function(f"{name}({parameters.strip()})", first_line, lines, 0)
    return Function(name, first_line, lines, count_parameters(parameters))


def functions(source, declarations=False):
    """The functions defined (and declared) outside other functions, in order."""
    text = without_literals(source)
    found, stack, head, line, parens = [], [], "", 1, 0
    for char in text:
        line += char == "\n"
        inside = any(kind == "function" for kind, _, _ in stack)
        if char == "{":
            if inside or parens > 0:
                kind = "other"
            elif CONTAINER.match(head):
                kind = "container"
            elif is_function_head(head) and not in_member_initialisers(head):
                kind = "function"
            else:
                kind = "other"
            stack.append((kind, head, line))
            head = head if kind == "other" else ""
        elif char == "}":
            if not stack:
                continue
            kind, opened, start = stack.pop()
            if kind == "function":
                found.append(measured(opened, start, line))
            head = opened + "}" if kind == "other" else ""
        elif inside:
            continue
        elif char == ";" and parens == 0:
            if declarations and not any(kind == "other" for kind, _, _ in stack):
                declaration = declared(head, line)
                if declaration:
                    found.append(declaration)
            head = ""
        else:
            parens += {"(": 1, ")": -1}.get(char, 0)
            head += char
            if char == ":" and LABEL.search(head):
                head = ""
    return found
