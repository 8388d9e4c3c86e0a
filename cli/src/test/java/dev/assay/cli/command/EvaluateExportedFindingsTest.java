// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
