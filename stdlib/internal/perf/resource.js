'use strict';

// Resource timing, of fetched resources. https://www.w3.org/TR/resource-timing/

const { ObjectDefineProperties } = primordials;
const { validateObject, validateString } = require('internal/validators');
const { PerformanceEntry, bufferResource, enqueue, kCreate, tag } = require('internal/perf/entries');

const kEnumerable = { __proto__: null, enumerable: true };

class PerformanceResourceTiming extends PerformanceEntry {
  #info;
  #initiatorType;
  #requestedUrl;
  #cacheMode;
  #responseStatus;
  #deliveryType;

  constructor(key, requestedUrl, initiatorType, info, cacheMode = '', responseStatus = 0, deliveryType = '') {
    super(key, requestedUrl, 'resource', info?.startTime, (info?.endTime ?? 0) - (info?.startTime ?? 0));
    this.#info = info;
    this.#initiatorType = initiatorType;
    this.#requestedUrl = requestedUrl;
    this.#cacheMode = cacheMode;
    this.#responseStatus = responseStatus ?? info?.responseStatus;
    this.#deliveryType = deliveryType ?? info?.deliveryType;
  }

  get name() {
    return this.#requestedUrl;
  }

  get startTime() {
    return this.#info.startTime;
  }

  get duration() {
    return this.#info.endTime - this.#info.startTime;
  }

  get initiatorType() {
    return this.#initiatorType;
  }

  get workerStart() {
    return this.#info.finalServiceWorkerStartTime;
  }

  get redirectStart() {
    return this.#info.redirectStartTime;
  }

  get redirectEnd() {
    return this.#info.redirectEndTime;
  }

  get fetchStart() {
    return this.#info.postRedirectStartTime;
  }

  get domainLookupStart() {
    return this.#info.finalConnectionTimingInfo?.domainLookupStartTime;
  }

  get domainLookupEnd() {
    return this.#info.finalConnectionTimingInfo?.domainLookupEndTime;
  }

  get connectStart() {
    return this.#info.finalConnectionTimingInfo?.connectionStartTime;
  }

  get connectEnd() {
    return this.#info.finalConnectionTimingInfo?.connectionEndTime;
  }

  get secureConnectionStart() {
    return this.#info.finalConnectionTimingInfo?.secureConnectionStartTime;
  }

  get nextHopProtocol() {
    return this.#info.finalConnectionTimingInfo?.ALPNNegotiatedProtocol;
  }

  get requestStart() {
    return this.#info.finalNetworkRequestStartTime;
  }

  get responseStart() {
    return this.#info.finalNetworkResponseStartTime;
  }

  get responseEnd() {
    return this.#info.endTime;
  }

  get encodedBodySize() {
    return this.#info.encodedBodySize;
  }

  get decodedBodySize() {
    return this.#info.decodedBodySize;
  }

  get transferSize() {
    if (this.#cacheMode === 'local') return 0;
    if (this.#cacheMode === 'validated') return 300;
    return this.#info.encodedBodySize + 300;
  }

  get deliveryType() {
    return this.#deliveryType;
  }

  get responseStatus() {
    return this.#responseStatus;
  }

  toJSON() {
    return {
      name: this.name,
      entryType: this.entryType,
      startTime: this.startTime,
      duration: this.duration,
      initiatorType: this.initiatorType,
      nextHopProtocol: this.nextHopProtocol,
      workerStart: this.workerStart,
      redirectStart: this.redirectStart,
      redirectEnd: this.redirectEnd,
      fetchStart: this.fetchStart,
      domainLookupStart: this.domainLookupStart,
      domainLookupEnd: this.domainLookupEnd,
      connectStart: this.connectStart,
      connectEnd: this.connectEnd,
      secureConnectionStart: this.secureConnectionStart,
      requestStart: this.requestStart,
      responseStart: this.responseStart,
      responseEnd: this.responseEnd,
      transferSize: this.transferSize,
      encodedBodySize: this.encodedBodySize,
      decodedBodySize: this.decodedBodySize,
      deliveryType: this.deliveryType,
      responseStatus: this.responseStatus,
    };
  }
}
for (const name of [
  'initiatorType', 'nextHopProtocol', 'workerStart', 'redirectStart', 'redirectEnd', 'fetchStart', 'domainLookupStart',
  'domainLookupEnd', 'connectStart', 'connectEnd', 'secureConnectionStart', 'requestStart', 'responseStart',
  'responseEnd', 'transferSize', 'encodedBodySize', 'decodedBodySize', 'deliveryType', 'responseStatus', 'toJSON',
]) {
  ObjectDefineProperties(PerformanceResourceTiming.prototype, { [name]: kEnumerable });
}

tag(PerformanceResourceTiming);

/** Adds an entry for a resource that was fetched. */
function markResourceTiming(timingInfo, requestedUrl, initiatorType, global, cacheMode, bodyInfo, responseStatus, deliveryType = '') {
  validateString(initiatorType, 'initiatorType');
  validateObject(timingInfo, 'timingInfo');
  const entry = new PerformanceResourceTiming(
    kCreate, requestedUrl, initiatorType, timingInfo, cacheMode, responseStatus, deliveryType);
  enqueue(entry);
  bufferResource(entry, () => {
    const { Event } = require('internal/event_target');
    require('internal/perf/performance').performance.dispatchEvent(new Event('resourcetimingbufferfull'));
  });
  return entry;
}

module.exports = { PerformanceResourceTiming, markResourceTiming };
