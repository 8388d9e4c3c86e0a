// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.cli.ExitCode;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Prediction files that other programs got wrong, each with its right value: computed apart from
 * Assay with numpy, scipy and scikit-learn, and with R (binom.test, exact2x2, pROC).
 */
class PublicFilesTest {
  @TempDir Path folder;

  @Test
  void probabilitiesOfThreeDecimalsAreScaledAndThatIsSaid() throws Exception {
    JsonNode document = json("c06_round3");

    // 7 classes: .0035
    assertThat(text(document.path("notes")))
        .anySatisfy(
            note ->
                assertThat(note)
                    .startsWith("c06_round3: 1 row has probabilities prob_... that sum to 1.002")
                    .contains("3 decimals and 7 classes", "may miss 0.0035", "scaled to sum to 1"));
    assertThat(value(document, 0, "log_loss")).isFinite();
    assertThat(evaluate("c06_round3").out()).contains("were scaled to sum to 1");
  }

  @Test
  void theAllowedSumFollowsFromDecimalsAndClasses() throws Exception {
    String header = "image_id,true_label,prob_a,prob_b,prob_c\n";
    Path ofTwo =
        Files.writeString(
            folder.resolve("two.csv"), header + "1,a,0.33,0.33,0.33\n2,b,0,1,0\n3,c,0,0,1\n");
    Path ofSix =
        Files.writeString(
            folder.resolve("six.csv"), header + "1,a,0.330000,0.33,0.33\n2,b,0,1,0\n3,c,0,0,1\n");
    Path one =
        Files.writeString(
            folder.resolve("one.csv"), header + "1,a,0.3,0.3,0.3\n2,b,0,1,0\n3,c,0,0,1\n");

    assertThat(run(ofTwo.toString()).code()).isZero();
    assertThat(run(ofSix.toString()).err())
        .contains(
            "row 2, column prob_...: '0.99': is the sum of the row's probabilities; it must be 1,"
                + " give or take 0.001");
    assertThat(run(one.toString()).code()).isEqualTo(ExitCode.BAD_INPUT.number());
  }

  @Test
  void classesThatAreNumbersAreOrderedAsNumbers() throws Exception {
    JsonNode document = json("c20_kappa_prob_lex", "--metric", "kappa_quadratic");

    assertThat(text(document.path("classes")))
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
    assertThat(value(document, 0, "cohen_kappa_quadratic")).isCloseTo(0.98582, within(5e-6));
    assertThat(text(document.path("notes")))
        .anyMatch(note -> note.contains("--classes sets another order"));
    // the order of the columns, asked for
    JsonNode asked =
        json(
            "c20_kappa_prob_lex",
            "--classes",
            "0,1,10,11,2,3,4,5,6,7,8,9",
            "--metric",
            "kappa_quadratic");
    assertThat(value(asked, 0, "cohen_kappa_quadratic")).isCloseTo(0.68182, within(5e-6));
  }

  @Test
  void classesWithNumbersInTheirNamesToo() throws Exception {
    String rows = "1,grade_2,grade_2\n2,grade_10,grade_10\n3,grade_1,grade_2\n";
    Path file =
        Files.writeString(folder.resolve("m.csv"), "image_id,true_label,predicted_label\n" + rows);

    JsonNode document = Json.read(run(file.toString(), "--json").out(), JsonNode.class);

    assertThat(text(document.path("classes"))).containsExactly("grade_1", "grade_2", "grade_10");
  }

  @Test
  void thePositiveClassIsScoredByItsOwnColumn() throws Exception {
    JsonNode document = json("c22_a", "c22_b", "--metric", "auroc", "--positive", "ill");

    assertThat(value(document, 0, "auroc")).isCloseTo(0.72125, within(1e-12));
    assertThat(value(document, 1, "auroc")).isCloseTo(0.71375, within(1e-12));
    assertThat(value(json("c22_a"), 0, "auroc")).isCloseTo(0.72, within(1e-12));
  }

  /** Wilson's of 9 of 9 is [.701, 1]: R, binom.confint. */
  @Test
  void sensitivityOfNineOfNineHasAnInterval() throws Exception {
    JsonNode document = json("c12_sens", "--metric", "sensitivity", "--positive", "pos");

    JsonNode sensitivity = row(document, 0, "recall_binary");
    assertThat(sensitivity.path("lower").asDouble()).isCloseTo(0.701, within(5e-4));
    assertThat(sensitivity.path("upper").asDouble()).isEqualTo(1);
    JsonNode balanced = row(document, 0, "balanced_accuracy");
    assertThat(balanced.path("point").asDouble() - balanced.path("lower").asDouble())
        .as("half of what the sensitivity can be lower")
        .isGreaterThanOrEqualTo((1 - sensitivity.path("lower").asDouble()) / 2);
    assertThat(balanced.path("method").asText()).isEqualTo("draws of the confusion matrix");
  }

