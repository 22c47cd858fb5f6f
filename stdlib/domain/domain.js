'use strict';

// Domains: errors of everything that was started within one go to it. Deprecated since long, and used by old programs. What
// belongs to a domain is found with async_hooks; emitters know theirs themselves.

const {
  ArrayPrototypeEvery,
  Error,
  ObjectDefineProperty,
  ReflectApply,
  SafeMap,
  WeakRef,
} = primordials;

const EventEmitter = require('events');
const {
  codes: {
    ERR_DOMAIN_CALLBACK_NOT_AVAILABLE,
    ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE,
    ERR_UNHANDLED_ERROR,
  },
} = require('internal/errors');
const { createHook } = require('async_hooks');
const {
  hasUncaughtExceptionCaptureCallback,
  setUncaughtExceptionCaptureCallback,
} = require('internal/process/execution');

// There is one callback for what nobody catches, and from here on it is the domains'.
if (hasUncaughtExceptionCaptureCallback()) throw new ERR_DOMAIN_CALLBACK_NOT_AVAILABLE();
const { stack: requireStack } = new Error('require(`domain`) at this point');
process.setUncaughtExceptionCaptureCallback = function setUncaughtExceptionCaptureCallback() {
  const err = new ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE();
  err.stack += `\n${'-'.repeat(40)}\n${requireStack}`;
  throw err;
};

let current;
ObjectDefineProperty(process, 'domain', {
  __proto__: null,
  enumerable: true,
  get() {
    return current;
  },
  set(domain) {
    current = domain;
  },
});

function setDomain(object, domain) {
  ObjectDefineProperty(object, 'domain', {
    __proto__: null,
    configurable: true,
    enumerable: false,
    value: domain,
    writable: true,
  });
}

// Those that have been entered and not left.
let stack = [];
exports._stack = stack;
exports.active = undefined;

function activate(domain) {
  exports.active = process.domain = domain;
}

const owners = new SafeMap(); // async id → WeakRef of a domain
const hook = createHook({
  init(asyncId, type, triggerAsyncId, resource) {
    if (process.domain === null || process.domain === undefined) return;
    owners.set(asyncId, new WeakRef(process.domain));
    setDomain(resource, process.domain);
  },
  before(asyncId) {
    owners.get(asyncId)?.deref()?.enter();
  },
  after(asyncId) {
    owners.get(asyncId)?.deref()?.exit();
  },
  destroy(asyncId) {
    owners.delete(asyncId);
  },
});

// Errors are caught only as long as a domain is entered that somebody listens to.
function updateExceptionCapture() {
  setUncaughtExceptionCaptureCallback(null);
  if (ArrayPrototypeEvery(stack, (domain) => domain.listenerCount('error') === 0)) return;
  setUncaughtExceptionCaptureCallback((er) => process.domain._errorHandler(er));
}

function clearStack() {
  stack.length = 0;
  activate(null);
  updateExceptionCapture();
}

// Whoever listens for uncaught errors of the process does so outside of all domains: this listener comes first.
process.on('newListener', (name, listener) => {
  if (name !== 'uncaughtException' || listener === clearStack) return;
  process.removeListener(name, clearStack);
  process.prependListener(name, clearStack);
});
process.on('removeListener', (name, listener) => {
  if (name !== 'uncaughtException' || listener === clearStack) return;
  const listeners = process.listeners(name);
  if (listeners.length === 1 && listeners[0] === clearStack) process.removeListener(name, clearStack);
});

class Domain extends EventEmitter {
  constructor() {
    super();
    this.members = [];
    hook.enable();
    this.on('removeListener', updateExceptionCapture);
    this.on('newListener', (name, listener) => {
      if (name === 'removeListener' && listener !== updateExceptionCapture) {
        // Ours stays the last one: it looks at what is left.
        process.nextTick(() => {
          this.removeListener('removeListener', updateExceptionCapture);
          this.on('removeListener', updateExceptionCapture);
        });
      } else if (name === 'error') {
        process.nextTick(updateExceptionCapture);
        // The listener is about to be there.
        if (this.listenerCount('error') === 0 && stack.includes(this)) {
          setUncaughtExceptionCaptureCallback(null);
          setUncaughtExceptionCaptureCallback((er) => process.domain._errorHandler(er));
        }
      }
    });
  }

