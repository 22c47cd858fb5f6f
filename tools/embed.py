#!/usr/bin/env python3
"""Turn files of the tree into what the linker takes. Four uses, all called by the build:

  embed.py sources OUT.S OUT.cc DEPFILE PREFIX=DIR...   the JavaScript files below each DIR, as kBuiltinFiles
  embed.py modules OUT.cc FILE.cc...                    kModules from the GYRE_BINDING lines of these files
  embed.py blobs OUT.S OUT.cc SNAPSHOT CACHE_DIR        kSnapshot and kCodeCaches; '-' for what there is not yet

A file's id is its path below DIR without .js, after PREFIX; DIR/fs/fs.js is just 'fs'. ID=FILE embeds one file.
"""
import os
import re
import sys


def write(path, text):
    with open(path, 'w', encoding='utf-8') as out:
        out.write(text)


def assembly(labels):
    """Lines that define LABEL as the bytes of FILE from OFFSET, SIZE of them (all without an offset)."""
    lines = ['.section .note.GNU-stack,"",@progbits', '.section .rodata']
    for label, path, rest in labels:
        lines += ['.balign 16', f'.globl {label}', f'.hidden {label}', f'{label}:', f'.incbin "{path}"{rest}', '.byte 0']
    return '\n'.join(lines) + '\n'


def js_files(roots):
    found, folders = {}, []
    for root in roots:
        prefix, top = root.split('=', 1)
        if os.path.isfile(top):
            found[prefix] = top
            continue
        for folder, subfolders, names in os.walk(top):
            subfolders.sort()
            folders.append(folder)
            for name in names:
                if not name.endswith('.js'):
                    continue
                path = os.path.join(folder, name)
                parts = os.path.relpath(path, top)[:-3].split(os.sep)
                if len(parts) == 2 and parts[0] == parts[1]:
                    parts = parts[:1]
                found[prefix + '/'.join(parts)] = path
    return found, folders


def sources(out_asm, out_cc, depfile, *roots):
    found, folders = js_files(roots)
    wide_folder = out_asm + '.wide'
    os.makedirs(wide_folder, exist_ok=True)
    labels, rows, externs = [], [], []
    for index, (id_, path) in enumerate(sorted(found.items(), key=lambda row: row[0].encode())):
        with open(path, 'rb') as source:
            data = source.read()
        ascii_only = data.isascii()
        length = len(data)
        if not ascii_only:
            wide = data.decode('utf-8').encode('utf-16-le')
            length = len(wide) // 2
            path = os.path.join(wide_folder, f'{index}')
            with open(path, 'wb') as out:
                out.write(wide)
        label = f'gyre_js_{index}'
        labels.append((label, path, ''))
        externs.append(f'extern const char {label}[];')
        rows.append(f'    {{"{id_}", {label}, {length}, {str(ascii_only).lower()}}},')
    write(out_asm, assembly(labels))
    write(out_cc, '#include "runtime/engine/builtins.h"\n\nextern "C" {\n' + '\n'.join(externs) +
          '\n}\nnamespace gyre::runtime {\nstatic const BuiltinFile files[] = {\n' + '\n'.join(rows) +
          '\n};\nconst std::span<const BuiltinFile> kBuiltinFiles(files);\n}\n')
    # Folders too: a new file changes its folder's time, and the build looks again.
    write(depfile, f'{out_cc}: ' + ' '.join(p.replace(' ', '\\ ') for p in [*found.values(), *folders]) + '\n')


def modules(out_cc, *files):
    names = set()
    for path in files:
        with open(path, encoding='utf-8') as source:
            names.update(re.findall(r'^\s*GYRE_BINDING\(\s*(\w+),', source.read(), re.M))
    names = sorted(names)
    write(out_cc, '#include "runtime/bind/bind.h"\n\n' +
          ''.join(f'extern "C" const gyre::bind::Module gyre_binding_{n};\n' for n in names) +
          'namespace gyre::bind {\nconst Module* const kModules[] = {\n' +
          ''.join(f'    &gyre_binding_{n},\n' for n in names) + '    nullptr};\n}\n')


def blobs(out_asm, out_cc, snapshot, cache_folder):
    labels, rows = [], []
    snapshot_value = '{nullptr, 0}'
    if snapshot != '-':
        labels.append(('gyre_snapshot', os.path.abspath(snapshot), ''))
        snapshot_value = f'{{gyre_snapshot, {os.path.getsize(snapshot)}}}'
    if cache_folder != '-':
        labels.append(('gyre_code_cache', os.path.abspath(os.path.join(cache_folder, 'code_cache.bin')), ''))
        with open(os.path.join(cache_folder, 'code_cache.index'), encoding='utf-8') as index:
            for line in sorted(index, key=lambda row: row.split()[0].encode()):
                id_, offset, size = line.split()
                rows.append(f'    {{"{id_}", reinterpret_cast<const uint8_t*>(gyre_code_cache) + {offset}, {size}}},')
    write(out_asm, assembly(labels))
    caches = '{}'
    table = ''
    if rows:
        table = 'static const CodeCache caches[] = {\n' + '\n'.join(rows) + '\n};\n'
        caches = '(caches)'
    write(out_cc, '#include "runtime/engine/builtins.h"\n\nextern "C" {\n' +
          ''.join(f'extern const char {label}[];\n' for label, _, _ in labels) +
          '}\nnamespace gyre::runtime {\n' + table + f'const v8::StartupData kSnapshot = {snapshot_value};\n' +
          f'const std::span<const CodeCache> kCodeCaches{caches};\n}}\n')


if __name__ == '__main__':
    uses = {'sources': sources, 'modules': modules, 'blobs': blobs}
    if len(sys.argv) < 3 or sys.argv[1] not in uses:
        sys.exit(__doc__)
    uses[sys.argv[1]](*sys.argv[2:])
