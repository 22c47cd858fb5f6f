#!/usr/bin/env python3
"""The script x when something is in its way: one sentence, status 1, and nothing left behind that breaks the next try.

x and tools/ are copied to a folder where the commands that x calls (apt-get, gem, uname, df, meson, ninja) are small stand-ins.
"""
import hashlib
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERSION = "24.1.0.0"


def gem_file():
    """What a gem of V8 looks like: an archive in an archive."""
    def pack(members, mode):
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode=mode) as archive:
            for name, content in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
        return data.getvalue()
    inner = pack({"vendor/v8/include/v8.h": b"//", "vendor/v8/x86_64-linux/libv8/obj/libv8_monolith.a": b"!<arch>\n"}, "w:gz")
    return pack({"data.tar.gz": inner}, "w")


class Clone:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder) / "project"
        self.bin = pathlib.Path(folder) / "bin"
        self.folder.mkdir()
        self.bin.mkdir()
        shutil.copy(ROOT / "x", self.folder)
        shutil.copytree(ROOT / "tools", self.folder / "tools")
        (self.folder / "tools/packages").write_text("")
        gem = gem_file()
        (self.folder.parent / "v8.gem").write_bytes(gem)
        self.gem_name = f"libv8-node-{VERSION}-x86_64-linux.gem"
        (self.folder / "tools/v8.sha256").write_text(f"{hashlib.sha256(gem).hexdigest()}  {self.gem_name}\n")
        self.command("uname", 'if [ "$1" = -m ]; then echo x86_64; else echo Linux; fi')
        self.command("gem", f"cp {self.folder.parent}/v8.gem {self.gem_name}")
        self.command("meson", 'mkdir -p "$2"; touch "$2/build.ninja"')
        self.command("ninja", "echo 'ninja: no work to do.'")

    def command(self, name, text):
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def missing_package(self):
        (self.folder / "tools/packages").write_text("gyre-no-such-package gyre-no-such-command what the test asks for\n")

    def build(self, prefix=()):
        env = {"PATH": f"{self.bin}:/usr/local/bin:/usr/bin:/bin", "HOME": str(self.folder), "LANG": "C"}
        return subprocess.run([*prefix, str(self.folder / "x"), "build"], env=env, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=50)

    def fails(self, sentence, **arguments):
        done = self.build(**arguments)
        last = done.stderr.rstrip().splitlines()[-1] if done.stderr else ""
        assert done.returncode == 1, (done.returncode, done.stderr)
        assert last.startswith("x: ") and sentence in last, done.stderr
        assert not (self.folder / ".deps/ready").exists(), "set-up counts as done"
        assert not (self.folder / ".deps/v8").exists(), "a V8 was left"

    def succeeds(self):
        done = self.build()
        assert done.returncode == 0, done.stderr
        assert (self.folder / ".deps/v8/x86_64-linux/libv8/obj/libv8_monolith.a").exists()
        assert not (self.folder / ".deps/v8.new").exists()
        again = self.build()
        assert again.returncode == 0 and again.stderr == "" and again.stdout == "", "the second time is not silent"


def with_recovery(break_it, mend, sentence, **arguments):
    with tempfile.TemporaryDirectory() as folder:
        for path in (tempfile.gettempdir(), folder):  # another user is to get there
            if not os.stat(path).st_mode & 0o001:
                os.chmod(path, 0o755)
        clone = Clone(folder)
        break_it(clone)
        clone.fails(sentence, **arguments)
        mend(clone)
        clone.succeeds()


def gem_says(text):
    return lambda clone: clone.command("gem", f"echo '{text}' >&2; exit 2")


def mend_gem(clone):
    clone.command("gem", f"cp {clone.folder.parent}/v8.gem {clone.gem_name}")


def unsupported(clone):
    clone.command("uname", 'if [ "$1" = -m ]; then echo riscv64; else echo Linux; fi')


def little_space(clone):
    clone.command("df", "printf 'Filesystem 1M-blocks Used Available\\n/dev/x 100 60 40\\n'")


def packages_offline(clone):
    clone.missing_package()
    clone.command("apt-get", "case \"$*\" in *install*) echo 'E: Failed to fetch deb: Temporary failure resolving' >&2; exit 100;; esac")
    clone.command("sudo", 'while [ "$1" != env ]; do shift; [ $# -gt 0 ] || exit 0; done; exec "$@"')


def packages_as_nobody(clone):
    clone.missing_package()
    clone.command("apt-get", "exit 0")
    clone.command("sudo", "exit 1")
    (clone.folder / ".deps").mkdir()
    for path in (clone.folder, clone.folder / ".deps"):
        path.chmod(0o777)


def installed(clone):
    (clone.folder / "tools/packages").write_text("")
    for path in (clone.folder / ".deps").glob("*"):
        path.chmod(0o666)


def main():
    with_recovery(gem_says("ERROR: Could not find a valid gem: getaddrinfo: Temporary failure in name resolution"), mend_gem,
                  "no answer from the network")
    with_recovery(gem_says("No space left on device @ rb_sysopen"), mend_gem, "the disk is full")
    with_recovery(lambda clone: clone.command("gem", f"head -c 100 {clone.folder.parent}/v8.gem > {clone.gem_name}"), mend_gem,
                  "does not have the hash")
    with_recovery(unsupported, lambda clone: clone.command("uname", 'if [ "$1" = -m ]; then echo x86_64; else echo Linux; fi'),
                  "unsupported platform riscv64")
    with_recovery(little_space, lambda clone: (clone.bin / "df").unlink(), "too little disk space: 40 MB")
    with_recovery(packages_offline, installed, "no answer from the network")
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") if os.geteuid() == 0 else ()
    with_recovery(packages_as_nobody, installed, "needs root", prefix=nobody)


if __name__ == "__main__":
    sys.exit(main())
