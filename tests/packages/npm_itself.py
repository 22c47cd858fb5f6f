#!/usr/bin/env python3
"""npm's own JavaScript: its version, help, and what it says about a package without a network."""
from compare import Program

npm = Program("npm/bin/npm-cli.js", {"npm_config_offline": "true", "npm_config_update_notifier": "false"})
npm.tree("fixtures/project")
npm.same("--version", status=0)
npm.same("-v", "--json", status=0)
npm.same("pkg", "get", status=0)
npm.same("pkg", "set", "engines.node=>=24", "keywords[]=ledger", status=0, emits=1)
npm.same("version", "minor", "--no-git-tag-version", status=0, emits=1)
npm.same("config", "get", "offline", status=0)
npm.same("completion", status=0)
npm.same("help", "no-such-topic")
# `A complete log of this run can be found in: ....npm/_logs/2026-11-23T21_18_28_931Z-debug-0.log`
npm.same("run", "where", "--", "an argument", status=0)
npm.same("run", "fails", status=7)
npm.same("run", "no-such-script", status=1, durations=rb"\d{4}-\d\d-\d\dT[\d_]+Z")
