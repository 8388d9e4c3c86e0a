// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code assay evaluate} of the predictions that a study of several findings per image exports. The
 * first line is that of reporting-service's {@code FindingsExportTest}: whoever changes one of them
 * changes both.
 */
class EvaluateExportedFindingsTest {
  private static final String HEADER =
      "image_id,group,part,\"true_Mass, large\",\"true_=\u00d6dem \"\"links\"\"\",true_hernia,"
          + "\"prob_Mass, large\",\"prob_=\u00d6dem \"\"links\"\"\",prob_hernia,site";

  @TempDir Path folder;

  @Test
  void readsEachSeedOfAModel() throws Exception {
    Path one = exported(1);
    Path two = exported(2);

    Cli.Result result =
        Cli.run(folder, "evaluate", "swin=" + one, "swin=" + two, "--resamples", "100");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("| Finding | known | present | share | swin |")
        // Of 40 images nothing is known of the last one, and of the second finding of every fourth.
        .contains("| Mass, large | 39 | 13 |", "| =\u00d6dem \"links\" | 30 | ")
        .contains("| hernia | 39 | 0 | 0.000 | n/a |")
        .contains("40 images of 20 groups (group), 3 findings");
  }

  @Test
  void theFolderOfAnExportHasTheModelsOfItsStudy() throws Exception {
    Path swin = Files.createDirectories(folder.resolve("out/predictions/chest/swin_t_frozen"));
    Path vit = Files.createDirectories(folder.resolve("out/predictions/chest/vit_frozen"));
    // By number: 10 is the second seed, though it is the first name.
    for (int seed : new int[] {2, 10}) {
      Files.move(exported(seed), swin.resolve("seed-" + seed + ".test.csv"));
      Files.move(exported(seed + 3), vit.resolve("seed-" + seed + ".test.csv"));
    }
    Files.writeString(swin.resolve("seed-2.validation.csv"), "not read");

    Cli.Result whole = evaluate("out");
    Cli.Result one = evaluate("out/predictions/chest");
    Cli.Result beside = evaluate("out", "mine=" + exported(1));

    assertThat(whole.code()).as(whole.err()).isZero();
    assertThat(whole.out())
        .contains("| Finding | known | present | share | swin_t_frozen | vit_frozen |")
        .contains("40 images of 20 groups (group), 3 findings");
    assertThat(one.out()).isEqualTo(whole.out());
    assertThat(beside.code()).as(beside.err()).isZero();
    assertThat(beside.out()).contains("| swin_t_frozen | vit_frozen | mine |");

    Cli.Result json = evaluate("out", "--json");
    assertThat(json.out().indexOf("seed-2.test.csv"))
        .isBetween(0, json.out().indexOf("seed-10.test.csv"));
  }

  @Test
  void aFolderThatCouldMeanTwoThingsIsRefused() throws Exception {
    Path swin = Files.createDirectories(folder.resolve("out/predictions/chest/swin"));
    Files.move(exported(1), swin.resolve("seed-1.test.csv"));

    assertThat(evaluate("vit=" + folder.resolve("out")).err())
        .contains("the models of an exported study have names; give the folder without one");
    assertThat(evaluate("out", "swin=" + exported(2)).err())
        .contains("both have a model 'swin'; name the files of one of them with MODEL=FILE");
    assertThat(evaluate("swin=" + exported(2), "out").err()).contains("both have a model 'swin'");

    Path other = Files.createDirectories(folder.resolve("out/predictions/other/swin"));
    Files.move(exported(1), other.resolve("seed-1.test.csv"));
    assertThat(evaluate("out").err())
        .contains("out has several data sets, and chest has several findings per image")
        .contains("name one data set to evaluate it by itself: ", "out/predictions/other");
    Files.createDirectories(folder.resolve("out/predictions/chest/vit"));
    assertThat(evaluate("out/predictions/chest").err())
        .contains("chest/vit has no test predictions, seed-<n>.test.csv");
  }

  private Cli.Result evaluate(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("evaluate", "--resamples", "100"));
    for (String argument : arguments) {
      all.add(argument.startsWith("out") ? folder.resolve(argument).toString() : argument);
    }
    return Cli.run(folder, all.toArray(String[]::new));
  }

  private Path exported(int seed) throws IOException {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (int i = 0; i < 40; i++) {
      String truth =
          i == 39
              ? ",,"
              : (i % 3 == 0 ? 1 : 0) + "," + (i % 4 == 3 ? "" : i % 2 == 0 ? "1" : "0") + ",0";
      text.append("image-%d,group-%d,test,%s".formatted(i, i / 2, truth));
      for (int f = 0; f < 3; f++) {
        text.append(',').append((7 * i + 5 * f + 2 * seed) % 16 / 16.0);
      }
      text.append(i % 4 == 0 ? ",\n" : ",ward 1\n");
    }
    Path file = folder.resolve("seed-" + seed + ".test.csv");
    Files.writeString(file, text);
    return file;
  }
}
