'use strict';

// `node:constants`: the numbers of os, fs and crypto in one object, as programs of old want them.

const { ObjectAssign, ObjectFreeze } = primordials;

const { dlopen, errno, priority, signals } = require('os').constants;

// What crypto has of them depends on how much of crypto there is.
ObjectAssign(exports, dlopen, errno, priority, signals, require('fs').constants, require('crypto').constants);
ObjectFreeze(exports);
