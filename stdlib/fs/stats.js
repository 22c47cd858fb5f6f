'use strict';

// What stat calls give: Stats, BigIntStats, StatFs.

const {
  BigInt, Date, FunctionPrototypeCall, MathRound, Number, ObjectDefineProperties, ObjectDefineProperty,
  ObjectSetPrototypeOf,
} = primordials;

const { S_IFMT, S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFREG, S_IFSOCK } = require('fs/constants');
const { statValues, bigStatValues } = binding('fs');

const kNsPerMsBigInt = 1_000_000n;
const kNsPerSecBigInt = 1_000_000_000n;

function StatsBase(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks) {
  this.dev = dev;
  this.mode = mode;
  this.nlink = nlink;
  this.uid = uid;
  this.gid = gid;
  this.rdev = rdev;
  this.blksize = blksize;
  this.ino = ino;
  this.size = size;
  this.blocks = blocks;
}

StatsBase.prototype.isDirectory = function() {
  return this._checkModeProperty(S_IFDIR);
};

StatsBase.prototype.isFile = function() {
  return this._checkModeProperty(S_IFREG);
};

StatsBase.prototype.isBlockDevice = function() {
  return this._checkModeProperty(S_IFBLK);
};

StatsBase.prototype.isCharacterDevice = function() {
  return this._checkModeProperty(S_IFCHR);
};

StatsBase.prototype.isSymbolicLink = function() {
  return this._checkModeProperty(S_IFLNK);
};

StatsBase.prototype.isFIFO = function() {
  return this._checkModeProperty(S_IFIFO);
};

StatsBase.prototype.isSocket = function() {
  return this._checkModeProperty(S_IFSOCK);
};

// A Date is made when it is asked for and then stays: few callers of stat look at one.
function dateAccessor(name, milliseconds) {
  return {
    __proto__: null,
    configurable: true,
    enumerable: true,
    get() {
      return this[name] = new Date(MathRound(Number(this[milliseconds])));
    },
    set(value) {
      ObjectDefineProperty(this, name, {
        __proto__: null, configurable: true, enumerable: true, writable: true, value,
      });
    },
  };
}

const dates = {
  __proto__: null,
  atime: dateAccessor('atime', 'atimeMs'),
  mtime: dateAccessor('mtime', 'mtimeMs'),
  ctime: dateAccessor('ctime', 'ctimeMs'),
  birthtime: dateAccessor('birthtime', 'birthtimeMs'),
};

/** Numbers as doubles; times in milliseconds. */
function Stats(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks, atimeMs, mtimeMs, ctimeMs, birthtimeMs) {
  FunctionPrototypeCall(StatsBase, this, dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks);
  this.atimeMs = atimeMs;
  this.mtimeMs = mtimeMs;
  this.ctimeMs = ctimeMs;
  this.birthtimeMs = birthtimeMs;
}

ObjectSetPrototypeOf(Stats.prototype, StatsBase.prototype);
ObjectSetPrototypeOf(Stats, StatsBase);
ObjectDefineProperties(Stats.prototype, dates);

Stats.prototype._checkModeProperty = function(property) {
  return (this.mode & S_IFMT) === property;
};

/** Numbers as BigInts; times in milliseconds and in nanoseconds. */
function BigIntStats(dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks,
                     atimeNs, mtimeNs, ctimeNs, birthtimeNs) {
  FunctionPrototypeCall(StatsBase, this, dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks);
  this.atimeMs = atimeNs / kNsPerMsBigInt;
  this.mtimeMs = mtimeNs / kNsPerMsBigInt;
  this.ctimeMs = ctimeNs / kNsPerMsBigInt;
  this.birthtimeMs = birthtimeNs / kNsPerMsBigInt;
  this.atimeNs = atimeNs;
  this.mtimeNs = mtimeNs;
  this.ctimeNs = ctimeNs;
  this.birthtimeNs = birthtimeNs;
}

ObjectSetPrototypeOf(BigIntStats.prototype, StatsBase.prototype);
ObjectSetPrototypeOf(BigIntStats, StatsBase);
ObjectDefineProperties(BigIntStats.prototype, dates);

BigIntStats.prototype._checkModeProperty = function(property) {
  return (this.mode & BigInt(S_IFMT)) === BigInt(property);
};

/**
 * The stat that the native side has just left in the shared array.
 * @param {boolean} [big]
 * @param {number} [at] where it begins
 */
function takeStats(big = false, at = 0) {
  if (big) {
    const v = bigStatValues;
    return new BigIntStats(
      v[at], v[at + 1], v[at + 2], v[at + 3], v[at + 4], v[at + 5], v[at + 6], v[at + 7], v[at + 8], v[at + 9],
      v[at + 10] * kNsPerSecBigInt + v[at + 11], v[at + 12] * kNsPerSecBigInt + v[at + 13],
      v[at + 14] * kNsPerSecBigInt + v[at + 15], v[at + 16] * kNsPerSecBigInt + v[at + 17]);
  }
  const v = statValues;
  return new Stats(
    v[at], v[at + 1], v[at + 2], v[at + 3], v[at + 4], v[at + 5], v[at + 6], v[at + 7], v[at + 8], v[at + 9],
    v[at + 10] * 1e3 + v[at + 11] / 1e6, v[at + 12] * 1e3 + v[at + 13] / 1e6,
    v[at + 14] * 1e3 + v[at + 15] / 1e6, v[at + 16] * 1e3 + v[at + 17] / 1e6);
}

/** What a whole file system has. */
class StatFs {
  constructor(type, bsize, blocks, bfree, bavail, files, ffree) {
    this.type = type;
    this.bsize = bsize;
    this.blocks = blocks;
    this.bfree = bfree;
    this.bavail = bavail;
    this.files = files;
    this.ffree = ffree;
  }
}

function takeStatFs(big) {
  const v = big ? bigStatValues : statValues;
  return new StatFs(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
}

module.exports = { BigIntStats, StatFs, Stats, takeStatFs, takeStats };
