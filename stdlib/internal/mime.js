'use strict';

// MIME types as the WHATWG's MIME Sniffing Standard has them (section 4).

const {
  FunctionPrototypeCall, ObjectDefineProperties, RegExpPrototypeExec, RegExpPrototypeSymbolReplace, SafeMap,
  SymbolIterator,
} = primordials;

const { codes: { ERR_INVALID_MIME_SYNTAX } } = require('internal/errors');

// HTTP token code points, and what a quoted string may not contain.
const notToken = /[^!#$%&'*+\-.^_`|~A-Za-z0-9]/;
const notQuotable = /[^\t\u0020-~\u0080-\u00ff]/;
const leadingSpace = /^[\t\n\r ]*/;
const trailingSpace = /[\t\n\r ]*$/;

function indexOfInvalid(pattern, text) {
  const match = RegExpPrototypeExec(pattern, text);
  return match === null ? -1 : match.index;
}

function toASCIILower(text) {
  return RegExpPrototypeSymbolReplace(/[A-Z]/g, text, (letter) => letter.toLowerCase());
}

/** A type and a subtype, and where the parameters start. */
function parseTypeAndSubtype(text) {
  let position = RegExpPrototypeExec(leadingSpace, text)[0].length;
  const slash = text.indexOf('/', position);
  const type = slash === -1 ? text.slice(position) : text.slice(position, slash);
  const badType = indexOfInvalid(notToken, type);
  if (type === '' || badType !== -1 || slash === -1) {
    throw new ERR_INVALID_MIME_SYNTAX('type', text, badType === -1 ? -1 : badType);
  }
  position = slash + 1;
  const semicolon = text.indexOf(';', position);
  const raw = semicolon === -1 ? text.slice(position) : text.slice(position, semicolon);
  const subtype = RegExpPrototypeSymbolReplace(trailingSpace, raw, '');
  const badSubtype = indexOfInvalid(notToken, subtype);
  if (subtype === '' || badSubtype !== -1) {
    throw new ERR_INVALID_MIME_SYNTAX('subtype', text, badSubtype === -1 ? -1 : badSubtype);
  }
  return {
    type: toASCIILower(type),
    subtype: toASCIILower(subtype),
    parameters: semicolon === -1 ? '' : text.slice(semicolon + 1),
  };
}

function quoted(value) {
  if (value !== '' && indexOfInvalid(notToken, value) === -1) return value;
  return `"${RegExpPrototypeSymbolReplace(/["\\]/g, value, '\\$&')}"`;
}

class MIMEParams {
  #map = new SafeMap();
  // What is still to be parsed: most who look at a type never look at its parameters.
  #pending = '';

  static withText(text) {
    const params = new MIMEParams();
    params.#pending = text;
    return params;
  }

  #parse() {
    const text = this.#pending;
    this.#pending = '';
    let position = 0;
    while (position < text.length) {
      position += RegExpPrototypeExec(leadingSpace, text.slice(position))[0].length;
      let end = position;
      while (end < text.length && text[end] !== ';' && text[end] !== '=') end++;
      const name = toASCIILower(text.slice(position, end));
      position = end + 1;
      if (text[end] !== '=') continue;
      let value = '';
      if (text[position] === '"') {
        position++;
        while (position < text.length && text[position] !== '"') {
          if (text[position] === '\\' && position + 1 < text.length) position++;
          value += text[position++];
        }
        // Anything between the quote and the semicolon is dropped.
        const next = text.indexOf(';', position);
        position = next === -1 ? text.length : next + 1;
      } else {
        const next = text.indexOf(';', position);
        const stop = next === -1 ? text.length : next;
        value = RegExpPrototypeSymbolReplace(trailingSpace, text.slice(position, stop), '');
        position = stop + 1;
        if (value === '') continue;
      }
      if (name !== '' && indexOfInvalid(notToken, name) === -1 && indexOfInvalid(notQuotable, value) === -1 &&
          !this.#map.has(name)) {
        this.#map.set(name, value);
      }
    }
  }

  #entries() {
    if (this.#pending !== '') this.#parse();
    return this.#map;
  }

  delete(name) {
    this.#entries().delete(`${name}`);
  }

  get(name) {
    return this.#entries().get(`${name}`) ?? null;
  }

  has(name) {
    return this.#entries().has(`${name}`);
  }

  set(name, value) {
    name = `${name}`;
    value = `${value}`;
    const badName = indexOfInvalid(notToken, name);
    if (name.length === 0 || badName !== -1) throw new ERR_INVALID_MIME_SYNTAX('parameter name', name, badName);
    const badValue = indexOfInvalid(notQuotable, value);
    if (badValue !== -1) throw new ERR_INVALID_MIME_SYNTAX('parameter value', value, badValue);
    this.#entries().set(name, value);
  }

  * entries() {
    yield* this.#entries().entries();
  }

  * keys() {
    yield* this.#entries().keys();
  }

  * values() {
    yield* this.#entries().values();
  }

  toString() {
    let text = '';
    for (const [name, value] of this.#entries()) text += `${text.length > 0 ? ';' : ''}${name}=${quoted(value)}`;
    return text;
  }
}

const { withText } = MIMEParams;
delete MIMEParams.withText;
const enumerable = { __proto__: null, enumerable: true };
ObjectDefineProperties(MIMEParams.prototype, {
  [SymbolIterator]: { __proto__: null, configurable: true, value: MIMEParams.prototype.entries, writable: true },
  delete: enumerable,
  get: enumerable,
  has: enumerable,
  set: enumerable,
  entries: enumerable,
  keys: enumerable,
  values: enumerable,
  toString: enumerable,
});

class MIMEType {
  #type;
  #subtype;
  #params;

  constructor(text) {
    const { type, subtype, parameters } = parseTypeAndSubtype(`${text}`);
    this.#type = type;
    this.#subtype = subtype;
    this.#params = FunctionPrototypeCall(withText, MIMEParams, parameters);
  }

  get type() {
    return this.#type;
  }

  set type(value) {
    value = `${value}`;
    const bad = indexOfInvalid(notToken, value);
    if (value.length === 0 || bad !== -1) throw new ERR_INVALID_MIME_SYNTAX('type', value, bad);
    this.#type = toASCIILower(value);
  }

  get subtype() {
    return this.#subtype;
  }

  set subtype(value) {
    value = `${value}`;
    const bad = indexOfInvalid(notToken, value);
    if (value.length === 0 || bad !== -1) throw new ERR_INVALID_MIME_SYNTAX('subtype', value, bad);
    this.#subtype = toASCIILower(value);
  }

  get essence() {
    return `${this.#type}/${this.#subtype}`;
  }

  get params() {
    return this.#params;
  }

  toString() {
    const params = this.#params.toString();
    return `${this.essence}${params.length > 0 ? ';' : ''}${params}`;
  }

  toJSON() {
    return this.toString();
  }
}

ObjectDefineProperties(MIMEType.prototype, {
  type: enumerable,
  subtype: enumerable,
  essence: enumerable,
  params: enumerable,
  toString: enumerable,
  toJSON: enumerable,
});

module.exports = { MIMEParams, MIMEType };
