'use strict';

// The global structuredClone(), in a file of its own so that it is loaded at its first use.

module.exports = { structuredClone: require('internal/messaging').structuredClone };
