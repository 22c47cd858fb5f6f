#!/usr/bin/env python3
"""Runs the tests: C++ test programs, JavaScript files, executable scripts; two at a time, each in a process group of its own.

A test is one case of a C++ program, or one file below tests/ that ends in .js, .mjs or .cjs (run by gyre), or an executable .py or .sh
(run as it is, with GYRE, the program under test, in its environment). It passes if it exits with status 0 in time and leaves no
process behind. What lies below a folder named fixtures is no test. A first line `// flags: --a --b` gives options to gyre.

The last line of the output is `N passed, N failed`.
"""
import argparse
import concurrent.futures
import ctypes
import json
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
GROUPS = ("packages",)  # folders of tests/ that are run only when asked for
SHOWN = 16 * 1024  # bytes of a failed test's output


class Result:
    def __init__(self, passed, failed):
        self.passed, self.failed = passed, failed  # names; failed: (name, text)


def run_command(command, timeout, env):
    """Run in a group of its own; returns (problem or None, output)."""
    scratch = tempfile.mkdtemp(prefix="gyre-test-")
    output = tempfile.TemporaryFile()
    env = {**env, "TMPDIR": scratch}
    problem = None
    try:
        process = subprocess.Popen(command, cwd=scratch, env=env, stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        try:
            status = process.wait(timeout)
            if status < 0:
                problem = "killed by " + signal.Signals(-status).name
            elif status:
                problem = f"exit status {status}"
            if group_lives_on(process.pid):
                problem = (problem + ", " if problem else "") + "processes left behind"
        except subprocess.TimeoutExpired:
            problem = f"no end after {timeout} s"
        kill_group(process.pid)
        process.wait()
        reap(process.pid)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    size = output.seek(0, os.SEEK_END)
    output.seek(max(0, size - SHOWN))
    text = output.read().decode("utf-8", "replace")
    return problem, text


def group_lives_on(group):
    # A child of the test may need a moment to follow it; one that stays is a leak.
    for _ in range(50):
        reap(group)
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.01)
    return True


def reap(group):
    try:
        while os.waitpid(-group, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def orphans():
    """Processes that left their test's group and outlived it: by now they are our children."""
    found = []
    for listing in pathlib.Path("/proc/self/task").glob("*/children"):
        try:
            children = [int(pid) for pid in listing.read_text().split()]
        except OSError:  # the thread is gone
            continue
        for pid in children:
            command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            if command:  # a zombie has none
                os.kill(pid, signal.SIGKILL)
                found.append(command)
    return found


def kill_group(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run_file(path, build, factor, env):
    name = str(path.relative_to(ROOT))
    command = [str(path)]
    if path.suffix in (".js", ".mjs", ".cjs"):
        with open(path, encoding="utf-8", errors="replace") as file:
            first = file.readline()
        flags = shlex.split(first.removeprefix("// flags:")) if first.startswith("// flags:") else []
        command = [str(build / "gyre"), *flags, str(path)]
    try:
        problem, text = run_command(command, (600 if GROUPS[0] in path.parts else 60) * factor, env)
    except OSError as error:
        problem, text = str(error), ""
    return Result([], [(name, f"{problem}\n{text}")]) if problem else Result([name], [])


def run_program(name, command, filters, factor, env):
    """A C++ test program: its cases are counted, not the program."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        arguments = ["--gtest_brief=1", f"--gtest_output=json:{report.name}"]
        if filters and not any(f in name for f in filters):
            arguments.append("--gtest_filter=" + ":".join(f"*{f}*" for f in filters))
        try:
            problem, text = run_command(command + arguments, 300 * factor, env)
        except OSError as error:
            return Result([], [(name, str(error))])
        try:
            suites = json.load(open(report.name, encoding="utf-8"))["testsuites"]
        except (ValueError, OSError):
            return Result([], [(name, f"{problem or 'no report'}\n{text}")])
    passed, failed = [], []
    for suite in suites:
        for case in suite["testsuite"]:
            if case.get("result") == "SKIPPED" or case.get("status") == "NOTRUN":
                continue
            full = f"{name}: {suite['name']}.{case['name']}"
            if case.get("failures"):
                failed.append((full, "\n".join(f["failure"] for f in case["failures"])))
            else:
                passed.append(full)
    if problem and not failed:
        failed.append((name, f"{problem}\n{text}"))
    return Result(passed, failed)


def files(folder):
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(TESTS).parts
        if "fixtures" in parts or "node_modules" in parts or len(parts) < 2:
            continue
        if path.suffix in (".js", ".mjs", ".cjs"):
            yield path
        elif path.suffix in (".py", ".sh") and os.access(path, os.X_OK):
            yield path


def collect(build, group, filters, factor, env):
    """Every test asked for, as functions without arguments."""
    jobs = []
    if not group:
        with open(build / "meson-info" / "intro-tests.json", encoding="utf-8") as listing:
            for test in json.load(listing):
                def job(test=test):
                    return run_program(test["name"], test["cmd"], filters, factor, {**env, **test["env"]})
                jobs.append(job)
    for path in files(TESTS / group if group else TESTS):
        relative = path.relative_to(TESTS)
        if not group and relative.parts[0] in GROUPS:
            continue
        if not filters or any(f in str(path.relative_to(ROOT)) for f in filters):
            jobs.append(lambda path=path: run_file(path, build, factor, env))
    return jobs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build", type=pathlib.Path, help="the build folder")
    parser.add_argument("--group", choices=GROUPS)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("filter", nargs="*", help="part of a test's path or name")
    options = parser.parse_args()
    build = (ROOT / options.build).resolve()

    # What a test's process leaves behind comes to us rather than to init, where it can be seen and ended.
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER

    env = {k: v for k, v in os.environ.items() if not k.startswith(("NODE_", "GYRE_", "npm_"))}
    env.update(GYRE=str(build / "gyre"), GYRE_DEPS=str(ROOT / ".deps"), NO_COLOR="1")
    sanitized = "-" in build.name
    jobs = collect(build, options.group, options.filter, 5 if sanitized else 1, env)

    passed, failed = 0, []
    terminal = sys.stdout.isatty()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for done, future in enumerate(concurrent.futures.as_completed(pool.submit(job) for job in jobs), 1):
            result = future.result()
            passed += len(result.passed)
            for name, text in result.failed:
                failed.append(name)
                print(("\r\033[K" if terminal else "") + f"FAILED {name}\n" + text.rstrip() + "\n", flush=True)
            if terminal:
                print(f"\r\033[K{done}/{len(jobs)}", end="", flush=True)
    if terminal:
        print("\r\033[K", end="")
    for command in orphans():
        failed.append("left behind by a test: " + command)
    for name in failed:
        print("FAILED", name)
    if not passed and not failed:
        print("no test has that in its name" if options.filter else "there are no tests")
    print(f"{passed} passed, {len(failed)} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
