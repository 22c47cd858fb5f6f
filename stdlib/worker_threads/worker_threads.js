'use strict';

// `node:worker_threads`.

const {
  MessageChannel, MessagePort, isMarkedAsUntransferable, markAsUncloneable, markAsUntransferable, receiveMessageOnPort,
} = require('internal/messaging');
const { BroadcastChannel } = require('worker_threads/broadcast_channel');
const { SHARE_ENV, Worker } = require('worker_threads/worker');
const environment = require('worker_threads/environment');
const thread = require('worker_threads/thread');

module.exports = {
  isInternalThread: false,
  isMainThread: thread.isMainThread,
  MessagePort,
  MessageChannel,
  markAsUncloneable,
  markAsUntransferable,
  isMarkedAsUntransferable,
  receiveMessageOnPort,
  resourceLimits: thread.resourceLimits(),
  postMessageToThread: require('worker_threads/direct').postMessageToThread,
  threadId: thread.threadId,
  threadName: thread.threadName,
  SHARE_ENV,
  Worker,
  parentPort: thread.state.parentPort,
  workerData: thread.state.workerData,
  BroadcastChannel,
  setEnvironmentData: environment.setEnvironmentData,
  getEnvironmentData: environment.getEnvironmentData,
};
