// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.difference.StudyDifference.Cause;
import dev.assay.cli.difference.StudyDifference.CellDifference;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.terminal.Screen;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StudyDifferenceTest {
  private static final Cell FROZEN = cell("a", Recipe.modern(), true);
  private static final Cell TUNED = cell("a", Recipe.modern(), false);
  private static final Map<String, String> TITLES =
      Map.of(FROZEN.cellId(), "MobileNetV2, frozen", TUNED.cellId(), "MobileNetV2, fine-tuned");

  @Test
  void equalStudiesDoNotMove() {
    JsonNode study = report("one", 100, row(FROZEN, 0.8, "m"), row(TUNED, 0.9, "n"));

    StudyDifference difference = of(study, study);

    assertThat(difference.cells()).hasSize(2).noneMatch(CellDifference::moved);
    assertThat(difference.cells()).allMatch(cell -> cell.causes().isEmpty());
    assertThat(DifferenceText.of(difference, Screen.plain(200)).getFirst())
        .contains("no row moved", "This is no test");
  }

  @Test
  void namesTheImagesThatAreOther() {
    StudyDifference difference =
        of(
            report("one", 100, row(FROZEN, 0.8, "m"), row(TUNED, 0.9, "n")),
            report("two", 120, row(FROZEN, 0.85, "o"), row(TUNED, 0.9, "n")));

    CellDifference frozen = difference.cells().getFirst();
    assertThat(frozen.title()).isEqualTo("MobileNetV2, frozen");
    assertThat(frozen.moved()).isTrue();
    assertThat(frozen.difference()).isCloseTo(0.05, offset(1e-12));
    assertThat(frozen.causes()).extracting(Cause::kind).containsExactly("data", "split");
    assertThat(frozen.causes().getLast().words())
        .isEqualTo("other parts: train 120 images, was 100");
    assertThat(difference.cells().getLast().moved()).isFalse();
  }

  @Test
  void findsTheSameRowAfterItsWeightsAndRecipeChanged() {
    Cell other = cell("b", Recipe.paper(), true);

    StudyDifference difference =
        of(report("one", 100, row(FROZEN, 0.8, "m")), report("two", 100, row(other, 0.7, "o")));

    CellDifference only = difference.cells().getFirst();
    assertThat(only.causes()).extracting(Cause::kind).contains("weights", "recipe");
    assertThat(only.causes())
        .extracting(Cause::words)
        .contains("b.pth (ImageNet-1k), was a.pth (ImageNet-1k)");
    assertThat(difference.onlyBefore()).isEmpty();
    assertThat(difference.onlyAfter()).isEmpty();
  }

  @Test
  void namesSeedsAndEngine() {
    JsonNode before = report("one", 100, row(FROZEN, 0.8, "m"));
    JsonNode after =
        Json.read(
            report("two", 100, row(FROZEN, 0.81, "o"))
                .toString()
                .replace("\"seeds\":[1]", "\"seeds\":[1,2]")
                .replace("engine 1", "engine 2"),
            JsonNode.class);

    assertThat(of(before, after).cells().getFirst().causes())
        .containsExactly(
            new Cause("seed", "training seeds [1,2], was [1]"),
            new Cause("code", "engine engine 2, was engine 1"));
  }

  @Test
  void equalInputsWithOtherModelsAreOtherCode() {
    StudyDifference difference =
        of(report("one", 100, row(FROZEN, 0.8, "m")), report("two", 100, row(FROZEN, 0.81, "o")));

    assertThat(difference.cells().getFirst().causes())
        .extracting(Cause::words)
        .containsExactly(
            "the same inputs gave other models: another version of Assay, or another processor");
  }

  @Test
  void rowsThatOneStudyLacksAreNamed() {
    StudyDifference difference =
        of(
            report("one", 100, row(FROZEN, 0.8, "m"), row(TUNED, 0.9, "n")),
            report("two", 100, row(FROZEN, 0.8, "m")));

    assertThat(difference.onlyBefore()).containsExactly("chest: MobileNetV2, fine-tuned");
    assertThat(String.join("\n", DifferenceText.of(difference, Screen.plain(200))))
        .contains("only in one: chest: MobileNetV2, fine-tuned");
  }

  @Test
  void findingsAreComparedByTheMeanOfTheirAreas() {
    JsonNode study =
        Json.read(
            report("one", 100, row(FROZEN, 0.8, "m"))
                .toString()
                .replace(
                    "\"metricsFile\":{", "\"metricsFile\":{\"findings\":[{\"finding\":\"a\"}],")
                .replace("\"accuracy\"", "\"auroc\""),
            JsonNode.class);

    StudyDifference difference = of(study, study);

    assertThat(difference.metric()).isEqualTo("auroc");
    assertThat(difference.cells()).singleElement().matches(cell -> cell.after().point() != null);
  }

  @Test
  void linesFitANarrowTerminal() {
    StudyDifference difference =
        of(
            report("one", 100, row(FROZEN, 0.8, "m"), row(TUNED, 0.9, "n")),
            report("two", 120, row(FROZEN, 0.85, "o"), row(TUNED, 0.8, "n")));

    List<String> lines = DifferenceText.of(difference, Screen.plain(60));

    assertThat(lines).allMatch(line -> line.length() <= 60, "at most 60 characters");
    // The larger change first.
    assertThat(String.join("\n", lines)).containsSubsequence("-0.1000", "+0.0500");
  }

  private static StudyDifference of(JsonNode before, JsonNode after) {
    return StudyDifference.of(before, after, TITLES, Optional.empty());
  }

  private static JsonNode report(String id, int train, Map<?, ?>... rows) {
    Map<String, Object> split = new LinkedHashMap<>();
    split.put("version", "v" + train);
    split.put("seed", 1);
    split.put("hashes", Map.of("train", "t" + train, "validation", "v", "test", "e"));
    split.put("train", Map.of("images", train));
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("dataset", "chest");
    section.put("split", split);
    section.put("rows", Arrays.asList(rows));
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("studyId", id);
    report.put("seeds", List.of(1));
    report.put("checkpoint", "best-accuracy");
    report.put("threads", 2);
    report.put("sections", List.of(section));
    return Json.read(Json.write(report), JsonNode.class);
  }

  private static Map<String, Object> row(Cell cell, double accuracy, String model) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("cell", cell);
    row.put("state", "done");
    row.put("runs", List.of(Map.of("engine", "engine 1", "modelSha256", model)));
    row.put(
        "metricsFile",
        Map.of(
            "test",
            List.of(
                Map.of(
                    "name",
                    "accuracy",
                    "point",
                    accuracy,
                    "lower",
                    accuracy - 0.1,
                    "upper",
                    accuracy + 0.1))));
    return row;
  }

  private static Cell cell(String weights, Recipe recipe, boolean frozen) {
    return Cell.of(
        "chest",
        "mobilenet_v2",
        new WeightsChoice(
            "ImageNet-1k", ArtifactRef.of(weights.repeat(64), 1, "x/y"), weights + ".pth"),
        Preprocessing.imageNet(),
        frozen ? "logistic" : "linear",
        recipe,
        frozen,
        1);
  }
}
