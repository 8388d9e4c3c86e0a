// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.evaluate.Evaluation;
import dev.assay.cli.evaluate.EvaluationLatex;
import dev.assay.cli.evaluate.EvaluationScreen;
import dev.assay.cli.evaluate.EvaluationSettings;
import dev.assay.cli.evaluate.EvaluationText;
import dev.assay.cli.evaluate.Evaluator;
import dev.assay.cli.evaluate.NamedFile;
import dev.assay.statistics.comparison.AdjustedBy;
import dev.assay.statistics.comparison.ComparisonPlan;
import dev.assay.statistics.comparison.DecisionTest;
import dev.assay.statistics.comparison.Family;
import dev.assay.statistics.comparison.InterimAnalyses;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.MetricNames;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Score predictions in CSV files from anywhere, with intervals, and compare the models.",
      "Needs no stack and stores nothing. All files must have the same images. Several"
          + " files of one MODEL are its training seeds."
    },
    footerHeading = "%nColumns of a file, in any order; a first row names them:%n",
    footer = {
      "  image_id                  name of the image, unique (or image, image_name)",
      "  true_label                its class (or label)",
      "  prob_<class> ...          one probability per class, summing to 1;",
      "  cal_<class> ...           optional: the same probabilities after calibration;",
      "  predicted_label           or only the predicted class (or prediction);",
      "                            with both, this one is the decision",
      "  patient_id                optional: the unit that is independent and resampled",
      "                            (or group, patient, lesion_id, lesion)",
      "  other columns             attributes of the images, such as site or sex",
      "Prediction files of the original study (image_name,prediction,true_label, a last",
      "row Overall) are read as they are; Overall is checked against the other rows.",
      "",
      "  assay evaluate resnet.csv vit=dino_s.csv --reference resnet",
      "  assay evaluate vit=seed1.csv vit=seed2.csv --metric auroc --json"
    })
final class EvaluateCommand implements Callable<Integer> {
  private static final String EARLIER_ANALYSIS = "--earlier-analysis";
  private static final String EARLIER_LOOK = "--earlier-look";

  private final Program program;

