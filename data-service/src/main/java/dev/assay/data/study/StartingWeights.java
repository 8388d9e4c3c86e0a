// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Fault;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.study.Cells;
import dev.assay.contracts.study.Starts;
import dev.assay.contracts.study.StudySpec;
import dev.assay.data.store.ImportedModelRow;
import dev.assay.data.store.WeightsRow;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.OfficialWeights;
import dev.assay.weights.imported.ImportedFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The weights that each backbone of a study starts from. */
final class StartingWeights {
  private StartingWeights() {}

  /**
   * @param faults receives a fault for every backbone, and every file, that the study names and
   *     that is not registered
   * @param notes receives a note on the available backbones that are left out
   * @return weights and preprocessing in the order of the rows
   */
  static List<Cells.Start> of(StudySpec spec, List<Fault> faults, List<String> notes) {
    List<String> backbones =
        spec.availableBackbones() ? BackboneCatalogue.names() : spec.backbones();
    Map<String, List<Starts.File>> files = new LinkedHashMap<>();
    backbones.forEach(backbone -> files.put(backbone, registered(backbone)));
    spec.models().forEach(model -> files.put(model, imported(model)));
    List<String> used =
        spec.availableBackbones()
            ? backbones.stream().filter(name -> !files.get(name).isEmpty()).toList()
            : backbones;
    Starts starts =
        Starts.of(
            spec,
            used,
            name -> files.getOrDefault(name, List.of()),
            name -> BackboneCatalogue.require(name).preprocessing());
    if (spec.availableBackbones()) {
      noteLeftOut(backbones.stream().filter(name -> !used.contains(name)).toList(), used, notes);
    }
    if (used.isEmpty() && spec.models().isEmpty()) {
      faults.add(
          new Fault(
              "backbones",
              "available",
              "no weights are registered; register some, or name backbones and set pretrained to"
                  + " none"));
    }
    faults.addAll(starts.impossible(spec, BackboneCatalogue.ABILITIES));
    for (String backbone : starts.withoutFile()) {
      if (spec.models().contains(backbone)) {
        faults.add(
            new Fault(
                "models[" + spec.models().indexOf(backbone) + "]",
                backbone,
                "is no registered model; register a file %s"
                    .formatted(
                        ImportedFile.endings().stream()
                            .map(backbone::concat)
                            .collect(Collectors.joining(" or ")))));
        continue;
      }
      faults.add(
          new Fault(
              "backbones[" + spec.backbones().indexOf(backbone) + "]",
              backbone,
              "has no registered weights; register a file of them%s, or set pretrained to none"
                  .formatted(official(backbone))));
    }
    for (String file : starts.unknownFiles()) {
      faults.add(
          new Fault(
              "pretrained",
              file,
              "is no registered file of a backbone of this study; registered are: "
                  + String.join(", ", fileNames(files))));
    }
    return starts.starts();
  }

  private static void noteLeftOut(List<String> left, List<String> used, List<String> notes) {
    if (!used.isEmpty() && !left.isEmpty()) {
      notes.add("left out: no weights for " + String.join(", ", left));
    }
  }

  private static List<String> fileNames(Map<String, List<Starts.File>> files) {
    List<String> names =
        files.values().stream()
            .flatMap(List::stream)
            .map(file -> String.valueOf(file.weights().fileName()))
            .distinct()
            .toList();
    return names.isEmpty() ? List.of("none") : names;
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

  private static List<Starts.File> imported(String model) {
    return ImportedModelRow.of(model).stream()
        .map(row -> new Starts.File(row.choice(), row.preprocessing()))
        .toList();
  }

  /** The file that was registered last comes first. */
  private static List<Starts.File> registered(String backbone) {
    return WeightsRow.networks(backbone).stream()
        .map(
            row ->
                new Starts.File(
                    new WeightsChoice(row.source, row.file(), row.fileName, head(backbone)),
                    row.preprocessing()))
        .toList();
  }
}
