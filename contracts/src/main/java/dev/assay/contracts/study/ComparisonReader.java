// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import dev.assay.contracts.cell.CellChoice;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.study.StudySpec.Training;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the keys of {@code evaluation} that declare what is compared. */
final class ComparisonReader {
  /** With more analyses, each would have too small a level to detect any difference. */
  private static final int MOST_INTERIM_ANALYSES = 100;

  private static final String INTERIM_ANALYSES = "interim-analyses";
  private static final List<String> KEYS =
      List.of(
          "primary",
          "pairs",
          "reference",
          "adjusted-p",
          "alpha",
          "margin",
          "contrasts",
          INTERIM_ANALYSES);

  private ComparisonReader() {}

  /** The values that a reference cell can be chosen from. */
  record Rows(
      Collection<String> backbones,
      Collection<String> heads,
      Collection<Training> training,
      Collection<Double> ratios) {}

  /**
   * Absent if the study declares nothing; then {@link ComparisonPlan#standard(boolean)} applies, as
   * for each key that it leaves out.
   *
   * @param findings whether images may show several
   */
  static @Nullable ComparisonPlan read(StudyNode node, Rows rows, boolean findings) {
    node.renamed(INTERIM_ANALYSES, "confirmatory-looks");
    // every key is read, so that each is a known key even if another is wrong
    if (KEYS.stream().filter(node::has).toList().isEmpty()) {
      return null;
    }
    ComparisonPlan standard = ComparisonPlan.standard(findings);
    String primary = node.oneOf("primary", standard.primary(), ComparisonPlan.PRIMARIES);
    String pairs = node.oneOf("pairs", standard.pairs(), ComparisonPlan.PAIRS);
    String adjusted = node.oneOf("adjusted-p", standard.adjustment(), ComparisonPlan.ADJUSTMENTS);
    double alpha = node.number("alpha", standard.alpha(), 1e-4, 0.5);
    Double margin = node.numberOrNull("margin", 1e-6, 10);
    CellChoice reference = reference(node, rows);
    if (adjusted.equals(ComparisonPlan.HOLM) && !ComparisonPlan.TESTED.contains(primary)) {
      node.fault(
          "adjusted-p",
          adjusted,
          "needs a paired test, which "
              + String.join(" and ", ComparisonPlan.TESTED)
              + " have and "
              + primary
              + " has not; max-t is for every metric");
      adjusted = ComparisonPlan.MAX_T;
    }
    if (!pairs.equals(ComparisonPlan.REFERENCE) && node.has("reference")) {
      node.fault("reference", null, "has no meaning with pairs: " + pairs);
      reference = null;
    }
    List<String> contrasts = node.list("contrasts").texts(List.of(), ComparisonPlan.CONTRASTS);
    if (pairs.equals(ComparisonPlan.NONE) && contrasts.isEmpty()) {
      node.fault(
          "pairs",
          pairs,
          "needs contrasts: one or more of " + String.join(", ", ComparisonPlan.CONTRASTS));
      pairs = ComparisonPlan.ALL;
    }
    return new ComparisonPlan(
        primary, pairs, reference, adjusted, alpha, margin, contrasts, interimAnalyses(node));
  }

  private static @Nullable List<Integer> interimAnalyses(StudyNode node) {
    List<Long> analyses = node.list(INTERIM_ANALYSES).integers(List.of(), 0, Long.MAX_VALUE);
    boolean ascending = true;
    long before = 0;
    for (long analysis : analyses) {
      ascending &= analysis > before && analysis <= MOST_INTERIM_ANALYSES;
      before = analysis;
    }
    if (!ascending) {
      node.fault(
          INTERIM_ANALYSES,
          analyses,
          "must be ascending numbers of interim analyses from 1, the study itself, to "
              + MOST_INTERIM_ANALYSES);
      return null;
    }
    // The list reader has already reported an empty list.
    return analyses.isEmpty() ? null : analyses.stream().map(Long::intValue).toList();
  }

  /** A comparison that is requested after there are results is never confirmatory. */
  static void refuseInterimAnalyses(StudyNode node, @Nullable ComparisonPlan plan) {
    if (plan != null && plan.interimAnalyses() != null) {
      node.fault(
          INTERIM_ANALYSES,
          plan.interimAnalyses(),
          "belongs to the study itself: a comparison that is requested when there are results is"
              + " exploratory");
    }
  }

  /**
   * Only a study that evaluates its models again has interim analyses after the first.
   *
   * @param again whether the study does so when there are new data
   */
  static void refuseInterimAnalysesThatNeverCome(
      StudyNode node, @Nullable ComparisonPlan plan, boolean again) {
    if (plan != null
        && plan.interimAnalyses() != null
        && !plan.interimAnalyses().equals(List.of(1))
        && !again) {
      node.fault(
          INTERIM_ANALYSES,
          plan.interimAnalyses(),
          "needs on-new-data: re-evaluate: without it a study has one analysis, and the only list"
              + " is [1]");
    }
  }

  private static @Nullable CellChoice reference(StudyNode evaluation, Rows rows) {
    if (!evaluation.has("reference")) {
      return null;
    }
    if (evaluation.textOrNull("reference") != null) {
      return new CellChoice(
          evaluation.oneOfOrNull("reference", rows.backbones()), null, null, null);
    }
    StudyNode node = evaluation.child("reference");
    CellChoice choice =
        new CellChoice(
            node.oneOfOrNull("backbone", rows.backbones()),
            node.oneOfOrNull("head", rows.heads()),
            node.oneOfOrNull("training", rows.training().stream().map(Training::label).toList()),
            ratio(node, rows.ratios()),
            node.text("weights", null),
            node.integerOrNull("image-size", 32, 2048));
    node.refuseUnknownKeys();
    return choice;
  }

  private static @Nullable Double ratio(StudyNode node, Collection<Double> accepted) {
    Double ratio = node.numberOrNull("subset-ratio", 0.001, 1);
    if (ratio != null && !accepted.contains(ratio)) {
      node.fault("subset-ratio", ratio, "must be one of " + accepted);
    }
    return ratio;
  }
}
