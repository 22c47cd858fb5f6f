'use strict';
// Source maps, revision 3: from a place in generated code to the place it was made from.

const { ArrayIsArray, ArrayPrototypePush, ArrayPrototypeSort, StringPrototypeCharCodeAt } = primordials;
const { validateObject } = require('internal/validators');

/** Values of the base64 digits, by character code. */
const digits = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) {
  digits['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.charCodeAt(i)] = i;
}

/** Reads the numbers of a "mappings" string. */
class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  /** Whether a number starts here. */
  more() {
    return this.at < this.text.length && this.text[this.at] !== ',' && this.text[this.at] !== ';';
  }

  /** A number in base-64 VLQ: five bits a digit, the lowest bit of all is the sign. */
  number() {
    let result = 0;
    let shift = 0;
    let digit;
    do {
      digit = digits[StringPrototypeCharCodeAt(this.text, this.at++)];
      if (digit === undefined || digit === -1) return 0;
      result |= (digit & 31) << shift;
      shift += 5;
    } while ((digit & 32) !== 0);
    const negative = (result & 1) !== 0;
    result >>>= 1;
    if (!negative) return result;
    // "-0" stands for the lowest number there is.
    return result === 0 ? -0x8000_0000 : -result;
  }
}

function clone(payload) {
  if (payload === null || typeof payload !== 'object') return payload;
  if (ArrayIsArray(payload)) return payload.map(clone);
  const copy = { ...payload };
  if (ArrayIsArray(copy.sources)) copy.sources = [...copy.sources];
  if (ArrayIsArray(copy.sections)) copy.sections = copy.sections.map(clone);
  return copy;
}

class SourceMap {
  #payload;
  #lineLengths;
  /** Sorted by generated place: [line, column, source, original line, original column, name] */
  #entries = [];

  /**
   * @param {object} payload as parsed from the map's JSON
   * @param {{lineLengths?: number[]}} [options]
   */
  constructor(payload, { lineLengths } = {}) {
    validateObject(payload, 'payload');
    this.#payload = clone(payload);
    this.#lineLengths = lineLengths?.length ? [...lineLengths] : undefined;
    if (ArrayIsArray(payload.sections)) {
      for (let i = 0; i < payload.sections.length; i++) {
        const { offset, map } = payload.sections[i];
        this.#parse(map, offset.line, offset.column);
      }
    } else {
      this.#parse(payload, 0, 0);
    }
    ArrayPrototypeSort(this.#entries, (a, b) => a[0] - b[0] || a[1] - b[1]);
  }

  get payload() {
    return clone(this.#payload);
  }

  get lineLengths() {
    return this.#lineLengths === undefined ? undefined : [...this.#lineLengths];
  }

  #parse(map, lineOffset, columnOffset) {
    const { mappings, sources, names, sourceRoot } = map;
    if (typeof mappings !== 'string') return;
    const root = sourceRoot ? (sourceRoot.endsWith('/') ? sourceRoot : `${sourceRoot}/`) : '';
    const urls = (sources ?? []).map((source) => (source === null ? null : root + source));
    const reader = new Reader(mappings);
    let line = lineOffset;
    let column = columnOffset;
    let source = 0;
    let originalLine = 0;
    let originalColumn = 0;
    let name = 0;
    while (reader.at < mappings.length) {
      const c = mappings[reader.at];
      if (c === ';') {
        line++;
        column = 0;
        reader.at++;
        continue;
      }
      if (c === ',') {
        reader.at++;
        continue;
      }
      column += reader.number();
      if (!reader.more()) {
        ArrayPrototypePush(this.#entries, [line, column]);
        continue;
      }
      source += reader.number();
      originalLine += reader.number();
      originalColumn += reader.number();
      let named;
      if (reader.more()) {
        name += reader.number();
        named = names?.[name];
      }
      ArrayPrototypePush(this.#entries, [line, column, urls[source], originalLine, originalColumn, named]);
    }
  }

  /**
   * @param {number} lineOffset from 0
   * @param {number} columnOffset from 0
   * @returns {object} {} when nothing is mapped there
   */
  findEntry(lineOffset, columnOffset) {
    let low = 0;
    let count = this.#entries.length;
    while (count > 1) {
      const step = count >> 1;
      const [line, column] = this.#entries[low + step];
      if (lineOffset < line || (lineOffset === line && columnOffset < column)) {
        count = step;
      } else {
        low += step;
        count -= step;
      }
    }
    const entry = this.#entries[low];
    if (entry === undefined || (low === 0 && (lineOffset < entry[0] ||
        (lineOffset === entry[0] && columnOffset < entry[1])))) {
      return {};
    }
    const [generatedLine, generatedColumn, originalSource, originalLine, originalColumn, name] = entry;
    return { generatedLine, generatedColumn, originalSource, originalLine, originalColumn, name };
  }

  /**
   * @param {number} lineNumber from 1
   * @param {number} columnNumber from 1
   */
  findOrigin(lineNumber, columnNumber) {
    const found = this.findEntry(lineNumber - 1, columnNumber - 1);
    if (found.originalSource === undefined || found.originalLine === undefined ||
        found.originalColumn === undefined || found.generatedLine === undefined || found.generatedColumn === undefined) {
      return {};
    }
    const lineOffset = lineNumber - found.generatedLine;
    const columnOffset = columnNumber - found.generatedColumn;
    return {
      name: found.name,
      fileName: found.originalSource,
      lineNumber: found.originalLine + lineOffset,
      columnNumber: found.originalColumn + columnOffset,
    };
  }
}

module.exports = { SourceMap };
