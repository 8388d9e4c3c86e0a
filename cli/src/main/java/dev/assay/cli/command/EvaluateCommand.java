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
import dev.assay.cli.evaluate.FindingsDocument;
import dev.assay.cli.evaluate.FindingsEvaluator;
import dev.assay.cli.evaluate.FindingsLatex;
import dev.assay.cli.evaluate.FindingsScreen;
import dev.assay.cli.evaluate.FindingsText;
import dev.assay.cli.evaluate.NamedFile;
import dev.assay.statistics.comparison.Family;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.MetricNames;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "Several findings per image have, in place of true_label and prob_<class>:",
      "  true_<finding> ...        1 (present), 0 (absent), or empty or -1 (not known)",
      "  prob_<finding> ...        the probability of that finding; they need not sum to 1",
      "The folder of an exported study (assay export) is read as the files of its models and",
      "seeds; of several data sets, name that of one, DIR/predictions/NAME. Data sets that",
      "are findings of the same images, such as those of ChestMNIST, are read as findings.",
      "Prediction files of the original study (image_name,prediction,true_label, a last",
      "row Overall) are read as they are; Overall is checked against the other rows.",
      "",
      "  assay evaluate resnet.csv vit=dino_s.csv --reference resnet",
      "  assay evaluate vit=seed1.csv vit=seed2.csv --metric auroc --json"
    })
final class EvaluateCommand implements Callable<Integer> {
  private static final List<String> ALSO = List.of("balanced_accuracy", "f1_weighted", "auroc");

  private final Program program;

  @Parameters(
      arity = "1..*",
      paramLabel = "[MODEL=]FILE",
      description =
          "Predictions (default MODEL: the name of the file, or of its folder), or the folder of"
              + " an export.")
  private List<String> files = List.of();

  @Mixin private final PredictionOptions predictions = new PredictionOptions();

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description =
          "The primary metric (default: accuracy; of several findings: auroc). All others are"
              + " exploratory. Besides the keys of files, sensitivity, specificity, ppv, f1, kappa"
              + " and kappa_quadratic are understood.")
  private @Nullable String metric;

  @Option(
      names = "--also",
      split = ",",
      paramLabel = "METRIC",
      description =
          "Other metrics of the tables (default: balanced_accuracy,f1_weighted,auroc; of several"
              + " findings: average_precision); --json has all.")
  private @Nullable List<String> also;

  @Mixin private final ComparisonOptions comparison = new ComparisonOptions();

  @Option(
      names = "--subgroups",
      split = ",",
      paramLabel = "COLUMN",
      description =
          "Also show the primary metric for each value of these columns, with the largest"
              + " gap and its permutation p.")
  private List<String> subgroups = List.of();

  @Mixin private final CurveOptions curves = new CurveOptions();

  @Mixin private final FindingsOptions findings = new FindingsOptions();

  @Mixin private final ResamplingOptions resampling = new ResamplingOptions();

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
    if (FindingsEvaluator.areFindings(named)) {
      findings(named, printed);
      return 0;
    }
    findings.refuseForOneLabel();
    List<String> models = named.stream().map(NamedFile::model).distinct().toList();
    String wanted = metric == null ? "accuracy" : metric;
    Metric primary = Checked.value("--metric", () -> MetricNames.metric(wanted));
    Set<Metric> shown = new LinkedHashSet<>();
    shown.add(primary);
    (also == null ? ALSO : also)
        .forEach(key -> shown.add(Checked.value("--also", () -> MetricNames.metric(key))));
    Family contrasts = comparison.family(models, program.console());
    EvaluationSettings settings =
        new EvaluationSettings(
            comparison.plan(primary, contrasts, resampling.plan()),
            List.copyOf(shown),
            subgroups,
            curves.wanted());
    Evaluation evaluation = Evaluator.of(named, predictions.declared(), settings);
    curves.write(evaluation);
    print(evaluation, shown.stream().map(Metric::key).toList(), printed);
    return 0;
  }

  private void findings(List<NamedFile> named, Printed printed) {
    String several = "files of several findings (columns true_<finding>)";
    Checked.refuse("--classes or --positive", several, predictions.classesGiven());
    Checked.refuse("--subgroups", several, !subgroups.isEmpty());
    Checked.refuse("--curves", several, !curves.wanted().isEmpty());
    Checked.refuse(
        "--group",
        "the folder of an exported study, whose groups are its own",
        predictions.declared().groupColumn() != null
            && named.stream().anyMatch(file -> Files.isDirectory(file.file())));
    findings.check();
    List<Metric> shown = FindingsOptions.shown(metric, also);
    Family contrasts = comparison.family(FindingsEvaluator.models(named), program.console());
    FindingsDocument document =
        FindingsEvaluator.of(
            named,
            predictions.declared().groupColumn(),
            comparison.plan(shown.getFirst(), contrasts, resampling.plan()),
            shown);
    findings.write(document);
    Console console = program.console();
    if (json) {
      console.document(document);
    } else {
      switch (printed) {
        case TEX -> console.out().print(FindingsLatex.of(document));
        case MD -> FindingsText.of(document).forEach(console.out()::println);
        case TXT -> FindingsScreen.of(document, console.screen()).forEach(console.out()::println);
      }
    }
    console.out().flush();
  }

  /** What is printed without --json. */
  private enum Printed {
    TXT,
    MD,
    TEX
  }

  private Printed printed() {
    if (format != null) {
      return Checked.choice("--format", format, Printed.values());
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
}
