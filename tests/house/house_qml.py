"""Shapes of QML that fall over on the Qt this is built with."""
import re

# Elements that place their children by hand or by positioner; all else may hand them to a layout.
POSITIONERS = ("Column", "Row", "Flow", "Grid")
OPENS = re.compile(r"^\s*(?:[\w.]+\s*:\s*)?(?:\w+\.)?([A-Z]\w*)\s*\{")


def repeaters(text):
    """(line number, name of the element around it) of every Repeater."""
    open_elements = []
    for number, line in enumerate(text.splitlines(), 1):
        line = re.sub(r'"(?:[^"\\]|\\.)*"|//.*', "", line)
        element = OPENS.match(line)
        if element and element.group(1) == "Repeater":
            around = next((name for name in reversed(open_elements) if name), None)
            yield number, around
        for index, brace in enumerate(re.findall(r"[{}]", line)):
            if brace == "}":
                del open_elements[-1:]
            else:
                open_elements.append(element.group(1) if element and index == 0 else None)


def rule_no_repeater_in_a_layout(tree):
    """A Repeater stands in a positioner: the layouts of Qt 6.4 read its rows after they are freed.

    Rows.qml is the usual way; tests/qml/tst_rows.qml shows that it holds.
    """
    for name in tree.with_suffix(".qml"):
        for number, around in repeaters(tree.text(name)):
            if around not in POSITIONERS:
                yield (f"{name}:{number}: Repeater in {around}; Rows, or a "
                       f"{', '.join(POSITIONERS[:-1])} or {POSITIONERS[-1]} around it")
