// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files at the edges of what people have, and models at the edges of what can be compared. */
class EdgeFilesTest {
  private static final String TWO = "image_id,true_label,prob_neg,prob_pos";

  @TempDir Path folder;

  private Path file(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines);
  }

  /** Of 20 positives 16 are found, of 40 negatives 36 rejected. */
  private static List<String> two() {
    SplittableRandom random = new SplittableRandom(1);
    List<String> lines = new ArrayList<>(List.of(TWO));
    for (int i = 0; i < 60; i++) {
      boolean positive = i < 20 ? i < 16 : i < 24;
      double p = (positive ? 0.55 : 0.05) + 0.4 * random.nextDouble();
      lines.add(
          String.format(Locale.ROOT, "i%d,%s,%.3f,%.3f", i, i < 20 ? "pos" : "neg", 1 - p, p));
    }
    return lines;
  }

  private JsonNode json(String... arguments) throws IOException {
    Cli.Result result = evaluate(arguments);
    assertThat(result.code()).as(result.err()).isZero();
    return Json.read(result.out(), JsonNode.class);
  }

  private Cli.Result evaluate(String... arguments) {
    List<String> all = new ArrayList<>(List.of("evaluate", "--resamples", "200"));
    all.addAll(Arrays.asList(arguments));
    return Cli.run(folder, all.toArray(String[]::new));
  }

  private static JsonNode metric(JsonNode document, int model, String key) {
    for (JsonNode value : document.path("models").get(model).path("metrics")) {
      if (value.path("metric").asText().equals(key)) {
        return value;
      }
    }
    throw new AssertionError(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"semicolons", "decimal commas", "tabs", "quotes", "upper case", "blank lines"})
  void sameFileWrittenOtherwiseGivesTheSame(String how) throws Exception {
    UnaryOperator<String> written =
        switch (how) {
          case "semicolons" -> line -> line.replace(',', ';');
          case "decimal commas" -> line -> line.replace(',', ';').replace('.', ',');
          case "tabs" -> line -> line.replace(',', '\t');
          case "quotes" -> line -> '"' + line.replace(",", "\",\"") + '"';
          case "upper case" ->
              line -> line.replace("image_id", "Image_ID").replace("true_label", "True_Label");
          default -> line -> line + "\n";
        };
    Path plain = file("plain.csv", two());
    Path other = file("other.csv", two().stream().map(written).toList());

    JsonNode expected = json(plain.toString(), "--positive", "pos", "--json");
    JsonNode found = json(other.toString(), "--positive", "pos", "--json");

    assertThat(found.path("models").get(0).path("metrics"))
        .isEqualTo(expected.path("models").get(0).path("metrics"));
  }

  @Test
  void emptyFileIsOneFault() throws Exception {
    Path empty = file("empty.csv", List.of());

    Cli.Result result = evaluate(empty.toString());

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .endsWith("empty.csv is empty; a first row names the columns");
  }

  @Test
  void numbersOfClassesMayBeWrittenAsFractions() throws Exception {
    List<String> probabilities = new ArrayList<>(List.of("image_id,true_label,prob_0,prob_1"));
    List<String> decisions = new ArrayList<>(List.of("image_id,true_label,predicted_label"));
    for (int i = 0; i < 30; i++) {
      int truth = i % 3 == 0 ? 1 : 0;
      probabilities.add("i%d,%d.0,%s".formatted(i, truth, truth == 1 ? ".3,.7" : ".8,.2"));
      // what pandas writes where one column had a gap
      decisions.add("i%d,%d,%d.0".formatted(i, truth, i < 3 ? 1 - truth : truth));
    }
    Path a = file("a.csv", probabilities);
    Path b = file("b.csv", decisions);

    assertThat(
            metric(json(a.toString(), "--positive", "1", "--json"), 0, "accuracy")
                .path("point")
                .asDouble())
        .isEqualTo(1);
    JsonNode decided = json(b.toString(), "--positive", "1.0", "--json");
    assertThat(decided.path("classes")).extracting(JsonNode::asText).containsExactly("0", "1");
    assertThat(metric(decided, 0, "accuracy").path("point").asDouble()).isEqualTo(0.9);
    assertThat(json(a.toString(), b.toString(), "--classes", "1.0,0.0", "--json").path("classes"))
        .extracting(JsonNode::asText)
        .containsExactly("1", "0");
  }

  /** Wilson of 38 of 40: [.835, .986]. */
  @Test
  void healthyOnlyHaveASpecificityAndNoSensitivity() throws Exception {
    List<String> lines = new ArrayList<>(List.of(TWO));
    for (int i = 0; i < 40; i++) {
      lines.add("i" + i + ",neg," + (i < 2 ? ".3,.7" : ".9,.1"));
    }
    JsonNode document = json(file("h.csv", lines).toString(), "--positive", "pos", "--json");

    JsonNode specificity = metric(document, 0, "specificity_positive");
    assertThat(specificity.path("point").asDouble()).isEqualTo(0.95);
    assertThat(specificity.path("lower").asDouble()).isBetween(0.80, 0.835 + 1e-3);
    assertThat(specificity.path("upper").asDouble()).isBetween(0.986 - 1e-3, 1.0);
    for (String key : List.of("recall_binary", "precision_binary", "auroc", "balanced_accuracy")) {
      assertThat(metric(document, 0, key).hasNonNull("point")).as(key).isFalse();
      assertThat(metric(document, 0, key).path("reason").asText())
          .contains("no image of class pos", "needs at least 1");
    }
  }

  /**
   * Models that no image distinguishes: up to 1 - .05^(1/60) = 4.9 % may be decided otherwise, so
   * no metric is equivalent within .04.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noDiscordanceIsNoEvidenceInAnyMetric(boolean severalClasses) throws Exception {
    List<String> lines = severalClasses ? three() : two();
    Path a = file("a.csv", lines);
    Path b = file("b.csv", lines);
    String all =
        "balanced_accuracy,f1_macro,f1_weighted,precision_macro,mcc,kappa,kappa_quadratic,auroc,"
            + "auroc_ovr_macro,auroc_ovr_weighted,average_precision_macro,log_loss,brier_multiclass"
            + (severalClasses ? "" : ",sensitivity,specificity,ppv,npv,f1,average_precision");
    List<String> arguments =
        new ArrayList<>(
            List.of(a.toString(), b.toString(), "--margin", "0.01", "--also", all, "--json"));
    if (!severalClasses) {
      arguments.addAll(List.of("--positive", "pos"));
    }

    JsonNode document = json(arguments.toArray(String[]::new));

    for (JsonNode compared : document.path("comparison").path("metrics")) {
      JsonNode row = compared.path("contrasts").get(0);
      String key = compared.path("metric").asText();
      assertThat(row.path("verdict").asText()).as(key).isEqualTo("undecided");
      assertThat(row.path("p").asDouble()).as(key).isEqualTo(1);
      assertThat(row.path("lower").asDouble()).as(key).isLessThan(-0.01);
      assertThat(row.path("upper").asDouble()).as(key).isGreaterThan(0.01);
      assertThat(row.path("pEquivalent").asDouble()).as(key).isGreaterThan(0.05);
    }
  }

  private static List<String> three() {
    SplittableRandom random = new SplittableRandom(2);
    List<String> lines = new ArrayList<>(List.of("image_id,true_label,prob_a,prob_b,prob_c"));
    for (int i = 0; i < 60; i++) {
      double[] p = new double[3];
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        p[c] = random.nextDouble() + (i % 3 == c ? 0.6 : 0);
        sum += p[c];
      }
      lines.add(
          "i%d,%s,%s,%s,%s".formatted(i, "abc".charAt(i % 3), p[0] / sum, p[1] / sum, p[2] / sum));
    }
    return lines;
  }

  /** No limit of a difference is beyond what the metric can be. */
  @Test
  void differencesStayWithinTheirRange() throws Exception {
    List<String> right = new ArrayList<>(List.of(TWO));
    List<String> wrong = new ArrayList<>(List.of(TWO));
    for (int i = 0; i < 30; i++) {
      boolean positive = i < 10;
      right.add("i" + i + (positive ? ",pos,.1,.9" : ",neg,.9,.1"));
      wrong.add("i" + i + (positive ? ",pos,.9,.1" : ",neg,.1,.9"));
    }
    JsonNode document =
        json(
            file("right.csv", right).toString(),
            file("wrong.csv", wrong).toString(),
            "--positive",
            "pos",
            "--also",
            "f1,ppv,npv,mcc,kappa,auroc,average_precision,f1_macro,balanced_accuracy",
            "--json");

    for (JsonNode compared : document.path("comparison").path("metrics")) {
      JsonNode row = compared.path("contrasts").get(0);
      String key = compared.path("metric").asText();
      double most = key.equals("mcc") || key.startsWith("cohen") ? 2 : 1;
      assertThat(row.path("verdict").asText()).as(key).isEqualTo("first better");
      assertThat(row.path("upper").asDouble()).as(key).isLessThanOrEqualTo(most);
      assertThat(row.path("simultaneousUpper").asDouble()).as(key).isLessThanOrEqualTo(most);
      assertThat(row.path("lower").asDouble()).as(key).isPositive();
    }
  }

  @Test
  void absentClassOfSeveralLeavesWhatDoesNotNeedIt() throws Exception {
    List<String> lines = new ArrayList<>(List.of("image_id,true_label,prob_a,prob_b,prob_c"));
    for (int i = 0; i < 40; i++) {
      lines.add("i" + i + (i % 2 == 0 ? ",a,.7,.2,.1" : i == 1 ? ",b,.6,.3,.1" : ",b,.1,.8,.1"));
    }
    JsonNode document = json(file("m.csv", lines).toString(), "--json");

    assertThat(metric(document, 0, "accuracy").path("point").asDouble())
        .isCloseTo(0.975, within(1e-12));
    assertThat(metric(document, 0, "accuracy").hasNonNull("lower")).isTrue();
    assertThat(metric(document, 0, "auroc").path("reason").asText())
        .contains("no image of class c");
  }

  @Test
  void cautionsAreAboutWhatIsScored() throws Exception {
    List<String> lines = new ArrayList<>(List.of("image_id,true_label,predicted_label"));
    for (int i = 0; i < 12; i++) {
      lines.add("i" + i + "," + i % 3 + "," + i % 3);
    }
    Cli.Result result = evaluate(file("d.csv", lines).toString());

    assertThat(result.out()).contains("only decisions are scored").doesNotContain("auroc");
  }

  @ParameterizedTest
  @CsvSource({"dup,is named a second time", "lost,is missing; it is in row 61 of"})
  void imagesThatDoNotMatchAreNamed(String what, String message) throws Exception {
    Path whole = file("whole.csv", two());
    List<String> lines = new ArrayList<>(two());
    if (what.equals("dup")) {
      lines.add(lines.get(1));
    } else {
      lines.remove(60);
    }
    Cli.Result result = evaluate(whole.toString(), file("other.csv", lines).toString());

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("other.csv has one fault", message);
  }

  /** Four sites of 30 images, decided rightly in 28, 28, 20 and 12. */
  @Test
  void sitesVaryBeyondChance() throws Exception {
    int[] right = {28, 28, 20, 12};
    List<String> lines = new ArrayList<>(List.of("image_id,true_label,predicted_label,site"));
    for (int i = 0; i < 120; i++) {
      String truth = i % 2 == 0 ? "a" : "b";
      boolean hit = i % 30 < right[i / 30];
      lines.add("i%d,%s,%s,s%d".formatted(i, truth, hit ? truth : i % 2 == 0 ? "b" : "a", i / 30));
    }
    String file = file("sites.csv", lines).toString();

    JsonNode found =
        json(file, "--subgroups", "site", "--json").path("subgroups").get(0).path("heterogeneity");
    Cli.Result text = evaluate(file, "--subgroups", "site");

    assertThat(found.path("groups").asInt()).isEqualTo(4);
    assertThat(found.path("mean").asDouble()).isBetween(0.70, 0.78);
    assertThat(found.path("betweenSd").asDouble()).isBetween(0.15, 0.30);
    assertThat(found.path("p").asDouble()).isLessThan(0.001);
    assertThat(found.path("predictedLower").asDouble()).isLessThan(found.path("lower").asDouble());
    assertThat(text.out())
        .contains("- sites: over 4 groups mean 0.7", "a further group is expected in");
  }
}
