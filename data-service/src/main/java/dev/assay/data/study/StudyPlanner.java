// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.cell.CellChoice;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.study.Cells;
import dev.assay.contracts.study.StudyReader;
import dev.assay.contracts.study.StudySpec;
import dev.assay.data.dataset.FingerprintStore;
import dev.assay.data.dataset.Versions;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.VersionRow;
import dev.assay.data.study.StudyPlan.PlannedSplit;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.PublishedIds;
import dev.assay.datasets.split.ExtendedSplit;
import dev.assay.datasets.split.SharedSplit;
import dev.assay.datasets.split.Split;
import dev.assay.datasets.split.SplitSettings;
import dev.assay.datasets.split.Splitter;
import dev.assay.weights.BackboneCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks a study file against the registered data sets and weights and plans it; stores nothing.
 */
@ApplicationScoped
public class StudyPlanner {
  private final Versions versions;
  private final FingerprintStore fingerprintStore;
  private final SplitHistory history;
  private final ExternalPlans external;
  private final PublishedIds ids;
  private final ImportedFeatures features;
  private final StudyReader reader =
      new StudyReader(BackboneCatalogue.names(), Layout.ALL.keySet());

  StudyPlanner(
      Versions versions,
      FingerprintStore fingerprintStore,
      SplitHistory history,
      ExternalPlans external,
      PublishedIds ids,
      ImportedFeatures features) {
    this.features = features;
    this.versions = versions;
    this.ids = ids;
    this.fingerprintStore = fingerprintStore;
    this.history = history;
    this.external = external;
  }

  /**
   * @param text YAML or JSON
   * @throws FaultException with every fault
   */
  @Transactional
  StudyPlan plan(String text) {
    StudyPlan plan = plan(reader.read(text), StudyRevision.FIRST);
    return plan.withExploratory(plan.spec().isConfirmatoryAt(1) ? List.of() : plan.datasets());
  }

  /**
   * @param text YAML or JSON
   * @return one warning for each key that has an earlier name in the text
   * @throws FaultException with every fault
   */
  List<String> warnings(String text) {
    return reader.readWithWarnings(text).warnings();
  }

  /**
   * A plan that trains nothing: the models of the revision before are tested on all test images so
   * far and, in a separate section, on the newest test images only. The declared comparisons are
   * confirmatory for all test images, at the interim analyses that the study declares.
   *
   * @throws FaultException with every fault; also if the test part has no new images
   */
  @Transactional
  StudyPlan reEvaluation(String text, StudyRevision revision) {
    StudyPlan plan = plan(reader.read(text), revision);
    Set<String> sections =
        plan.splits().stream().map(PlannedSplit::dataset).collect(Collectors.toSet());
    if (revision.extendedFrom().keySet().stream()
        .noneMatch(section -> sections.contains(revision.newest(section)))) {
      throw new FaultException(
          new Fault(
              "datasets",
              null,
              "have no new images for the test part, so there is nothing to evaluate"));
    }
    boolean declared = plan.spec().isConfirmatoryAt(revision.number());
    Set<String> exploratory = new LinkedHashSet<>(declared ? List.of() : plan.datasets());
    List<Cell> cells = new ArrayList<>();
    for (Cell cell : plan.cells()) {
      cells.add(cell);
      String newest = revision.newest(cell.dataset());
      if (sections.contains(newest)) {
        exploratory.add(newest);
        cells.add(
            Cell.of(
                newest,
                cell.backbone(),
                cell.weights(),
                cell.preprocessing(),
                cell.head(),
                cell.recipe(),
                cell.frozen(),
                cell.subsetRatio()));
      }
    }
    return new StudyPlan(plan.spec(), cells, plan.splits(), plan.notes(), List.copyOf(exploratory));
  }

  private StudyPlan plan(StudySpec spec, StudyRevision revision) {
    List<Fault> faults = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<PlannedSplit> splits = new ArrayList<>();
    for (int i = 0; i < spec.datasets().size(); i++) {
      splits.addAll(split(spec.datasets().get(i), "datasets[" + i + "]", splits, revision, faults));
    }
    List<Cells.Start> starts = StartingWeights.of(spec, faults, notes);
    if (!faults.isEmpty()) {
      throw new FaultException(faults);
    }
    List<Cell> cells = FoldRows.withPooled(spec, Cells.expand(spec, starts), splits);
    faults.addAll(StartingWeights.missingHeads(cells));
    faults.addAll(missingReferences(spec, cells));
    faults.addAll(features.missing(cells, splits));
    if (!faults.isEmpty()) {
      throw new FaultException(faults);
    }
    return new StudyPlan(spec, cells, splits, notes, List.of());
  }

