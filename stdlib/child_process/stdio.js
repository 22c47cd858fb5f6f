'use strict';

// The `stdio` option: what each descriptor of a child is to be.

const { ArrayIsArray, ArrayPrototypeConcat } = primordials;
const {
  codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_SYNC_FORK_INPUT, ERR_IPC_ONE_PIPE, ERR_IPC_SYNC_FORK },
} = require('internal/errors');
const { isArrayBufferView } = require('internal/util/types');

/** The list that one word stands for, with `channel` behind it. */
function stdioStringToArray(stdio, channel) {
  let options;
  switch (stdio) {
    case 'ignore':
    case 'overlapped':
    case 'pipe': options = [stdio, stdio, stdio]; break;
    case 'inherit': options = [0, 1, 2]; break;
    default: throw new ERR_INVALID_ARG_VALUE('stdio', stdio);
  }
  if (channel) options.push(channel);
  return options;
}

function handleOf(stdio) {
  for (const candidate of [stdio, stdio.handle, stdio._handle]) {
    // Every native stream handle has these; programs' own objects don't.
    if (candidate !== null && typeof candidate === 'object' && typeof candidate.readStart === 'function' &&
        typeof candidate.fd === 'number') {
      return candidate;
    }
  }
}

/**
 * @param {string | Array} stdio
 * @param {boolean} sync whether the parent waits for the child
 * @returns {{ stdio: object[], ipc: object | undefined, ipcFd: number | undefined }} with an open handle for each pipe unless sync
 */
function getValidStdio(stdio, sync) {
  let ipc;
  let ipcFd;
  if (typeof stdio === 'string') stdio = stdioStringToArray(stdio);
  else if (!ArrayIsArray(stdio)) throw new ERR_INVALID_ARG_VALUE('stdio', stdio);
  stdio = ArrayPrototypeConcat([], stdio);
  while (stdio.length < 3) stdio.push(undefined);

  const result = [];
  const fail = (error) => {
    for (const { handle, type } of result) if (type === 'pipe' && handle) handle.close();
    throw error;
  };
  const makePipe = (isChannel) => {
    const { Pipe } = binding('pipe_wrap');
    return new Pipe(isChannel);
  };

  for (let i = 0; i < stdio.length; i++) {
    const entry = stdio[i] ?? (i < 3 ? 'pipe' : 'ignore');
    if (entry === 'ignore') {
      result.push({ type: 'ignore' });
    } else if (entry === 'pipe' || entry === 'overlapped' || (typeof entry === 'number' && entry < 0)) {
      const pipe = { type: 'pipe', readable: i === 0, writable: i !== 0 };
      if (!sync) pipe.handle = makePipe(false);
      result.push(pipe);
    } else if (entry === 'ipc') {
      if (sync) fail(new ERR_IPC_SYNC_FORK());
      if (ipc !== undefined) fail(new ERR_IPC_ONE_PIPE());
      ipc = makePipe(true);
      ipcFd = i;
      result.push({ type: 'pipe', handle: ipc, ipc: true });
    } else if (entry === 'inherit') {
      result.push({ type: 'inherit', fd: i });
    } else if (typeof entry === 'number' || typeof entry.fd === 'number') {
      result.push({ type: 'fd', fd: typeof entry === 'number' ? entry : entry.fd });
    } else if (typeof entry === 'object' && handleOf(entry) !== undefined) {
      result.push({ type: 'wrap', handle: handleOf(entry), stream: entry });
    } else if (isArrayBufferView(entry) || typeof entry === 'string') {
      if (!sync) fail(new ERR_INVALID_SYNC_FORK_INPUT(require('internal/util/inspect').inspect(entry)));
    } else {
      fail(new ERR_INVALID_ARG_VALUE('stdio', entry));
    }
  }
  return { stdio: result, ipc, ipcFd };
}

/** The list in the form that native code takes: two elements a descriptor. */
function flatten(stdio) {
  const { kIgnore, kInherit, kPipe } = binding('process_wrap');
  const flat = [];
  for (const { type, fd, handle } of stdio) {
    switch (type) {
      case 'ignore': flat.push(kIgnore, -1); break;
      case 'pipe': flat.push(kPipe, -1); break;
      case 'wrap': flat.push(kInherit, handle.fd); break;
      default: flat.push(kInherit, fd);
    }
  }
  return flat;
}

module.exports = { flatten, getValidStdio, stdioStringToArray };
