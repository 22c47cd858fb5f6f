'use strict';

// What stands inside the braces before the properties: elements of arrays, entries of collections, results of promises.
// Each function returns the texts for one kind of object.

const {
  MapIteratorPrototypeNext, MapPrototypeEntries, MapPrototypeGetSize, ObjectKeys, ObjectPrototypeHasOwnProperty,
  RegExpPrototypeExec, SetIteratorPrototypeNext, SetPrototypeGetSize, SetPrototypeValues, TypedArrayPrototypeGetLength,
  Uint8Array,
} = primordials;

const { getPromiseDetails, kPending, kRejected, previewEntries } = binding('util');
const { assemble, kElement, kList, kObject } = require('internal/util/inspect/layout');
const { bigintText, numberText } = require('internal/util/inspect/text');

const arrayIndex = /^(?:0|[1-9][0-9]*)$/;

function moreItems(remaining, what = 'item') {
  return `... ${remaining} more ${what}${remaining > 1 ? 's' : ''}`;
}

function emptyItems(ctx, count) {
  return ctx.stylize(`<${count} empty item${count > 1 ? 's' : ''}>`, 'undefined');
}

/** How many of `count` elements are shown. */
function shownCount(ctx, count) {
  return Math.min(Math.max(0, ctx.maxArrayLength), count);
}

