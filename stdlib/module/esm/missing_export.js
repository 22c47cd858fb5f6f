'use strict';
// An import of a name that is not exported: V8's error gets the place in the importing file, and advice when the other module
// is CommonJS.

const { RegExpPrototypeExec } = primordials;
const { errorPlace } = binding('modules');

const kMessage = /^The requested module '(.+)' does not provide an export named '(.+)'$/;

function advice(specifier, name, line) {
  let message = `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, which may not ` +
    'support all module.exports as named exports.\nCommonJS modules can always be imported via the default export, for ' +
    `example using:\n\nimport pkg from '${specifier}';\n`;
  const list = RegExpPrototypeExec(/{[^}]+}/, line)?.[0];
  if (list !== undefined && list.includes(name)) message += `const ${list.replace(/\s+as\s+/g, ': ')} = pkg;\n`;
  return message;
}

function childFormat(root, url, specifier) {
  const seen = [root];
  for (let i = 0; i < seen.length; i++) {
    const { children, wrap } = seen[i];
    if (seen[i].url === url) {
      // Requests come in threes and children follow their order; a source-phase request has no child.
      const requests = wrap.requests();
      for (let at = 0, child = 0; at < requests.length; at += 3) {
        if (requests[at + 2] !== 0) continue;
        if (requests[at] === specifier) return children[child].format;
        child++;
      }
    }
    for (let j = 0; j < children.length; j++) if (!seen.includes(children[j])) seen.push(children[j]);
  }
  return undefined;
}

/**
 * @param {import('./loader.js').Record} root what was being instantiated
 * @param {unknown} error changed in place
 */
function explain(root, error) {
  if (error === null || typeof error !== 'object' || error.name !== 'SyntaxError') return;
  const match = RegExpPrototypeExec(kMessage, error.message);
  if (match === null) return;
  const place = errorPlace(error);
  if (place === undefined) return;
  const [url, shown, line] = place;
  const { message } = error;
  if (childFormat(root, url, match[1]) === 'commonjs') error.message = advice(match[1], match[2], line);
  error.stack = `${shown}\n${error.stack.replace(message, () => error.message)}`;
}

module.exports = { explain };
