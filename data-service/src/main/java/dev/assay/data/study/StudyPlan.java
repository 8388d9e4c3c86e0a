package dev.assay.data.study;

import dev.assay.contracts.Hash;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.split.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A study that can be run: nothing about it is left to check.
 *
 * @param cells every row of the table
 * @param splits one per data set, in the order of the study
 * @param notes what a reader of the table must know
 * @param exploratory data sets on which nothing is confirmatory: see {@link StudySubmitted}
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
   * @param dataset name in the table: of the data set, or of one of its folds or repeats
   * @param registered name of the data set
   * @param at its place in the study file
   * @param version content hash of its version
   * @param grown whether models that are trained on another are tested on it: it is not one that
   *     later splits continue
   * @param joined the data sets that its images are of, if they are of two
   */
  record PlannedSplit(
      String dataset,
      String registered,
      String at,
      String version,
      Split split,
      boolean grown,
      ExternalPlans.@Nullable Joined joined) {
    /** Of one data set. */
    PlannedSplit(
        String dataset, String registered, String at, String version, Split split, boolean grown) {
      this(dataset, registered, at, version, split, grown, null);
    }

    SplitManifest manifest() {
      return joined == null ? split.manifest(dataset) : joined.test().manifest(dataset);
    }

    /** For models to be trained on it. */
    PlannedSplit(String dataset, String registered, String at, String version, Split split) {
      this(dataset, registered, at, version, split, false);
    }
  }

  /** The same plan, and what else a reader must know. */
  StudyPlan noting(List<String> more) {
    List<String> all = new ArrayList<>(notes);
    all.addAll(more);
    return new StudyPlan(spec, cells, splits, all, exploratory);
  }

  /** The same plan, in which nothing about some data sets is confirmatory. */
  StudyPlan exploratory(List<String> sections) {
    return new StudyPlan(spec, cells, splits, notes, sections);
  }

  /** Names in the table, in the order of the cells. */
  List<String> datasets() {
    return cells.stream().map(Cell::dataset).distinct().toList();
  }

  /**
   * Hash of everything that decides the results: the study without its folders, the content of its
   * data sets, the weights.
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
        null);
  }

  /** The sizes at which the cells of a data set want its images packed. */
  SortedSet<PackedSize> sizes(String dataset) {
    SortedSet<PackedSize> sizes = new TreeSet<>();
    cells.stream()
        .filter(c -> c.dataset().equals(dataset))
        .forEach(c -> sizes.add(PackedSize.of(c.preprocessing())));
    return sizes;
  }

  /** The notes, and the warnings of the splits, for the one who submits the study. */
  List<String> notesAndWarnings() {
    List<String> all = new ArrayList<>(notes);
    splits.forEach(
        s -> s.split().warnings().forEach(warning -> all.add(s.dataset() + ": " + warning)));
    return List.copyOf(all);
  }
}
