// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import dev.assay.weights.BackboneCatalogue;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The compute that embedding images once saves against the original study, from the measured price
 * of each part.
 */
@Command(
    name = "frozen",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Compares a frozen study with one that runs its backbone in every epoch.",
    description = {
      "CPU milliseconds per image, each the median of turns: PyTorch's pass through the frozen",
      "backbone with a step of its head; our pass through the backbone; our step of a head. The"
          + " head",
      "of a VGG is its whole classifier, because the original freezes its convolutions alone.",
      "From these: the compute of 100 epochs with 8 images in 10 to train on, and that of a",
      "study of 5 seeds and subsets of 10, 25, 50 and 100 %."
    })
final class FrozenCommand implements Callable<Integer> {
  private static final int EPOCHS = 100;
  private static final double TRAIN = 0.8;
  private static final int SEEDS = 5;
  private static final List<Double> SUBSETS = List.of(0.1, 0.25, 0.5, 1.0);
  private static final int TURNS = 5;
  private static final int BATCH = 8;

  /**
   * Where the head is a whole classifier (120 million parameters of a VGG), the images of a batch
   * share much of the cost: the batch size of the original.
   */
  private static final int WHOLE_BATCH = 32;

  /** Turns of a whole classifier; each takes two minutes. */
  private static final int WHOLE_TURNS = 3;

  @Parameters(paramLabel = "BACKBONE", description = "default: those of the original study")
  private List<String> backbones = NetworksCommand.DEFAULT;

  @Option(names = "--threads", description = "default ${DEFAULT-VALUE}")
  private int threads = 2;

  @Option(names = "--python", description = "with torch and torchvision; default ${DEFAULT-VALUE}")
  private Path python = Path.of("/usr/bin/python3");

  /**
   * CPU seconds per image.
   *
   * @param original through the backbone and a step of the head
   * @param validation through the backbone alone, by the peer, too
   * @param embedding through our backbone, once in a study
   * @param head one step of ours
   */
  record Prices(double original, double validation, double embedding, double head) {
    /** Of one run over another way of the same run. */
    double run() {
      double theirs = EPOCHS * (TRAIN * original + (1 - TRAIN) * validation);
      return theirs / (embedding + EPOCHS * head);
    }

    /** Of a study; the original shrinks validation with the subset, which costs it less. */
    double study() {
      double images = SUBSETS.stream().mapToDouble(Double::doubleValue).sum();
      double theirs = SEEDS * images * EPOCHS * (TRAIN * original + (1 - TRAIN) * validation);
      double trained = TRAIN * images + (1 - TRAIN) * SUBSETS.size();
      return theirs / (embedding + SEEDS * EPOCHS * trained * head);
    }

    String line(String backbone) {
      return "| %s | %.1f | %.1f | %.1f | %.4f | %.0f | %.0f |"
          .formatted(
              backbone,
              1000 * original,
              1000 * validation,
              1000 * embedding,
              1000 * head,
              run(),
              study());
    }
  }

  @Override
  public Integer call() throws Exception {
    backbones.forEach(BackboneCatalogue::require);
    PrintStream out = System.out;
    out.println(Machine.describe());
    String peer = Peer.version(python);
    if (peer == null) {
      System.err.printf("SKIPPED: %s has no torch and torchvision to compare with%n", python);
      return 5;
    }
    out.printf("peer: %s, %d threads%n%n", peer, threads);
    out.println(
        "| backbone | PyTorch, frozen step | PyTorch, validation | ours, embedding | ours, head"
            + " step | per run | per study |");
    out.println("|---|---|---|---|---|---|---|");
    for (String backbone : backbones) {
      try (NetworkProcesses processes = NetworkProcesses.prepare(python, backbone, 224, threads)) {
        out.println(prices(processes).line(backbone));
      }
    }
    return 0;
  }

  private static Prices prices(NetworkProcesses processes) throws IOException {
    boolean whole = BackboneCatalogue.hasHiddenClassifier(processes.backbone());
    try (MeasuredProcess theirs = processes.theirs(whole ? WHOLE_BATCH : BATCH);
        MeasuredProcess heads = processes.heads()) {
      double original = price(theirs, "frozen 1", TURNS);
      double validation = price(theirs, "infer 1", TURNS);
      double head = whole ? price(heads, "head 10", WHOLE_TURNS) : price(heads, "head 20", TURNS);
      theirs.close();
      try (MeasuredProcess ours = processes.ours(1)) { // as features are embedded
        return new Prices(original, validation, price(ours, "infer 8", TURNS), head);
      }
    }
  }

  /** The median after a turn that warms up. */
  private static double price(MeasuredProcess process, String work, int turns) throws IOException {
    process.ask(work);
    double[] prices = new double[turns];
    for (int i = 0; i < turns; i++) {
      prices[i] = 1 / process.ask(work).perCpuSecond();
    }
    return PairedRatio.median(prices);
  }
}
