// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table of layouts in the user guide is generated from the layouts. */
class LayoutTableTest {
  private static final Path GUIDE = Path.of("..", "docs", "guide", "data-sets.md");
  private static final String BEGIN = "<!-- layouts: begin -->\n";
  private static final String END = "<!-- layouts: end -->";

  private static String withTable(String guide) {
    int begin = guide.indexOf(BEGIN) + BEGIN.length();
    return guide.substring(0, begin)
        + "| layout | the folder | groups | predefined parts |\n|---|---|---|---|\n"
        + String.join("\n", Layout.table())
        + "\n"
        + guide.substring(guide.indexOf(END));
  }

  @Test
  void theGuideHasTheTableOfTheLayouts() throws IOException {
    String guide = Files.readString(GUIDE);
    assertThat(guide).contains(BEGIN, END);
    if (Boolean.getBoolean("layouts.write")) {
      Files.writeString(GUIDE, withTable(guide));
    }

    assertThat(Files.readString(GUIDE))
        .as("write it with mvn -pl datasets test -Dtest=LayoutTableTest -Dlayouts.write=true")
        .isEqualTo(withTable(guide));
  }
}
