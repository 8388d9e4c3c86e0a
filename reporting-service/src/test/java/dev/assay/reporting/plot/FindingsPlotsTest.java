// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Predictions;
import dev.assay.reporting.render.SampleFindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Figures of images that may show several findings. */
class FindingsPlotsTest {
  /** The first finding is told perfectly, the second not at all, and the third has no area. */
  private static final PlotSource SOURCE =
      new PlotSource() {
        @Override
        public Optional<ModelManifest> model(String cellId, long seed) {
          return Optional.empty();
        }

        @Override
        public Optional<Predictions> test(String cellId, long seed) {
          throw new AssertionError("these images have no class");
        }

        @Override
        public Optional<FindingPredictions> testOfFindings(String cellId, long seed) {
          List<FindingPredictions.Row> rows = new ArrayList<>();
          for (int i = 0; i < 40; i++) {
            boolean first = i % 2 == 0;
            String second = i < 20 ? "-" : i < 30 ? "1" : "0";
            rows.add(
                new FindingPredictions.Row(
                    "image" + i,
                    "patient" + i / 2,
                    new FindingLabels((first ? "1" : "0") + second + "0"),
                    new double[] {first ? 0.9 : 0.1, 0.5, 0.2}));
          }
          return Optional.of(new FindingPredictions(SampleFindings.FINDINGS, rows));
        }
      };

  private final List<Plot> plots = Plots.of(SampleFindings.compared(), SOURCE);

  @Test
  void hasForestsOfMeansAndFindingsAndNoFigureOfDecisions() {
    assertThat(plots)
        .extracting(Plot::name)
        .containsExactly(
            "forest-mean-auroc",
            "forest-mean-average-precision",
            "findings-chest-mobilenet_v2_frozen",
            "findings-chest-mobilenet_v2_tuned",
            "differences-chest",
            "roc-chest",
            "precision-recall-chest",
            "learning-chest-mobilenet_v2_frozen",
            "learning-chest-mobilenet_v2_tuned");
  }

  @Test
  void forestOfARowHasItsFindingsWithAValue() {
    Plot forest = plot("findings-chest-mobilenet_v2_frozen");
    assertThat(forest.content().get().csv().lines())
        .hasSize(1 + 2)
        .anyMatch(line -> line.startsWith("Effusion,0.8323,"));
  }

  @Test
  void curveIsTheMeanOfFindingsEachAmongTheImagesForWhichItIsKnown() {
    // At a false-positive rate of 0: 1 of the first finding, 0 of the second, whose scores tie.
    assertThat(plot("roc-chest").content().get().csv().lines())
        .anyMatch(line -> line.contains(",0,0.5"));
  }

  @Test
  void everyFigureIsDrawn() {
    SvgPrinter printer = new SvgPrinter();
    for (Plot plot : plots) {
      assertThat(printer.draw(plot)).contains("<svg").contains("</svg>");
    }
  }

  private Plot plot(String name) {
    return plots.stream().filter(plot -> plot.name().equals(name)).findFirst().orElseThrow();
  }
}
