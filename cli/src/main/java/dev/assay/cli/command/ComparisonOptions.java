// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.statistics.comparison.AdjustedBy;
import dev.assay.statistics.comparison.ComparisonPlan;
import dev.assay.statistics.comparison.DecisionTest;
import dev.assay.statistics.comparison.Family;
import dev.assay.statistics.comparison.InterimAnalyses;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which models are compared, and how it is decided. */
final class ComparisonOptions {
  private static final String EARLIER_ANALYSIS = "--earlier-analysis";
  private static final String EARLIER_LOOK = "--earlier-look";

  @Option(
      names = "--reference",
      paramLabel = "MODEL",
      description = "Compare each other model with this one.")
  private @Nullable String reference;

  @Option(
      names = "--family",
      paramLabel = "FAMILY",
      description =
          "The contrasts that are adjusted together: reference (the default with --reference),"
              + " all-pairs (without), or declared ones, such as vit_s+vit_b:resnet+vgg (mean of"
              + " the first two minus mean of the others), separated by commas.")
  private @Nullable String family;

  @Option(
      names = "--adjust",
      paramLabel = "SOURCE",
      defaultValue = "max-t",
      description =
          "Source of adjusted p: max-t, holm, bonferroni, benjamini-hochberg or"
              + " benjamini-yekutieli (default: ${DEFAULT-VALUE}).")
  private String adjust = "max-t";

  @Option(
      names = "--margin",
      paramLabel = "DELTA",
      description = "Margin of non-inferiority and equivalence, in units of the primary metric.")
  private @Nullable Double margin;

  @Option(
      names = "--ensemble",
      description = "Test the decisions of the ensemble of seeds instead of the means over seeds.")
  private boolean ensemble;

  @Option(
      names = "--alpha",
      paramLabel = "LEVEL",
      description =
          "Level of the tests of the family, of their simultaneous intervals and of tests against"
              + " the margin (default: 1 - confidence).")
  private @Nullable Double alpha;

  @Option(
      names = "--decision-test",
      paramLabel = "FORM",
      defaultValue = "exact",
      description =
          "Test of shares: exact or mid-p (McNemar's), obuchowski or durkalski (its clustered"
              + " forms; default: ${DEFAULT-VALUE}).")
  private String decisionTest = "exact";

  @Option(
      names = EARLIER_ANALYSIS,
      paramLabel = "MODELS",
      description =
          "Models of an earlier analysis of this test set, separated by commas; once for each"
              + " analysis, oldest first. Models that were added since are exploratory.")
  private List<String> earlier = List.of();

  @Option(names = EARLIER_LOOK, hidden = true)
  private List<String> earlierLooks = List.of();

  /** The family of these models; refused if it cannot be of them. */
  Family family(List<String> models, Console console) {
    Family contrasts = family();
    if (!earlierLooks.isEmpty()) {
      console.warnOfEarlierName(EARLIER_LOOK, EARLIER_ANALYSIS);
    }
    if (models.size() > 1 || reference != null || family != null) {
      Checked.value("--reference and --family", () -> contrasts.contrasts(models));
    }
    return contrasts;
  }

  ComparisonPlan plan(Metric primary, Family contrasts, ResamplingPlan resampling) {
    AdjustedBy source = Checked.choice("--adjust", adjust, AdjustedBy.values());
    DecisionTest.Form form =
        Checked.choice("--decision-test", decisionTest, DecisionTest.Form.values());
    DecisionTest test =
        new DecisionTest(
            form, ensemble ? new DecisionTest.Of.Ensemble() : new DecisionTest.Of.SeedMean());
    InterimAnalyses interim =
        new InterimAnalyses(
            Stream.concat(earlierLooks.stream(), earlier.stream())
                .map(models -> Set.of(models.split(",")))
                .toList());
    // One after the other, so that each is refused under its own name.
    Checked.value(
        "--metric",
        () -> new ComparisonPlan(primary, contrasts, source, test, null, resampling, interim));
    ComparisonPlan plan =
        Checked.value(
            "--margin",
            () ->
                new ComparisonPlan(primary, contrasts, source, test, margin, resampling, interim));
    Double level = alpha;
    return level == null ? plan : Checked.value("--alpha", () -> plan.withAlpha(level));
  }

  private Family family() {
    String wanted = family == null ? (reference == null ? "all-pairs" : "reference") : family;
    if (wanted.equals("all-pairs")) {
      return new Family.AllPairs();
    }
    if (wanted.equals("reference")) {
      if (reference == null) {
        throw CliException.badInput("--family reference needs --reference MODEL");
      }
      return new Family.AgainstReference(reference);
    }
    List<Family.NamedContrast> declared = new ArrayList<>();
    for (String contrast : wanted.split(",")) {
      String[] groups = contrast.split(":", -1);
      if (groups.length != 2) {
        throw CliException.badInput(
            "--family: '" + contrast + "' must be reference, all-pairs or A+B:C+D");
      }
      declared.add(
          new Family.NamedContrast(
              groups[0] + " - " + groups[1],
              Arrays.asList(groups[0].split("\\+")),
              Arrays.asList(groups[1].split("\\+"))));
    }
    return new Family.Declared(declared);
  }
}
