#!/usr/bin/env python3
"""The doors before they need a network: reading apt's sources, refusing other systems, steps."""
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

STANZA = """\
Types: deb deb-src
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 -----END PGP PUBLIC KEY BLOCK-----

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""
DERIVED = """\
Types: deb
URIs: http://mirror.example/debian
Suites: bookworm-backports
Components: main
Signed-By: 
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 -----END PGP PUBLIC KEY BLOCK-----
"""


def bash(script, **environment):
    return subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True,
                          check=False, env={**os.environ, **environment})


class AptSources(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.etc = pathlib.Path(directory.name)
        (self.etc / "sources.list.d").mkdir()

    def run_with(self, script, **files):
        for name, text in files.items():
            suffix = "sources" if text.lstrip().startswith(("Types", "Enabled")) else "list"
            (self.etc / "sources.list.d" / f"{name}.{suffix}").write_text(text, encoding="utf-8")
        done = bash(f". packaging/apt_sources.sh; {script}", HEARTH_APT_ETC=str(self.etc))
        self.assertEqual(done.stderr, "")
        return done.stdout

    def test_derives_backports_from_a_stanza_with_its_key(self):
        self.assertEqual(self.run_with("apt_stanza bookworm bookworm-backports", debian=STANZA),
                         DERIVED)

    def test_derives_backports_from_a_line_with_its_options(self):
        line = "deb [signed-by=/k.gpg arch=amd64] http://mirror.example/debian bookworm main # x\n"
        self.assertEqual(self.run_with("apt_line bookworm bookworm-backports", debian=line),
                         "deb [signed-by=/k.gpg arch=amd64] http://mirror.example/debian"
                         " bookworm-backports main\n")

    def test_takes_the_line_that_debootstrap_writes(self):
        (self.etc / "sources.list").write_text("deb http://mirror.example/debian bookworm main\n",
                                               encoding="utf-8")
        self.assertEqual(self.run_with("apt_line bookworm bookworm-backports; apt_uri_of bookworm"),
                         "deb http://mirror.example/debian bookworm-backports main\n"
                         "http://mirror.example/debian\n")

    def test_finds_the_address_of_a_stanza(self):
        self.assertEqual(self.run_with("apt_uri_of bookworm", debian=STANZA),
                         "http://mirror.example/debian\n")

    def test_ignores_what_is_off_source_only_or_on_a_disc(self):
        off = "Enabled: no\n" + STANZA.split("\n\n", maxsplit=1)[0] + "\n"
        lines = ("deb-src http://mirror.example/debian bookworm main\n"
                 "# deb http://mirror.example/debian bookworm main\n"
                 "deb cdrom:[Debian]/ bookworm main\n")
        self.assertEqual(self.run_with(
            "apt_stanza bookworm x; apt_line bookworm x; apt_has_suite bookworm || echo none",
            off=off, lines=lines), "none\n")

    def test_sees_backports_that_are_there(self):
        self.assertEqual(self.run_with(
            "apt_has_suite bookworm-backports && echo there",
            debian=STANZA.replace("bookworm-updates", "bookworm-backports")), "there\n")

    def test_does_not_take_security_for_the_archive(self):
        self.assertEqual(self.run_with("apt_uri_of bookworm-updates", debian=STANZA),
                         "http://mirror.example/debian\n")


class OtherSystems(unittest.TestCase):
    def refuse(self, text):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as release:
            release.write(text)
            release.flush()
            return bash("packaging/setup", HEARTH_OS_RELEASE=release.name)

    def test_names_what_is_needed_where_it_cannot_install(self):
        for text in ("ID=fedora\nVERSION_ID=40\n", "ID=debian\nVERSION_ID=13\n"):
            done = self.refuse(text)
            self.assertEqual(done.returncode, 2)
            for word in ("libsqlcipher-dev", "qt6-declarative-dev", "HEARTH_SETUP=skip"):
                self.assertIn(word, done.stderr)

    def test_can_be_told_that_all_is_there(self):
        self.assertEqual(bash("packaging/setup", HEARTH_SETUP="skip").returncode, 0)

    def test_says_what_it_takes(self):
        for door in ("try", "test", "lint"):
            done = bash(f"packaging/{door} --help")
            self.assertEqual(done.returncode, 0)
            self.assertIn(f"packaging/{door}" if door != "lint" else "--fix", done.stdout)
        self.assertEqual(bash("packaging/try --nonsense").returncode, 2)
        self.assertEqual(bash("packaging/test nonsense").returncode, 2)


class Steps(unittest.TestCase):
    def step(self, command):
        with tempfile.TemporaryDirectory() as logs:
            return bash(f". packaging/lib.sh; plan 1; step 'Working' 'look there' {command}",
                        HEARTH_LOG_DIR=logs)

    def test_is_one_line_when_it_works(self):
        done = self.step("echo noise")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"^\[1/1\] Working \.\.\. \d+ s\n$")

    def test_shows_the_end_of_the_log_and_what_to_do_when_it_fails(self):
        done = self.step("bash -c 'echo the reason; exit 3'")
        self.assertEqual(done.returncode, 1)
        self.assertIn("failed after", done.stdout)
        self.assertIn("the reason", done.stderr)
        self.assertIn("What to do: look there", done.stderr)


if __name__ == "__main__":
    unittest.main()
