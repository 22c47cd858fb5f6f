'use strict';

/**
 * A first-in first-out queue: a ring of a power of two places that doubles when it is full and starts over, small, when a
 * burst has been drained.
 */
class Queue {
  #items = new Array(16);
  #mask = 15;
  #head = 0;
  #tail = 0;

  get size() {
    return (this.#tail - this.#head) & this.#mask;
  }

  isEmpty() {
    return this.#head === this.#tail;
  }

  push(item) {
    this.#items[this.#tail] = item;
    this.#tail = (this.#tail + 1) & this.#mask;
    // One place always stays free, so that full and empty differ.
    if (this.#tail === this.#head) this.#grow();
  }

  /** @returns {any} the oldest item, undefined when there is none */
  shift() {
    if (this.#head === this.#tail) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) & this.#mask;
    if (this.#head === this.#tail && this.#mask > 2047) this.clear();
    return item;
  }

  peek() {
    return this.#items[this.#head];
  }

  clear() {
    this.#items = new Array(16);
    this.#mask = 15;
    this.#head = this.#tail = 0;
  }

  #grow() {
    const old = this.#items;
    const size = old.length;
    const items = new Array(size * 2);
    for (let i = 0; i < size; i++) items[i] = old[(this.#head + i) & this.#mask];
    this.#items = items;
    this.#mask = size * 2 - 1;
    this.#head = 0;
    this.#tail = size;
  }
}

module.exports = Queue;
