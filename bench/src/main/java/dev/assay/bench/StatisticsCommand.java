// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import dev.assay.processes.JavaCommand;
import dev.assay.statistics.metrics.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What resampling costs. */
@Command(
    name = "statistics",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header =
        "Compares bootstrap intervals with numpy's, and measures the price of paired resamples.",
    description = {
      "Intervals by confusion cells are taken in turns with numpy (5000 resamples, accuracy",
      "and weighted F1, 95 %). The paired plan is priced from runs with 1 and with 9 models: what",
      "they share is the weights, what they do not is the models. CPU time of all threads."
    })
final class StatisticsCommand implements Callable<Integer> {
  private static final List<Integer> SIZES = List.of(624, 1511, 10_000);
  private static final int RESAMPLES = 5000;

  /** Turns of half a second and more: the CPU clock of a process ticks in 10 ms. */
  private static final int CELL_TIMES = 300;

  private static final int ROW_TIMES = 10;
  private static final int FEW = 1;
  private static final int MANY = 9;
  private static final int STUDY_IMAGES = 1511;
  private static final int STUDY_MODELS = 24;
  private static final int STUDY_RESAMPLES = 10_000;
  private static final int TURNS = 5;

  /** Turns during which the JIT compiler is still busy. */
  private static final int WARM_UP = 20;

  private static final int LARGE_IMAGES = 1_000_000;

  /** Memory that grew with them would not be bounded. */
  private static final List<Integer> LARGE_RESAMPLES = List.of(100, 800);

  @Option(names = "--pairs", description = "at least 7; default ${DEFAULT-VALUE}")
  private int pairs = 11;

  @Option(names = "--python", description = "with numpy; default ${DEFAULT-VALUE}")
  private Path python = Path.of("/usr/bin/python3");

  @Override
  public Integer call() throws Exception {
    PrintStream out = System.out;
    out.println(Machine.describe());
    Path folder = Files.createTempDirectory("assay-bench");
    Path log = folder.resolve("log");
    Path script = folder.resolve("numpy_peer.py");
    try {
      String peer = Peer.numpyVersion(python);
      if (peer == null) {
        System.err.printf("SKIPPED: %s has no numpy to compare with%n", python);
      } else {
        out.printf("peer: %s%n%n", peer);
        try (InputStream in = StatisticsCommand.class.getResourceAsStream("numpy_peer.py")) {
          Files.write(script, in.readAllBytes());
        }
        out.println("| images | ours, CPU ms | numpy, CPU ms | ratio | lower bound |");
        out.println("|---|---|---|---|---|");
        for (int images : SIZES) {
          out.println(cells(images, script, log));
        }
      }
      out.println();
      out.println("| metric | weights, ns | per model, ns | |");
      out.println("|---|---|---|---|");
      try (MeasuredProcess ours = ours(STUDY_IMAGES, STUDY_MODELS, STUDY_RESAMPLES, log)) {
        for (Metric metric :
            List.of(Metric.ACCURACY, Metric.AUROC, Metric.AVERAGE_PRECISION_POSITIVE)) {
          double few = seconds(ours, "rows " + metric + " " + FEW + " " + ROW_TIMES);
          double many = seconds(ours, "rows " + metric + " " + MANY + " " + ROW_TIMES);
          double model = (many - few) / (MANY - FEW);
          double unit = 1e9 / ((double) STUDY_IMAGES * STUDY_RESAMPLES * ROW_TIMES);
          out.printf(
              "| %s | %.2f | %.2f | per row and replicate |%n",
              metric.key(), (few - FEW * model) * unit, model * unit);
        }
        double study = seconds(ours, "study " + STUDY_MODELS);
        out.printf(
            "%n%d models, %d images, %d resamples, 20 metrics, %d differences with max-T: %.1f CPU"
                + " seconds%n",
            STUDY_MODELS,
            STUDY_IMAGES,
            STUDY_RESAMPLES,
            STUDY_MODELS * (STUDY_MODELS - 1) / 2,
            study);
      }
      for (int resamples : LARGE_RESAMPLES) {
        try (MeasuredProcess ours = ours(LARGE_IMAGES, 1, resamples, log)) {
          Measurement done = ours.ask("rows " + Metric.AUROC + " 1 1");
          out.printf(
              "%d images, AUROC of one model, %d resamples: %.1f CPU seconds, peak %d MiB%n",
              LARGE_IMAGES, resamples, done.cpu(), done.peak() >> 20);
        }
      }
    } finally {
      Files.deleteIfExists(script);
      Files.deleteIfExists(log);
      Files.delete(folder);
    }
    return 0;
  }

  private String cells(int images, Path script, Path log) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                python.toString(),
                script.toString(),
                Integer.toString(images),
                Integer.toString(RESAMPLES)));
    Arrays.stream(StatisticsMain.cells(images)).mapToObj(Integer::toString).forEach(command::add);
    try (MeasuredProcess ours = ours(images, 1, RESAMPLES, log);
        MeasuredProcess theirs = MeasuredProcess.start("numpy", command, Map.of(), log)) {
      String work = "cells " + CELL_TIMES;
      for (int i = 0; i < TURNS; i++) { // until the JIT compiler is done
        ours.ask(work);
      }
      theirs.ask(work);
      Pairs measured = Pairs.of(ours, theirs, work, pairs);
      requireAlike(measured);
      PairedRatio ratio = measured.ratio(Measurement::perCpuSecond);
      return "| %d | %.2f | %.2f | %.2f | %.2f |"
          .formatted(
              images,
              1000 / Pairs.median(measured.ours(), Measurement::perCpuSecond),
              1000 / Pairs.median(measured.theirs(), Measurement::perCpuSecond),
              ratio.median(),
              ratio.lower());
    }
  }

  /** Both draw anew, so the ends agree but for the noise of the resamples. */
  private static void requireAlike(Pairs measured) throws IOException {
    List<Double> ours = measured.ours().getLast().values();
    List<Double> theirs = measured.theirs().getLast().values();
    for (int i = 0; i < theirs.size(); i++) {
      if (Math.abs(ours.get(i) - theirs.get(i)) > 0.01) {
        throw new IOException("the two do not compute the same: %s and %s".formatted(ours, theirs));
      }
    }
  }

  private static double seconds(MeasuredProcess process, String work) throws IOException {
    for (int i = 0; i < WARM_UP; i++) {
      process.ask(work);
    }
    double[] seconds = new double[TURNS];
    for (int i = 0; i < TURNS; i++) {
      seconds[i] = process.ask(work).cpu();
    }
    return PairedRatio.median(seconds);
  }

  private static MeasuredProcess ours(int images, int models, int resamples, Path log)
      throws IOException {
    List<String> command =
        JavaCommand.main(
                StatisticsMain.class.getName(), List.of(System.getProperty("java.class.path")))
            .options("-Xmx1g", "-XX:+UseSerialGC")
            .arguments(
                Integer.toString(images), Integer.toString(models), Integer.toString(resamples))
            .words();
    return MeasuredProcess.start("Assay", command, Map.of(), log);
  }
}
