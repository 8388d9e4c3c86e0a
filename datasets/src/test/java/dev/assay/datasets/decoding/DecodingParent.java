// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.decoding;

import dev.assay.contracts.DecodingOptions;
import dev.assay.datasets.image.PixelLimit;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that decodes a file, prints the process of its child, and stays; for tests. */
final class DecodingParent {
  private DecodingParent() {}

  /**
   * @param arguments the file, and {@code idle} to decode it once, {@code busy} to do so for ever
   */
  public static void main(String[] arguments) throws Exception {
    DecoderPool pool = new DecoderPool(DecodingLimits.ofMachine());
    Wanted wanted = Wanted.facts(DecodingOptions.paper(), PixelLimit.DEFAULT);
    ImageBytes file = ImageBytes.of(Path.of(arguments[0]));
    pool.decodeAndHash(file, wanted);
    System.out.println(pool.pids().iterator().next());
    System.out.flush();
    while (arguments[1].equals("busy")) {
      pool.decodeAndHash(file, wanted);
    }
    new CountDownLatch(1).await();
  }
}
