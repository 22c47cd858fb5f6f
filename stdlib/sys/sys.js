'use strict';

// The name that util had before it was util.
module.exports = require('util');
