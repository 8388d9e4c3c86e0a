// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.BackboneEntry.Use;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Images per second of inference and training, ours and PyTorch's. */
@Command(
    name = "networks",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Compares inference and training of backbones with PyTorch's on this machine.",
    description = {
      "Both load the same weights and images, use as many threads, and take turns.",
      "Ratios are ours to PyTorch's: above 1, ours is faster. The lower bound is the",
      "one-sided 95 % bound of the median by the sign test."
    })
final class NetworksCommand implements Callable<Integer> {
  /** Those that are measured where none is named. */
  static final List<String> DEFAULT =
      BackboneCatalogue.chosenFor(Use.BENCHMARK).stream().map(BackboneEntry::name).toList();

  /** Largest difference of logits, as a share of the largest, at which both compute the same. */
  private static final double SAME = 1e-3;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "BACKBONE", description = "default: the seven of the original study")
  private List<String> backbones = DEFAULT;

  @Option(names = "--batch", description = "images per step; default ${DEFAULT-VALUE}")
  private int batch = 8;

  @Option(names = "--side", description = "pixels; default ${DEFAULT-VALUE}")
  private int side = 224;

  @Option(names = "--threads", description = "default ${DEFAULT-VALUE}")
  private int threads = 2;

  @Option(names = "--pairs", description = "at least 7; default ${DEFAULT-VALUE}")
  private int pairs = 7;

  @Option(names = "--seconds", description = "least length of a turn; default ${DEFAULT-VALUE}")
  private double seconds = 1;

  @Option(
      names = "--python",
      description =
          "with torch and torchvision; default ${DEFAULT-VALUE} (Debian: python3-torchvision)")
  private Path python = Path.of("/usr/bin/python3");

  @Override
  public Integer call() throws Exception {
    if (pairs < PairedRatio.LEAST_PAIRS || batch < 1 || seconds <= 0 || threads < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--pairs must be at least 7, --batch and --threads at least 1, --seconds positive");
    }
    backbones.forEach(BackboneCatalogue::require);
    PrintStream out = System.out;
    String peer = Peer.version(python);
    out.println(Machine.describe());
    out.printf(
        "batch %d, %d x %d, %d threads, %d pairs of turns of at least %s s,"
            + " OMP_WAIT_POLICY=PASSIVE%n",
        batch, side, side, threads, pairs, seconds);
    if (peer == null) {
      System.err.printf(
          "SKIPPED: %s has no torch and torchvision to compare with; Debian: apt install"
              + " python3-torch python3-torchvision, or --python PATH%n",
          python);
      return 5;
    }
    out.printf("peer: %s%n%n", peer);
    out.println(NetworkRow.header());
    for (String backbone : backbones) {
      try (NetworkProcesses processes = NetworkProcesses.prepare(python, backbone, side, threads)) {
        for (NetworkRow row : measure(backbone, processes)) {
          out.println(row.line());
        }
      }
    }
    return 0;
  }

  private List<NetworkRow> measure(String backbone, NetworkProcesses processes) throws IOException {
    List<NetworkRow> rows = new ArrayList<>();
    try (MeasuredProcess ours = processes.ours(batch);
        MeasuredProcess theirs = processes.theirs(batch)) {
      for (String work : List.of("infer", "train")) {
        double off = difference(ours.ask(work + " 1"), theirs.ask(work + " 1"));
        if (off > SAME) {
          throw new IOException(
              "%s, %s: the two do not compute the same: off by %.2g"
                  .formatted(backbone, work, off));
        }
        int steps = (int) Math.ceil(seconds / theirs.ask(work + " 1").wall());
        String turn = work + " " + steps;
        ours.ask(turn); // the second turn is as warm as any later one
        theirs.ask(turn);
        rows.add(NetworkRow.of(backbone, work, off, Pairs.of(ours, theirs, turn, pairs)));
      }
    }
    return rows;
  }

  /** Not a number where there is nothing to compare. */
  private static double difference(Measurement ours, Measurement theirs) {
    if (theirs.values().isEmpty()) {
      return Double.NaN;
    }
    double largest = theirs.values().stream().mapToDouble(Math::abs).max().orElseThrow();
    double off = 0;
    for (int i = 0; i < theirs.values().size(); i++) {
      off = Math.max(off, Math.abs(ours.values().get(i) - theirs.values().get(i)));
    }
    return off / largest;
  }
}
