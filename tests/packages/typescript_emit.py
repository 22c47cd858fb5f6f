#!/usr/bin/env python3
"""tsc emits JavaScript, declarations and source maps, for two module kinds, incrementally; and declarations of a library."""
from compare import Program

tsc = Program("typescript/bin/tsc").tree("fixtures/project")
tsc.same("-p", ".", status=0, emits=20)
tsc.same("-p", ".", "--module", "commonjs", "--moduleResolution", "node10", "--target", "es5", "--downlevelIteration",
         "--ignoreDeprecations", "5.0", emits=20)
tsc.same("-p", ".", "--incremental", "--tsBuildInfoFile", "out/state.json", "--listEmittedFiles", status=0, emits=20)
tsc.same("--build", "--verbose", "--dry", status=0, durations=rb"\d+:\d+:\d+ [AP]M")
tsc.same("-p", "wrong", "--outDir", "out", status=2, emits=1)

library = Program("typescript/bin/tsc").tree("npm:eslint/lib/linter", "linter")
library.same("--allowJs", "--declaration", "--emitDeclarationOnly", "--outDir", "types", "--target", "es2022", "--module",
             "nodenext", "linter/linter.js", emits=3)
