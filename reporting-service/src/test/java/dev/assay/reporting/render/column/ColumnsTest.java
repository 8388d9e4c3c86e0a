// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.reporting.render.SampleFindings;
import dev.assay.reporting.render.SampleReports;
import dev.assay.reporting.render.latex.LatexReport;
import dev.assay.reporting.render.table.Table;
import dev.assay.reporting.render.table.Table.Message;
import dev.assay.reporting.render.table.Table.Numbers;
import java.util.ArrayList;
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

    assertThat(lines.getFirst().labels()).containsExactly("majority class", "");
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
              List<ValueColumn> values = new ArrayList<>(columns.values());
              values.addAll(columns.of(SampleFindings.compared()).values());
              assertThat(values).containsExactlyInAnyOrder(ValueColumn.values());
            });
  }

  @Test
  void aRowNamesItsWeightsWhereABackboneHasSeveral() {
    Cell one = cell("resnet50", "ImageNet-1k (torchvision V1)", "1");
    Cell two = cell("resnet50", "ImageNet-1k (torchvision V2)", "2");
    Cell other = cell("vgg16", "ImageNet-1k (torchvision V1)", "3");
    Cell random = cell("resnet50", "none", "");

    assertThat(LabelColumn.needed(List.of(one, other))).doesNotContain(LabelColumn.WEIGHTS);
    assertThat(LabelColumn.needed(List.of(one, two, other)))
        .startsWith(LabelColumn.BACKBONE, LabelColumn.WEIGHTS);
    assertThat(LabelColumn.needed(List.of(random, other, one))).contains(LabelColumn.WEIGHTS);
    assertThat(List.of(two, random))
        .extracting(LabelColumn.WEIGHTS::of)
        .containsExactly("ImageNet-1k (torchvision V2)", "random");
  }

  private static Cell cell(String backbone, String source, String digit) {
    return Cell.of(
        "chest",
        backbone,
        digit.isEmpty()
            ? WeightsChoice.none()
            : new WeightsChoice(source, ArtifactRef.of(digit.repeat(64), 1, "x/y"), "w.pth"),
        Preprocessing.imageNet(),
        "linear",
        Recipe.paper(),
        true,
        1);
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
