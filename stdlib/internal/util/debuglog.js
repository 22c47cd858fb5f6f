'use strict';

// Messages for those who debug the standard library or a package: NODE_DEBUG names the sections that print.

const { ObjectDefineProperty, RegExpPrototypeSymbolReplace, SafeMap } = primordials;

let sections;

/** NODE_DEBUG as a test for names: a list in which * stands for anything. */
function isEnabled(name) {
  if (sections === undefined) {
    const list = process.env.NODE_DEBUG;
    if (!list) {
      sections = () => false;
    } else {
      const pattern = RegExpPrototypeSymbolReplace(/[|\\{}()[\]^$+?.]/g, list, '\\$&')
        .replaceAll('*', '.*').replaceAll(',', '$|^');
      const expression = new RegExp(`^${pattern}$`, 'i');
      sections = (section) => expression.exec(section) !== null;
    }
  }
  return sections(name);
}

const writers = new SafeMap();

/** Each section warns once if it shows what should not end in a log. */
function warnOfSecrets(name) {
  if (name === 'HTTP' || name === 'HTTP2') {
    process.emitWarning(
      `Setting the NODE_DEBUG environment variable to '${name.toLowerCase()}' can expose sensitive data ` +
      '(such as passwords, tokens and authentication headers) in the resulting log.');
  }
}

function writerFor(name) {
  let writer = writers.get(name);
  if (writer === undefined) {
    if (isEnabled(name)) {
      warnOfSecrets(name);
      const { pid } = process;
      writer = (...args) => {
        const { formatWithOptions } = require('internal/util/inspect');
        const colors = require('internal/util/colors').shouldColorize(process.stderr);
        process.stderr.write(formatWithOptions({ colors }, '%s %d: %s\n', name, pid,
                                               formatWithOptions({ colors }, ...args)));
      };
    } else {
      writer = () => {};
    }
    writers.set(name, writer);
  }
  return writer;
}

/**
 * @param {string} set the section's name
 * @param {(log: Function) => void} [callback] called with the real function when it is first used
 * @returns {((...args: any[]) => void) & { enabled: boolean }}
 */
function debuglog(set, callback) {
  const name = `${set}`.toUpperCase();
  let debug = (...args) => {
    // From the second call on without this step.
    debug = writerFor(name);
    if (typeof callback === 'function') callback(debug);
    debug(...args);
  };
  const logger = (...args) => debug(...args);
  ObjectDefineProperty(logger, 'enabled', {
    __proto__: null,
    get() {
      return isEnabled(name);
    },
    configurable: true,
    enumerable: true,
  });
  return logger;
}

module.exports = { debuglog };
