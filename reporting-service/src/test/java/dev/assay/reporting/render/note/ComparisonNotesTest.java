// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.evaluation.ComparisonPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonNotesTest {
  @Test
  void namesPairsAndContrastsOfTheFamily() {
    assertThat(ComparisonNotes.family(ComparisonPlan.standard()))
        .isEqualTo("each cell minus the reference cell");
    assertThat(
            ComparisonNotes.family(
                new ComparisonPlan(
                    "mcc", "all", null, "max-t", 0.05, null, List.of("small-vs-large"), null)))
        .isEqualTo("all pairs of cells and the contrasts small-vs-large");
    assertThat(
            ComparisonNotes.family(
                new ComparisonPlan(
                    "mcc", "none", null, "max-t", 0.05, null, List.of("small-vs-large"), null)))
        .isEqualTo("the contrasts small-vs-large");
  }
}