  @Parameters(
      arity = "1..*",
      paramLabel = "[MODEL=]FILE",
      description = "Predictions (default MODEL: the name of the file, or of its folder).")
  private List<String> files = List.of();

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
      names = "--metric",
      paramLabel = "METRIC",
      defaultValue = "accuracy",
      description =
          "The primary metric (default: ${DEFAULT-VALUE}). All others are exploratory. Besides"
              + " the keys of files, sensitivity, specificity, ppv, f1, kappa and"
              + " kappa_quadratic are understood.")
  private String metric = "accuracy";

  @Option(
      names = "--also",
      split = ",",
      paramLabel = "METRIC",
      defaultValue = "balanced_accuracy,f1_weighted,auroc",
      description = "Other metrics of the tables (default: ${DEFAULT-VALUE}); --json has all.")
  private List<String> also = List.of();

  @Option(
      names = "--subgroups",
      split = ",",
      paramLabel = "COLUMN",
      description =
          "Also show the primary metric for each value of these columns, with the largest"
              + " gap and its permutation p.")
  private List<String> subgroups = List.of();

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
      names = "--unit",
      paramLabel = "UNIT",
      defaultValue = "group",
      description = "What is resampled: group or image (default: ${DEFAULT-VALUE}).")
  private String unit = "group";

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description = "The column of groups (default: the first of the usual names).")
  private @Nullable String group;

  @Option(
      names = "--classes",
      split = ",",
      paramLabel = "CLASS",
      description =
          "All classes in their order (default: those of the columns, or those that occur).")
  private List<String> classes = List.of();

  @Option(
      names = "--positive",
      paramLabel = "CLASS",
      description = "The positive one of two classes; some metrics need it.")
  private @Nullable String positive;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      defaultValue = "per-metric",
      description =
          "Method of the intervals: per-metric, percentile, percentile-stratified or bca (default:"
              + " ${DEFAULT-VALUE}).")
  private String method = "per-metric";

  @Option(
      names = "--resamples",
      paramLabel = "B",
      defaultValue = "10000",
      description = "At least 100 (default: ${DEFAULT-VALUE}).")
  private int resamples = 10_000;

  @Option(
      names = "--confidence",
      paramLabel = "SHARE",
      defaultValue = "0.95",
      description =
          "Confidence of the intervals of one value or difference (default: ${DEFAULT-VALUE}).")
  private double confidence = 0.95;

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
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the resampling (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = EARLIER_ANALYSIS,
      paramLabel = "MODELS",
      description =
          "Models of an earlier analysis of this test set, separated by commas; once for each"
              + " analysis, oldest first. Models that were added since are exploratory.")
  private List<String> earlier = List.of();

  @Option(names = EARLIER_LOOK, hidden = true)
  private List<String> earlierLooks = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "txt (tables drawn for the terminal; default there), md (default elsewhere) or tex.")
  private @Nullable String format;

  @Option(names = "--latex", description = "The same as --format tex.")
  private boolean latex;

  @Option(
      names = "--json",
      description = "Print one JSON document on stdout; everything else goes to stderr.")
  private boolean json;

  EvaluateCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (json && (latex || format != null)) {
      throw CliException.badInput("--json and --format or --latex exclude each other");
    }
    Printed printed = printed();
    List<NamedFile> named = NamedFile.of(files);
    List<String> models = named.stream().map(NamedFile::model).distinct().toList();
    Metric primary = checked("--metric", () -> MetricNames.metric(metric));
    Set<Metric> shown = new LinkedHashSet<>();
    shown.add(primary);
    also.forEach(key -> shown.add(checked("--also", () -> MetricNames.metric(key))));
    Family contrasts = family();
    if (!earlierLooks.isEmpty()) {
      program.console().warnOfEarlierName(EARLIER_LOOK, EARLIER_ANALYSIS);
    }
    if (models.size() > 1 || reference != null || family != null) {
      checked("--reference and --family", () -> contrasts.contrasts(models));
    }
    EvaluationSettings settings =
        new EvaluationSettings(plan(primary, contrasts), List.copyOf(shown), subgroups);
    Evaluation evaluation = Evaluator.of(named, classes, positive, group, settings);
    print(evaluation, shown.stream().map(Metric::key).toList(), printed);
    return 0;
  }

  /** What is printed without --json. */
  private enum Printed {
    TXT,
    MD,
    TEX
  }

  private Printed printed() {
    if (format != null) {
      return choice("--format", format, Printed.values(), null);
    }
    if (latex) {
      return Printed.TEX;
    }
    return program.console().drawn() ? Printed.TXT : Printed.MD;
  }

  private void print(Evaluation evaluation, List<String> shown, Printed printed) {
    Console console = program.console();
    if (json) {
      console.document(evaluation);
    } else {
      switch (printed) {
        case TEX -> console.out().print(EvaluationLatex.of(evaluation, shown));
        case MD -> EvaluationText.of(evaluation, shown).forEach(console.out()::println);
        case TXT ->
            EvaluationScreen.of(evaluation, shown, console.screen())
                .forEach(console.out()::println);
      }
    }
    console.out().flush();
  }

  private ComparisonPlan plan(Metric primary, Family contrasts) {
    boolean stratified = method.equals("percentile-stratified");
    ResamplingPlan.Method intervals =
        choice(
            "--method",
            stratified ? "percentile" : method,
            ResamplingPlan.Method.values(),
            "per-metric, percentile, percentile-stratified, bca");
    ResamplingUnit drawn = choice("--unit", unit, ResamplingUnit.values(), "group, image");
    AdjustedBy source = choice("--adjust", adjust, AdjustedBy.values(), null);
    DecisionTest.Form form =
        choice("--decision-test", decisionTest, DecisionTest.Form.values(), null);
    ComparisonPlan plan =
        checked(
            "settings",
            () ->
                new ComparisonPlan(
                    primary,
                    contrasts,
                    source,
                    new DecisionTest(
                        form,
                        ensemble ? new DecisionTest.Of.Ensemble() : new DecisionTest.Of.SeedMean()),
                    margin,
                    new ResamplingPlan(
                        resamples,
                        confidence,
                        drawn,
                        seed,
                        new ResamplingPlan.Scheme.Multinomial(),
                        intervals,
                        stratified),
                    new InterimAnalyses(
                        Stream.concat(earlierLooks.stream(), earlier.stream())
                            .map(models -> Set.of(models.split(",")))
                            .toList())));
    Double level = alpha;
    return level == null ? plan : checked("--alpha", () -> plan.withAlpha(level));
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

  private static <E extends Enum<E>> E choice(
      String option, String value, E[] values, @Nullable String accepted) {
    for (E constant : values) {
      if (spelled(constant).equals(value)) {
        return constant;
      }
    }
    String all =
        accepted != null
            ? accepted
            : String.join(", ", Arrays.stream(values).map(EvaluateCommand::spelled).toList());
    throw CliException.badInput(option + ": '" + value + "' must be one of " + all);
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Runs a check of the library and turns its refusal into a message for the user. */
  private static <T> T checked(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw CliException.badInput(option + ": " + e.getMessage());
    }
  }
}
