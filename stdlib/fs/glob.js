'use strict';

// fs.glob: the files that patterns match. The walk is written once, as a generator that asks for directories and states of
// files; the synchronous and the asynchronous forms answer it each in their way.

const {
  ArrayIsArray, ArrayPrototypeEvery, Promise, PromisePrototypeThen, RegExpPrototypeExec, SafeMap, SafeSet,
} = primordials;

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateObject, validateString, validateStringArray } = require('internal/validators');
const { S_IFMT, S_IFDIR, S_IFLNK, UV_DIRENT_DIR, UV_DIRENT_FILE, UV_DIRENT_LINK } = require('fs/constants');
const { checkCallback, isURL, kEmptyObject } = require('fs/validate');
const { Dirent } = require('fs/dirent');
const { kGlobstar, makeMatcher, parsePatterns } = require('internal/glob');
const { Request, same } = require('fs/request');
const path = require('path');
const natives = binding('fs');

// What a walk asks for: the names and types in a directory, [] when it can't be read; the type of what a path names, or of what
// a link points at, undefined when there is nothing.
const kList = 0;
const kStatus = 1;
const kTarget = 2;

function isDirectoryLike(type) {
  return type === UV_DIRENT_DIR || type === UV_DIRENT_LINK;
}

function test(component, name) {
  return typeof component === 'string' ? component === name :
    component !== kGlobstar && RegExpPrototypeExec(component, name) !== null;
}

class Glob {
  #patterns = [];
  #cwd;
  #base;
  #withFileTypes;
  #excludes = () => false;
  #visited = new SafeSet();
  #found = new SafeSet();
  #known = new SafeMap();

  constructor(patterns, options = kEmptyObject) {
    validateObject(options, 'options');
    const { cwd = '.', exclude, withFileTypes = false } = options;
    this.#cwd = isURL(cwd) ? require('url').fileURLToPath(cwd) : cwd;
    this.#base = path.resolve(this.#cwd);
    this.#withFileTypes = Boolean(withFileTypes);
    if (exclude != null) this.#setExclude(exclude);
    if (typeof patterns === 'object') validateStringArray(patterns, 'patterns');
    else validateString(patterns, 'patterns');
    for (const pattern of ArrayIsArray(patterns) ? patterns : [patterns]) this.#patterns.push(...parsePatterns(pattern));
  }

