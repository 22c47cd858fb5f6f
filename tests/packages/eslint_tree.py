#!/usr/bin/env python3
"""eslint over two real trees with a flat configuration that finds much, and fixes some of it."""
from compare import Program

eslint = Program("eslint/bin/eslint.js").tree("npm:mocha/lib", "mocha").tree("npm:eslint/lib/linter", "linter")
eslint.tree("fixtures/eslint").packages("@eslint/js")
eslint.same("--version", status=0)
eslint.same(".", status=1)
eslint.same("--format", "json", ".", status=1)
eslint.same("--fix", ".", status=1, emits=10)
eslint.same("--print-config", "mocha/runner.js", status=0)
eslint.same("--no-config-lookup", "--rule", '{"no-var": 2}', "linter")
eslint.same("no-such-file.js", status=2)
eslint.same("--config", "broken.mjs", ".", status=2)
