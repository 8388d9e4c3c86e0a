// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.FindingImages;
import dev.assay.contracts.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of images that may show several findings before anything is trained. */
class InspectFindingsTest {
  @TempDir Path folder;
  private FindingImages drawn;

  @BeforeEach
  void draw() throws Exception {
    drawn = FindingImages.write(folder.resolve("several"));
  }

  private Cli.Result inspect(String layout, String... more) {
    List<String> words =
        new ArrayList<>(List.of("data", "inspect", drawn.folder().toString(), "--layout", layout));
    words.addAll(List.of(more));
    return Cli.run(folder, words.toArray(String[]::new));
  }

  @Test
  void countsAnImageOnceAndOnceForEachFinding() {
    Cli.Result result = inspect("csv/findings:*");

    assertThat(result.code()).as(result.err()).isZero();
    long showing = drawn.rows().stream().filter(row -> row.contains("1")).count();
    assertThat(result.out())
        .contains("60 synthetic images of 30 patients, layout csv/findings:*")
        .contains(
            "findings    60 images: %d show one or more of 3, %d none of them, of 1 nothing is known"
                .formatted(showing, 59 - showing))
        .contains("    Mass: present 29 (15 patients), absent 30, not known 1")
        .contains(
            "    Edema: present %d (".formatted(drawn.count(1, "1")),
            "absent %d, not known %d".formatted(drawn.count(1, "0"), drawn.count(1, "") + 1))
        .contains("    Hernia: present 0 (0 patients), absent 59, not known 1")
        .doesNotContain("classes ", "warning");
  }

  @Test
  void whatHasOneClassHasNoFindings() {
    Cli.Result result =
        Cli.run(
            folder, "data", "inspect", drawn.folder().toString(), "--layout", "kermany", "--json");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(Json.read(result.out(), JsonNode.class).has("findings")).isFalse();
  }

  @Test
  void aFindingThatTheTableDoesNotHaveIsNamedWithThoseItHas() {
    Cli.Result result = inspect("csv/findings:Mass+Nodule");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("Nodule", "Mass", "Edema", "Hernia");
    assertThat(inspect("kermany/findings:Mass").err()).contains("kermany/findings:Mass");
  }
}