  // An error that nobody caught. @returns {boolean} whether it has been dealt with
  _errorHandler(er) {
    let caught = false;
    if ((typeof er === 'object' && er !== null) || typeof er === 'function') {
      setDomain(er, this);
      er.domainThrown = true;
    }
    // The handler runs outside of its own domain.
    while (exports.active === this) this.exit();

    if (stack.length === 0) {
      // Without a listener the emit would throw the error once more.
      if (this.listenerCount('error') > 0) {
        setUncaughtExceptionCaptureCallback(null);
        try {
          caught = this.emit('error', er);
        } finally {
          updateExceptionCapture();
        }
      }
    } else {
      try {
        caught = this.emit('error', er);
      } catch (er2) {
        // What the handler throws is its parent's.
        updateExceptionCapture();
        if (stack.length === 0) throw er2;
        activate(stack[stack.length - 1]);
        caught = process.domain._errorHandler(er2);
      }
    }
    clearStack();
    return caught;
  }

  enter() {
    activate(this);
    stack.push(this);
    updateExceptionCapture();
  }

  exit() {
    // With everything that was entered after it.
    const index = stack.lastIndexOf(this);
    if (index === -1) return;
    stack.splice(index);
    activate(stack.length === 0 ? undefined : stack[stack.length - 1]);
    updateExceptionCapture();
  }

  /** @param {EventEmitter|Timeout} ee its errors are this domain's from now on */
  add(ee) {
    if (ee.domain === this) return;
    if (ee.domain) ee.domain.remove(ee);
    // No circles.
    if (this.domain && ee instanceof Domain) {
      for (let d = this.domain; d; d = d.domain) {
        if (ee === d) return;
      }
    }
    setDomain(ee, this);
    this.members.push(ee);
  }

  remove(ee) {
    ee.domain = null;
    const index = this.members.indexOf(ee);
    if (index !== -1) this.members.splice(index, 1);
  }

  run(fn, ...args) {
    this.enter();
    const ret = ReflectApply(fn, this, args);
    this.exit();
    return ret;
  }

  /** A callback whose first argument, when it is an error, goes to the domain. */
  intercept(cb) {
    const self = this;
    return function runIntercepted(...args) {
      const er = args[0];
      if (er && er instanceof Error) {
        er.domainBound = cb;
        er.domainThrown = false;
        setDomain(er, self);
        self.emit('error', er);
        return undefined;
      }
      self.enter();
      const ret = ReflectApply(cb, this, args.slice(1));
      self.exit();
      return ret;
    };
  }

  /** A function that runs within the domain. */
  bind(cb) {
    const self = this;
    function runBound(...args) {
      self.enter();
      const ret = ReflectApply(cb, this, args);
      self.exit();
      return ret;
    }
    setDomain(runBound, this);
    return runBound;
  }
}

exports.Domain = Domain;
exports.create = exports.createDomain = function createDomain() {
  return new Domain();
};

// Emitters belong to the domain they are made in.

EventEmitter.usingDomains = true;
const eventInit = EventEmitter.init;
EventEmitter.init = function(opts) {
  setDomain(this, null);
  if (exports.active && !(this instanceof Domain)) this.domain = exports.active;
  return ReflectApply(eventInit, this, [opts]);
};

const eventEmit = EventEmitter.prototype.emit;
EventEmitter.prototype.emit = function emit(...args) {
  const { domain } = this;
  const type = args[0];
  if (domain === null || domain === undefined || this === process ||
      (type === 'error' && this.listenerCount(type) > 0)) {
    return ReflectApply(eventEmit, this, args);
  }

  if (type === 'error') {
    const er = args.length > 1 && args[1] ? args[1] : new ERR_UNHANDLED_ERROR(args[1]);
    if (typeof er === 'object') {
      er.domainEmitter = this;
      setDomain(er, domain);
      er.domainThrown = false;
    }
    // The handler runs in the domain outside of the active one.
    const stackBefore = [...stack];
    const activeBefore = process.domain;
    let index = stack.length - 1;
    while (index > -1 && process.domain === stack[index]) index--;
    stack.splice(index + 1);
    activate(index > -1 ? stack[index] : null);
    updateExceptionCapture();
    domain.emit('error', er);
    exports._stack = stack = stackBefore;
    activate(activeBefore);
    updateExceptionCapture();
    return false;
  }

  domain.enter();
  const ret = ReflectApply(eventEmit, this, args);
  domain.exit();
  return ret;
};
