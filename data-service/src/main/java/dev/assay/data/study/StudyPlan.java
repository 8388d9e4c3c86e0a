// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Hash;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.study.StudySpec;
import dev.assay.data.store.ImportedModelRow;
import dev.assay.data.store.VersionRow;
import dev.assay.data.store.WeightsRow;
import dev.assay.datasets.split.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a study that was checked completely and can be run.
 *
 * @param cells all rows of the table
 * @param splits in the order of the study
 * @param notes for the readers of the table
 * @param exploratory sections on which all comparisons are exploratory: see {@link StudySubmitted}
 */
record StudyPlan(
    StudySpec spec,
    List<Cell> cells,
    List<PlannedSplit> splits,
    List<String> notes,
    List<String> exploratory) {
  private static final int FORMAT_VERSION = 1;

  StudyPlan {
    cells = List.copyOf(cells);
    splits = List.copyOf(splits);
    notes = List.copyOf(notes);
    exploratory = List.copyOf(exploratory);
  }

  /**
   * The split of one section: of a data set, of one of its folds or repeats, or of an external set.
   *
   * @param dataset name of the section in the table
   * @param registered name of the data set
   * @param at its place in the study file
   * @param version content hash of its version
   * @param testOnly whether only models of another split are tested on it; then no later split
   *     continues it
   * @param joined the two data sets of its images; absent if they are of one
   */
  record PlannedSplit(
      String dataset,
      String registered,
      String at,
      String version,
      Split split,
      boolean testOnly,
      ExternalPlans.@Nullable Joined joined) {
    /** A split of the images of one data set. */
    PlannedSplit(
        String dataset,
        String registered,
        String at,
        String version,
        Split split,
        boolean testOnly) {
      this(dataset, registered, at, version, split, testOnly, null);
    }

    SplitManifest manifest() {
      return joined == null ? split.manifest(dataset) : joined.split().manifest(dataset);
    }

    /** A split of one data set on which models are trained. */
    PlannedSplit(String dataset, String registered, String at, String version, Split split) {
      this(dataset, registered, at, version, split, false);
    }
  }

  /**
   * In the transaction that starts the study.
   *
   * @throws FaultException if data or weights were erased since this was planned
   */
  void refuseWhatWasErased() {
    List<Fault> faults = new ArrayList<>();
    for (PlannedSplit split : splits) {
      ExternalPlans.Joined joined = split.joined();
      if (joined == null) {
        refuse(split.at(), split.registered(), split.version(), faults);
      } else {
        refuse(joined.trained().at(), joined.trained().dataset(), joined.trained().hash(), faults);
        refuse(joined.tested().at(), joined.tested().dataset(), joined.tested().hash(), faults);
      }
    }
    cells.stream()
        .map(Cell::weights)
        .flatMap(weights -> Stream.of(weights.file(), weights.headFile()))
        .filter(Objects::nonNull)
        .map(ArtifactRef::sha256)
        .distinct()
        .filter(sha256 -> WeightsRow.of(sha256).isEmpty())
        .filter(sha256 -> !ImportedModelRow.hasFile(sha256))
        .forEach(sha256 -> faults.add(new Fault("pretrained", sha256, "is no longer registered")));
    if (!faults.isEmpty()) {
      throw new FaultException(faults);
    }
  }

  private static void refuse(String at, String dataset, String version, List<Fault> faults) {
    if (VersionRow.of(dataset, version).isEmpty()) {
      faults.add(new Fault(at + ".name", dataset, "has no longer the version that was split"));
    }
  }

  /** The same plan with more notes. */
  StudyPlan withNotes(List<String> more) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(more);
    return new StudyPlan(spec, cells, splits, all, exploratory);
  }

  /** The same plan with these exploratory sections. */
  StudyPlan withExploratory(List<String> sections) {
    return new StudyPlan(spec, cells, splits, notes, sections);
  }

  /** Names in the table, in the order of the cells. */
  List<String> datasets() {
    return cells.stream().map(Cell::dataset).distinct().toList();
  }

  /**
   * Hash of everything that determines the results: the study without its folders, the content of
   * its data sets, and the weights.
   */
  String contentHash() {
    record Identity(StudySpec spec, List<String> splits, List<String> cells, int formatVersion) {}
    return Hash.ofJson(
        new Identity(
            withoutFolders(),
            splits.stream().map(s -> s.split().splitId()).toList(),
            cells.stream().map(Cell::cellId).toList(),
            FORMAT_VERSION));
  }

  private StudySpec withoutFolders() {
    return new StudySpec(
        spec.name(),
        spec.datasets().stream().map(StudySpec.Dataset::withoutFolders).toList(),
        spec.backbones(),
        spec.pretrained(),
        spec.heads(),
        spec.training(),
        spec.recipe(),
        spec.seeds(),
        spec.subsetRatios(),
        spec.imageSize(),
        spec.checkpoint(),
        spec.evaluation(),
        spec.threads(),
        spec.device(),
        spec.comparison(),
        null,
        spec.models());
  }

  /** The sizes at which the cells of a section need its images. */
  SortedSet<PackedSize> sizes(String dataset) {
    SortedSet<PackedSize> sizes = new TreeSet<>();
    cells.stream()
        .filter(c -> c.dataset().equals(dataset))
        .forEach(c -> sizes.add(PackedSize.of(c.preprocessing())));
    return sizes;
  }

  /** The notes and the warnings of the splits, for the user who submits the study. */
  List<String> notesAndWarnings() {
    List<String> all = new ArrayList<>(notes);
    splits.forEach(
        s -> s.split().warnings().forEach(warning -> all.add(s.dataset() + ": " + warning)));
    return List.copyOf(all);
  }
}
