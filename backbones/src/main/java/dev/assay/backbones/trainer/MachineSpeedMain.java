// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.child.Child;
import dev.assay.backbones.child.Usage;
import dev.assay.backbones.engine.Torch;
import dev.assay.contracts.Json;
import dev.assay.weights.Architecture.Kind;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.BackboneEntry.Use;
import dev.assay.weights.MachineSpeed;
import dev.assay.weights.MachineSpeed.Speed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** The child process that measures how fast this machine computes networks of each kind. */
public final class MachineSpeedMain {
  private static final int CLASSES = 2;
  private static final int IMAGES = 4;
  private static final int SIDE = 224;

  private MachineSpeedMain() {}

  /**
   * @param args number of threads, and the file that the {@link MachineSpeed} is written to
   */
  public static void main(String[] args) throws IOException {
    Child.endWithParent(System.in);
    int threads = Integer.parseInt(args[0]);
    Files.writeString(Path.of(args[1]), Json.writePretty(measure(threads, IMAGES)));
    System.exit(0);
  }

  /**
   * Scores and trains on one batch with random weights.
   *
   * @param images in the batch
   */
  static MachineSpeed measure(int threads, int images) throws IOException {
    Map<Kind, Speed> speeds = new EnumMap<>(Kind.class);
    try (Torch torch = Torch.start(threads, "cpu")) {
      int processors = Runtime.getRuntime().availableProcessors();
      StepTime time = new StepTime(Usage::cpuSeconds, Math.min(threads, processors));
      for (BackboneEntry backbone : BackboneCatalogue.chosenFor(Use.SPEED_PROBE)) {
        try (SpeedProbe probe = SpeedProbe.random(torch, backbone.name(), CLASSES, images, SIDE)) {
          double work = images * backbone.work(SIDE);
          speeds.put(
              backbone.architecture().kind(),
              new Speed(work / time.seconds(probe::score), work / time.seconds(probe::train)));
        }
      }
      return new MachineSpeed(torch.name(), processors, threads, speeds);
    }
  }
}
