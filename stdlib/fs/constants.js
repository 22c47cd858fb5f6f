'use strict';

// `fs.constants`: the numbers of this system's headers, and those of the copy and directory functions.

const { ObjectAssign } = primordials;

module.exports = ObjectAssign({ __proto__: null }, binding('fs_constants'));
