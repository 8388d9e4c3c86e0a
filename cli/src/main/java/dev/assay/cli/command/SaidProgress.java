// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.Console;
import dev.assay.datasets.scan.ScanProgress;

/** How far the reading of images is, as a line now and then. */
final class SaidProgress {
  private static final int EVERY = 1000;

  private SaidProgress() {}

  static ScanProgress of(Console console) {
    return (done, total) -> {
      if (done % EVERY == 0) {
        console.say("%d of %d files".formatted(done, total));
      }
    };
  }
}