  /** For a study of all available backbones, its backbones are known only after planning. */
  private static List<Fault> missingReferences(StudySpec spec, List<Cell> cells) {
    ComparisonPlan comparison = spec.comparison();
    CellChoice reference = comparison == null ? null : comparison.reference();
    return reference == null || cells.stream().anyMatch(reference::matches)
        ? List.of()
        : List.of(
            new Fault(
                "evaluation.reference",
                reference.words(),
                "is no cell of this study: its weights are not there"));
  }

  private List<PlannedSplit> split(
      StudySpec.Dataset wanted,
      String at,
      List<PlannedSplit> before,
      StudyRevision revision,
      List<Fault> faults) {
    Optional<VersionRow> registered =
        RegisteredDatasets.find(wanted.name(), wanted.layout(), wanted.decoding(), at, faults);
    if (registered.isEmpty()) {
      return List.of();
    }
    VersionRow row = registered.get();
    try {
      DatasetVersion version = versions.load(row);
      List<PlannedSplit> splits = new ArrayList<>();
      List<SplitSettings> settings = SplitSettings.of(wanted.split());
      for (int i = 0; i < settings.size(); i++) {
        String section = wanted.sections().get(i);
        SplitManifest parent = revision.extendedFrom().get(section);
        if (parent != null) {
          ExtendedSplit extended =
              ExtendedSplit.of(version, settings.get(i), ids.internal(parent, version));
          splits.add(testOnly(section, wanted.name(), at, row, extended.union()));
          extended
              .batch()
              .map(batch -> testOnly(revision.newest(section), wanted.name(), at, row, batch))
              .ifPresent(splits::add);
          continue;
        }
        Split split = split(wanted.name(), row, version, settings.get(i), before);
        splits.add(
            new PlannedSplit(
                section,
                wanted.name(),
                at,
                row.contentHash,
                split.withWarnings(
                    fingerprintStore.leaks(row, version, split.partByImage()).warnings())));
      }
      if (!wanted.external().isEmpty()) {
        splits.addAll(external.of(wanted, at, splits.getFirst(), row, version, faults));
      }
      return FoldRows.withPooled(wanted, splits);
    } catch (DatasetException e) {
      e.faults().forEach(fault -> faults.add(new Fault(at + ".split", null, fault)));
      return List.of();
    }
  }

  private static PlannedSplit testOnly(
      String section, String name, String at, VersionRow row, Split split) {
    return new PlannedSplit(section, name, at, row.contentHash, split, true);
  }

  private Split split(
      String name,
      VersionRow row,
      DatasetVersion version,
      SplitSettings settings,
      List<PlannedSplit> before)
      throws DatasetException {
    Optional<SplitManifest> parent = history.parent(name, settings, version);
    if (!Layout.sharesPatients(row.layout)) {
      return Splitter.split(version, settings, parent.orElse(null));
    }
    Optional<SplitManifest> kept = history.kept(name, settings, version);
    return kept.isPresent()
        ? SharedSplit.restored(version, settings, kept.get())
        : SharedSplit.split(
            version, settings, parent.orElse(null), siblings(name, row, version, settings, before));
  }

  /** Splits of data sets with the same patients, of this study and of earlier ones. */
  private List<SplitManifest> siblings(
      String name,
      VersionRow row,
      DatasetVersion version,
      SplitSettings settings,
      List<PlannedSplit> before) {
    List<SplitManifest> siblings =
        new ArrayList<>(
            SharedSplit.siblings(
                version,
                settings,
                before.stream().filter(p -> !p.testOnly()).map(PlannedSplit::split).toList()));
    for (DatasetRow other : DatasetRow.sorted()) {
      boolean planned = before.stream().anyMatch(p -> p.registered().equals(other.name));
      if (!planned && !other.name.equals(name) && isSibling(other, row)) {
        history.newest(other.name, settings).ifPresent(siblings::add);
      }
    }
    return siblings;
  }

  private static boolean isSibling(DatasetRow other, VersionRow row) {
    return other.versionId != null
        && other.version().layout.equals(row.layout)
        && other.version().root.equals(row.root);
  }
}
