package dev.assay.backbones.trainer;

import dev.assay.backbones.child.Child;
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
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The child process that measures how fast this machine computes networks of each kind. */
public final class MachineSpeedMain {
  private static final int CLASSES = 2;
  private static final int IMAGES = 4;
  private static final int SIDE = 224;

  /** Long enough for a step of each probe, short enough to wait for. */
  private static final Duration EACH = Duration.ofMillis(500);

  private MachineSpeedMain() {}

  /** One step on the batch. */
  private interface Step {
    void run() throws IOException;
  }

  /**
   * @param args number of threads, and the file that the {@link MachineSpeed} is written to
   */
  public static void main(String[] args) throws IOException {
    Child.endWithParent(System.in);
    int threads = Integer.parseInt(args[0]);
    Files.writeString(Path.of(args[1]), Json.writePretty(measure(threads, EACH)));
    System.exit(0);
  }

  /**
   * Scores and trains on one batch with random weights.
   *
   * @param each for how long, per kind and work
   */
  static MachineSpeed measure(int threads, Duration each) throws IOException {
    Map<Kind, Speed> speeds = new EnumMap<>(Kind.class);
    try (Torch torch = Torch.start(threads, "cpu")) {
      for (BackboneEntry backbone : BackboneCatalogue.chosenFor(Use.SPEED_PROBE)) {
        try (SpeedProbe probe = SpeedProbe.random(torch, backbone.name(), CLASSES, IMAGES, SIDE)) {
          double work = IMAGES * backbone.work(SIDE);
          speeds.put(
              backbone.architecture().kind(),
              new Speed(
                  work * perSecond(probe::score, each), work * perSecond(probe::train, each)));
        }
      }
      int processors = Runtime.getRuntime().availableProcessors();
      return new MachineSpeed(torch.name(), processors, threads, speeds);
    }
  }

  /** After one step that warms up: the engine chooses its kernels in it. */
  private static double perSecond(Step step, Duration atLeast) throws IOException {
    step.run();
    long start = System.nanoTime();
    long steps = 0;
    long elapsed;
    do {
      step.run();
      steps++;
      elapsed = System.nanoTime() - start;
    } while (elapsed < atLeast.toNanos());
    return steps * 1e9 / elapsed;
  }
}
