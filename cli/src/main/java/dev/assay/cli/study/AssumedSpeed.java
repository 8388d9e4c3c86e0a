// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.weights.MachineSpeed;

/**
 * The speed from which the duration of a study is estimated.
 *
 * @param origin where it comes from, for the user
 */
public record AssumedSpeed(MachineSpeed speed, String origin) {

  /**
   * The declared standard.
   *
   * @param reason why nothing was measured
   */
  public static AssumedSpeed standard(int threads, String reason) {
    return new AssumedSpeed(
        MachineSpeed.standard(threads),
        "the speed of %d threads of a usual x86-64 processor, because %s"
            .formatted(threads, reason));
  }
}
