// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.weights.Unpickler.Storage;
import dev.assay.weights.Unpickler.TensorRef;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code torch.save} before PyTorch 1.6: five pickles one after the other (magic number, protocol,
 * system, the object, the storage keys), then for each key an int64 count and the elements.
 */
final class TorchLegacy {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long PROTOCOL = 1001;

  private TorchLegacy() {}

  static Map<String, Tensor> read(TensorFile.Mapping mapping) throws IOException {
    ByteBuffer start = mapping.bytes(0, Math.min(mapping.size(), TorchZip.MAX_PICKLE));
    if (!MAGIC.equals(new Unpickler(start).load())
        || !Long.valueOf(PROTOCOL).equals(new Unpickler(start).load())) {
      throw WeightsException.user("a pickle that was not written by torch.save");
    }
    if (new Unpickler(start).load() instanceof Map<?, ?> system
        && Boolean.FALSE.equals(system.get("little_endian"))) {
      throw WeightsException.user("its byte order is not little-endian");
    }
    Map<String, TensorRef> references = TorchStateDict.references(new Unpickler(start).load());
    Map<String, Storage> storages = new HashMap<>();
    references.values().forEach(ref -> storages.put(ref.storage().key(), ref.storage()));
    Map<String, ByteBuffer> data = new HashMap<>();
    long offset = 0;
    if (new Unpickler(start).load() instanceof List<?> keys) {
      offset = start.position();
      for (Object key : keys) {
        Storage storage = key instanceof String name ? storages.get(name) : null;
        if (storage == null) {
          throw WeightsException.user("it has a storage that belongs to no tensor");
        }
        long elements = mapping.bytes(offset, Long.BYTES).getLong();
        if (elements != storage.elements()) {
          throw WeightsException.user(
              "storage '%s' has %d elements; expected %d"
                  .formatted(storage.key(), elements, storage.elements()));
        }
        long length = elements * storage.dtype().bytes();
        data.put(storage.key(), mapping.bytes(offset + Long.BYTES, length));
        offset += Long.BYTES + length;
      }
    }
    if (offset != mapping.size()) {
      throw WeightsException.user(
          "%d bytes, but its contents end at %d".formatted(mapping.size(), offset));
    }
    return TorchStateDict.tensors(
        references,
        storage -> {
          ByteBuffer bytes = data.get(storage.key());
          if (bytes == null) {
            throw WeightsException.user("storage '%s' is missing".formatted(storage.key()));
          }
          return bytes;
        });
  }
}