/** The functions call back into inspect for the values they contain. */
function makeEntries(formatValue, formatProperty) {
  function arrayEntries(ctx, value, level) {
    const shown = shownCount(ctx, value.length);
    const output = [];
    for (let i = 0; i < shown; i++) {
      // Holes change how the rest is counted.
      if (!ObjectPrototypeHasOwnProperty(value, i)) return sparseEntries(ctx, value, level, shown, output, i);
      output.push(formatProperty(ctx, value, level, i, kElement));
    }
    const remaining = value.length - shown;
    if (remaining > 0) output.push(moreItems(remaining));
    return output;
  }

  /** A run of holes counts as one element. */
  function sparseEntries(ctx, value, level, limit, output, index) {
    const keys = ObjectKeys(value);
    for (let k = index; k < keys.length && output.length < limit; k++) {
      const key = keys[k];
      if (RegExpPrototypeExec(arrayIndex, key) === null || +key >= 2 ** 32 - 1) break;
      if (`${index}` !== key) {
        output.push(emptyItems(ctx, key - index));
        index = +key;
        if (output.length === limit) break;
      }
      output.push(formatProperty(ctx, value, level, key, kElement));
      index++;
    }
    const remaining = value.length - index;
    if (output.length !== limit) {
      if (remaining > 0) output.push(emptyItems(ctx, remaining));
    } else if (remaining > 0) {
      output.push(moreItems(remaining));
    }
    return output;
  }

  function typedArrayEntries(ctx, value, level) {
    const length = TypedArrayPrototypeGetLength(value);
    const shown = shownCount(ctx, length);
    const output = new Array(shown);
    const isNumber = length > 0 && typeof value[0] === 'number';
    for (let i = 0; i < shown; i++) {
      output[i] = isNumber ? ctx.stylize(numberText(value[i], ctx.numericSeparator), 'number') :
        ctx.stylize(bigintText(value[i], ctx.numericSeparator), 'bigint');
    }
    if (length > shown) output.push(moreItems(length - shown));
    if (ctx.showHidden) {
      ctx.indentationLvl += 2;
      for (const key of ['BYTES_PER_ELEMENT', 'length', 'byteLength', 'byteOffset', 'buffer']) {
        output.push(`${ctx.stylize(`[${key}]`, 'string')}: ${formatValue(ctx, value[key], level, true)}`);
      }
      ctx.indentationLvl -= 2;
    }
    return output;
  }

  function byteLengthOf(ctx, value) {
    const length = value.byteLength;
    return `${ctx.stylize('[byteLength]', 'string')}: ${
      length === undefined ? ctx.stylize('undefined', 'undefined') : ctx.stylize(numberText(length, false), 'number')}`;
  }

  function arrayBufferEntries(ctx, value) {
    let bytes;
    try {
      bytes = new Uint8Array(value);
    } catch {
      return [ctx.stylize('(detached)', 'special'), byteLengthOf(ctx, value)];
    }
    const shown = shownCount(ctx, bytes.length);
    let text = '';
    for (let i = 0; i < shown; i++) text += `${i > 0 ? ' ' : ''}${bytes[i] < 16 ? '0' : ''}${bytes[i].toString(16)}`;
    if (bytes.length > shown) text += ` ${moreItems(bytes.length - shown, 'byte')}`;
    return [`${ctx.stylize('[Uint8Contents]', 'special')}: <${text}>`, byteLengthOf(ctx, value)];
  }

  function dataViewEntries(ctx, value, level) {
    let byteLength = 0;
    let byteOffset;
    try {
      ({ byteLength, byteOffset } = value);
    } catch {
      // The buffer has been transferred away.
    }
    ctx.indentationLvl += 2;
    const output = [['byteLength', byteLength], ['byteOffset', byteOffset], ['buffer', value.buffer]].map(([key, property]) =>
      `${ctx.stylize(`[${key}]`, 'string')}: ${formatValue(ctx, property, level)}`);
    ctx.indentationLvl -= 2;
    return output;
  }

  function promiseEntries(ctx, value, level) {
    const [state, result] = getPromiseDetails(value);
    if (state === kPending) return [ctx.stylize('<pending>', 'special')];
    ctx.indentationLvl += 2;
    const text = formatValue(ctx, result, level);
    ctx.indentationLvl -= 2;
    return [state === kRejected ? `${ctx.stylize('<rejected>', 'special')} ${text}` : text];
  }

  function setEntries(ctx, value, level) {
    const shown = shownCount(ctx, SetPrototypeGetSize(value));
    const remaining = SetPrototypeGetSize(value) - shown;
    const output = [];
    const iterator = SetPrototypeValues(value);
    ctx.indentationLvl += 2;
    while (output.length < shown) output.push(formatValue(ctx, SetIteratorPrototypeNext(iterator).value, level));
    ctx.indentationLvl -= 2;
    if (remaining > 0) output.push(moreItems(remaining));
    return output;
  }

  function mapEntries(ctx, value, level) {
    const shown = shownCount(ctx, MapPrototypeGetSize(value));
    const remaining = MapPrototypeGetSize(value) - shown;
    const output = [];
    const iterator = MapPrototypeEntries(value);
    ctx.indentationLvl += 2;
    while (output.length < shown) {
      const entry = MapIteratorPrototypeNext(iterator).value;
      output.push(`${formatValue(ctx, entry[0], level)} => ${formatValue(ctx, entry[1], level)}`);
    }
    ctx.indentationLvl -= 2;
    if (remaining > 0) output.push(moreItems(remaining));
    return output;
  }

  function unknownEntries(ctx) {
    return [ctx.stylize('<items unknown>', 'special')];
  }

  function previewedItems(ctx, entries, level) {
    const shown = shownCount(ctx, entries.length);
    const output = new Array(shown);
    ctx.indentationLvl += 2;
    for (let i = 0; i < shown; i++) output[i] = formatValue(ctx, entries[i], level);
    ctx.indentationLvl -= 2;
    return output;
  }

  function weakSetEntries(ctx, value, level) {
    const entries = previewEntries(value);
    const output = previewedItems(ctx, entries, level);
    // They have no order, so give them one that doesn't change.
    if (!ctx.sorted) output.sort();
    if (entries.length > output.length) output.push(moreItems(entries.length - output.length));
    return output;
  }

  function weakMapEntries(ctx, value, level) {
    const entries = previewEntries(value);
    const count = entries.length / 2;
    const shown = shownCount(ctx, count);
    const output = new Array(shown);
    ctx.indentationLvl += 2;
    for (let i = 0; i < shown; i++) {
      output[i] = `${formatValue(ctx, entries[i * 2], level)} => ${formatValue(ctx, entries[i * 2 + 1], level)}`;
    }
    ctx.indentationLvl -= 2;
    if (!ctx.sorted) output.sort();
    if (count > shown) output.push(moreItems(count - shown));
    return output;
  }

  function iteratorEntries(ctx, value, level, shape) {
    const [entries, keyed] = previewEntries(value, true);
    if (!keyed) {
      const output = previewedItems(ctx, entries, level);
      if (entries.length > output.length) output.push(moreItems(entries.length - output.length));
      return output;
    }
    shape.braces[0] = shape.braces[0].replace(/ Iterator\] \{$/, ' Entries] {');
    const count = entries.length / 2;
    const shown = shownCount(ctx, count);
    const output = new Array(shown);
    ctx.indentationLvl += 2;
    for (let i = 0; i < shown; i++) {
      const pair = [formatValue(ctx, entries[i * 2], level), formatValue(ctx, entries[i * 2 + 1], level)];
      output[i] = assemble(ctx, pair, '', ['[', ']'], kList, level);
    }
    ctx.indentationLvl -= 2;
    if (count > shown) output.push(moreItems(count - shown));
    return output;
  }

  function namespaceEntries(ctx, value, level, shape) {
    const output = [];
    for (const key of shape.keys) {
      try {
        output.push(formatProperty(ctx, value, level, key, kObject));
      } catch {
        // Exported, but not initialised yet.
        const text = formatProperty(ctx, { [key]: '' }, level, key, kObject);
        output.push(`${text.slice(0, text.lastIndexOf(' ') + 1)}${ctx.stylize('<uninitialized>', 'special')}`);
      }
    }
    shape.keys.length = 0;
    return output;
  }

  return {
    arrayBufferEntries,
    arrayEntries,
    dataViewEntries,
    iteratorEntries,
    mapEntries,
    namespaceEntries,
    promiseEntries,
    setEntries,
    typedArrayEntries,
    unknownEntries,
    weakMapEntries,
    weakSetEntries,
  };
}

module.exports = makeEntries;
