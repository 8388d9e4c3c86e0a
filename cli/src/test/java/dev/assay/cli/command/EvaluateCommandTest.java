// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.ExitCode;
import dev.assay.contracts.Json;
import dev.assay.contracts.file.Predictions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluateCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 120, 200})
  void terminalGetsATableWithinItsWidth(int columns) throws Exception {
    Path good = predictions("good.csv", 1, 0.92);
    Path fair = predictions("fair.csv", 2, 0.70);

    Cli.Result result =
        Cli.onTerminal(
            folder, columns, "evaluate", good.toString(), fair.toString(), "--resamples", "100");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns))
        .noneMatch(line -> line.contains("|"));
    assertThat(result.out())
        .contains("Accuracy", "good", "fair", "Differences in Accuracy: ")
        .doesNotContain("balanced_accuracy");
  }

  @Test
  void formatIsOneOfThree() throws Exception {
    Path file = predictions("m.csv", 1, 0.9);

    Cli.Result drawn =
        Cli.run(folder, "evaluate", file.toString(), "--resamples", "100", "--format", "txt");
    Cli.Result wrong = Cli.run(folder, "evaluate", file.toString(), "--format", "html");

    assertThat(drawn.out()).contains("Balanced acc.").doesNotContain("| ");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("--format: 'html' must be one of txt, md, tex");
  }

  @Test
  void scoresAndComparesFilesFromAnywhere() throws Exception {
    Path good = predictions("good.csv", 1, 0.92);
    Path fair = predictions("fair.csv", 2, 0.70);

    Cli.Result result =
        evaluate(good.toString(), "plain=" + fair, "--reference", "plain", "--resamples", "1000");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("| Model | accuracy | balanced_accuracy | f1_weighted | auroc |")
        .contains("| good | 0.9", "| plain | 0.")
        .contains("accuracy, primary: each model against plain; adjusted p: max-T")
        .contains("| good - plain | +0.", "sign-flip test over units", "first better")
        .contains("Rank sets: good 1, plain 2")
        .contains("f1_weighted, exploratory")
        .contains("would be found with a power of 80 %")
        .contains("240 images of 80 groups (patient_id): a 120, b 120.");
  }

  @Test
  void printsOneDocumentWithEveryMetric() throws Exception {
    Path first = predictions("first.csv", 1, 0.9);
    Path second = predictions("second.csv", 2, 0.9);

    Cli.Result result =
        evaluate(
            first.toString(),
            second.toString(),
            "--json",
            "--positive",
            "b",
            "--resamples",
            "500",
            "--margin",
            "0.05");

    JsonNode document = Json.read(result.out(), JsonNode.class);
    assertThat(document.path("images").asInt()).isEqualTo(240);
    assertThat(document.path("positiveClass").asText()).isEqualTo("b");
    assertThat(document.path("models").get(0).path("metrics").findValuesAsText("metric"))
        .contains("auroc", "recall_binary", "ece_15", "log_loss");
    JsonNode contrast = document.path("comparison").path("metrics").get(0).path("contrasts").get(0);
    assertThat(contrast.path("contrast").asText()).isEqualTo("first - second");
    assertThat(contrast.path("confirmatory").asBoolean()).isTrue();
    assertThat(contrast.path("pEquivalent").asDouble()).isBetween(0.0, 1.0);
    assertThat(document.path("comparison").path("look").asInt()).isEqualTo(1);
  }

  @Test
  void splitsThePrimaryMetricByAnAttribute() throws Exception {
    Path file = predictions("m.csv", 1, 0.9);

    Cli.Result table = evaluate(file.toString(), "--subgroups", "site", "--resamples", "500");
    Cli.Result document =
        evaluate(file.toString(), "--subgroups", "site", "--resamples", "500", "--json");
    Cli.Result unknown = evaluate(file.toString(), "--subgroups", "ward");

    assertThat(table.out())
        .contains("accuracy by site", "| Model | north (120) | south (120) | largest gap |");
    JsonNode subgroups = Json.read(document.out(), JsonNode.class).path("subgroups").get(0);
    assertThat(subgroups.path("parts").get(1).path("units").asInt()).isEqualTo(40);
    assertThat(subgroups.path("p").asDouble()).isBetween(0.001, 1.0);
    assertThat(unknown.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(unknown.err())
        .contains("'ward' is not an attribute of the images; the attributes are [site]");
  }

  @Test
  void filesOfOneModelAreItsSeeds() throws Exception {
    Path one = predictions("seed1.csv", 1, 0.9);
    Path two = predictions("seed2.csv", 2, 0.9);
    Path other = predictions("other.csv", 3, 0.9);

    Cli.Result result =
        evaluate("vit=" + one, "vit=" + two, other.toString(), "--json", "--resamples", "200");

    JsonNode document = Json.read(result.out(), JsonNode.class);
    assertThat(document.path("models").size()).isEqualTo(2);
    assertThat(document.path("models").get(0).path("files").size()).isEqualTo(2);
    assertThat(document.path("models").get(0).path("metrics").get(0).path("seedSd").isNumber())
        .isTrue();
  }

  @Test
  void tellsWhatCalibrationDoesToTheProbabilitiesOfOurOwnFiles() throws Exception {
    Path file = calibrated("vit.csv");
    Path plain = predictions("plain.csv", 1, 0.9);

    JsonNode document =
        Json.read(evaluate(file.toString(), "--json", "--resamples", "100").out(), JsonNode.class);

    JsonNode calibration = document.path("calibration").get(0);
    assertThat(calibration.path("model").asText()).isEqualTo("vit");
    // -ln of the true class's probability: raw .9 .9 .9 .1, calibrated .75 .75 .75 .25
    assertThat(calibration.path("raw").path("log_loss").asDouble())
        .isCloseTo(-(3 * Math.log(0.9) + Math.log(0.1)) / 4, within(1e-12));
    assertThat(calibration.path("calibrated").path("log_loss").asDouble())
        .isCloseTo(-(3 * Math.log(0.75) + Math.log(0.25)) / 4, within(1e-12));
    // three of four are right, as surely as it says afterwards
    assertThat(calibration.path("raw").path("ece_15").asDouble()).isCloseTo(0.15, within(1e-12));
    assertThat(calibration.path("calibrated").path("ece_15").asDouble())
        .isCloseTo(0, within(1e-12));
    assertThat(evaluate(file.toString(), "--resamples", "100").out())
        .contains("Probabilities as they are -> calibrated; no intervals")
        .contains("| brier_multiclass | ")
        .contains("| 0.655 -> 0.562 |");
    assertThat(evaluate(file.toString(), "--resamples", "100", "--latex").out())
        .contains("0.655 -\\textgreater{} 0.562");
    assertThat(evaluate(plain.toString(), "--resamples", "100").out()).doesNotContain("calibrated");
  }

  @Test
  void tellsNothingOfCalibrationUnlessEverySeedHasIt() throws Exception {
    Path with = calibrated("with.csv");
    String text = Files.readString(with);
    Path without = folder.resolve("without.csv");
    Files.writeString(
        without,
        text.lines()
            .map(line -> line.replaceAll(",[^,]*,[^,]*$", ""))
            .collect(Collectors.joining("\n")));

    Cli.Result result = evaluate("vit=" + with, "vit=" + without, "--resamples", "100");

    assertThat(result.out())
        .contains("vit: not every file has calibrated probabilities, so they are not reported")
        .doesNotContain("->");
  }

  @Test
  void refusesCalibratedProbabilitiesOfSomeClassesAlone() throws Exception {
    Path file = folder.resolve("some.csv");
    Files.writeString(
        file, "image_id,true_label,prob_a,prob_b,cal_b\ni0,b,0.1,0.9,0.8\ni1,a,0.9,0.1,0.2\n");

    Cli.Result result = evaluate(file.toString());

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err())
        .contains("row 1: 'cal_b': is not all")
        .contains("calibrated probabilities need the columns cal_a, cal_b");
  }

  @Test
  void theOrderOfRowsAndColumnsIsWithoutInfluence() throws Exception {
    Path file = predictions("model.csv", 1, 0.8);
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    List<String> turned = new ArrayList<>();
    for (String line : lines) {
      List<String> values = new ArrayList<>(List.of(line.split(",")));
      Collections.reverse(values);
      turned.add(String.join(",", values));
    }
    String header = turned.remove(0);
    Collections.reverse(turned);
    turned.add(0, header);
    Path other = Files.createDirectory(folder.resolve("turned")).resolve("model.csv");
    Files.write(other, turned);

    String[] options = {"--classes", "a,b", "--resamples", "200"};

    assertThat(evaluate(other.toString(), options).out())
        .isEqualTo(evaluate(file.toString(), options).out());
  }

  @Test
  void printsLatexWhoseNamesAreNoCommands() throws Exception {
    Path one = predictions("one.csv", 1, 0.9);
    Path two = predictions("two.csv", 2, 0.9);

    Cli.Result result = evaluate("a_b\\x=" + one, "c&d=" + two, "--latex", "--resamples", "200");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("\\begin{tabular}{lllll}", "a\\_b\\textbackslash{}x & 0.", "c\\&d & 0.")
        .contains("Balanced acc.");
  }

  @Test
  void readsTheOriginalStudysFilesAsTheyAre() throws Exception {
    Path dino = original("Dino_s", "Overall,,,0.75,0.8333333333333333,0.75,0.7333333333333334");
    Path resnet = original("ResNet_f", "Overall,,,0.9,0.9,0.9,0.9");

    Cli.Result result = evaluate(dino.toString(), resnet.toString(), "--resamples", "200");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("| Model | accuracy | balanced_accuracy | f1_weighted |")
        .contains("| Dino_s | 0.750 ", "| ResNet_f | 0.750 ")
        .contains("ResNet_f: its row Overall says accuracy 0.9, its other rows 0.75")
        .doesNotContain("Dino_s: its row Overall")
        .contains("only decisions are scored", "every image is taken as independent");
  }

  @Test
  void agreesWithWhatTheOriginalStudysFilesSayOfThemselves() {
    Path folders =
        Path.of(System.getProperty("shared.dir", "../../shared"))
            .resolve("golden-stats/legacy/prediction/result-public/1_chestxray");
    if (!Files.isDirectory(folders)) {
      System.err.println("SKIPPED: no files of the original study in " + folders);
      Assumptions.abort();
    }
    String file = "chestxray_best_accuracy_prediction.csv";

    Cli.Result result =
        evaluate(
            folders.resolve("Dino_s").resolve(file).toString(),
            folders.resolve("ResNet_f").resolve(file).toString(),
            "--json",
            "--resamples",
            "500");

    JsonNode document = Json.read(result.out(), JsonNode.class);
    assertThat(document.path("images").asInt()).isEqualTo(624);
    assertThat(document.path("models").get(0).path("name").asText()).isEqualTo("Dino_s");
    // of the row Overall
    assertThat(document.path("models").get(0).path("metrics").get(0).path("point").asDouble())
        .isCloseTo(0.9182692307692307, within(1e-12));
    assertThat(document.path("notes").toString()).doesNotContain("Overall");
    // expected/mcnemar.json, a-b: 6 and 6 of 12
    JsonNode contrast = document.path("comparison").path("metrics").get(0).path("contrasts").get(0);
    assertThat(contrast.path("p").asDouble()).isEqualTo(1);
    assertThat(contrast.path("discordantUnits").asInt()).isEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "i1,p1,a,0.9,0.2 | row 2, column prob_...: '1.1': is the sum of the row's probabilities",
        "i1,p1,a,1.5,0.2 | row 2, column prob_a: '1.5': is not a probability from 0 to 1",
        "i1,p1,a,x,0.2 | row 2, column prob_a: 'x': is not a probability from 0 to 1",
        "i1,p1,c,0.8,0.2 | row 2, column true_label: 'c': is not one of the classes a, b",
        "i1,,a,0.8,0.2 | row 2, column patient_id: '': is empty",
        "i1,p1,a,0.8 | row 2: has 4 values under 5 columns",
        "i0,p1,a,0.8,0.2 | row 3, column image_id: 'i0': is named a second time",
      })
  void namesRowColumnAndValueOfABadFile(String row, String message) throws Exception {
    Path file = folder.resolve("bad.csv");
    Files.writeString(
        file, "image_id,patient_id,true_label,prob_a,prob_b\n" + row + "\ni0,p0,b,0.1,0.9\n");

    Cli.Result result = evaluate(file.toString());

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(file + " has one fault:", message);
  }

  @Test
  void refusesFilesAboutOtherImagesOrTruths() throws Exception {
    Path one = folder.resolve("one.csv");
    Path two = folder.resolve("two.csv");
    Files.writeString(one, "image_id,true_label,prediction\nx,a,a\ny,b,a\nz,b,b\n");
    Files.writeString(two, "image_id,true_label,prediction\nx,b,a\ny,b,a\nw,b,b\n");

    Cli.Result result = evaluate(one.toString(), two.toString());

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err())
        .contains("two.csv has 3 faults")
        .contains("row 2, column of the true class: 'b': is 'a' in row 2 of " + one)
        .contains("row 4, column image: 'w': is not an image of " + one)
        .contains("no row: 'z': is missing; it is in row 4 of " + one);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--metric charm | --metric: no metric 'charm'; there are accuracy",
        "--metric f1_binary | needs --positive",
        "--metric ece_15 | ece_15 cannot be primary",
        "--reference nobody | no cell 'nobody'",
        "--family x:y:z | must be reference, all-pairs or A+B:C+D",
        "--family reference | needs --reference",
        "--adjust luck | must be one of max-t, holm",
        "--resamples 3 | resamples must be at least 100",
        "--positive c | --positive: 'c' must be one of exactly two classes",
        "--classes a,c | the class 'b' is in a file, but not among [a, c]",
        "--group ward | row 1: 'ward': is not a column",
        "--json --latex | exclude each other",
      })
  void refusesSettingsThatDoNotFit(String options, String message) throws Exception {
    Path file = folder.resolve("m.csv");
    Path other = folder.resolve("n.csv");
    Files.writeString(file, "image_id,true_label,prediction\nx,a,a\ny,b,a\n");
    Files.copy(file, other);
    List<String> line = new ArrayList<>(List.of(file.toString(), other.toString()));
    line.addAll(List.of(options.split(" ")));

    Cli.Result result = evaluate(line.get(0), line.subList(1, line.size()).toArray(String[]::new));

    assertThat(result.code()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(result.err()).contains(message);
  }

  @Test
  void helpDocumentsTheColumns() {
    assertThat(Cli.run(folder, "evaluate", "--help").out())
        .contains("image_id", "true_label", "prob_<class>", "predicted_label", "patient_id")
        .contains("--reference", "--family", "--latex", "--json", "Overall");
  }

  private Cli.Result evaluate(String file, String... more) {
    List<String> line = new ArrayList<>(List.of("evaluate", file));
    line.addAll(List.of(more));
    return Cli.run(folder, line.toArray(String[]::new));
  }

  /** Four images as the services write them, three decided rightly. */
  private Path calibrated(String name) throws IOException {
    List<Predictions.Row> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int label = i % 2;
      int decided = i < 3 ? label : 1 - label;
      double[] raw = {0.1, 0.1};
      double[] after = {0.25, 0.25};
      raw[decided] = 0.9;
      after[decided] = 0.75;
      rows.add(new Predictions.Row("i" + i, "p" + i, label, raw, after));
    }
    Path file = folder.resolve(name);
    new Predictions(List.of("a", "b"), rows).write(file);
    return file;
  }

  /** 240 images of 80 patients, half of each class, decided rightly with this probability. */
  private Path predictions(String name, long seed, double right) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder("image_id,patient_id,site,true_label,prob_a,prob_b\n");
    for (int i = 0; i < 240; i++) {
      boolean first = i % 2 == 0;
      boolean hit = random.nextDouble() < right;
      double sure = 0.5 + 0.49 * random.nextDouble();
      double a = first == hit ? sure : 1 - sure;
      text.append(
          String.format(
              Locale.ROOT,
              "i%03d,p%02d,%s,%s,%.6f,%.6f%n",
              i,
              i / 3,
              i / 3 % 2 == 0 ? "north" : "south",
              first ? "a" : "b",
              a,
              1 - Math.round(a * 1e6) / 1e6));
    }
    return Files.writeString(folder.resolve(name), text);
  }

  /**
   * Eight images as the original study's code wrote them: 2 of 4 of class 0 are decided wrongly.
   */
  private Path original(String model, String last) throws IOException {
    StringBuilder text = new StringBuilder("image_name,prediction,true_label\r\n");
    for (int i = 0; i < 8; i++) {
      int truth = i < 4 ? 0 : 1;
      int decision = i < 2 ? 1 : truth;
      text.append("\"('person%d_virus.jpeg',)\",%d,%d\r\n".formatted(i, decision, truth));
    }
    Path file =
        Files.createDirectory(folder.resolve(model)).resolve("x_best_accuracy_prediction.csv");
    return Files.writeString(file, text + last + "\r\n");
  }
}
