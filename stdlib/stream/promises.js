'use strict';

const { Promise } = primordials;
const { validateAbortSignal } = require('internal/validators');
const { finished } = require('internal/streams/end_of_stream');
const { isIterable, isNodeStream, isWebStream } = require('internal/streams/utils');
require('stream');

/**
 * @param {...any} streams the last argument may be options: { signal, end }
 * @returns {Promise<any>}
 */
function pipeline(...streams) {
  return new Promise((resolve, reject) => {
    let signal;
    let end;
    const last = streams[streams.length - 1];
    if (last && typeof last === 'object' && !isNodeStream(last) && !isIterable(last) && !isWebStream(last)) {
      const options = streams.pop();
      ({ signal, end } = options);
      if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
    }
    const { pipelineImpl } = require('internal/streams/pipeline');
    pipelineImpl(streams, (err, value) => {
      if (err) reject(err);
      else resolve(value);
    }, { signal, end });
  });
}

module.exports = { finished, pipeline };
