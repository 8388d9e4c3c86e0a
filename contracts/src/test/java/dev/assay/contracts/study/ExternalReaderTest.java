// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExternalReaderTest {
  private static final StudyReader READER =
      new StudyReader(List.of("resnet50"), List.of("folder", "kermany"));

  private static String study(String split, String external) {
    return """
    name: s
    datasets:
      - name: xray
        layout: kermany
        split: %s
        external: %s
    backbones: [resnet50]
    """
        .formatted(split, external);
  }

  private static List<String> faults(String split, String external) {
    FaultException e =
        catchThrowableOfType(FaultException.class, () -> READER.read(study(split, external)));
    return e.faults().stream().map(Fault::line).toList();
  }

  @Test
  void readsExternalSets() {
    StudySpec study =
        READER.read(
            study(
                "{}",
                "[{name: b, layout: folder, images: /b, classes: {ill: PNEUMONIA, odd: leave-out},"
                    + " patients: same, overlap: drop, comparison: declared,"
                    + " decoding: {sixteen-bit: min-max}}, {name: c, layout: folder}]"));

    List<ExternalSet> external = study.datasets().getFirst().external();
    assertThat(external.getFirst())
        .isEqualTo(
            new ExternalSet(
                "b",
                "folder",
                "/b",
                new DecodingOptions(null, DecodingOptions.SixteenBit.MIN_MAX, null),
                Map.of("ill", "PNEUMONIA", "odd", "leave-out"),
                true,
                true,
                true));
    assertThat(external.getLast())
        .isEqualTo(new ExternalSet("c", "folder", null, null, Map.of(), false, false, false));
  }

  @Test
  void everyCellHasARowForEachSetAfterItsOwn() {
    StudySpec study =
        READER.read(study("{}", "[{name: b, layout: folder}, {name: c, layout: folder}]"));

    List<Cell> cells =
        Cells.expand(
            study,
            List.of(new Cells.Start("resnet50", WeightsChoice.none(), Preprocessing.imageNet())));

    assertThat(cells)
        .extracting(Cell::dataset)
        .containsExactly("xray", "xray.external-b", "xray.external-c");
    assertThat(cells).extracting(Cell::cellId).doesNotHaveDuplicates();
  }

  @Test
  void aStudyWithoutSuchSetsIsTheSameAsBefore() {
    StudySpec.Dataset dataset =
        READER
            .read("name: s\ndatasets: [{name: a, layout: folder}]\nbackbones: [resnet50]")
            .datasets()
            .getFirst();

    assertThat(Json.write(dataset)).doesNotContain("external");
  }

  @Test
  void namesEveryFault() {
    assertThat(faults("{}", "[{name: xray, layout: folder}]"))
        .containsExactly(
            "datasets[0].external[0].name: 'xray': is the data set itself, which has its own"
                + " test part");
    assertThat(faults("{}", "[{name: b, layout: dir, overlap: keep, patients: all, color: red}]"))
        .containsExactly(
            "datasets[0].external[0].layout: 'dir': must be one of folder, kermany",
            "datasets[0].external[0].patients: 'all': must be one of other, same",
            "datasets[0].external[0].overlap: 'keep': must be one of refuse, drop",
            "datasets[0].external[0].color: is not a key of datasets[0].external[0]; accepted keys:"
                + " classes, comparison, decoding, images, layout, name, overlap, patients");
    assertThat(faults("{}", "[{name: b, layout: folder, classes: {ill: 3}}]"))
        .containsExactly(
            "datasets[0].external[0].classes.ill: '3': must be the class of 'xray' that it is, or"
                + " leave-out");
    assertThat(faults("{folds: 3}", "[{name: b, layout: folder}]"))
        .containsExactly(
            "datasets[0].external: is tested by the models of one split; with folds or repeats"
                + " there are several");
    assertThat(faults("{}", "[{name: b, layout: folder}, {name: b, layout: folder}]"))
        .contains("datasets[0].external[1].name: 'b': is listed twice");
    assertThat(faults("{}", "[{name: b, layout: folder, decoding: {alpha: red}}]"))
        .containsExactly(
            "datasets[0].external[0].decoding.alpha: 'red': must be one of drop, white");
    assertThat(faults("{}", "[{name: b, layout: folder, decoding: {sixteenBit: clip}}]"))
        .containsExactly(
            "datasets[0].external[0].decoding.sixteenBit: is not a key of"
                + " datasets[0].external[0].decoding; accepted keys: alpha, frames,"
                + " orientation, secondary-capture, sixteen-bit, slice-axis");
  }
}
