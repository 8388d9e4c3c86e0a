// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value that cannot be is refused under the name of its option. */
class EvaluateOptionsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "--confidence, 1, 'in (0.5, 1), not 1.0'",
    "--confidence, 0.5, 'in (0.5, 1), not 0.5'",
    "--confidence, NaN, 'in (0.5, 1), not NaN'",
    "--resamples, 99, 'at least 100, not 99'",
    "--margin, 0, 'above 0, not 0.0'",
    "--margin, -0.1, 'above 0, not -0.1'",
    "--margin, NaN, 'above 0, not NaN'",
    "--alpha, 0.5, 'below 0.5, not 0.5'",
    "--metric, ece, cannot be primary",
  })
  void isNamed(String option, String value, String accepted) throws IOException {
    StringBuilder rows = new StringBuilder("image,label,prob_a,prob_b\n");
    for (int i = 0; i < 20; i++) {
      rows.append("i%d,%s,0.%d,0.%d\n".formatted(i, i % 2 == 0 ? "a" : "b", 4, 6));
    }
    Path file = Files.writeString(folder.resolve("model.csv"), rows.toString());

    Cli.Result refused = Cli.run(folder, "evaluate", file.toString(), option + "=" + value);

    assertThat(refused.code()).as(refused.out()).isEqualTo(ExitCode.BAD_INPUT.number());
    assertThat(refused.err()).contains(option + ": ").contains(accepted).hasLineCount(1);
    assertThat(refused.out()).isEmpty();
  }
}
