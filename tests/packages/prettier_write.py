#!/usr/bin/env python3
"""prettier reformats: a file of 11,000 lines, a tree in place, stdin, and a file that does not parse."""
from compare import MODULES, Program

big = Program("prettier/bin/prettier.cjs").tree("npm:typescript/lib", "lib", only="typescript.d.ts")
big.same("--tab-width", "2", "--print-width", "100", "lib/typescript.d.ts", status=0)

tree = Program("prettier/bin/prettier.cjs").tree("npm:eslint/lib/rules/utils", "rules").tree("fixtures/project", "project")
# `rules/ast-utils.js 212ms`
tree.same("--write", ".", "--no-semi", status=2, emits=10, durations=rb"\d+ms")
tree.same("--stdin-filepath", "a.ts", stdin="const  a={b:1,\n  c : [1,2,3]}\n", status=0)
tree.same("--stdin-filepath", "a.js", stdin="const = ;\n", status=2)
tree.same("--parser", "babel", stdin=(MODULES / "mocha/lib/runner.js").read_text(encoding="utf-8"), status=0)
