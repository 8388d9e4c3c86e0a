// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.reporting.render.SampleReports;
import dev.assay.reporting.render.latex.LatexReport;
import dev.assay.reporting.render.table.Table;
import dev.assay.reporting.render.table.Table.Message;
import dev.assay.reporting.render.table.Table.Numbers;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  private static final Columns OTHER_ORDER =
      new Columns(
          List.of(LabelColumn.TRAINING, LabelColumn.BACKBONE),
          List.of(ValueColumn.AUROC, ValueColumn.VALIDATION_ACCURACY, ValueColumn.ACCURACY));

  @Test
  void tableHasTheColumnsOfItsListInThatOrder() {
    Table table = Table.of(SampleReports.finished(), OTHER_ORDER);

    assertThat(table.labels()).containsExactly("Training", "Backbone");
    assertThat(table.values()).containsExactly("AUROC", "Val. accuracy", "Accuracy");
    Numbers tuned = (Numbers) table.blocks().getFirst().lines().get(2);
    assertThat(tuned.labels()).containsExactly("fine-tuned", "MobileNetV2");
    assertThat(tuned.entries())
        .extracting(Table.Entry::point)
        .containsExactly("0.937", "0.931", "0.918");
    assertThat(tuned.entries()).extracting(Table.Entry::bold).containsExactly(false, true, true);
  }

  @Test
  void baselineAndMessagesFollowTheOrder() {
    List<Table.Line> lines =
        Table.of(SampleReports.running(), OTHER_ORDER).blocks().getFirst().lines();

    assertThat(lines.getFirst().labels()).containsExactly(Table.BASELINE, "");
    assertThat(((Numbers) lines.getFirst()).entries())
        .extracting(Table.Entry::point)
        .containsExactly("0.500", "", "0.600");
    assertThat(lines.getLast()).isInstanceOf(Message.class);
    assertThat(lines.getLast().labels()).containsExactly("frozen", "MobileNetV2");
  }

  @Test
  void latexHasTheOrderThatIsDeclaredForIt() {
    assertThat(LatexReport.render(SampleReports.finished()))
        .contains(
            "Backbone & Training & Val. accuracy & Accuracy & Balanced acc. & F1 (weighted) &"
                + " AUROC");
  }

  @Test
  void everyFormatShowsEveryMetric() {
    assertThat(List.of(Columns.LATEX, Columns.MARKDOWN, Columns.HTML))
        .allSatisfy(
            columns -> {
              assertThat(columns.labels()).containsExactlyInAnyOrder(LabelColumn.values());
              assertThat(columns.values()).containsExactlyInAnyOrder(ValueColumn.values());
            });
  }

  @Test
  void columnIsThereOnce() {
    assertThatThrownBy(
            () ->
                new Columns(
                    List.of(LabelColumn.BACKBONE, LabelColumn.BACKBONE),
                    List.of(ValueColumn.AUROC)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }
}
