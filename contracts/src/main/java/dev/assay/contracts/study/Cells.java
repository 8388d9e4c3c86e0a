// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Expands a study into its cells. Only this class determines the rows of the table and their order.
 */
public final class Cells {
  /** Rows of the table of one study. */
  public static final int MOST = 100_000;

  /** Cells times seeds. */
  public static final int MOST_RUNS = 1_000_000;

  /** Cells of a data set of which every two are compared: 19,900 differences in one family. */
  public static final int MOST_IN_PAIRS = 200;

  private Cells() {}

  /**
   * The weights and preprocessing that a backbone of the study starts with. A backbone may have
   * several starts.
   *
   * @param preprocessing of the weights, before the study's image size
   * @param training the kinds of training that have rows with this start; empty: those of the study
   */
  public record Start(
      String backbone,
      WeightsChoice weights,
      Preprocessing preprocessing,
      List<StudySpec.Training> training) {
    public Start {
      training = List.copyOf(training);
    }

    /** A start of all kinds of training. */
    public Start(String backbone, WeightsChoice weights, Preprocessing preprocessing) {
      this(backbone, weights, preprocessing, List.of());
    }

    /** The same under another name of where the weights come from. */
    Start withSource(String source) {
      return new Start(
          backbone,
          new WeightsChoice(
              source, weights.file(), weights.fileName(), weights.headFile(), weights.model()),
          preprocessing,
          training);
    }
  }

  /**
   * @param starts in the order of the rows
   * @return data sets with their folds or repeats, then with the external sets that their models
   *     are tested on, x backbones with their weights x image sizes x heads x frozen or fine-tuned
   *     x subset ratios, the last varying fastest; cells of a frozen backbone use no augmentation
   * @throws FaultException if there are more than {@link #MOST} cells, {@link #MOST_RUNS} runs, or
   *     {@link #MOST_IN_PAIRS} cells of a data set of which every two are to be compared
   */
  public static List<Cell> expand(StudySpec study, List<Start> starts) {
    refuseTooMany(study, starts.stream().mapToInt(start -> sizes(study, start).size()).sum());
    List<Cell> cells = new ArrayList<>();
    for (StudySpec.Dataset dataset : study.datasets()) {
      List<String> sections = new ArrayList<>(dataset.sections());
      sections.addAll(dataset.externalSections());
      for (String section : sections) {
        for (Start start : starts) {
          for (Preprocessing preprocessing : sizes(study, start)) {
            for (Trained trained : trained(study, start)) {
              for (double ratio : study.subsetRatios()) {
                cells.add(
                    Cell.of(
                        section,
                        start.backbone(),
                        start.weights(),
                        preprocessing,
                        trained.head(),
                        study
                            .recipe()
                            .forCell(
                                trained.head(),
                                trained.training().frozen(),
                                trained.training().adaptation()),
                        trained.training().frozen(),
                        ratio));
              }
            }
          }
        }
      }
    }
    return List.copyOf(cells);
  }

  private static void refuseTooMany(StudySpec study, int backbones) {
    long sections =
        study.datasets().stream()
            .mapToLong(d -> d.sections().size() + d.externalSections().size())
            .sum();
    int trained = trained(study, study.training()).size();
    long cells =
        Math.multiplyExact(sections * backbones, (long) trained * study.subsetRatios().size());
    String made =
        ("%d data sets with their folds, repeats and external sets x %d backbones with their"
                + " weights and image sizes x %d heads, frozen or fine-tuned x %d subset ratios")
            .formatted(sections, backbones, trained, study.subsetRatios().size());
    if (cells > MOST) {
      throw new FaultException(
          new Fault(
              "study", cells + " cells", "may have at most %d cells (%s)".formatted(MOST, made)));
    }
    long runs = cells * study.seeds().size();
    if (runs > MOST_RUNS) {
      throw new FaultException(
          new Fault(
              "seeds",
              runs + " runs",
              "may have at most %d runs: %d cells (%s) x %d seeds"
                  .formatted(MOST_RUNS, cells, made, study.seeds().size())));
    }
    long ofDataset = cells / sections;
    ComparisonPlan comparison = study.comparison();
    if (comparison != null
        && comparison.pairs().equals(ComparisonPlan.ALL)
        && ofDataset > MOST_IN_PAIRS) {
      throw new FaultException(
          new Fault(
              "evaluation.pairs",
              ComparisonPlan.ALL,
              "compares every two of at most %d cells of a data set, and there are %d; accepted: %s, or %s with contrasts"
                  .formatted(
                      MOST_IN_PAIRS, ofDataset, ComparisonPlan.REFERENCE, ComparisonPlan.NONE)));
    }
  }

