// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Fault;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.study.Cells;
import dev.assay.contracts.study.StudySpec;
import dev.assay.data.store.WeightsRow;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.OfficialWeights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The weights that each backbone of a study starts from. */
final class StartingWeights {
  private StartingWeights() {}

  /**
   * @param faults receives a fault for every backbone that the study names without registered
   *     weights
   * @param notes receives a note on the available backbones that are left out
   * @return weights and preprocessing by backbone, in the order of the rows
   */
  static Map<String, Cells.Start> of(StudySpec spec, List<Fault> faults, List<String> notes) {
    if (StudySpec.NONE.equals(spec.pretrained())) {
      return random(spec.backbones());
    }
    return spec.availableBackbones() ? available(faults, notes) : named(spec.backbones(), faults);
  }

  private static Map<String, Cells.Start> random(List<String> backbones) {
    Map<String, Cells.Start> starts = new LinkedHashMap<>();
    for (String backbone : backbones) {
      starts.put(
          backbone,
          new Cells.Start(
              WeightsChoice.none(), BackboneCatalogue.require(backbone).preprocessing()));
    }
    return starts;
  }

  private static Map<String, Cells.Start> available(List<Fault> faults, List<String> notes) {
    Map<String, Cells.Start> starts = new LinkedHashMap<>();
    List<String> left = new ArrayList<>();
    for (String backbone : BackboneCatalogue.names()) {
      Optional<Cells.Start> start = registered(backbone);
      start.ifPresentOrElse(s -> starts.put(backbone, s), () -> left.add(backbone));
    }
    if (starts.isEmpty()) {
      faults.add(
          new Fault(
              "backbones",
              "available",
              "no weights are registered; register some, or name backbones and set pretrained to"
                  + " none"));
    } else if (!left.isEmpty()) {
      notes.add("left out: no weights for " + String.join(", ", left));
    }
    return starts;
  }

  private static Map<String, Cells.Start> named(List<String> backbones, List<Fault> faults) {
    Map<String, Cells.Start> starts = new LinkedHashMap<>();
    for (int i = 0; i < backbones.size(); i++) {
      String backbone = backbones.get(i);
      Optional<Cells.Start> start = registered(backbone);
      if (start.isPresent()) {
        starts.put(backbone, start.get());
      } else {
        faults.add(
            new Fault(
                "backbones[" + i + "]",
                backbone,
                "has no registered weights; register a file of them%s, or set pretrained to none"
                    .formatted(official(backbone))));
      }
    }
    return starts;
  }

  private static String official(String backbone) {
    return OfficialWeights.of(backbone).stream()
        .findFirst()
        .map(w -> ", for example %s from %s".formatted(w.fileName(), w.url()))
        .orElse("");
  }

  /** The official classifier of a backbone, if it is a separate file and registered. */
  private static @Nullable ArtifactRef head(String backbone) {
    return WeightsRow.head(backbone, OfficialWeights.HEAD_LAYERS)
        .map(WeightsRow::file)
        .orElse(null);
  }

  /**
   * Faults of cells whose head needs an official classifier that is not registered, one per
   * backbone.
   *
   * @param cells of a study
   */
  static List<Fault> missingHeads(List<Cell> cells) {
    Map<String, Fault> faults = new LinkedHashMap<>();
    for (Cell cell : cells) {
      Optional<OfficialWeights> official =
          OfficialWeights.head(cell.backbone(), OfficialWeights.HEAD_LAYERS);
      boolean lacks = !cell.weights().isRandom() && cell.weights().headFile() == null;
      if (cell.head().equals(WeightsChoice.CLASSIFIER_HEAD) && lacks && official.isPresent()) {
        faults.put(
            cell.backbone(),
            new Fault(
                "heads",
                cell.head(),
                "of %s needs its official classifier, which is not registered: register %s from %s"
                    .formatted(cell.backbone(), official.get().fileName(), official.get().url())));
      }
    }
    return List.copyOf(faults.values());
  }

  private static Optional<Cells.Start> registered(String backbone) {
    return WeightsRow.current(backbone)
        .map(
            row ->
                new Cells.Start(
                    new WeightsChoice(row.source, row.file(), row.fileName, head(backbone)),
                    row.preprocessing()));
  }
}