  @Test
  void modelsThatAreAlwaysRightOrAlwaysSayTheMajorityHaveIntervals() throws Exception {
    JsonNode document = json("d5_perfect", "d5_majority", "--positive", "pos");

    JsonNode perfect = row(document, 0, "balanced_accuracy");
    assertThat(perfect.path("lower").asDouble()).isBetween(0.8, 0.99);
    assertThat(perfect.path("upper").asDouble()).isEqualTo(1);
    JsonNode majority = row(document, 1, "balanced_accuracy");
    assertThat(majority.path("lower").asDouble()).isLessThan(0.49);
    assertThat(majority.path("upper").asDouble()).isBetween(0.51, 0.6);
  }

  @Test
  void tiesOfTheLargestProbabilityAreCountedAndSaid() throws Exception {
    JsonNode negativeFirst = json("c31_np");
    JsonNode positiveFirst = json("c31_pn");

    for (JsonNode document : List.of(negativeFirst, positiveFirst)) {
      assertThat(text(document.path("notes")))
          .anyMatch(
              note ->
                  note.contains(
                      "10 of 10 images have several classes of the largest probability; the"
                          + " decision is for the first of these in the order "));
    }
    assertThat(value(json("c31_np", "--classes", "pos,neg"), 0, "accuracy"))
        .isEqualTo(value(positiveFirst, 0, "accuracy"));
    assertThat(value(negativeFirst, 0, "accuracy")).isIn(0.3, 0.7);
  }

