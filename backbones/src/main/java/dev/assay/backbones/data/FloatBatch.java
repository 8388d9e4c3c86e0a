// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.engine.Torch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Native memory that one batch after the other is written into. */
final class FloatBatch {
  private ByteBuffer memory = ByteBuffer.allocateDirect(0);

  /** Room for that many float32 values, position 0. */
  ByteBuffer room(long floats) {
    int bytes = Math.toIntExact(floats * Float.BYTES);
    if (memory.capacity() < bytes) {
      memory = ByteBuffer.allocateDirect(bytes);
    }
    return memory.clear().limit(bytes).slice().order(ByteOrder.nativeOrder());
  }

  /** An array over what was written; on a CPU it borrows the memory. */
  static NDArray array(NDManager manager, ByteBuffer written, Shape shape) {
    return Torch.input(manager, written.rewind(), shape);
  }
}
