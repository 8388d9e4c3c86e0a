package dev.assay.contracts.study;

import dev.assay.contracts.CellChoice;
import dev.assay.contracts.ComparisonPlan;
import dev.assay.contracts.study.StudySpec.Training;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what of {@code evaluation} is about comparing cells. */
final class ComparisonReader {
  /** More would share the level until nothing could be found. */
  private static final int MOST_LOOKS = 100;

  private static final String LOOKS = "confirmatory-looks";
  private static final List<String> KEYS =
      List.of("primary", "pairs", "reference", "adjusted-p", "alpha", "margin", "contrasts", LOOKS);

  private ComparisonReader() {}

  /** What a reference cell can be chosen from. */
  record Rows(
      Collection<String> backbones,
      Collection<String> heads,
      Collection<Training> training,
      Collection<Double> ratios) {}

  /** Absent if the study declares none of it: the standard holds then. */
  static @Nullable ComparisonPlan read(StudyNode node, Rows rows) {
    // each key is asked for, so that it is known even if another is wrong
    if (KEYS.stream().filter(node::has).toList().isEmpty()) {
      return null;
    }
    ComparisonPlan standard = ComparisonPlan.standard();
    String primary = node.oneOf("primary", standard.primary(), ComparisonPlan.PRIMARIES);
    String pairs = node.oneOf("pairs", standard.pairs(), ComparisonPlan.PAIRS);
    String adjusted = node.oneOf("adjusted-p", standard.adjustment(), ComparisonPlan.ADJUSTMENTS);
    double alpha = node.number("alpha", standard.alpha(), 1e-4, 0.5);
    Double margin = node.has("margin") ? node.number("margin", 1, 1e-6, 10) : null;
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
    List<String> contrasts = node.texts("contrasts", ComparisonPlan.CONTRASTS);
    if (pairs.equals(ComparisonPlan.NONE) && contrasts.isEmpty()) {
      node.fault(
          "pairs",
          pairs,
          "needs contrasts: one or more of " + String.join(", ", ComparisonPlan.CONTRASTS));
      pairs = ComparisonPlan.ALL;
    }
    return new ComparisonPlan(
        primary, pairs, reference, adjusted, alpha, margin, contrasts, looks(node));
  }

  private static @Nullable List<Integer> looks(StudyNode node) {
    if (!node.has(LOOKS)) {
      return null;
    }
    List<Long> looks = node.integers(LOOKS);
    boolean grow = true;
    long before = 0;
    for (long look : looks) {
      grow &= look > before && look <= MOST_LOOKS;
      before = look;
    }
    if (!grow) {
      node.fault(
          LOOKS,
          looks,
          "must be numbers of looks from 1, the study itself, to " + MOST_LOOKS + ", growing");
      return null;
    }
    // Empty: that was said already.
    return looks.isEmpty() ? null : looks.stream().map(Long::intValue).toList();
  }

  /** What is asked for when results are there is confirmatory at no look. */
  static void refuseLooks(StudyNode node, @Nullable ComparisonPlan plan) {
    if (plan != null && plan.interimAnalyses() != null) {
      node.fault(
          LOOKS,
          plan.interimAnalyses(),
          "is for the study itself: what is asked for when results are there is exploratory");
    }
  }

  /**
   * Only a study that tests its models again has looks after the first.
   *
   * @param looksAgain whether new data mean that to the study
   */
  static void refuseLooksThatNeverCome(
      StudyNode node, @Nullable ComparisonPlan plan, boolean looksAgain) {
    if (plan != null
        && plan.interimAnalyses() != null
        && !plan.interimAnalyses().equals(List.of(1))
        && !looksAgain) {
      node.fault(
          LOOKS,
          plan.interimAnalyses(),
          "needs on-new-data: re-evaluate: without it a study looks once, and the only list is [1]");
    }
  }

  private static @Nullable CellChoice reference(StudyNode evaluation, Rows rows) {
    if (!evaluation.has("reference")) {
      return null;
    }
    if (evaluation.textOrNull("reference") != null) {
      return new CellChoice(oneOf(evaluation, "reference", rows.backbones()), null, null, null);
    }
    StudyNode node = evaluation.child("reference");
    CellChoice choice =
        new CellChoice(
            oneOf(node, "backbone", rows.backbones()),
            oneOf(node, "head", rows.heads()),
            oneOf(node, "training", rows.training().stream().map(Training::label).toList()),
            ratio(node, rows.ratios()));
    node.refuseUnknownKeys();
    return choice;
  }

  private static @Nullable String oneOf(StudyNode node, String key, Collection<String> accepted) {
    String value = node.text(key, null);
    if (value != null && !accepted.contains(value)) {
      node.fault(key, value, "must be one of " + String.join(", ", accepted));
      return null;
    }
    return value;
  }

  private static @Nullable Double ratio(StudyNode node, Collection<Double> accepted) {
    if (!node.has("subset-ratio")) {
      return null;
    }
    double ratio = node.number("subset-ratio", 1, 0.001, 1);
    if (!accepted.contains(ratio)) {
      node.fault("subset-ratio", ratio, "must be one of " + accepted);
    }
    return ratio;
  }
}
