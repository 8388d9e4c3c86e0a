// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDManager;
import dev.assay.backbones.child.Meter;
import java.io.IOException;

/**
 * What a training works with: memory, its folder, and where it reports its progress.
 *
 * @param manager the parent of all arrays
 * @param spending of the whole run
 */
record Attempt(NDManager manager, Scratch scratch, Meter meter, Spending spending) {

  /** The same with a folder of its own below this one's. */
  Attempt below(String name) throws IOException {
    return new Attempt(manager, scratch.below(name), meter, spending);
  }
}