  @Test
  void fiveImagesDecideNoMargin() throws Exception {
    JsonNode row = row(json("c13_a", "c13_b", "--margin", "0.02"), "accuracy");

    assertThat(row.path("verdict").asText()).isEqualTo("undecided");
    assertThat(row.path("pEquivalent").asDouble()).isGreaterThan(0.05);
    assertThat(row.path("precision").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void thirtyImagesWithoutDiscordanceLeaveNineAndAHalfPercent() throws Exception {
    JsonNode row = row(json("d7_a", "d7_b", "--margin", "0.01"), "accuracy");

    assertThat(row.path("verdict").asText()).isEqualTo("undecided");
    // 1 - .05^(1/30), the interval of confidence 90 %
    assertThat(row.path("marginUpper").asDouble()).isCloseTo(0.09503, within(5e-6));
    assertThat(row.path("marginLower").asDouble()).isCloseTo(-0.09503, within(5e-6));
    assertThat(row.path("marginConfidence").asDouble()).isCloseTo(0.9, within(1e-12));
    assertThat(text(row.path("notes")))
        .anyMatch(note -> note.startsWith("not enough discordant units to decide"));
    assertThat(evaluate("d7_a", "d7_b", "--margin", "0.01").out())
        .contains("against the margin 0.01: 90 % interval [-0.095, 0.095]");
  }

  @Test
  void perfectAgainstMajorityIsTheClearestDifference() throws Exception {
    JsonNode document =
        json("d5_perfect", "d5_majority", "--metric", "balanced_accuracy", "--positive", "pos");

    for (String metric : List.of("balanced_accuracy", "auroc")) {
      JsonNode row = row(document, metric);
      assertThat(row.path("difference").asDouble()).isEqualTo(0.5);
      assertThat(row.path("verdict").asText()).isEqualTo("first better");
      assertThat(row.path("lower").asDouble()).isBetween(0.3, 0.49);
      assertThat(row.path("upper").asDouble()).isBetween(0.501, 0.7);
    }
    // 40 of 40: 2 / 2^40
    assertThat(row(document, "balanced_accuracy").path("p").asDouble())
        .isCloseTo(Math.pow(2, -39), within(1e-20));
    assertThat(document.path("comparison").path("metrics").get(0).path("ranks").toString())
        .isEqualTo(
            "[{\"best\":1,\"model\":\"d5_perfect\",\"worst\":1},"
                + "{\"best\":2,\"model\":\"d5_majority\",\"worst\":2}]");
  }

  @Test
  void oneContrastHasNothingToAdjust() throws Exception {
    JsonNode accuracy = row(json("d1_a", "d1_b"), "accuracy");
    JsonNode auroc = row(json("c10_perf", "c10_imp", "--metric", "auroc"), "auroc");

    assertThat(accuracy.path("p").asDouble()).isCloseTo(0.0654, within(5e-5));
    assertThat(accuracy.path("adjustedP").asDouble()).isEqualTo(accuracy.path("p").asDouble());
    assertThat(accuracy.path("verdict").asText()).isEqualTo("undecided");
    assertThat(auroc.path("p").asDouble()).isCloseTo(0.003955215, within(5e-10));
    assertThat(auroc.path("adjustedP").asDouble()).isEqualTo(auroc.path("p").asDouble());
  }

  @Test
  void theUnitsOfSensitivityAreTheDiseased() throws Exception {
    List<JsonNode> rows = new ArrayList<>();
    for (String set : List.of("e1", "e2")) {
      String[] line = {set + "_a", set + "_b", "--metric", "sensitivity", "--positive", "pos"};
      rows.add(row(json(line), "recall_binary"));
    }

    for (JsonNode row : rows) {
      assertThat(row.path("p").asDouble()).isCloseTo(0.0625, within(1e-12));
      assertThat(row.path("verdict").asText()).isEqualTo("undecided");
      assertThat(row.path("discordantUnits").asInt()).isEqualTo(5);
    }
    // twenty more discordant images of the healthy change nothing
    for (JsonNode row : rows) {
      ((ObjectNode) row).remove("contrast");
    }
    assertThat(rows.get(0)).isEqualTo(rows.get(1));
  }

  @Test
  void modelsThatOrderImagesAlikeHaveTheSameArea() throws Exception {
    JsonNode row = row(json("c11_b", "c10_imp", "--metric", "auroc"), "auroc");

    assertThat(row.path("p").asDouble()).isEqualTo(1);
    assertThat(row.path("difference").asDouble()).isZero();
  }

  @Test
  void levelAndConfidenceAreSeparate() throws Exception {
    JsonNode usual = row(json("d1_a", "d1_b"), "accuracy");
    JsonNode strict = row(json("d1_a", "d1_b", "--alpha", "0.1"), "accuracy");
    JsonNode midP = row(json("d1_a", "d1_b", "--decision-test", "mid-p"), "accuracy");

    assertThat(strict.path("lower")).isEqualTo(usual.path("lower"));
    assertThat(strict.path("verdict").asText()).isEqualTo("first better");
    assertThat(strict.path("simultaneousLower").asDouble()).isPositive();
    // .0654 - C(11, 2) / 2^11
    assertThat(midP.path("p").asDouble()).isCloseTo(0.03857, within(5e-6));
    assertThat(evaluate("d1_a", "d1_b", "--alpha", "0").err()).contains("--alpha: alpha must be");
  }

  @ParameterizedTest
  @ValueSource(strings = {"predictions-1", "predictions-2", "predictions-3", "quote"})
  void aDamagedFileIsAFaultOfTheFile(String name) throws Exception {
    Cli.Result result = run(file("hostile", name));

    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(name + ".csv").doesNotContain("bug");
  }

  @Test
  void anUnclosedQuoteIsFoundWhereItBegins() throws Exception {
    assertThat(run(file("hostile", "quote")).err())
        .contains(
            "line 2: '\"b': begins with a quote that is not closed; a quote inside a value is"
                + " doubled");
    Path header = Files.writeString(folder.resolve("h.csv"), "image_id,\"true_label\nx,y\n");
    assertThat(run(header.toString()).err()).contains("line 1: '\"true_label'");
  }

  private JsonNode json(String... filesAndOptions) throws Exception {
    List<String> line = new ArrayList<>(List.of(filesAndOptions));
    line.add("--json");
    Cli.Result result = evaluate(line.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    return Json.read(result.out(), JsonNode.class);
  }

  /** Names without extension, and then options. */
  private Cli.Result evaluate(String... filesAndOptions) throws Exception {
    List<String> line = new ArrayList<>();
    boolean options = false;
    for (String argument : filesAndOptions) {
      options |= argument.startsWith("--");
      line.add(options ? argument : file("statistics", argument));
    }
    if (!line.contains("--resamples")) {
      line.addAll(List.of("--resamples", "2000"));
    }
    return run(line.toArray(String[]::new));
  }

  private Cli.Result run(String... arguments) {
    List<String> line = new ArrayList<>(List.of("evaluate"));
    line.addAll(List.of(arguments));
    return Cli.run(folder, line.toArray(String[]::new));
  }

  private static String file(String kind, String name) throws IOException, URISyntaxException {
    URL found = PublicFilesTest.class.getResource("/public-cases/" + kind + "/" + name + ".csv");
    return Path.of(Objects.requireNonNull(found, name).toURI()).toString();
  }

  private static List<String> text(JsonNode list) {
    List<String> all = new ArrayList<>();
    list.forEach(node -> all.add(node.asText()));
    return all;
  }

  private static JsonNode row(JsonNode document, String metric) {
    for (JsonNode node : document.path("comparison").path("metrics")) {
      if (node.path("metric").asText().equals(metric)) {
        return node.path("contrasts").get(0);
      }
    }
    throw new AssertionError("no " + metric);
  }

  private static double value(JsonNode document, int model, String metric) {
    return row(document, model, metric).path("point").asDouble();
  }

  private static JsonNode row(JsonNode document, int model, String metric) {
    for (JsonNode node : document.path("models").get(model).path("metrics")) {
      if (node.path("metric").asText().equals(metric)) {
        return node;
      }
    }
    throw new AssertionError("no " + metric);
  }
}
