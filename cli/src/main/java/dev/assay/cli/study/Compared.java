// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.study.StudySpec;
import dev.assay.datasets.split.FindingCounts;
import dev.assay.weights.Titles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The comparison that is planned on one data set.
 *
 * @param declared whether the study declares it; otherwise it is the default
 * @param plan the plan with every default
 * @param reference the cell with which all others are compared; absent: all pairs
 * @param findings those of its findings that have an area among the test images, each of which is
 *     compared; absent if each image has one class
 * @param differences number of differences of the family
 */
record Compared(
    String dataset,
    boolean declared,
    ComparisonPlan plan,
    @Nullable String reference,
    @Nullable Integer findings,
    int differences) {

  /**
   * One for each data set with two cells that may be compared.
   *
   * @param test findings of the test images, by section of the table
   */
  static List<Compared> of(StudySpec spec, List<Cell> cells, Map<String, FindingCounts> test) {
    ComparisonPlan plan = spec.comparisonOrStandard();
    Map<String, List<Cell>> ofDataset = new LinkedHashMap<>();
    for (Cell cell : cells) {
      if (cell.isComparable()) {
        ofDataset.computeIfAbsent(cell.dataset(), d -> new ArrayList<>()).add(cell);
      }
    }
    List<Compared> compared = new ArrayList<>();
    ofDataset.forEach(
        (dataset, comparable) -> {
          Optional<Cell> reference = plan.referenceAmong(comparable);
          int n = comparable.size();
          FindingCounts several = test.get(dataset);
          Integer findings =
              several == null ? null : several.findings().size() - several.withoutArea().size();
          if (n > 1) {
            compared.add(
                new Compared(
                    dataset,
                    spec.comparison() != null,
                    plan,
                    reference.map(cell -> words(spec, cell)).orElse(null),
                    findings,
                    pairs(plan, n) * (findings == null ? 1 : findings)));
          }
        });
    return compared;
  }

  private static int pairs(ComparisonPlan plan, int cells) {
    return switch (plan.pairs()) {
      case ComparisonPlan.NONE -> 0;
      case ComparisonPlan.ALL -> cells * (cells - 1) / 2;
      default -> cells - 1;
    };
  }

  private static String words(StudySpec spec, Cell cell) {
    return Titles.backbone(cell.backbone())
        + (spec.pretrained().choices().size() > 1 ? ", weights " + cell.weights().source() : "")
        + (spec.imageSize() != null && spec.imageSize().sizes().size() > 1
            ? ", " + cell.preprocessing().crop() + " px"
            : "")
        + ", "
        + cell.trainingLabel()
        + ", head "
        + Titles.head(cell.head())
        + (cell.subsetRatio() < 1 ? ", subset " + cell.subsetRatio() : "");
  }

  /** The comparison as one line of text. */
  String text() {
    return "%s: %s of %s, adjusted p from %s at %s%s%s"
        .formatted(
            dataset,
            plan.primary(),
            family(),
            plan.adjustment(),
            plan.alpha(),
            plan.margin() == null ? "" : ", margin " + plan.margin(),
            declared ? "" : " (default: the study declares none)");
  }

  private String family() {
    List<String> family = new ArrayList<>();
    if (!plan.pairs().equals(ComparisonPlan.NONE)) {
      family.add(
          "%s%s, %d difference%s"
              .formatted(
                  reference == null ? "all pairs" : "each cell with " + reference,
                  findings == null ? "" : " in each of %d findings".formatted(findings),
                  differences,
                  differences == 1 ? "" : "s"));
    }
    List<String> contrasts = plan.contrasts();
    if (contrasts != null) {
      family.add("the contrasts " + String.join(", ", contrasts));
    }
    return String.join(", and ", family);
  }
}
