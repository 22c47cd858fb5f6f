'use strict';

// DOMException of Web IDL. An instance is a real Error (it has a stack and is printed as one) whose name, message and
// code are kept aside, read by accessors of the prototype.

const {
  Error, ErrorCaptureStackTrace, ErrorPrototype, ObjectDefineProperties, ObjectDefineProperty, ObjectSetPrototypeOf,
  SymbolToStringTag,
} = primordials;

// Puts private fields onto an object that exists already.
class Fields extends (function(target) { return target; }) {
  #name;
  #message;
  #code;

  constructor(target, name, message) {
    super(target);
    this.#name = name;
    this.#message = message;
    this.#code = codeByName[name] ?? 0;
  }

  static has(target) {
    return target !== null && typeof target === 'object' && #name in target;
  }

  static read(target) {
    if (!Fields.has(target)) {
      const { ERR_INVALID_THIS } = require('internal/errors').codes;
      throw new ERR_INVALID_THIS('DOMException');
    }
    return target;
  }

  static name(target) { return target.#name; }
  static message(target) { return target.#message; }
  static code(target) { return target.#code; }
}

class DOMException {
  constructor(message = '', options = 'Error') {
    const error = new Error();
    ErrorCaptureStackTrace(error, new.target);
    ObjectSetPrototypeOf(error, new.target.prototype);
    if (options !== null && typeof options === 'object') {
      const { name } = options;
      new Fields(error, name === undefined ? 'Error' : `${name}`, `${message}`);
      if ('cause' in options) {
        ObjectDefineProperty(error, 'cause', {
          __proto__: null, value: options.cause, configurable: true, writable: true, enumerable: false,
        });
      }
    } else {
      new Fields(error, `${options}`, `${message}`);
    }
    return error;
  }

  get name() {
    return Fields.name(Fields.read(this));
  }

  get message() {
    return Fields.message(Fields.read(this));
  }

  get code() {
    return Fields.code(Fields.read(this));
  }
}

// Constant, name and number; the constants of DOM Level 3 that no exception has any more are kept by the standard.
const constants = [
  ['INDEX_SIZE_ERR', 'IndexSizeError', 1],
  ['DOMSTRING_SIZE_ERR', undefined, 2],
  ['HIERARCHY_REQUEST_ERR', 'HierarchyRequestError', 3],
  ['WRONG_DOCUMENT_ERR', 'WrongDocumentError', 4],
  ['INVALID_CHARACTER_ERR', 'InvalidCharacterError', 5],
  ['NO_DATA_ALLOWED_ERR', undefined, 6],
  ['NO_MODIFICATION_ALLOWED_ERR', 'NoModificationAllowedError', 7],
  ['NOT_FOUND_ERR', 'NotFoundError', 8],
  ['NOT_SUPPORTED_ERR', 'NotSupportedError', 9],
  ['INUSE_ATTRIBUTE_ERR', 'InUseAttributeError', 10],
  ['INVALID_STATE_ERR', 'InvalidStateError', 11],
  ['SYNTAX_ERR', 'SyntaxError', 12],
  ['INVALID_MODIFICATION_ERR', 'InvalidModificationError', 13],
  ['NAMESPACE_ERR', 'NamespaceError', 14],
  ['INVALID_ACCESS_ERR', 'InvalidAccessError', 15],
  ['VALIDATION_ERR', undefined, 16],
  ['TYPE_MISMATCH_ERR', 'TypeMismatchError', 17],
  ['SECURITY_ERR', 'SecurityError', 18],
  ['NETWORK_ERR', 'NetworkError', 19],
  ['ABORT_ERR', 'AbortError', 20],
  ['URL_MISMATCH_ERR', 'URLMismatchError', 21],
  ['QUOTA_EXCEEDED_ERR', 'QuotaExceededError', 22],
  ['TIMEOUT_ERR', 'TimeoutError', 23],
  ['INVALID_NODE_TYPE_ERR', 'InvalidNodeTypeError', 24],
  ['DATA_CLONE_ERR', 'DataCloneError', 25],
];

const codeByName = { __proto__: null };

ObjectSetPrototypeOf(DOMException.prototype, ErrorPrototype);
const { kClone, kCloneable, kTransferMode } = require('internal/transferable');

ObjectDefineProperties(DOMException.prototype, {
  // Whatever else has this prototype is a plain object to structuredClone().
  [kTransferMode]: { __proto__: null, get() { return Fields.has(this) ? kCloneable : undefined; } },
  [kClone]: {
    __proto__: null,
    value() {
      const data = { name: this.name, message: this.message, stack: this.stack };
      if ('cause' in this) data.cause = this.cause;
      return { data, deserializeInfo: 'internal/dom_exception:revive' };
    },
  },
  [SymbolToStringTag]: { __proto__: null, configurable: true, value: 'DOMException' },
  name: { __proto__: null, enumerable: true },
  message: { __proto__: null, enumerable: true },
  code: { __proto__: null, enumerable: true },
});
for (const [constant, name, value] of constants) {
  const descriptor = { __proto__: null, enumerable: true, value };
  ObjectDefineProperty(DOMException, constant, descriptor);
  ObjectDefineProperty(DOMException.prototype, constant, descriptor);
  if (name !== undefined) codeByName[name] = value;
}

/** The DOMException that was cloned. */
function revive({ name, message, stack, ...rest }) {
  const error = new DOMException(message, { name, ...rest });
  ObjectDefineProperty(error, 'stack', {
    __proto__: null, configurable: true, enumerable: false, value: stack, writable: true,
  });
  return error;
}

module.exports = { DOMException, revive };
