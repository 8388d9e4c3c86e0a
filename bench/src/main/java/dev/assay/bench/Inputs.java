// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** The files that both sides read: the same weights and the same images. */
final class Inputs {
  /** Random weights of the whole classifier, under the official names. */
  static final String WEIGHTS = "weights.safetensors";

  /** Standard normal float32, little endian, of N x 3 x side x side. */
  static final String IMAGES = "images.f32";

  private Inputs() {}

  static void writeImages(Path folder, int batch, int side) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    ByteBuffer one = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(Files.newOutputStream(folder.resolve(IMAGES)), 1 << 16))) {
      for (int i = 0; i < batch * 3 * side * side; i++) {
        out.write(one.putFloat(0, (float) random.nextGaussian()).array());
      }
    }
  }
}
