#!/usr/bin/env python3
"""Two processes differ in the seed of their hash tables; else keys that collide in one collide in all of them."""
import os
import pathlib
import subprocess

program = pathlib.Path(os.environ["GYRE"]).parent / "tests/runtime/print-hash-seed"
seeds = {subprocess.run([program], check=True, capture_output=True, text=True).stdout for _ in range(4)}
assert len(seeds) == 4, f"four processes, seeds {sorted(seeds)}"
