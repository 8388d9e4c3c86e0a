// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.statistics.GoldenData;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Whole comparisons of all pairs of models, images resampled: adjusted p-values against statsmodels
 * 0.13.5 over McNemar's (scipy 1.10.1) and DeLong's tests (pROC 1.18.0), and differences and widths
 * of intervals against a joint bootstrap in numpy (B = 20,000, mean over ten seeds), whose max-T
 * {@link DifferenceFamilyGoldenTest} repeats number by number.
 */
class ModelComparisonGoldenTest {
  private static final int RESAMPLES = 20_000;

  /** Units that distinguish two models: with as many, all methods agree. */
  private static final int ENOUGH = 50;

  private static final double RELATIVE = 1e-8;

  @TestFactory
  Stream<DynamicTest> matchesWhatTheRepositoryExpects() {
    return each(GoldenData.ofComparisons());
  }

  @TestFactory
  Stream<DynamicTest> matchesAllSharedSets() {
    return each(GoldenData.ofShared());
  }

  private static Stream<DynamicTest> each(GoldenData data) {
    JsonNode adjusted = data.expected("adjusted_p");
    JsonNode maxT = data.expected("paired_differences_maxT_tost");
    return data.sets().stream()
        .flatMap(
            set ->
                Stream.of(
                    DynamicTest.dynamicTest(
                        set + ", adjusted p", () -> adjusted(data, set, adjusted.path(set))),
                    DynamicTest.dynamicTest(
                        set + ", max-T",
                        () ->
                            maxT(
                                data,
                                set,
                                maxT.path(set),
                                maxT.get("_about").get("margin").asDouble()))));
  }

  private static void adjusted(GoldenData data, String set, JsonNode expected) {
    for (String source : GoldenData.names(expected)) {
      Metric metric = source.equals("delong") ? Metric.AUROC : Metric.ACCURACY;
      DecisionTest.Form form =
          source.equals("mcnemar_mid") ? DecisionTest.Form.MID_P : DecisionTest.Form.EXACT;
      for (AdjustedBy by :
          List.of(
              AdjustedBy.HOLM,
              AdjustedBy.BONFERRONI,
              AdjustedBy.BENJAMINI_HOCHBERG,
              AdjustedBy.BENJAMINI_YEKUTIELI)) {
        ComparisonPlan plan =
            plan(metric, 100).with(by).with(new DecisionTest(form, new DecisionTest.Of.SeedMean()));

        List<ContrastResult> ours = compare(data, set, plan).primary().contrasts();

        boolean otherForm =
            form == DecisionTest.Form.MID_P
                && ours.stream().anyMatch(c -> c.test().startsWith("McNemar exact"));
        for (int k = 0; k < ours.size(); k++) {
          JsonNode raw = expected.get(source).get("raw").get(k);
          if (metric == Metric.AUROC && !ours.get(k).test().equals("DeLong")) {
            // with few units of the rarer class the normal p of the golden files is too small
            assertThat(ours.get(k).p()).isGreaterThanOrEqualTo(raw.asDouble() * (1 - RELATIVE));
            continue;
          }
          if (ours.get(k).test().startsWith("McNemar exact") == (form == DecisionTest.Form.EXACT)
              || metric == Metric.AUROC) {
            near(ours.get(k).p(), raw);
          }
          // with few discordant images the exact test stands in, and the family is another
          if (!otherForm) {
            near(ours.get(k).adjustedP(), expected.get(source).get(key(by)).get(k));
          }
        }
      }
    }
  }

  private static String key(AdjustedBy by) {
    return by.name().toLowerCase(Locale.ROOT);
  }

  private static void maxT(GoldenData data, String set, JsonNode expected, double margin) {
    for (String key : GoldenData.names(expected)) {
      ComparisonPlan plan = plan(Metric.ofKey(key), RESAMPLES).withMargin(margin);

      MetricComparison ours = compare(data, set, plan).primary();

      for (ContrastResult contrast : ours.contrasts()) {
        JsonNode wanted = expected.get(key).get(contrast.contrast().label().replace(" ", ""));
        assertThat(contrast.difference()).isCloseTo(wanted.get("point").asDouble(), within(1e-10));
        if (contrast.adjustedP() == null) {
          continue;
        }
        ModelComparisonTest.agrees(contrast, 0.05);
        double half =
            (wanted.get("maxT_upper").asDouble() - wanted.get("maxT_lower").asDouble()) / 2;
        double width = (contrast.simultaneous().upper() - contrast.simultaneous().lower()) / 2;
        // numpy has z and resamples; score intervals and Student's t are wider, the more the fewer
        // units distinguish the models, and never much narrower
        assertThat(width).as("%s %s", key, contrast).isGreaterThan(0.85 * half);
        if (contrast.discordantUnits() >= ENOUGH) {
          assertThat(width).as("%s %s", key, contrast).isLessThan(1.25 * half);
          double p = wanted.get("p_maxT_step_down").asDouble();
          assertThat(contrast.adjustedP() <= 0.05).as("%s %s", key, contrast).isEqualTo(p <= 0.05);
        }
      }
    }
  }

  private static ComparisonPlan plan(Metric metric, int resamples) {
    return ComparisonPlan.of(
        metric,
        new Family.AllPairs(),
        new ResamplingPlan(resamples, 0.95, ResamplingUnit.IMAGE, 20_260_102));
  }

  private static ModelComparison compare(GoldenData data, String set, ComparisonPlan plan) {
    LabelledSet truth = data.read(set, data.models().get(0)).truth();
    List<ComparedCell> cells = new ArrayList<>();
    for (String model : data.models()) {
      cells.add(ComparedCell.ofOne(model, data.read(set, model).scores()));
    }
    return ModelComparison.of(truth, cells, plan, Set.of());
  }

  private static void near(Double actual, JsonNode expected) {
    assertThat(actual)
        .isCloseTo(expected.asDouble(), within(Math.max(1e-300, RELATIVE * expected.asDouble())));
  }
}
