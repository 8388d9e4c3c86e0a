// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.Check;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.cell.CellChoice;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a study compares: one primary metric and one family of differences for each data set, fixed
 * before there are results. Whatever else is compared is exploratory.
 *
 * @param primary the metric, one of {@link #PRIMARIES}
 * @param pairs {@code reference}: every cell minus the reference cell; {@code all}: every cell
 *     minus every later one; {@code none}: the contrasts alone
 * @param reference the reference cell of each data set; absent: the first that may be compared, in
 *     the order of the study
 * @param adjustment where adjusted p-values come from: {@code max-t} over the family's joint
 *     resamples, with simultaneous intervals, or {@code holm} over the p-values of a paired test
 *     (McNemar's, or DeLong's for areas; their clustered forms where patients have several images)
 * @param alpha family-wise level, over all interim analyses that the study declares; see {@link
 *     #alphaOfInterimAnalysis}
 * @param margin the largest difference that does not matter, in units of the metric; absent: no
 *     tests of non-inferiority or equivalence
 * @param contrasts names of ready-made contrasts, from {@link #CONTRASTS}, that belong to the same
 *     family as the pairs; absent: none
 * @param interimAnalyses ascending numbers, from 1, of the interim analyses at which the family is
 *     confirmatory; absent: only the first
 */
public record ComparisonPlan(
    String primary,
    String pairs,
    @Nullable CellChoice reference,
    String adjustment,
    double alpha,
    @Nullable Double margin,
    @Nullable List<String> contrasts,
    @JsonProperty("confirmatoryLooks") @Nullable List<Integer> interimAnalyses) {
  /**
   * Metrics that a study may declare as primary. Biased metrics and metrics of a single class are
   * not among them.
   */
  public static final List<String> PRIMARIES =
      List.of(
          "accuracy",
          "balanced_accuracy",
          "auroc",
          "auroc_ovr_macro",
          "auroc_ovr_weighted",
          "average_precision_macro",
          "f1_weighted",
          "f1_macro",
          "precision_weighted",
          "precision_macro",
          "specificity_macro",
          "mcc",
          "cohen_kappa",
          "cohen_kappa_quadratic",
          "log_loss",
          "brier_multiclass");

  /** Metrics with a paired test, whose p-values can be adjusted by Holm's method. */
  public static final List<String> TESTED = List.of("accuracy", "auroc");

  public static final String REFERENCE = "reference";
  public static final String ALL = "all";
  public static final String MAX_T = "max-t";
  public static final String HOLM = "holm";
  public static final String NONE = "none";
  public static final List<String> PAIRS = List.of(REFERENCE, ALL, NONE);

  /** Ready-made contrasts: cells against cells that differ in one property only. */
  public static final List<String> CONTRASTS =
      List.of("frozen-vs-fine-tuned", "small-vs-large", "dinov2-vs-imagenet");

  public static final List<String> ADJUSTMENTS = List.of(MAX_T, HOLM);

  public ComparisonPlan {
    oneOf("primary", primary, PRIMARIES);
    oneOf("pairs", pairs, PAIRS);
    oneOf("adjustment", adjustment, ADJUSTMENTS);
    Check.within("alpha", alpha, 1e-4, 0.5);
    if (margin != null) {
      Check.within("margin", margin, Double.MIN_NORMAL, 10);
    }
    if (adjustment.equals(HOLM) && !TESTED.contains(primary)) {
      throw new IllegalArgumentException(
          "adjustment holm is for " + TESTED + ", not for '" + primary + "'");
    }
    if (!pairs.equals(REFERENCE) && reference != null) {
      throw new IllegalArgumentException("pairs: " + pairs + " has no reference");
    }
    contrasts = contrasts == null || contrasts.isEmpty() ? null : List.copyOf(contrasts);
    if (contrasts != null) {
      contrasts.forEach(contrast -> oneOf("contrasts", contrast, CONTRASTS));
    }
    if (pairs.equals(NONE) && contrasts == null) {
      throw new IllegalArgumentException("pairs: none needs contrasts");
    }
    interimAnalyses = interimAnalyses == null ? null : List.copyOf(interimAnalyses);
    if (interimAnalyses != null) {
      requireAscending(interimAnalyses);
    }
  }

  private static void requireAscending(List<Integer> analyses) {
    Check.notEmpty("interimAnalyses", analyses);
    int before = 0;
    for (int analysis : analyses) {
      if (analysis <= before) {
        throw new IllegalArgumentException(
            "interimAnalyses must be ascending numbers from 1, not " + analyses);
      }
      before = analysis;
    }
  }

  /**
   * A plan without ready-made contrasts whose family is confirmatory at the first analysis only.
   */
  public ComparisonPlan(
      String primary,
      String pairs,
      @Nullable CellChoice reference,
      String adjustment,
      double alpha,
      @Nullable Double margin) {
    this(primary, pairs, reference, adjustment, alpha, margin, null, null);
  }

  private static void oneOf(String field, @Nullable String value, Collection<String> accepted) {
    if (value == null || !accepted.contains(value)) {
      throw new IllegalArgumentException(
          field + " must be one of " + accepted + ", not '" + value + "'");
    }
  }

  /**
   * The plan of a study that declares none: the accuracy of each cell is compared with that of the
   * first cell.
   */
  public static ComparisonPlan standard() {
    return new ComparisonPlan("accuracy", REFERENCE, null, MAX_T, 0.05, null);
  }

  /**
   * The plan of a study that declares none.
   *
   * @param findings whether images have several findings, of which each area is compared
   */
  public static ComparisonPlan standard(boolean findings) {
    return findings ? new ComparisonPlan("auroc", REFERENCE, null, MAX_T, 0.05, null) : standard();
  }

  /**
   * The level of one interim analysis. The analyses share {@link #alpha} equally. By Bonferroni's
   * inequality the family-wise level is kept however many images two analyses have in common, and
   * however many images each of them has.
   */
  @JsonIgnore
  public double alphaOfInterimAnalysis() {
    return interimAnalyses == null ? alpha : alpha / interimAnalyses.size();
  }

  /**
   * Whether the family is confirmatory at an interim analysis.
   *
   * @param analysis its number, from 1
   */
  public boolean isConfirmatoryAt(int analysis) {
    return interimAnalyses == null ? analysis == 1 : interimAnalyses.contains(analysis);
  }

  /**
   * The reference among the cells of one data set.
   *
   * @param cells in the order of the study
   * @return empty if no cell matches, or if the plan has no reference
   */
  public Optional<Cell> referenceAmong(List<Cell> cells) {
    return !pairs.equals(REFERENCE)
        ? Optional.empty()
        : cells.stream()
            .filter(Cell::isComparable)
            .filter(cell -> reference == null || reference.matches(cell))
            .findFirst();
  }
}
