#!/usr/bin/env python3
"""Start-up beside the peers: an empty program (`-e 0`), and `tsc --version` and `prettier --version` beside Node 24.

All runtimes take turns, round by round, so that whatever else the machine does falls on all of them alike. Printed are medians: wall
time, processor time (user + system), and the largest resident set, which is the kernel's figure for the whole life of the process.
"""
import argparse
import os
import pathlib
import statistics
import time


def once(command):
    """(wall ms, user + system ms, max RSS MB) of one run, which must succeed."""
    quiet = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_RDWR, 0) for fd in (0, 1, 2)]
    env = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "DENO_NO_UPDATE_CHECK": "1"}
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, env, file_actions=quiet)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    if status:
        raise SystemExit(f"{' '.join(command)}: exit status {os.waitstatus_to_exitcode(status)}")
    return wall * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3, usage.ru_maxrss / 1024


def compare(title, commands, rounds):
    samples = {name: [] for name in commands}
    for command in commands.values():  # the files into the page cache
        once(command)
    for _ in range(rounds):
        for name, command in commands.items():
            samples[name].append(once(command))
    print(f"{title} (medians of {rounds} rounds)")
    print(f"  {'':8} {'wall ms':>9} {'fastest':>9} {'cpu ms':>9} {'max RSS MB':>11}")
    for name, runs in samples.items():
        wall, cpu, rss = (statistics.median(column) for column in zip(*runs))
        print(f"  {name:8} {wall:9.1f} {min(run[0] for run in runs):9.1f} {cpu:9.1f} {rss:11.1f}")
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gyre", required=True, type=pathlib.Path)
    parser.add_argument("--peers", required=True, type=pathlib.Path, help="node_modules with the peers")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--core", type=int, help="run everything on this core only")
    options = parser.parse_args()
    if options.core is not None:
        os.sched_setaffinity(0, {options.core})
    peers = options.peers.resolve()
    runtimes = {
        "gyre": str(options.gyre.resolve()),
        "node 24": str(peers / "node-24/bin/node"),
        "node 26": str(peers / "node-26/bin/node"),
        "bun": str(peers / "@oven/bun-linux-x64/bin/bun"),
        "deno": str(peers / "@deno/linux-x64-glibc/deno"),
    }
    empty = {name: [path, "-e", "0"] for name, path in runtimes.items()}
    empty["deno"] = [runtimes["deno"], "eval", "0"]
    compare("-e 0", empty, options.rounds)
    for title, script in (("tsc --version", "typescript/bin/tsc"), ("prettier --version", "prettier/bin/prettier.cjs")):
        commands = {name: [runtimes[name], str(peers / script), "--version"] for name in ("gyre", "node 24")}
        compare(title, commands, max(5, options.rounds // 2))


if __name__ == "__main__":
    main()
