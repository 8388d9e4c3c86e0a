// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.networks;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The memory of direct buffers, which arrays of the engine may borrow. */
final class JavaMemory {
  private static final int BYTES = 4 << 20;

  private JavaMemory() {}

  /**
   * Frees every direct buffer that nothing reaches, and writes NaN over what was theirs.
   *
   * @param sizes in bytes; memory is given out again to buffers of the same size
   */
  static void takeBack(int... sizes) {
    WeakReference<Object> unreachable = new WeakReference<>(new Object());
    while (unreachable.get() != null) {
      System.gc();
    }
    List<ByteBuffer> taken = new ArrayList<>();
    for (int size : sizes) {
      for (int i = 0; i < Math.min(5_000, BYTES / size); i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(size);
        for (int at = 0; at < size; at++) {
          buffer.put(at, (byte) -1);
        }
        taken.add(buffer);
      }
    }
    Reference.reachabilityFence(taken);
  }
}
