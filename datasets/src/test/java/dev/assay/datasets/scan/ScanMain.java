// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.contracts.DecodingOptions;
import dev.assay.datasets.decoding.DecoderPool;
import dev.assay.datasets.decoding.DecodingLimits;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import java.nio.file.Path;

/** Scans a folder with as many threads as processors, and prints what it found; for tests. */
final class ScanMain {
  private ScanMain() {}

  public static void main(String[] arguments) throws Exception {
    try (DecoderPool decoders = new DecoderPool(DecodingLimits.ofMachine())) {
      int threads = Runtime.getRuntime().availableProcessors();
      DatasetVersion version =
          new DatasetScanner(decoders, DecodingOptions.paper(), PixelLimit.DEFAULT, threads)
              .scan(
                  Layout.named("folder"),
                  Path.of(arguments[0]),
                  GroupKey.of(new byte[32]),
                  ScanProgress.SILENT);
      System.out.println(
          threads
              + " "
              + version.images().size()
              + " "
              + version.quarantined().size()
              + " "
              + version.contentHash());
    }
  }
}