  #setExclude(exclude) {
    if (typeof exclude === 'function') {
      this.#excludes = (name, type) => {
        return exclude(this.#withFileTypes ? this.#dirent(name, type) : path.basename(name));
      };
      return;
    }
    if (!ArrayIsArray(exclude) || !ArrayPrototypeEvery(exclude, (one) => typeof one === 'string')) {
      throw new ERR_INVALID_ARG_TYPE('options.exclude', ['function', 'string[]'], exclude);
    }
    const matchers = exclude.map((one) => makeMatcher(one, (name) => path.resolve(this.#base, name)));
    this.#excludes = (name) => matchers.some((matches) => matches(name));
  }

  #dirent(name, type) {
    const parent = path.dirname(name);
    return new Dirent(path.basename(name) || name, path.isAbsolute(name) ? parent : path.join(this.#cwd, parent), type);
  }

  /** Where a path of the walk is for the system. */
  full(name) {
    return path.resolve(this.#base, name);
  }

  /** @returns {Generator} asks as said above and gives `{ found }` for each match */
  * walk() {
    for (const pattern of this.#patterns) {
      if (pattern.components.length === 0) continue;
      yield* this.#match(pattern, pattern.absolute ? '/' : '.', 0, UV_DIRENT_DIR);
    }
  }

  * #list(directory) {
    let entries = this.#known.get(directory);
    if (entries === undefined) this.#known.set(directory, entries = yield [kList, directory]);
    return entries;
  }

  /** What may stand below `directory` for the components from `c` on. */
  * #match(pattern, directory, c, type) {
    const key = `${this.#patterns.indexOf(pattern)}:${c}:${directory}`;
    if (this.#visited.has(key)) return;
    this.#visited.add(key);
    const { components } = pattern;
    const component = components[c];
    const last = c === components.length - 1;
    if (component === '..') {
      const parent = path.join(directory, '..');
      if (last) yield* this.#add(pattern, parent, UV_DIRENT_DIR);
      else yield* this.#match(pattern, parent, c + 1, UV_DIRENT_DIR);
    } else if (component === kGlobstar) {
      if (last) yield* this.#add(pattern, directory, type);
      else yield* this.#match(pattern, directory, c + 1, type);
      yield* this.#matchBelow(pattern, directory, c, last);
    } else if (typeof component === 'string') {
      const name = path.join(directory, component);
      const found = yield [kStatus, name];
      if (found === undefined || this.#excludes(name, found)) return;
      if (last) yield* this.#add(pattern, name, found);
      else if (isDirectoryLike(found)) yield* this.#match(pattern, name, c + 1, found);
    } else {
      const [names, types] = yield* this.#list(directory);
      for (let i = 0; i < names.length; i++) {
        if (RegExpPrototypeExec(component, names[i]) === null) continue;
        const name = path.join(directory, names[i]);
        if (this.#excludes(name, types[i])) continue;
        if (last) yield* this.#add(pattern, name, types[i]);
        else if (isDirectoryLike(types[i])) yield* this.#match(pattern, name, c + 1, types[i]);
      }
    }
  }

  * #matchBelow(pattern, directory, c, last) {
    const next = pattern.components[c + 1];
    const [names, types] = yield* this.#list(directory);
    for (let i = 0; i < names.length; i++) {
      if (names[i][0] === '.') continue;
      const name = path.join(directory, names[i]);
      if (this.#excludes(name, types[i])) continue;
      if (types[i] === UV_DIRENT_DIR) {
        yield* this.#match(pattern, name, c, types[i]);
      } else if (last) {
        yield* this.#add(pattern, name, types[i]);
      } else if (types[i] === UV_DIRENT_LINK && (pattern.fromHere || test(next, names[i]))) {
        // `**` goes no further than into a link, so that circles come to an end.
        yield* this.#match(pattern, name, c + 1, types[i]);
      }
    }
  }

  * #add(pattern, name, type) {
    if (this.#found.has(name)) return;
    if (pattern.directories && type !== UV_DIRENT_DIR) {
      if (type !== UV_DIRENT_LINK || (yield [kTarget, name]) !== UV_DIRENT_DIR) return;
    }
    this.#found.add(name);
    yield { found: this.#withFileTypes ? this.#dirent(name, type) : name };
  }
}

function typeOfMode() {
  const kind = natives.statValues[1] & S_IFMT;
  return kind === S_IFDIR ? UV_DIRENT_DIR : kind === S_IFLNK ? UV_DIRENT_LINK : UV_DIRENT_FILE;
}

const nothing = [[], []];

function* results(glob) {
  const walk = glob.walk();
  for (let step = walk.next(); !step.done;) {
    if (!ArrayIsArray(step.value)) {
      yield step.value.found;
      step = walk.next();
      continue;
    }
    const [asked, name] = step.value;
    const full = glob.full(name);
    let answer;
    if (asked === kList) {
      answer = natives.readdir(full, false, true, undefined);
      if (typeof answer === 'number') answer = nothing;
    } else {
      answer = (asked === kStatus ? natives.lstat : natives.stat)(full, false, undefined) === 0 ? typeOfMode() : undefined;
    }
    step = walk.next(answer);
  }
}

function ask(start, onValue, onError) {
  return new Promise((resolve) => {
    start(new Request((error, value) => resolve(error ? onError : value), '', undefined, undefined, onValue));
  });
}

async function* asyncResults(glob) {
  const walk = glob.walk();
  for (let step = walk.next(); !step.done;) {
    if (!ArrayIsArray(step.value)) {
      yield step.value.found;
      step = walk.next();
      continue;
    }
    const [asked, name] = step.value;
    const full = glob.full(name);
    const answer = asked === kList ?
      await ask((request) => natives.readdir(full, false, true, request), same, nothing) :
      await ask((request) => (asked === kStatus ? natives.lstat : natives.stat)(full, false, request), typeOfMode, undefined);
    step = walk.next(answer);
  }
}

/** @returns {string[] | Dirent[]} */
function globSync(pattern, options) {
  return [...results(new Glob(pattern, options))];
}

async function collect(iterator) {
  const all = [];
  for await (const one of iterator) all.push(one);
  return all;
}

function glob(pattern, options, callback) {
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  callback = checkCallback(callback);
  PromisePrototypeThen(collect(asyncResults(new Glob(pattern, options))),
                       (found) => process.nextTick(callback, null, found),
                       (error) => process.nextTick(callback, error));
}

/** fs.promises.glob */
async function* globIterator(pattern, options) {
  yield* asyncResults(new Glob(pattern, options));
}

module.exports = { glob, globIterator, globSync };
