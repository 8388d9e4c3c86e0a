// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import dev.assay.backbones.trainer.SpeedProbe;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the weights that both sides read, in a process whose memory is not measured. */
public final class WeightsMain {
  private WeightsMain() {}

  /**
   * @param args folder of the inputs, backbone, classes
   */
  public static void main(String[] args) throws IOException {
    SpeedProbe.writeRandom(
        args[1], Integer.parseInt(args[2]), Path.of(args[0]).resolve(Inputs.WEIGHTS));
  }
}
