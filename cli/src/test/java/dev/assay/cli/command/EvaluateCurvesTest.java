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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The curves of {@code assay evaluate}; their numbers are those of {@code CurvesTest}. */
class EvaluateCurvesTest {
  private static final double[] P = {.05, .1, .1, .2, .3, .35, .4, .6, .6, .7, .8, .95};
  private static final int[] Y = {0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1};

  @TempDir Path folder;

  @BeforeEach
  void writesPredictions() throws IOException {
    List<String> lines = new ArrayList<>(List.of("image_id,true_label,prob_well,prob_ill"));
    for (int i = 0; i < P.length; i++) {
      lines.add(
          "i%d,%s,%s,%s".formatted(i, Y[i] == 1 ? "ill" : "well", (100 - 100 * P[i]) / 100, P[i]));
    }
    Files.write(folder.resolve("vit.csv"), lines);
  }

  private Cli.Result evaluate(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of("evaluate", "\"v,it\"=" + folder.resolve("vit.csv"), "--resamples", "500"));
    all.addAll(Arrays.asList(arguments));
    return Cli.run(folder, all.toArray(String[]::new));
  }

  private static JsonNode at(JsonNode curve, double x) {
    for (JsonNode point : curve.path("points")) {
      if (Math.abs(point.path("x").asDouble() - x) < 1e-9) {
        return point;
      }
    }
    throw new AssertionError("no point at " + x + " in " + curve);
  }

  @Test
  void jsonHasEveryCurveWithItsBand() throws IOException {
    Cli.Result result = evaluate("--positive", "ill", "--curves", "--json");

    assertThat(result.code()).as(result.err()).isZero();
    JsonNode curves = Json.read(result.out(), JsonNode.class).path("curves").get(0);
    assertThat(curves.path("model").asText()).isEqualTo("\"v,it\"");
    assertThat(at(curves.path("netBenefit"), 0.25).path("y").asDouble())
        .isCloseTo(1 / 3.0, within(1e-12));
    assertThat(at(curves.path("calibration"), 0.5).path("y").asDouble())
        .isCloseTo(0.5, within(1e-12));
    assertThat(at(curves.path("positivePredictiveValue"), 0.1).path("y").asDouble())
        .isCloseTo(0.30769230769230776, within(1e-12));
    for (String name :
        List.of(
            "netBenefit",
            "netBenefitOverTreatingAll",
            "calibration",
            "positivePredictiveValue",
            "negativePredictiveValue")) {
      assertThat(curves.path(name).path("points")).hasSizeGreaterThan(80);
      assertThat(at(curves.path(name), 0.5).path("lower").isNumber()).as(name).isTrue();
    }
  }

  @Test
  void textHasTablesAndWhatTheBandsSay() {
    Cli.Result result =
        evaluate("--positive", "ill", "--curves", "--thresholds", "0.1,0.5", "--format", "md");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("Net benefit by threshold; 95 % bands over the whole range")
        .contains("Share of ill by its probability")
        .contains("Positive predictive value by prevalence")
        .contains("its net benefit is above that of treating nobody at thresholds")
        .contains("nothing speaks against its probabilities")
        .doesNotContain("\n| 0.6 | 0.208");
  }

  @Test
  void csvHasEveryPoint() throws IOException {
    Cli.Result result =
        evaluate(
            "--positive",
            "ill",
            "--curves-file",
            folder.resolve("curves.csv").toString(),
            "--thresholds",
            "0.25,0.26");

    assertThat(result.code()).as(result.err()).isZero();
    List<String> lines = Files.readAllLines(folder.resolve("curves.csv"));
    assertThat(lines.getFirst()).isEqualTo("model,curve,x,y,lower,upper,confidence");
    assertThat(lines)
        .filteredOn(line -> line.contains(",net_benefit,"))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("\"\"\"v,it\"\"\",net_benefit,0.25,0.3333333333333333");
    assertThat(lines).filteredOn(line -> line.contains(",calibration,")).hasSize(91);
    assertThat(lines).filteredOn(line -> line.contains("predictive_value,")).hasSize(198);
  }

  @Test
  void saysWhatIsMissingForCurves() throws IOException {
    assertRefused("--positive, one of two classes", "--curves");
    assertRefused("two shares are needed", "--positive", "ill", "--curves", "--thresholds", "0.2");
    assertRefused(
        "thresholds must be from .01 to .99",
        "--positive",
        "ill",
        "--curves",
        "--thresholds",
        "0.5,0.2");
    assertRefused("does not go with a missing --curves", "--thresholds", "0.2,0.5");
    assertRefused(
        "there is no folder",
        "--positive",
        "ill",
        "--curves-file",
        folder.resolve("nowhere/curves.csv").toString());
    Files.write(
        folder.resolve("vit.csv"),
        List.of("image_id,true_label,predicted_label", "a,ill,ill", "b,well,ill"));
    assertRefused("a probability for every class", "--positive", "ill", "--curves");
  }

  private void assertRefused(String message, String... arguments) {
    Cli.Result result = evaluate(arguments);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(message);
  }
}
