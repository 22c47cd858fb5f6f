#!/usr/bin/env python3
"""mocha runs suites: passing, failing, asynchronous, too slow, broken; with several reporters and module kinds."""
from compare import Program

mocha = Program("mocha/bin/mocha.js").tree("fixtures/mocha")
# `12 passing (34ms)`, `✔ waits (21ms)`, `"duration": 3`, time="0.001"
took = rb"\(?\b\d+m?s\)?|\"(duration|start|end)\": [^\n]*|(time|timestamp)=\"[^\"]*\"|\"speed\": [^\n]*|ms\": \d+"
mocha.same("--version", status=0)
mocha.same("passing/*.js", status=0, durations=took)
mocha.same("passing/*.mjs", status=0, durations=took)
for reporter in ("spec", "dot", "tap", "json", "xunit", "list"):
    mocha.same("--reporter", reporter, "failing/*.js", durations=took)
mocha.same("--timeout", "60", "slow/*.js", durations=took)
mocha.same("--bail", "failing/*.js", durations=took)
mocha.same("--grep", "sum", "--invert", "passing/*.js", status=0, durations=took)
mocha.same("--forbid-only", "passing/*.js", "only/*.js", durations=took)
mocha.same("broken/syntax.js")
mocha.same("broken/throws.js")
mocha.same("no-such-file.js", status=1)
