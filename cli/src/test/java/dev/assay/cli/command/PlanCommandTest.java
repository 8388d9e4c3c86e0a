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
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanCommandTest {
  @TempDir Path folder;

  private Cli.Result plan(String line) {
    List<String> arguments = new ArrayList<>(List.of("plan"));
    arguments.addAll(List.of(line.split(" ")));
    return Cli.run(folder, arguments.toArray(String[]::new));
  }

  private JsonNode json(String line) throws IOException {
    Cli.Result result = plan(line + " --json");
    assertThat(result.code()).as(result.err()).isZero();
    return Json.read(result.out(), JsonNode.class);
  }

  @Test
  void saysHowManyPatientsAndWhy() {
    Cli.Result result = plan("--metric auroc --value 0.9 --prevalence 0.3 --width 0.15 --sets 100");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("Test set for auroc: an interval of 95 % that is on average not wider than 0.15")
        .contains("  patients        ", "by formula", "Newcombe 2006", "Monte Carlo error")
        .contains("30 % of the patients are positive", "AUROC 0.9")
        .contains("item 21 of CLAIM 2024");
  }

  @Test
  void sameDocumentEveryTime() throws Exception {
    String line = "--metric mcc --value 0.7 --prevalence 0.3 --width 0.3 --sets 60 --seed 4";

    JsonNode first = json(line);

    assertThat(json(line)).isEqualTo(first);
    assertThat(first.hasNonNull("formula")).isFalse();
    assertThat(first.path("simulated").path("sets").asInt()).isEqualTo(60);
    assertThat(first.path("quantity").asText()).isEqualTo("width");
    assertThat(first.path("patients").asInt()).isBetween(30, 200);
  }

  @Test
  void familyAndClusteringNeedMore() throws Exception {
    String line = "--value 0.9 --versus 0.8 --correlation 0.3 --sets 0";

    int one = json(line).path("patients").asInt();
    int ofThree = json(line + " --contrasts 3").path("patients").asInt();
    int images = json(line + " --images-per-patient 3 --icc 0.5").path("images").asInt();
    int sameEffect =
        json(line + " --images-per-patient 3 --design-effect 2").path("images").asInt();

    assertThat(ofThree).isGreaterThan(one);
    assertThat(images).isCloseTo(2 * one, within(8));
    assertThat(sameEffect).isEqualTo(images);
  }

  @Test
  void discordantImagesAndTheirCorrelationAreTwoWordsForOne() throws Exception {
    // 2 x .9 x .1 x (1 - .5) = .09
    JsonNode correlation = json("--value 0.9 --margin 0.05 --correlation 0.5 --sets 0");
    JsonNode discordant = json("--value 0.9 --margin 0.05 --discordant 0.09 --sets 0");

    assertThat(discordant.path("patients")).isEqualTo(correlation.path("patients"));
    // Nam's n is near (z + z')^2 x .09 / .05^2
    assertThat(correlation.path("patients").asInt()).isBetween(222, 260);
  }

  @Test
  void writesTheCurve() throws Exception {
    Path curve = folder.resolve("curve.csv");

    Cli.Result result =
        plan("--value 0.9 --versus 0.8 --correlation 0.3 --sets 40 --curve " + curve.toString());

    assertThat(result.code()).as(result.err()).isZero();
    List<String> lines = Files.readAllLines(curve);
    assertThat(lines.get(0))
        .isEqualTo("patients,images,power_formula,power_simulated,standard_error,sets");
    assertThat(lines).hasSize(9);
    double last = -1;
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",");
      assertThat(Double.parseDouble(values[2])).isGreaterThanOrEqualTo(last);
      assertThat(Double.parseDouble(values[3]))
          .isCloseTo(Double.parseDouble(values[2]), within(4 * Double.parseDouble(values[4])));
      last = Double.parseDouble(values[2]);
    }
  }

  @Test
  void plansFromAPilot() throws Exception {
    Path a = pilot("a.csv", 1, 0.85);
    Path b = pilot("b.csv", 2, 0.75);

    JsonNode width =
        json("--metric f1 --positive ill --width 0.2 --sets 50 --pilot " + a.toString());
    JsonNode shown = json("--metric f1 --positive ill --sets 50 --pilot " + a + " --pilot " + b);
    JsonNode assumed =
        json(
            "--metric sensitivity --positive ill --sets 0 --difference 0.1 --pilot "
                + a
                + " --pilot "
                + b);
    JsonNode margin = json("--positive ill --sets 0 --margin 0.05 --pilot " + a + " --pilot " + b);

    assertThat(width.path("assumptions").get(0).asText())
        .contains("as the 100 of the pilot (200 images)");
    assertThat(width.path("images").asDouble()).isEqualTo(2.0 * width.path("patients").asInt());
    assertThat(shown.path("simulated").path("value").asDouble()).isBetween(0.75, 0.95);
    assertThat(assumed.path("assumptions").toString())
        .contains("30 % of the patients are positive", "2 images per patient");
    assertThat(margin.path("goal").asText()).contains("not inferior by 0.05");
  }

  private Path pilot(String name, long seed, double right) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> lines = new ArrayList<>(List.of("image_id,patient_id,true_label,predicted_label"));
    for (int i = 0; i < 200; i++) {
      String truth = i / 2 % 10 < 3 ? "ill" : "well";
      String other = truth.equals("ill") ? "well" : "ill";
      lines.add(
          "i%d,p%d,%s,%s".formatted(i, i / 2, truth, random.nextDouble() < right ? truth : other));
    }
    return Files.write(folder.resolve(name), lines);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--value .9 | a goal is missing",
        "--width .1 | --value is missing: the assumed accuracy",
        "--width 2 --value .9 | a width must be above 0 and below 1, not 2.0",
        "--width .1 --value 1 | accuracy must be assumed above 0 and below 1",
        "--width .1 --value .9 --power .8 | --width does not go with --power",
        "--width .1 --value .9 --metric auroc | --prevalence is needed for auroc",
        "--width .1 --value .9 --metric auroc_ovr_macro --prevalence .3 | needs --pilot: it does"
            + " not follow from",
        "--width .1 --value .9 --images-per-patient 4 | --icc or --design-effect is needed",
        "--width .1 --value .9 --images-per-patient 4 --design-effect 5 | below the images per"
            + " patient, 4, not 5.0",
        "--width .1 --value .9 --icc .3 | needs several images per patient",
        "--width .1 --value .9 --sets -3 | --sets: -3 must be 0, or from 2 to 1000000",
        "--width .1 --value .9 --curve nowhere/at/all.csv | --curve: there is no folder",
        "--versus .8 --value .9 | --correlation or --discordant is needed for two models",
        "--versus .9 --value .8 --correlation .3 | must be assumed better than the second",
        "--versus .5 --value .99 --correlation .9 | at most 0.1005",
        "--margin .05 --value .9 --discordant .5 | at most 0.18 (independent models), not 0.5",
        "--equivalence --value .9 --versus .8 | --equivalence does not go with a missing --margin",
        "--width .1 --pilot none.csv | there is no file none.csv",
        "--width .1 --pilot none.csv --value .9 | --pilot does not go with --value",
        "--width .1 --metric accurcy --value .9 | --metric: ",
        "--margin .05 --value .9 --correlation .2 --contrasts 0 | --contrasts: 0 must be at least"
            + " 1",
        "--margin .05 --value .9 --correlation 1 | must be at least 0 and below 1, not 1.0"
      })
  void saysWhatIsWrong(String line, String message) {
    Cli.Result result = plan(line);

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(message).doesNotContain("bug");
    assertThat(result.out()).isEmpty();
  }
}
