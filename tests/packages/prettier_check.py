#!/usr/bin/env python3
"""prettier --check over a real tree, most of which it would change."""
from compare import Program

prettier = Program("prettier/bin/prettier.cjs").tree("npm:eslint/lib/linter", "linter").tree("npm:mocha/lib", "mocha")
prettier.tree("fixtures/project", "project")
prettier.same("--version", status=0)
prettier.same("--check", ".", status=2)
prettier.same("--list-different", "--single-quote", "--tab-width", "4", "mocha", status=1)
prettier.same("--check", "no-such-folder", status=2)
