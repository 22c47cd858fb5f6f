'use strict';

// An older name, from before all streams were found in one module.

module.exports = require('stream').Writable;
