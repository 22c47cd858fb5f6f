'use strict';

// postMessageToThread(): a message from any thread to any other. Each worker has a port to the main thread, which passes on what
// is not for itself; the answer says whether somebody listens to 'workerMessage' there.

const { Promise, PromiseReject, SafeMap } = primordials;
const {
  codes: {
    ERR_WORKER_MESSAGING_ERRORED, ERR_WORKER_MESSAGING_FAILED, ERR_WORKER_MESSAGING_SAME_THREAD, ERR_WORKER_MESSAGING_TIMEOUT,
  },
} = require('internal/errors');
const { MessageChannel, transferListOf } = require('internal/messaging');
const { validateNumber } = require('internal/validators');
const { isMainThread, threadId: ownId } = require('worker_threads/thread');

const kDelivered = 0;
const kNoListener = 1;
const kListenerThrew = 2;

/** On the main thread: the port to each worker. In a worker: 0 stands for the main thread and everything behind it. */
const ports = new SafeMap();
const waiting = new SafeMap();
let lastRequest = 0;

/** For a new worker: the end of its line to the main thread. */
function adopt(threadId) {
  const { port1, port2 } = new MessageChannel();
  if (isMainThread) {
    listen(threadId, port1);
    return port2;
  }
  // A worker's worker: the main thread is to have the other end.
  ports.get(0)?.postMessage({ type: 'adopt', threadId, port: port1 }, [port1]);
  return port2;
}

function listen(threadId, port) {
  ports.set(threadId, port);
  port.on('message', (message) => onMessage(message, port));
  port.on('close', () => forget(threadId));
  port.unref();
}

function forget(threadId) {
  ports.get(threadId)?.close();
  ports.delete(threadId);
}

function onMessage(message, port) {
  switch (message.type) {
    case 'adopt':
      listen(message.threadId, message.port);
      break;
    case 'message':
      if (message.to !== ownId) {
        const next = ports.get(message.to);
        if (next === undefined) port.postMessage({ type: 'answer', to: message.from, id: message.id, status: kNoListener });
        else next.postMessage(message, message.transfer);
        break;
      }
      port.postMessage({ type: 'answer', to: message.from, id: message.id, status: deliver(message) });
      break;
    case 'answer':
      if (message.to !== ownId) ports.get(message.to)?.postMessage(message);
      else settle(message.id, message.status);
      break;
  }
}

function deliver(message) {
  try {
    return process.emit('workerMessage', message.value, message.from) ? kDelivered : kNoListener;
  } catch {
    return kListenerThrew;
  }
}

function settle(id, status) {
  const request = waiting.get(id);
  if (request === undefined) return;
  waiting.delete(id);
  clearTimeout(request.timer);
  request.port.unref();
  if (status === kDelivered) request.resolve();
  else request.reject(status === kListenerThrew ? new ERR_WORKER_MESSAGING_ERRORED() : new ERR_WORKER_MESSAGING_FAILED());
}

/**
 * @param {number} threadId
 * @param {unknown} value what the 'workerMessage' listeners of that thread are given
 * @param {object[] | number} [transferList]
 * @param {number} [timeout] in milliseconds
 * @returns {Promise<void>}
 */
function postMessageToThread(threadId, value, transferList, timeout) {
  if (typeof transferList === 'number' && timeout === undefined) {
    timeout = transferList;
    transferList = undefined;
  }
  if (timeout !== undefined) {
    try {
      validateNumber(timeout, 'timeout', 0);
    } catch (error) {
      return PromiseReject(error);
    }
  }
  if (threadId === ownId) return PromiseReject(new ERR_WORKER_MESSAGING_SAME_THREAD());
  const port = ports.get(isMainThread ? threadId : 0);
  if (port === undefined) return PromiseReject(new ERR_WORKER_MESSAGING_FAILED());
  return new Promise((resolve, reject) => {
    const id = ++lastRequest;
    const transfer = transferListOf(transferList);
    port.postMessage({ type: 'message', from: ownId, to: threadId, id, value, transfer }, transfer);
    const request = { port, reject, resolve, timer: undefined };
    waiting.set(id, request);
    port.ref();
    if (timeout !== undefined) {
      request.timer = setTimeout(() => {
        waiting.delete(id);
        port.unref();
        reject(new ERR_WORKER_MESSAGING_TIMEOUT());
      }, timeout);
    }
  });
}

const { clearTimeout, setTimeout } = require('timers');

module.exports = { adopt, forget, listen, postMessageToThread };
