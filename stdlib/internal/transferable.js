'use strict';

// How objects of our classes say that they can be sent to another thread or cloned. A class puts on its prototype
//   [kTransferMode]: kCloneable, kTransferable, both, or 0 (it cannot be sent at all);
//   [kClone]() and [kTransfer](): { data, deserializeInfo: 'module id:function' }, where the exported function makes the
//       object again from `data`;
//   [kTransferList](): objects that have to be transferred along with it.

const { Symbol } = primordials;
const { kTransferMode, markAsUncloneable, markAsUntransferable } = binding('messaging');

module.exports = {
  kCloneable: 1,
  kTransferable: 2,
  kTransferMode,
  kClone: Symbol('messaging_clone_symbol'),
  kTransfer: Symbol('messaging_transfer_symbol'),
  kTransferList: Symbol('messaging_transfer_list_symbol'),
  markAsUncloneable,
  markAsUntransferable,
};
