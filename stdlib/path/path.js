'use strict';

const posix = require('path/unix');
const win32 = require('path/windows');

for (const flavour of [posix, win32]) {
  flavour.posix = posix;
  flavour.win32 = win32;
}
// Older names of toNamespacedPath that were never documented and are still in use.
posix._makeLong = posix.toNamespacedPath;
win32._makeLong = win32.toNamespacedPath;

module.exports = process.platform === 'win32' ? win32 : posix;
