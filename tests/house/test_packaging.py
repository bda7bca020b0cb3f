#!/usr/bin/env python3
"""The doors before they need a network: reading apt's sources, refusing other systems, steps."""
import json
import os
import pathlib
import shutil
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
        for door in ("try", "test", "lint", "coverage"):
            done = bash(f"packaging/{door} --help")
            self.assertEqual(done.returncode, 0)
            self.assertIn(f"packaging/{door}" if door != "lint" else "--fix", done.stdout)
        self.assertEqual(bash("packaging/try --nonsense").returncode, 2)
        self.assertEqual(bash("packaging/test nonsense").returncode, 2)


class SetupRefusals(unittest.TestCase):
    """packaging/setup on machines made of fake commands: PATH holds nothing else."""
    TOOLS = ("awk", "basename", "cat", "dirname", "env", "grep", "head", "mkdir", "sed", "sleep",
             "sort", "tail", "tr", "wc")
    DEBIAN_12 = "ID=debian\nVERSION_ID=12\n"

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.place = pathlib.Path(directory.name)
        self.bin = self.place / "bin"
        self.bin.mkdir()
        for tool in self.TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))

    def fake(self, name, body):
        """A command that notes how it was called, then does `body`."""
        script = self.bin / name
        script.write_text(f"#!{shutil.which('bash')}\n"
                          f'echo "{name} $*" >>"{self.place}/calls"\n{body}\n', encoding="utf-8")
        script.chmod(0o755)

    def calls(self):
        noted = self.place / "calls"
        return noted.read_text(encoding="utf-8") if noted.exists() else ""

    def machine_without_packages(self, user):
        self.fake("apt-get", "exit 100")
        self.fake("dpkg-query", "exit 1")
        self.fake("dpkg", "exit 1")
        self.fake("id", f"echo {user}")

    def setup(self, release=DEBIAN_12):
        os_release = self.place / "os-release"
        os_release.write_text(release, encoding="utf-8")
        return subprocess.run(
            [shutil.which("bash"), "packaging/setup"], cwd=ROOT, capture_output=True, text=True,
            check=False, env={"PATH": str(self.bin), "HEARTH_OS_RELEASE": str(os_release),
                              "HEARTH_APT_ETC": str(self.place / "apt"),
                              "HEARTH_LOG_DIR": str(self.place / "logs")})

    def assert_lists_what_is_needed(self, done):
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stdout, "")
        for word in ("SQLCipher 4.6", "libsqlcipher-dev", "qt6-declarative-dev",
                     "HEARTH_SETUP=skip"):
            self.assertIn(word, done.stderr)
        self.assertNotIn("not found", done.stderr, "a command that the fake machine lacks")

    def assert_nothing_was_installed(self):
        self.assertNotIn("apt-get", self.calls())
        self.assertFalse((self.place / "apt").exists(), "the apt sources were touched")

    def test_without_apt_lists_what_is_needed(self):
        done = self.setup()
        self.assert_lists_what_is_needed(done)
        self.assertIn("packaging/setup: apt is not on this machine.", done.stderr)
        self.assert_nothing_was_installed()

    def test_with_apt_but_without_dpkg_lists_what_is_needed(self):
        self.fake("apt-get", "exit 100")
        done = self.setup()
        self.assert_lists_what_is_needed(done)
        self.assertIn("apt is not on this machine", done.stderr)
        self.assert_nothing_was_installed()

    def test_on_another_release_lists_what_is_needed(self):
        self.machine_without_packages(user=0)
        for release in ("ID=debian\nVERSION_ID=11\n", "ID=debian\n", "ID=ubuntu\nVERSION_ID=12\n",
                        "", "nonsense\n"):
            done = self.setup(release)
            self.assert_lists_what_is_needed(done)
            self.assertIn("packaging/setup: this is not Debian 12 (bookworm).", done.stderr)
        self.assert_nothing_was_installed()

    def test_neither_root_nor_sudo_names_the_missing_packages(self):
        self.machine_without_packages(user=1000)
        done = self.setup()
        self.assert_lists_what_is_needed(done)
        said = done.stderr[done.stderr.index("packaging/setup:"):]
        self.assertIn("run it as root, or install sudo", said)
        self.assertIn("libsqlcipher-dev", said)
        self.assert_nothing_was_installed()

    def test_a_sudo_that_refuses_is_said_and_nothing_is_touched(self):
        self.machine_without_packages(user=1000)
        self.fake("sudo", "exit 1")
        done = self.setup()
        self.assertEqual(done.returncode, 1)
        self.assertIn("sudo may ask for your password", done.stdout)
        self.assertEqual(done.stderr,
                         "packaging/setup: sudo said no; run it as root instead.\n")
        self.assertIn("sudo -v", self.calls())
        self.assert_nothing_was_installed()

    def test_an_apt_that_fails_says_what_to_do(self):
        self.machine_without_packages(user=0)
        (self.place / "apt" / "sources.list.d").mkdir(parents=True)
        (self.place / "apt" / "sources.list").write_text(
            "deb http://mirror.example/debian bookworm main\n"
            "deb http://mirror.example/debian bookworm-backports main\n", encoding="utf-8")
        done = self.setup()
        self.assertEqual(done.returncode, 1)
        self.assertIn("failed after", done.stdout)
        self.assertIn("What to do: see whether the machine reaches its Debian mirror", done.stderr)


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


class CoverageTable(unittest.TestCase):
    """Files as "collect" writes them: {file: {line: [times, [times of each branch]]}}."""

    def table(self, *runs):
        with tempfile.TemporaryDirectory() as place:
            names = []
            for number, run in enumerate(runs):
                names.append(pathlib.Path(place) / f"{number}.json")
                names[-1].write_text(json.dumps(run), encoding="utf-8")
            return subprocess.run(["packaging/coverage_table.py", "print", *names], cwd=ROOT,
                                  capture_output=True, text=True, check=False)

    @staticmethod
    def lines(run, missed=0):
        counts = {str(n + 1): [1, [1, 0]] for n in range(run)}
        return {**counts, **{str(run + n + 1): [0, []] for n in range(missed)}}

    def test_passes_at_the_floor_and_names_what_never_ran(self):
        done = self.table({"shared/merge/a.cpp": self.lines(95, 5),
                           "shared/protocol/b.cpp": self.lines(10)})
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"a\.cpp +100 +95\.0 % +50\.0 % +96-100")

    def test_fails_below_the_floor_whatever_the_worlds_ran(self):
        protocol = {"shared/protocol/b.cpp": self.lines(10)}
        done = self.table({"shared/merge/a.cpp": self.lines(94, 6), **protocol},
                          {"shared/merge/a.cpp": self.lines(100), **protocol})
        self.assertEqual(done.returncode, 1)
        self.assertIn("shared/merge: unit tests run less than 95 %", done.stdout)
        self.assertRegex(done.stdout, r"a\.cpp +100 +94\.0 %.* 100\.0 %.* 100\.0 %")

    def test_fails_when_nothing_was_counted(self):
        self.assertEqual(self.table({}).returncode, 1)

    def test_asks_nothing_of_the_records(self):
        done = self.table({"shared/merge/a.cpp": self.lines(1), "shared/protocol/b.cpp":
                           self.lines(1), "shared/records/c.cpp": self.lines(1, 1)})
        self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
