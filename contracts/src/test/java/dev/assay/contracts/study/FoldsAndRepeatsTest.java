// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldsAndRepeatsTest {
  private static final StudyReader READER = new StudyReader(List.of("resnet50"), List.of("folder"));

  @Test
  void everyFoldIsASectionOfItsOwn() {
    StudySpec study = READER.read(study("{folds: 3, overlap: drop}"));

    List<Cell> cells =
        Cells.expand(
            study,
            List.of(new Cells.Start("resnet50", WeightsChoice.none(), Preprocessing.imageNet())));

    assertThat(study.datasets().getFirst().split().overlap()).isEqualTo("drop");
    assertThat(cells)
        .extracting(Cell::dataset)
        .containsExactly("xray.fold-1-of-3", "xray.fold-2-of-3", "xray.fold-3-of-3");
    assertThat(cells).extracting(Cell::cellId).doesNotHaveDuplicates();
  }

  @Test
  void whatFoldsComeToTogetherIsARowOfItsOwn() {
    StudySpec study = READER.read(study("{folds: 3}"));
    List<Cell> cells =
        Cells.expand(
            study,
            List.of(new Cells.Start("resnet50", WeightsChoice.none(), Preprocessing.imageNet())));

    List<Cell> pooled = Cells.pooled(study.datasets().getFirst(), cells);

    assertThat(pooled).hasSize(1);
    assertThat(pooled.getFirst().dataset()).isEqualTo("xray");
    assertThat(pooled.getFirst().isPooled()).isTrue();
    assertThat(pooled.getFirst().pools())
        .containsExactlyElementsOf(cells.stream().map(Cell::cellId).toList());
    assertThat(cells).extracting(Cell::cellId).doesNotContain(pooled.getFirst().cellId());
    // A table of the data set without folds has other rows.
    assertThat(
            Cells.expand(
                    READER.read(study("{seed: 3}")),
                    List.of(
                        new Cells.Start(
                            "resnet50", WeightsChoice.none(), Preprocessing.imageNet())))
                .getFirst()
                .cellId())
        .isNotEqualTo(pooled.getFirst().cellId());
    assertThat(Json.read(Json.write(pooled.getFirst()), Cell.class)).isEqualTo(pooled.getFirst());
    assertThat(Json.write(cells.getFirst())).doesNotContain("pools");
    assertThat(Cells.pooled(READER.read(study("{repeats: 2}")).datasets().getFirst(), List.of()))
        .isEmpty();
  }

  @Test
  void aSingleSplitKeepsTheNameOfItsDataSet() {
    assertThat(READER.read(study("{seed: 3}")).datasets().getFirst().sections())
        .containsExactly("xray");
    assertThat(READER.read(study("{repeats: 2}")).datasets().getFirst().sections())
        .containsExactly("xray.repeat-1-of-2", "xray.repeat-2-of-2");
  }

  @Test
  void namesWhatCannotBeAskedFor() {
    assertThat(faults("{folds: 1}"))
        .containsExactly("datasets[0].split.folds: '1': must be an integer from 2 to 20");
    assertThat(faults("{folds: 3, repeats: 2}"))
        .containsExactly("datasets[0].split.repeats: '2': cannot be used together with folds");
    assertThat(faults("{overlap: keep}"))
        .containsExactly("datasets[0].split.overlap: 'keep': must be one of refuse, drop");
  }

  private static List<String> faults(String split) {
    FaultException e = catchThrowableOfType(FaultException.class, () -> READER.read(study(split)));
    return e.faults().stream().map(Fault::line).toList();
  }

  private static String study(String split) {
    return """
    name: s
    datasets:
      - {name: xray, layout: folder, split: %s}
    backbones: [resnet50]
    """
        .formatted(split);
  }
}
