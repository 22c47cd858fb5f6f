'use strict';
// Source maps of the files that were loaded, and stack traces shown in terms of the sources.

const {
  JSONParse, ObjectFreeze, RegExpPrototypeExec, RegExpPrototypeSymbolReplace, SafeMap,
} = primordials;
const { validateBoolean, validateObject } = require('internal/validators');
const { setFrameDescriber } = require('internal/errors');

let support = ObjectFreeze({ __proto__: null, enabled: false, nodeModules: false, generatedCode: false });

/** @type {Map<string, {comment: string, lineLengths: number[], map?: import('./source_map.js').SourceMap | null}>} */
const files = new SafeMap();

function lineLengthsOf(source) {
  return RegExpPrototypeSymbolReplace(/\n$/, source, '').split('\n').map((line) => line.length);
}

/** Called with every file that is compiled while maps are in use. `name` is a path or a URL. */
function observe(name, source) {
  if (!support.nodeModules && /[\\/]node_modules[\\/]/.test(name)) return;
  const pattern = /\/[*/]#\s+sourceMappingURL=(?<url>[^\s]+)/g;
  let last;
  for (let match; (match = RegExpPrototypeExec(pattern, source)) !== null;) last = match;
  if (last === undefined) return;
  files.set(name, { comment: last.groups.url, lineLengths: lineLengthsOf(source), map: undefined });
}

function urlOf(name) {
  const { pathToFileURL } = require('internal/url');
  return name[0] === '/' ? pathToFileURL(name).href : name;
}

/** The map's JSON with its sources as absolute URLs; null when there is none. */
function payloadOf(name, comment) {
  const { URL, fileURLToPath } = require('internal/url');
  try {
    const url = new URL(comment, urlOf(name));
    let text;
    let base = url;
    if (url.protocol === 'data:') {
      const comma = comment.indexOf(',');
      const { Buffer } = require('buffer');
      text = Buffer.from(comment.slice(comma + 1), /;base64$/.test(comment.slice(0, comma)) ? 'base64' : 'utf8')
        .toString('utf8');
      base = urlOf(name);
    } else {
      text = require('fs').readFileSync(fileURLToPath(url), 'utf8');
    }
    const payload = JSONParse(text);
    const absolute = (map) => {
      if (map.sources) {
        const root = map.sourceRoot ?? '';
        map.sources = map.sources.map((source) => (source === null ? null : new URL(root + source, base).href));
        delete map.sourceRoot;
      }
    };
    absolute(payload);
    if (payload.sections) for (const { map } of payload.sections) absolute(map);
    return payload;
  } catch {
    return null;
  }
}

/**
 * @param {string} name path or URL of a file that was loaded
 * @returns {import('./source_map.js').SourceMap | undefined}
 */
function findSourceMap(name) {
  if (typeof name !== 'string') return undefined;
  const entry = files.get(name) ?? (name.startsWith('file:') ?
    files.get(require('internal/url').fileURLToPath(name)) : name[0] === '/' ? files.get(urlOf(name)) : undefined);
  if (entry === undefined) return undefined;
  if (entry.map === undefined) {
    const payload = payloadOf(name, entry.comment);
    const { SourceMap } = require('module/source_map');
    entry.map = payload === null ? null : new SourceMap(payload, { lineLengths: entry.lineLengths });
  }
  return entry.map ?? undefined;
}

/** Where a frame's code comes from, if a map knows. */
function originOf(site) {
  const map = findSourceMap(site.getFileName() ?? site.getEvalOrigin());
  if (map === undefined) return undefined;
  const { originalSource, originalLine, originalColumn, name } =
    map.findEntry(site.getLineNumber() - 1, site.getColumnNumber() - 1);
  if (originalSource === undefined || originalLine === undefined || originalColumn === undefined) return undefined;
  return { source: originalSource, line: originalLine + 1, column: originalColumn + 1, name };
}

function shownFile(source) {
  return source.startsWith('file:') ? require('internal/url').fileURLToPath(source) : source;
}

function frameText(site) {
  const origin = originOf(site);
  if (origin === undefined) return `${site}`;
  const place = `${shownFile(origin.source)}:${origin.line}:${origin.column}`;
  const text = `${site}`;
  const file = site.getFileName();
  const at = text.lastIndexOf(file);
  if (at === -1) return text;
  return text.endsWith(')') ? `${text.slice(0, at)}${place})` : text.slice(0, at) + place;
}

/** @returns {{enabled: boolean, nodeModules: boolean, generatedCode: boolean}} */
function getSourceMapsSupport() {
  return support;
}

/**
 * @param {boolean} enabled
 * @param {{nodeModules?: boolean, generatedCode?: boolean}} [options]
 */
function setSourceMapsSupport(enabled, options = {}) {
  validateBoolean(enabled, 'enabled');
  validateObject(options, 'options');
  const { nodeModules = false, generatedCode = false } = options;
  validateBoolean(nodeModules, 'options.nodeModules');
  validateBoolean(generatedCode, 'options.generatedCode');
  support = ObjectFreeze({ __proto__: null, enabled, nodeModules, generatedCode });
  require('module/compiled').setObserver(enabled ? observe : undefined);
  setFrameDescriber(enabled ? frameText : undefined);
}

module.exports = { findSourceMap, getSourceMapsSupport, setSourceMapsSupport };
