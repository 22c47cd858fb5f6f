'use strict';
// Who wants to know of the text of every module that is compiled: source maps, once they are switched on.

let observer;

/** @param {((name: string, source: string) => void) | undefined} next */
function setObserver(next) {
  observer = next;
}

/** Called by the loaders. */
function compiled(name, source) {
  if (observer !== undefined) observer(name, source);
}

module.exports = { compiled, setObserver };
