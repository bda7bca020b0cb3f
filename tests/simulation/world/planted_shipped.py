"""What is shipped holds none of the bugs that are planted on purpose.

  planted_shipped.py PLANTED SHIPPED...

PLANTED must hold what is looked for: otherwise the search is worth nothing.
"""
import pathlib
import sys

# shared/base/planted.cpp; and the switch itself, as compilers name it.
TRACES = (b"this program was built with bugs planted on purpose", b"hearth4base7planted")


def traces_in(program):
    content = pathlib.Path(program).read_bytes()
    return [trace.decode() for trace in TRACES if trace in content]


def main(planted, *shipped):
    if not shipped or len(traces_in(planted)) != len(TRACES):
        print(f"{planted} does not hold what this test looks for")
        return 1
    findings = {program: traces_in(program) for program in shipped}
    for program, traces in findings.items():
        print(f"{program}: {', '.join(traces) or 'clean'}")
    return 1 if any(findings.values()) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