  /**
   * Whether a backbone starts from more than one file, or from a file and from random weights, so
   * that a row must name its weights.
   */
  public static boolean haveSeveralWeights(List<Cell> cells) {
    Map<String, Set<String>> ofBackbone = new HashMap<>();
    // The same file has another identity where a head is built on the classifier beside it.
    cells.forEach(
        cell ->
            ofBackbone
                .computeIfAbsent(cell.backbone(), backbone -> new HashSet<>())
                .add(cell.weights().forHead("").identity()));
    return ofBackbone.values().stream().anyMatch(weights -> weights.size() > 1);
  }

  /**
   * The rows of the table. A pooled row stands before the rows of its folds.
   *
   * @param cells of the study, expanded
   * @param isPooled whether the folds of a data set are pooled
   */
  public static List<Cell> withPooled(
      StudySpec spec, List<Cell> cells, Predicate<StudySpec.Dataset> isPooled) {
    List<Cell> all = new ArrayList<>();
    for (StudySpec.Dataset dataset : spec.datasets()) {
      if (isPooled.test(dataset)) {
        all.addAll(pooled(dataset, cells));
      }
      cells.stream().filter(cell -> dataset.has(cell.dataset())).forEach(all::add);
    }
    return List.copyOf(all);
  }

  /**
   * The pooled rows of a cross-validation.
   *
   * @param cells of the study, with a cell of each fold
   * @return one for each cell of the first fold, in their order; empty without folds
   */
  public static List<Cell> pooled(StudySpec.Dataset dataset, List<Cell> cells) {
    if (dataset.split().folds() == null) {
      return List.of();
    }
    List<List<Cell>> ofFold =
        dataset.sections().stream()
            .map(section -> cells.stream().filter(c -> c.dataset().equals(section)).toList())
            .toList();
    List<Cell> pooled = new ArrayList<>();
    for (int i = 0; i < ofFold.getFirst().size(); i++) {
      int row = i;
      pooled.add(Cell.pooling(dataset.name(), ofFold.stream().map(c -> c.get(row)).toList()));
    }
    return List.copyOf(pooled);
  }

  private record Trained(String head, StudySpec.Training training) {}

  /** The study's heads x frozen or fine-tuned; without heads, each with its standard head. */
  private static List<Trained> trained(StudySpec study, List<StudySpec.Training> kinds) {
    List<String> heads = kinds.stream().flatMap(t -> study.headsOf(t).stream()).distinct().toList();
    List<Trained> all = new ArrayList<>();
    for (String head : heads) {
      for (StudySpec.Training training : kinds) {
        if (study.headsOf(training).contains(head)) {
          all.add(new Trained(head, training));
        }
      }
    }
    return all;
  }

  private static List<Trained> trained(StudySpec study, Start start) {
    return trained(study, start.training().isEmpty() ? study.training() : start.training());
  }

  /** Only its owner knows at which size an imported model works. */
  static List<Preprocessing> sizes(StudySpec study, Start start) {
    ImageSizes sizes = study.imageSize();
    return sizes == null || start.weights().model() != null
        ? List.of(start.preprocessing())
        : sizes.of(start.backbone(), start.preprocessing());
  }
}
