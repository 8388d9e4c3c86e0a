// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.study.AssumedSpeed;
import dev.assay.cli.study.DryRun;
import dev.assay.cli.study.DryRunText;
import dev.assay.cli.study.ImageFolders;
import dev.assay.cli.study.Machine;
import dev.assay.cli.study.StudyFile;
import dev.assay.cli.study.WeightsFolder;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.ComparedCell;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoTest {
  static final Path ROOT = Path.of(System.getProperty("assay.root"));
  private static final Cell FROZEN = cell("ImageNet-1k", true);
  private static final Cell TUNED = cell("ImageNet-1k", false);
  private static final Cell RANDOM = cell("none", false);

  @Test
  void hasEverythingThatItsStudyNeeds() {
    StudyFile study = StudyFile.read(ROOT.resolve("studies/demo.yaml"));
    Path weights = ROOT.resolve("demo/weights");

    DryRun plan =
        DryRun.of(
            study,
            ImageFolders.resolve(study, List.of(), List.of()),
            WeightsFolder.find(weights, weights, study.spec()),
            List.of(),
            AssumedSpeed.standard(2, "that of a test"),
            false,
            new Machine("none", Long.MAX_VALUE, Long.MAX_VALUE));

    DryRun.Images images = plan.datasets().getFirst();
    assertThat(images.images()).isEqualTo(240);
    assertThat(images.groups()).as("one image a patient").isEqualTo(240);
    assertThat(images.parts()).isEqualTo(Map.of("train", 128, "validation", 32, "test", 80));
    assertThat(images.leftOut()).isEmpty();
    assertThat(plan.cells())
        .extracting(row -> row.weights() + " " + row.training() + " " + row.head())
        .containsExactly(
            "mobilenet_v2-imagenet-half.safetensors frozen logistic",
            "mobilenet_v2-imagenet-half.safetensors fine-tuned linear",
            "none (random) fine-tuned linear");
    assertThat(plan.missingWeights()).isEmpty();
    assertThat(DryRunText.of(plan))
        .anyMatch(
            line -> line.contains("compared: chest-xray: accuracy of all pairs, 3 differences"));
  }

  @Test
  void isSmallAndItsSourcesAndLicencesAreBesideIt() throws Exception {
    Path demo = ROOT.resolve("demo");
    long bytes = 0;
    try (Stream<Path> files = Files.walk(demo)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }

    assertThat(bytes).isLessThan(10_000_000);
    assertThat(demo.resolve("chest-xray/LICENSE.txt"))
        .content()
        .contains("CC BY 4.0", "10.17632/rscbjbr9sj", "Kermany");
    assertThat(demo.resolve("weights/LICENSE.txt")).content().contains("Apache License");
    assertThat(demo.resolve("README.md"))
        .content()
        .contains("10.17632/rscbjbr9sj", "CC BY 4.0", "Apache-2.0");
  }

  @Test
  void saysWhatTheTableShowsAndNoMore() {
    List<String> lines =
        DemoFindings.of(
            report(
                contrast(FROZEN, TUNED, "undecided", 0.0125, -0.08, 0.105),
                contrast(FROZEN, RANDOM, "first better", 0.25, 0.121, 0.379),
                contrast(TUNED, RANDOM, "first better", 0.2375, 0.129, 0.371)),
            TITLES);

    assertThat(lines)
        .containsExactly(
            "What the table shows, by accuracy on 80 test images of 80 patients:",
            "  80 images cannot tell 'MobileNetV2, frozen' from 'MobileNetV2, fine-tuned': +0.013"
                + " [-0.080, 0.105]",
            "  'MobileNetV2, frozen' is better than 'random': +0.250 [0.121, 0.379]",
            "  'MobileNetV2, fine-tuned' is better than 'random': +0.238 [0.129, 0.371]",
            "  So pretraining is what counts here; whether to fine-tune as well, so few images"
                + " cannot tell.");
  }

  @Test
  void turnsADifferenceRoundWhereTheSecondIsBetter() {
    List<String> lines =
        DemoFindings.of(
            report(contrast(RANDOM, TUNED, "second better", -0.25, -0.379, -0.121)), TITLES);

    assertThat(lines)
        .contains("  'MobileNetV2, fine-tuned' is better than 'random': +0.250 [0.121, 0.379]")
        .contains(
            "  So pretraining is what counts here; whether to fine-tune as well, so few images"
                + " cannot tell.");
  }

  @Test
  void claimsNothingWhereNothingIsDecided() {
    List<String> lines =
        DemoFindings.of(
            report(
                contrast(FROZEN, TUNED, "first better", 0.2, 0.1, 0.3),
                contrast(FROZEN, RANDOM, "undecided", 0.05, -0.1, 0.2),
                contrast(TUNED, RANDOM, "first better", 0.25, 0.12, 0.38)),
            TITLES);

    assertThat(lines).hasSize(4).noneMatch(line -> line.contains("So pretraining"));
  }

  /** The name of a cell without a title is that of the study. */
  private static final Map<String, String> TITLES =
      Map.of(FROZEN.cellId(), "MobileNetV2, frozen", TUNED.cellId(), "MobileNetV2, fine-tuned");

  private static JsonNode report(Contrast... contrasts) {
    ComparisonsFile file =
        new ComparisonsFile(
            1,
            "a".repeat(64),
            "chest",
            ComparisonPlan.standard(),
            true,
            EvaluationPlan.standard(),
            false,
            80,
            80,
            "patient",
            1,
            List.of(
                compared(FROZEN, "frozen"), compared(TUNED, "tuned"), compared(RANDOM, "random")),
            List.of(),
            List.of(
                new ComparisonsFile.MetricComparison(
                    "accuracy",
                    true,
                    true,
                    List.of(),
                    false,
                    0,
                    List.of(contrasts),
                    List.of(),
                    List.of())),
            List.of());
    List<Map<String, Cell>> rows =
        Stream.of(FROZEN, TUNED, RANDOM).map(cell -> Map.of("cell", cell)).toList();
    return Json.read(
        Json.write(Map.of("sections", List.of(Map.of("rows", rows, "comparison", file)))),
        JsonNode.class);
  }

  private static ComparedCell compared(Cell cell, String name) {
    return new ComparedCell(cell.cellId(), name, "b".repeat(64), List.of(1L));
  }

  private static Contrast contrast(
      Cell first, Cell second, String verdict, double difference, double lower, double upper) {
    return new Contrast(
        "first - second",
        List.of(first.cellId()),
        List.of(second.cellId()),
        true,
        difference,
        0.05,
        lower,
        upper,
        "percentile",
        lower,
        upper,
        "McNemar exact",
        0.01,
        "max-T",
        0.02,
        20,
        null,
        0.1,
        verdict,
        List.of());
  }

  private static Cell cell(String source, boolean frozen) {
    return Cell.of(
        "chest",
        "mobilenet_v2",
        source.equals("none")
            ? WeightsChoice.none()
            : new WeightsChoice(source, ArtifactRef.of("c".repeat(64), 1, "x/y"), "w.pth"),
        Preprocessing.imageNet(),
        frozen ? "logistic" : "linear",
        Recipe.modern(),
        frozen,
        1);
  }
}
