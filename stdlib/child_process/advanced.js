'use strict';

// The 'advanced' form of messages: v8's serializer, with bytes (Buffers, typed arrays) as themselves and other objects of native
// code as plain ones.

const { DefaultDeserializer, DefaultSerializer } = require('v8');
const { isArrayBufferView } = require('internal/util/types');

const kView = 0;
const kObject = 1;

class ChannelSerializer extends DefaultSerializer {
  _writeHostObject(object) {
    if (isArrayBufferView(object)) {
      this.writeUint32(kView);
      return super._writeHostObject(object);
    }
    this.writeUint32(kObject);
    this.writeValue({ ...object });
  }
}

class ChannelDeserializer extends DefaultDeserializer {
  _readHostObject() {
    return this.readUint32() === kView ? super._readHostObject() : this.readValue();
  }
}

module.exports = {
  makeSerializer: () => new ChannelSerializer(),
  makeDeserializer: (bytes) => new ChannelDeserializer(bytes),
};
