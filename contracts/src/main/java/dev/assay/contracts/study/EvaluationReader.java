// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import dev.assay.contracts.evaluation.ClinicalPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads how {@code evaluation} turns predictions into metrics and intervals. */
final class EvaluationReader {
  private static final String MULTINOMIAL = "multinomial";
  private static final double LEAST_SHARE = 1e-6;

  private EvaluationReader() {}

  static EvaluationPlan read(StudyNode node) {
    EvaluationPlan standard = EvaluationPlan.standard();
    String unit = node.oneOf("unit", standard.unit(), EvaluationPlan.UNITS);
    String method = node.oneOf("method", standard.method(), EvaluationPlan.METHODS);
    String resampling = node.oneOf("resampling", MULTINOMIAL, EvaluationPlan.RESAMPLINGS);
    if (resampling.equals("poisson") && (unit.equals("image") || method.endsWith("stratified"))) {
      node.fault("resampling", resampling, "draws whole groups: not images, not within classes");
      resampling = MULTINOMIAL;
    }
    return new EvaluationPlan(
        (int) node.integer("resamples", standard.resamples(), 100, 1_000_000),
        node.number("confidence", standard.confidence(), 0.5, 0.9999),
        unit,
        method,
        node.integer("seed", standard.seed(), 0, Long.MAX_VALUE),
        resampling,
        clinical(node),
        SubgroupReader.read(node));
  }

  private static @Nullable ClinicalPlan clinical(StudyNode node) {
    List<String> positive = node.list("positive-class").names();
    Double specificity = share(node, "at-specificity");
    Double sensitivity = share(node, "at-sensitivity");
    Double prevalence = share(node, "prevalence");
    Double netBenefit = share(node, "net-benefit");
    if (!node.has("positive-class")) {
      for (String key : List.of("at-specificity", "at-sensitivity", "prevalence", "net-benefit")) {
        if (node.has(key)) {
          node.fault(key, null, "needs positive-class: the class of two that is to be detected");
        }
      }
    }
    return positive.isEmpty()
        ? null
        : new ClinicalPlan(positive, specificity, sensitivity, prevalence, netBenefit);
  }

  private static @Nullable Double share(StudyNode node, String key) {
    return node.numberOrNull(key, LEAST_SHARE, 1 - LEAST_SHARE);
  }
}
