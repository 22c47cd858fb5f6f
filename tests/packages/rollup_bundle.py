#!/usr/bin/env python3
"""rollup, whose parser is WebAssembly, bundles lodash-es: all of it and a part, in several formats, with source maps."""
from compare import Program

rollup = Program("@rollup/wasm-node/dist/bin/rollup").tree("fixtures/rollup").packages("lodash-es")
took = rb"in [\d.]+m?s"  # created out/all.js in 1.2s
rollup.same("--version", status=0)
rollup.same("-c", status=0, emits=6, durations=took)
rollup.same("main.js", "--format", "es", status=0, durations=took)
rollup.same("missing-export.js", "--format", "es", status=1, durations=took)
rollup.same("syntax-error.js", "--format", "es", status=1, durations=took)
rollup.same("cycle-a.js", "--format", "es", status=0, durations=took)
