'use strict';

const { ObjectSetPrototypeOf } = primordials;
const Transform = require('internal/streams/transform');

module.exports = PassThrough;
ObjectSetPrototypeOf(PassThrough.prototype, Transform.prototype);
ObjectSetPrototypeOf(PassThrough, Transform);

/** A Transform that passes on what it gets. */
function PassThrough(options) {
  if (!(this instanceof PassThrough)) return new PassThrough(options);
  Transform.call(this, options);
}

PassThrough.prototype._transform = function(chunk, encoding, cb) {
  cb(null, chunk);
};
