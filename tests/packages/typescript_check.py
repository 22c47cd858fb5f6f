#!/usr/bin/env python3
"""tsc checks projects: one that is right, one that is wrong in many ways, and a library's plain JavaScript."""
from compare import Program

tsc = Program("typescript/bin/tsc").tree("fixtures/project")
tsc.same("--version", status=0)
tsc.same("--noEmit", "-p", ".", status=0)
tsc.same("--noEmit", "-p", "wrong", status=2)
tsc.same("--noEmit", "-p", "wrong", "--pretty", status=2)
tsc.same("--listFiles", "--noEmit", "-p", ".", status=0)
tsc.same("--noEmit", "--jsx", "preserve", "broken/syntax.ts", "broken/view.tsx", status=2)
tsc.same("no-such-file.ts", status=2)

library = Program("typescript/bin/tsc").tree("npm:mocha/lib", "lib")
library.same("--noEmit", "--allowJs", "--checkJs", "--target", "es2022", "--module", "nodenext", "lib/runner.js", status=2)
