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
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code assay evaluate} of files of several findings per image. */
class EvaluateFindingsTest {
  private static final List<String> CHEST = List.of("Effusion", "Mass", "Hernia", "Pneumonia");

  @TempDir Path folder;

  @Test
  void showsEachFindingTheirMeanAndTheDifferences() throws Exception {
    Path good = predictions("good.csv", 1, 1.6);
    Path fair = predictions("fair.csv", 2, 0.6);

    Cli.Result result =
        Cli.run(folder, "evaluate", good.toString(), fair.toString(), "--resamples", "500");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("| Finding | known | present | share | good | fair |")
        .contains("| Effusion | 200 | ", "| Hernia | 200 | 0 | 0.000 | n/a | n/a |")
        .contains("| Mean over 3 of 4 findings |  |  |  | 0.")
        .contains("auroc, primary: all pairs of models in each finding, one family")
        .contains("| Effusion | good - fair | +0.", "first better")
        .contains("auroc, mean over findings, exploratory: a family of its own")
        .contains("| Mean over 3 of 4 findings | good - fair | +0.")
        .contains("max-T: the 3 differences of 3 findings are worth ")
        .contains("average_precision_positive, exploratory")
        .contains(
            "- Hernia has no value and is not in the mean over findings: present in none of the 200"
                + " images for which it is known")
        .contains("- 20 values of -1 (uncertain) count as not known")
        .contains("200 images of 100 groups (patient_id), 4 findings with 95 % intervals;");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 200})
  void terminalGetsTablesWithinItsWidth(int columns) throws Exception {
    Path good = predictions("good.csv", 1, 1.6);
    Path fair = predictions("fair.csv", 2, 0.6);

    Cli.Result result =
        Cli.onTerminal(
            folder, columns, "evaluate", good.toString(), fair.toString(), "--resamples", "100");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
    assertThat(result.out()).contains("AUROC", "AP", "Effusion", "Mean over 3", "3 of 3 decided");
  }

  @Test
  void documentAndTablesHaveEveryNumber() throws Exception {
    Path good = predictions("good.csv", 1, 1.6);
    Path fair = predictions("fair.csv", 2, 0.6);
    Path values = folder.resolve("values.csv");
    Path differences = folder.resolve("differences.csv");

    Cli.Result result =
        Cli.run(
            folder,
            "evaluate",
            good.toString(),
            fair.toString(),
            "--resamples",
            "500",
            "--margin",
            "0.05",
            "--json",
            "--findings-file",
            values.toString(),
            "--differences-file",
            differences.toString());

    assertThat(result.code()).as(result.err()).isZero();
    JsonNode document = Json.read(result.out(), JsonNode.class);
    JsonNode mass = document.path("findings").get(1);
    assertThat(mass.path("finding").asText()).isEqualTo("Mass");
    assertThat(mass.path("known").asInt()).isEqualTo(180);
    assertThat(mass.path("prevalence").asDouble())
        .isCloseTo(mass.path("present").asInt() / 180.0, within(1e-12));
    JsonNode model = document.path("models").get(0);
    double sum = 0;
    for (int f : new int[] {0, 1, 3}) {
      sum += model.path("findings").get(f).path("metrics").get(0).path("point").asDouble();
    }
    assertThat(model.path("mean").get(0).path("point").asDouble()).isCloseTo(sum / 3, within(1e-9));
    JsonNode contrast =
        document
            .path("comparison")
            .path("metrics")
            .get(0)
            .path("findings")
            .get(0)
            .path("contrasts")
            .get(0);
    assertThat(contrast.path("contrast").asText()).isEqualTo("good - fair");
    assertThat(contrast.path("pEquivalent").asDouble()).isBetween(0.0, 1.0);
    assertThat(Files.readAllLines(values)).hasSize(1 + 2 * 2 * (4 + 1));
    assertThat(Files.readAllLines(values).get(1))
        .startsWith("finding,Effusion,good,auroc,200,")
        .contains(model.path("findings").get(0).path("metrics").get(0).path("point").asText());
    assertThat(Files.readAllLines(differences)).hasSize(1 + 2 * (3 + 1));
  }

  @Test
  void latexHasATableOfEachMetricAndOneOfDifferences() throws Exception {
    Path good = predictions("good.csv", 1, 1.6);
    Path fair = predictions("fair.csv", 2, 0.6);

    Cli.Result result =
        Cli.run(
            folder, "evaluate", good.toString(), fair.toString(), "--resamples", "100", "--latex");

    assertThat(result.out())
        .contains("Finding & Present & Known & good & fair \\\\")
        .contains("Mean over 3 of 4 findings &  &  & 0.")
        .contains("Effusion & good - fair & +0.", "Mean over 3 of 4 findings & good - fair & +0.")
        .contains("in each finding, with simultaneous intervals; p adjusted by max-T");
    assertThat(result.out().split("begin\\{table}", -1)).hasSize(4);
  }

  @Test
  void filesOfOneModelAreItsSeeds() throws Exception {
    Path first = predictions("first.csv", 1, 1.2);
    Path second = predictions("second.csv", 2, 1.2);

    Cli.Result result = Cli.run(folder, "evaluate", "m=" + first, "m=" + second, "--json");

    assertThat(result.code()).as(result.err()).isZero();
    JsonNode model = Json.read(result.out(), JsonNode.class).path("models").get(0);
    assertThat(model.path("files")).hasSize(2);
    assertThat(model.path("mean").get(0).path("seedSd").asDouble()).isPositive();
  }

  @Test
  void columnsMayBeInAnotherOrderAndWrittenAsInGermany() throws Exception {
    Path one =
        file(
            "one.csv",
            "image,true_a,prob_a,true_b,prob_b",
            "x,1,0.75,0,0.5",
            "y,0.0,0.25,1.0,0.5",
            "z,,0.5,-1.0,0.5");
    Path two =
        file(
            "two.csv",
            "prob_b;prob_a;true_b;true_a;image",
            "0,5;0,5;;;z",
            "0,5;0,25;1;0;y",
            "0,5;0,75;0;1;x");

    Cli.Result result =
        Cli.run(folder, "evaluate", one.toString(), two.toString(), "--resamples", "100");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("| a | 2 | 1 | 0.500 | 1.000 [", "| b | 2 | 1 | 0.500 | 0.500 [")
        .contains("every image is taken as independent");
  }

  @Test
  void aThousandFindingsAreOneFamily() throws Exception {
    StringBuilder header = new StringBuilder("image_id");
    for (int f = 0; f < 1000; f++) {
      header.append(",true_f").append(f).append(",prob_f").append(f);
    }
    for (int m = 0; m < 2; m++) {
      SplittableRandom truth = new SplittableRandom(3);
      SplittableRandom scores = new SplittableRandom(4 + m);
      StringBuilder text = new StringBuilder(header).append('\n');
      for (int i = 0; i < 60; i++) {
        text.append('i').append(i);
        for (int f = 0; f < 1000; f++) {
          boolean present = truth.nextDouble() < 0.3;
          text.append(present ? ",1," : ",0,")
              .append(String.format(Locale.ROOT, "%.3f", scores.nextDouble()));
        }
        text.append('\n');
      }
      Files.writeString(folder.resolve("m" + m + ".csv"), text);
    }

    Cli.Result result =
        Cli.run(
            folder,
            "evaluate",
            folder.resolve("m0.csv").toString(),
            folder.resolve("m1.csv").toString(),
            "--also",
            "auroc",
            "--resamples",
            "200",
            "--json");

    assertThat(result.code()).as(result.err()).isZero();
    JsonNode metric =
        Json.read(result.out(), JsonNode.class).path("comparison").path("metrics").get(0);
    assertThat(metric.path("findings")).hasSize(1000);
    assertThat(metric.findValues("adjustedP")).allMatch(p -> p.asDouble() > 0.05);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image_id,true_a|x,1|row 1: 'true_a': has no column prob_a; findings need both",
        "image_id,true_a,prob_a,prob_b|x,1,.5,.5|row 1: 'prob_b': has no column true_b",
        "image_id,true_,prob_|x,1,.5|row 1: 'true_': has no name of a finding behind it",
        "name,true_a,prob_a|x,1,.5|has no column image_id or image or image_name",
        "image_id,true_a,prob_a|x,yes,.5|row 2, column true_a: 'yes': is not 1 (present), 0"
            + " (absent),",
        "image_id,true_a,prob_a|x,1,1.5|row 2, column prob_a: '1.5': is not a probability",
        "image_id,true_a,prob_a|x,1,|row 2, column prob_a: '': is not a probability",
        "image_id,true_a,prob_a|,1,.5|row 2, column image_id: '': is empty",
        "image_id,true_a,prob_a|x,1|row 2: has 2 values under 3 columns",
        "image_id,patient,true_a,prob_a|x,,1,.5|row 2, column patient: '': is empty",
        "image_id,true_a,prob_a||row 2: is missing",
      })
  void refusesWhatCannotBeRead(String header, String row, String message) throws Exception {
    Path file = file("m.csv", header, row == null ? "" : row);

    Cli.Result result = Cli.run(folder, "evaluate", file.toString());

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(message);
  }

  @Test
  void refusesFilesThatDoNotAgree() throws Exception {
    Path one = file("one.csv", "image,true_a,prob_a", "x,1,.5", "y,0,.5");
    Path other = file("other.csv", "image,true_a,prob_a", "x,,.5", "z,0,.5");
    Path more = file("more.csv", "image,true_a,prob_a,true_b,prob_b", "x,1,.5,1,.5");
    Path label = file("label.csv", "image,true_label,predicted_label", "x,a,a");

    assertThat(Cli.run(folder, "evaluate", one.toString(), other.toString()).err())
        .contains("row 2, column of the truth of a: 'not known': is 'present' in row 2 of")
        .contains("'z': is not an image of", "no row: 'y': is missing");
    assertThat(Cli.run(folder, "evaluate", one.toString(), more.toString()).err())
        .contains("row 1: 'b': is not a finding of");
    assertThat(Cli.run(folder, "evaluate", more.toString(), one.toString()).err())
        .contains("row 1: has no finding 'b' of");
    assertThat(Cli.run(folder, "evaluate", one.toString(), label.toString()).err())
        .contains("one.csv has findings (columns true_<finding>)", "label.csv has none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--metric|accuracy|metric: 'accuracy' is not computed for several findings per image; auroc"
            + " and",
        "--also|f1|also: 'f1' is not computed for several findings",
        "--classes|a,b|--classes or --positive does not go with files of several findings",
        "--subgroups|site|--subgroups does not go with files of several findings",
        "--findings-file|no/such/file.csv|--findings-file: there is no folder",
      })
  void refusesWhatFindingsDoNotHave(String option, String value, String message) throws Exception {
    Path file = predictions("m.csv", 1, 1);

    Cli.Result result = Cli.run(folder, "evaluate", file.toString(), option, value);

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(message);
  }

  @Test
  void filesOfOneLabelHaveNoFindingsToWrite() throws Exception {
    Path label = file("label.csv", "image,true_label,predicted_label", "x,a,a", "y,b,a");

    Cli.Result result =
        Cli.run(folder, "evaluate", label.toString(), "--findings-file", "values.csv");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--findings-file does not go with files of one label");
  }

  @Test
  void readsTheExportOfAStudyThatHasADataSetPerFinding() throws Exception {
    exported("effusion", "resnet", 1, .9);
    exported("effusion", "vit", 1, .6);
    exported("mass", "resnet", 1, .9);
    exported("mass", "vit", 1, .6);

    Cli.Result result =
        Cli.run(
            folder,
            "evaluate",
            folder.resolve("out").toString(),
            "--reference",
            "vit",
            "--resamples",
            "100");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("| Finding | known | present | share | resnet | vit |")
        .contains("| effusion | 60 | 30 |", "| mass | 60 | 20 |")
        .contains("| mass | resnet - vit | +0.", "each model against vit in each finding")
        .contains("60 images of 30 groups (group), 2 findings")
        .contains("- each data set of the study is a finding, by its name");
  }

  @Test
  void readsEveryFolderOfPredictionsInAnExport() throws Exception {
    exported("effusion", "resnet", 1, .9);
    exported("effusion", "vit", 1, .6);
    Path predictions = folder.resolve("out/predictions");
    String ofExport =
        Cli.run(folder, "evaluate", folder.resolve("out").toString(), "--resamples", "100").out();

    assertThat(ofExport).contains("resnet", "vit");
    for (Path same : new Path[] {predictions, predictions.resolve("effusion")}) {
      Cli.Result result = Cli.run(folder, "evaluate", same.toString(), "--resamples", "100");
      assertThat(result.code()).as(result.err()).isZero();
      assertThat(result.out()).isEqualTo(ofExport);
    }
    Cli.Result model =
        Cli.run(folder, "evaluate", predictions + "/effusion/vit/.", "--resamples", "100");
    assertThat(model.code()).as(model.err()).isZero();
    assertThat(model.out()).contains("vit").doesNotContain("resnet");
    exported("mass", "resnet", 1, .9);
    exported("mass", "vit", 1, .6);
    assertThat(
            Cli.run(
                    folder,
                    "evaluate",
                    predictions.toString(),
                    "--reference",
                    "vit",
                    "--resamples",
                    "100")
                .out())
        .contains("60 images of 30 groups (group), 2 findings");
  }

  @Test
  void refusesExportsWhoseDataSetsAreNoFindingsOfTheSameImages() throws Exception {
    Path out = folder.resolve("out");
    assertThat(Cli.run(folder, "evaluate", folder.toString()).err())
        .contains("is a folder without predictions/; 'assay export STUDY -o DIR' writes one");
    Files.createDirectories(out.resolve("predictions"));
    assertThat(Cli.run(folder, "evaluate", out.toString()).err())
        .contains("out/predictions has no predictions of a data set");
    assertThat(Cli.run(folder, "evaluate", out.resolve("predictions").toString()).err())
        .contains("out/predictions has no predictions of a data set");
    exported("effusion", "vit", 1, .6);
    exported("effusion.repeat-2-of-3", "vit", 1, .6);
    assertThat(Cli.run(folder, "evaluate", out.toString()).err())
        .contains("effusion and effusion.repeat-2-of-3 say the same of every image");
    Files.delete(out.resolve("predictions/effusion.repeat-2-of-3/vit/seed-1.test.csv"));
    Files.delete(out.resolve("predictions/effusion.repeat-2-of-3/vit"));
    Files.delete(out.resolve("predictions/effusion.repeat-2-of-3"));
    Path mass = exported("mass", "vit", 1, .6);
    assertThat(Cli.run(folder, "evaluate", out.toString(), mass.toString()).err())
        .contains("a folder of 'assay export' with several data sets is evaluated by itself");
    assertThat(Cli.run(folder, "evaluate", out.toString(), "--group", "site").err())
        .contains("--group does not go with the folder of an exported study");
    List<String> lines = Files.readAllLines(mass);

    Files.write(mass, lines.subList(0, 40));
    assertThat(Cli.run(folder, "evaluate", out.toString()).err())
        .contains("is about other test images than the first data set, effusion")
        .contains("name one data set to evaluate it by itself: ", "predictions/mass");

    Files.write(mass, lines.stream().map(l -> l.replace("mass-p3,", "mass-p4,")).toList());
    assertThat(Cli.run(folder, "evaluate", out.toString()).err())
        .contains("its image is in another group than in the first data set");

    Files.write(mass, lines.stream().map(l -> l.replace("no mass", "nodule")).toList());
    assertThat(Cli.run(folder, "evaluate", out.toString()).err())
        .contains("mass has the classes [mass, nodule]; a finding has two, of which one is its");

    Files.write(mass, lines);
    exported("mass", "resnet", 1, .6);
    assertThat(Cli.run(folder, "evaluate", out.toString()).err())
        .contains("every finding needs all models");
    exported("effusion", "resnet", 2, .6);
    assertThat(Cli.run(folder, "evaluate", out.toString()).err())
        .contains("mass, resnet has test predictions of the seeds [1], not [2] as effusion");
  }

  /**
   * As {@code assay export} writes it: 60 images of 30 patients, whose names differ by data set.
   */
  private Path exported(String finding, String model, int seed, double right) throws IOException {
    Path of =
        Files.createDirectories(folder.resolve("out/predictions").resolve(finding).resolve(model));
    SplittableRandom random = new SplittableRandom(finding.length() + model.length());
    List<String> lines = new ArrayList<>();
    lines.add(
        "image_id,group,part,true_label,predicted_label,prob_%s,prob_no %s,age"
            .formatted(finding, finding));
    int every = finding.equals("mass") ? 3 : 2;
    for (int i = 0; i < 60; i++) {
      boolean present = i % every == 0;
      double p = (present == random.nextDouble() < right ? 0.5 : 0) + 0.5 * random.nextDouble();
      lines.add(
          String.format(
              Locale.ROOT,
              "i%d,%s-p%d,test,%s,%s,%s,%s,50",
              i,
              finding,
              i / 2,
              present ? finding : "no " + finding,
              p > .5 ? finding : "no " + finding,
              p,
              1 - p));
    }
    return Files.write(of.resolve("seed-" + seed + ".test.csv"), lines);
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  /** 100 patients of two images; Mass is uncertain for 20 images, and Hernia is nowhere. */
  private Path predictions(String name, long seed, double strength) throws IOException {
    SplittableRandom truth = new SplittableRandom(77);
    SplittableRandom scores = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder("image_id,patient_id");
    CHEST.forEach(f -> text.append(",true_").append(f).append(",prob_").append(f));
    text.append('\n');
    for (int i = 0; i < 200; i++) {
      text.append("i%03d,p%02d".formatted(i, i / 2));
      for (String finding : CHEST) {
        boolean present = truth.nextDouble() < 0.3 && !finding.equals("Hernia");
        double z = (present ? strength : 0) + 3 * scores.nextDouble() - 1.5;
        boolean uncertain = finding.equals("Mass") && i % 10 == 0;
        text.append(
            String.format(
                Locale.ROOT,
                ",%s,%.6f",
                uncertain ? "-1" : present ? "1" : "0",
                1 / (1 + Math.exp(-z))));
      }
      text.append('\n');
    }
    return Files.writeString(folder.resolve(name), text);
  }
}
