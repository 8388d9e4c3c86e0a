// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many cells are compared in a heap that could not hold the resamples of all their pairs. */
class ManyCellsTest {
  @TempDir Path folder;

  @Test
  void theRanksOfManyCellsNeedNotTheResamplesOfAllPairs() throws Exception {
    assertThat(compared(150, 2_000))
        .isEqualTo(
            """
            149 contrasts, 150 ranks
            only 30 groups
            max-T: the 149 contrasts are worth 51.6 independent tests\
            """);
  }

  @Test
  void moreCellsHaveNoRanks() throws Exception {
    assertThat(compared(201, 2_000))
        .isEqualTo(
            """
            200 contrasts, 0 ranks
            only 30 groups
            max-T: the 200 contrasts are worth 62.3 independent tests
            no ranks: they are given for at most 200 cells, and there are 201\
            """);
  }

  @Test
  void tooManyCellsForJointResamplesAreAdjustedByBonferroni() throws Exception {
    assertThat(compared(1_700, 10_000))
        .isEqualTo(
            """
            1699 contrasts, 0 ranks
            only 30 groups
            adjusted by Bonferroni's factor: 1700 cells are too many for joint resamples
            no ranks: they are given for at most 200 cells, and there are 1700\
            """);
  }

  private String compared(int cells, int resamples) throws Exception {
    Path output = folder.resolve("output");
    Process child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx96m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    "" + cells,
                    "" + resamples))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(child.waitFor(30, TimeUnit.MINUTES)).isTrue();
    } finally {
      child.destroyForcibly();
    }
    return Files.readString(output).strip();
  }

  /** In a process of its own. */
  static final class Main {
    private static final int IMAGES = 60;

    private Main() {}

    /**
     * @param arguments the number of cells, and of resamples
     */
    public static void main(String[] arguments) {
      SplittableRandom random = new SplittableRandom(4);
      int[] truth = IntStream.range(0, IMAGES).map(row -> row % 2).toArray();
      LabelledSet set =
          new LabelledSet(
              List.of("normal", "ill"),
              "ill",
              truth,
              IntStream.range(0, IMAGES).mapToObj(row -> "p" + row / 2).toList());
      List<ComparedCell> cells =
          IntStream.range(0, Integer.parseInt(arguments[0]))
              .mapToObj(
                  cell -> {
                    double[][] probabilities = new double[IMAGES][2];
                    for (int row = 0; row < IMAGES; row++) {
                      double ill =
                          Math.clamp(
                              0.3 + 0.4 * truth[row] + 0.6 * (random.nextDouble() - .5), 0, 1);
                      probabilities[row][0] = 1 - ill;
                      probabilities[row][1] = ill;
                    }
                    return ComparedCell.ofOne("c" + cell, Scores.ofProbabilities(probabilities));
                  })
              .toList();
      MetricComparison result =
          ModelComparison.of(
                  set,
                  cells,
                  ComparisonPlan.of(
                      Metric.ACCURACY,
                      new Family.AgainstReference("c0"),
                      new ResamplingPlan(
                          Integer.parseInt(arguments[1]), 0.95, ResamplingUnit.GROUP, 5)),
                  Set.of())
              .primary();
      System.out.printf(
          "%d contrasts, %d ranks%n%s%n",
          result.contrasts().size(),
          result.ranks().size(),
          result.notes().stream().collect(Collectors.joining("\n")));
    }
  }
}
