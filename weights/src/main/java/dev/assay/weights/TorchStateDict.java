// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.weights.Unpickler.Storage;
import dev.assay.weights.Unpickler.TensorRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes tensors from the description in a pickle and the storages in the same file. */
final class TorchStateDict {
  /** Where training scripts put the state dict, when they save more than it. */
  private static final List<String> WRAPPERS = List.of("state_dict", "model");

  /** Finds the bytes of a storage. */
  interface Storages {
    ByteBuffer bytes(Storage storage) throws IOException;
  }

  private TorchStateDict() {}

  /**
   * @param root what the pickle holds: a state dict, or a dictionary with one under {@code
   *     state_dict} or {@code model}
   * @return tensor references by key, in the order of the pickle
   */
  static Map<String, TensorRef> references(Object root) {
    Map<?, ?> dict = dict(root);
    for (String wrapper : WRAPPERS) {
      if (dict.get(wrapper) instanceof Map<?, ?> inner) {
        dict = inner;
      }
    }
    Map<String, TensorRef> references = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : dict.entrySet()) {
      if (entry.getKey() instanceof String name && entry.getValue() instanceof TensorRef tensor) {
        references.put(name, tensor);
      } else {
        throw WeightsException.user(
            "entry '%s' is not a tensor; expected a state dict of tensors alone"
                .formatted(entry.getKey()));
      }
    }
    if (references.isEmpty()) {
      throw WeightsException.user("it holds no tensor");
    }
    return references;
  }

  private static Map<?, ?> dict(Object root) {
    if (root instanceof Map<?, ?> map) {
      return map;
    }
    throw WeightsException.user("it holds no state dict but something else");
  }

  static Map<String, Tensor> tensors(Map<String, TensorRef> references, Storages storages)
      throws IOException {
    Map<String, ByteBuffer> opened = new LinkedHashMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, TensorRef> entry : references.entrySet()) {
      String name = entry.getKey();
      TensorRef ref = entry.getValue();
      ByteBuffer storage = opened.get(ref.storage().key());
      if (storage == null) {
        storage = storages.bytes(ref.storage());
        opened.put(ref.storage().key(), storage);
      }
      tensors.put(name, tensor(name, ref, storage));
    }
    return tensors;
  }

  private static Tensor tensor(String name, TensorRef ref, ByteBuffer storage) {
    long elements = Tensor.elements(ref.shape());
    int size = ref.storage().dtype().bytes();
    if (!isContiguous(ref)) {
      throw WeightsException.user(
          "tensor '%s' of shape %s has the strides %s; save it with .contiguous()"
              .formatted(name, ref.shape(), ref.stride()));
    }
    long available = storage.remaining() / size;
    if (ref.offset() < 0 || ref.offset() > available - elements) {
      throw WeightsException.user(
          "tensor '%s' of shape %s needs elements %d to %d of a storage of %d"
              .formatted(name, ref.shape(), ref.offset(), ref.offset() + elements, available));
    }
    int from = Math.toIntExact(ref.offset() * size);
    ByteBuffer data = storage.slice(from, Math.toIntExact(elements * size));
    return new Tensor(name, ref.storage().dtype(), ref.shape(), data);
  }

  private static boolean isContiguous(TensorRef ref) {
    if (ref.stride().size() != ref.shape().size()) {
      return false;
    }
    long expected = 1;
    for (int i = ref.shape().size() - 1; i >= 0; i--) {
      if (ref.shape().get(i) != 1 && ref.stride().get(i) != expected) {
        return false;
      }
      expected *= ref.shape().get(i);
    }
    return true;
  }
}
