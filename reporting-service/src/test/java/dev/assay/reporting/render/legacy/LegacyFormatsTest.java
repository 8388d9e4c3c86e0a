// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.reporting.render.SampleReports;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class LegacyFormatsTest {
  private static final String TEXT =
      """
      Task: 1_chestxray; Model: Dino_s
      Accuracy: 0.9181 (0.9178, 0.9185)
      Precision: 0.9223 (0.9221, 0.9226)
      Recall: 0.9181 (0.9178, 0.9185)
      F1 Score: 0.9188 (0.9185, 0.9191)
      Task: 1_chestxray; Model: ResNet_f
      Accuracy: 0.9182 (0.9179, 0.9185)
      Precision: 0.9219 (0.9216, 0.9222)
      Recall: 0.9182 (0.9179, 0.9185)
      F1 Score: 0.9189 (0.9186, 0.9192)
      """;

  @Test
  void textHasTheBytesOfTheOriginalEvaluationScript() {
    assertThat(LegacyText.render(SampleReports.legacy())).isEqualTo(TEXT);
  }

  @Test
  void bothFormatsAreByteForByteWhatTheOriginalScriptsWrote() throws Exception {
    String shared = System.getProperty("shared.dir");
    Path files = Path.of(shared == null ? "" : shared, "golden-stats", "legacy", "prediction");
    if (shared == null || !Files.isDirectory(files)) {
      System.err.println("SKIPPED: the original study's example files are not in " + files);
      Assumptions.abort("the original study's example files are not in " + files);
    }

    assertThat(LegacyText.render(SampleReports.legacy()))
        .isEqualTo(Files.readString(files.resolve("result-public_weighted.txt")));
    assertThat(LegacyLatex.table(SampleReports.legacy()))
        .isEqualTo(Files.readString(files.resolve("result-private_weighted_latex.txt")));
  }

  @Test
  void tasksGetTheNumberThatTheOriginalTableScriptLooksFor() {
    assertThat(LegacyText.render(SampleReports.finished()))
        .startsWith("Task: 1_chest_xray; Model: mobilenet_v2_f\n");
  }

  @Test
  void writesCellsWithoutIntervalsAsComments() {
    assertThat(LegacyLatex.render(SampleReports.running()))
        .contains("\\end{table}\n% ")
        .contains("failed: training failed (seed 2)");
  }
}
