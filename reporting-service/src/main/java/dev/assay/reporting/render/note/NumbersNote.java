// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.TestImages;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.Report;
import java.util.List;
import java.util.stream.Collectors;

/** What the numbers of the table and their intervals are. */
final class NumbersNote {
  private static final String SEEDS = " The spread of the seeds is in it (MOVER).";

  private NumbersNote() {}

  static List<Note> of(Report report) {
    EvaluationPlan plan = report.plan();
    int seeds = report.seeds().size();
    String points =
        seeds == 1
            ? "All numbers are of one training seed (%s).".formatted(Words.list(report.seeds()))
            : "Points are means over %s training seeds (%s), and sd is the standard deviation over the seeds."
                .formatted(seeds, Words.list(report.seeds()));
    String intervals = plan.method().equals("per-metric") ? perMetric(report) : ofResamples(report);
    return Note.one(
        "Numbers",
        points
            + intervals
            + " The validation images chose the checkpoint (%s), so validation %s is optimistic."
                .formatted(report.checkpoint().label(), report.hasFindings() ? "AUROC" : "accuracy")
            + (report.hasFindings()
                ? " The row of the share in training gives every test image the share of the"
                    + " training images that have the finding."
                : " The majority class is the class that is most frequent in training; its row"
                    + " predicts this class for every test image."));
  }

  private static String ofResamples(Report report) {
    EvaluationPlan plan = report.plan();
    return " [lower, upper] is the %s%% %s bootstrap interval of %s, from B = %s %s resamples of %s with seed %s."
        .formatted(
            Figures.percent(plan.confidence()),
            plan.method(),
            report.seeds().size() == 1 ? "the point" : "the mean",
            plan.resamples(),
            plan.resampling() == null ? "multinomial" : plan.resampling(),
            unit(report),
            plan.seed());
  }

  private static String perMetric(Report report) {
    EvaluationPlan plan = report.plan();
    boolean one = report.seeds().size() == 1;
    if (report.hasFindings()) {
      return (" [lower, upper] is the %s%% interval of %s with %s as units: for areas under the ROC"
              + " curve the score interval of Newcombe (2006), for average precisions the logit"
              + " interval with Student's t; those of means over findings join the intervals of the"
              + " findings, with the covariances that images in common give them.%s")
          .formatted(
              Figures.percent(plan.confidence()),
              one ? "the point" : "the mean",
              unit(report),
              one ? "" : SEEDS);
    }
    return (" [lower, upper] is the %s%% interval of %s with %s as units: for metrics of decisions"
            + " from B = %s joint draws of the confusion matrix with seed %s; for areas under"
            + " the ROC curve the score interval of Newcombe (2006); for average precisions the"
            + " logit interval with Student's t; for losses percentiles of B %s resamples.%s")
        .formatted(
            Figures.percent(plan.confidence()),
            one ? "the point" : "the mean",
            unit(report),
            plan.resamples(),
            plan.seed(),
            plan.resampling() == null ? "multinomial" : plan.resampling(),
            one ? "" : SEEDS);
  }

  private static String unit(Report report) {
    if ("image".equals(report.plan().unit())) {
      return "images";
    }
    String kinds =
        report.sections().stream()
            .flatMap(section -> TestImages.of(section).stream())
            .map(test -> test.hasGroups() ? "whole " + Words.plural(test.groupKind()) : "images")
            .distinct()
            .collect(Collectors.joining(" or "));
    return kinds.isEmpty() ? "whole groups" : kinds;
  }
}
