'use strict';

// EventEmitterAsyncResource, made at first use: it pulls in async_hooks.

const { validateString } = require('internal/validators');

module.exports = (EventEmitter) => {
  const { AsyncResource } = require('async_hooks');

  class EventEmitterReferencingAsyncResource extends AsyncResource {
    #eventEmitter;

    constructor(emitter, type, options) {
      super(type, options);
      this.#eventEmitter = emitter;
    }

    get eventEmitter() {
      return this.#eventEmitter;
    }
  }

  /** An EventEmitter whose listeners run in an async context of their own. */
  class EventEmitterAsyncResource extends EventEmitter {
    #resource;

    /**
     * @param {{ name?: string, triggerAsyncId?: number, requireManualDestroy?: boolean }} [options]
     */
    constructor(options = undefined) {
      let name;
      if (typeof options === 'string') {
        name = options;
        options = undefined;
      } else {
        if (new.target === EventEmitterAsyncResource) validateString(options?.name, 'options.name');
        name = options?.name || new.target.name;
      }
      super(options);
      this.#resource = new EventEmitterReferencingAsyncResource(this, name, options);
    }

    emit(event, ...args) {
      return this.#resource.runInAsyncScope(super.emit, this, event, ...args);
    }

    emitDestroy() {
      this.#resource.emitDestroy();
    }

    get asyncId() {
      return this.#resource.asyncId();
    }

    get triggerAsyncId() {
      return this.#resource.triggerAsyncId();
    }

    get asyncResource() {
      return this.#resource;
    }
  }
  return EventEmitterAsyncResource;
};
