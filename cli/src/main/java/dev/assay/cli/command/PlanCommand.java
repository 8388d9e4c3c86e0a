// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.evaluate.NamedFile;
import dev.assay.cli.evaluate.Pilot;
import dev.assay.cli.plan.PlanDocument;
import dev.assay.cli.plan.PlanText;
import dev.assay.statistics.comparison.ComparedCell;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.MetricNames;
import dev.assay.statistics.planning.AssumedModel;
import dev.assay.statistics.planning.AssumedPopulation;
import dev.assay.statistics.planning.Design;
import dev.assay.statistics.planning.Goal;
import dev.assay.statistics.planning.PilotEstimates;
import dev.assay.statistics.planning.PilotPopulation;
import dev.assay.statistics.planning.Population;
import dev.assay.statistics.planning.TestSetPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Say how many patients a test set needs, before the study.",
      "Needs no stack. The number comes from a formula where there is one, and is then"
          + " changed until drawn test sets reach the goal by the intervals and tests of"
          + " 'assay evaluate'. Two classes; accuracy also for more."
    },
    footerHeading = "%nOne goal: --width, or two models with --versus or --margin:%n",
    footer = {
      "  assay plan --metric auroc --value 0.9 --prevalence 0.2 --width 0.08",
      "  assay plan --value 0.92 --versus 0.88 --correlation 0.4",
      "  assay plan --metric sensitivity --value 0.9 --margin 0.05 --prevalence 0.1",
      "  assay plan --metric f1 --pilot vit=a.csv --pilot resnet=b.csv --positive ill"
    })
final class PlanCommand implements Callable<Integer> {
  private static final double[] CURVE = {0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4};

  private final Program program;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      defaultValue = "accuracy",
      description = "As in 'assay evaluate' (default: ${DEFAULT-VALUE}).")
  private String metric = "accuracy";

  @Option(
      names = "--width",
      paramLabel = "W",
      description = "Goal: an interval of one model that is on average not wider.")
  private @Nullable Double width;

  @Option(names = "--value", paramLabel = "V", description = "Assumed value of the (first) model.")
  private @Nullable Double value;

  @Option(
      names = "--versus",
      paramLabel = "V",
      description =
          "Assumed value of a second model. Goal: the first is found better, or, with --margin,"
              + " not inferior (then the default is the value of the first).")
  private @Nullable Double versus;

  @Option(
      names = "--margin",
      paramLabel = "DELTA",
      description = "Goal: the first is found not inferior to the second by this margin.")
  private @Nullable Double margin;

  @Option(
      names = "--equivalence",
      description = "With --margin: both are found equivalent within the margin.")
  private boolean equivalence;

  @Option(
      names = "--power",
      paramLabel = "SHARE",
      description = "Probability of the finding (default: 0.8).")
  private @Nullable Double power;

  @Option(
      names = "--alpha",
      paramLabel = "LEVEL",
      description =
          "Level of the test: two-sided for a difference, one-sided for a margin, as in 'assay"
              + " evaluate' (default: 0.05).")
  private @Nullable Double alpha;

  @Option(
      names = "--contrasts",
      paramLabel = "K",
      defaultValue = "1",
      description =
          "Contrasts of the family; the level of each is alpha / K (default: ${DEFAULT-VALUE}).")
  private int contrasts = 1;

  @Option(
      names = "--confidence",
      paramLabel = "SHARE",
      description = "Confidence of the interval (default: 0.95).")
  private @Nullable Double confidence;

  @Option(
      names = "--prevalence",
      paramLabel = "SHARE",
      description = "Share of the patients that are positive (needed for all but accuracy).")
  private @Nullable Double prevalence;

  @Option(
      names = "--sensitivity",
      paramLabel = "V[,V]",
      split = ",",
      description =
          "Of the model, or of both, in place of --value and --versus; with --specificity."
              + " Otherwise both are taken to be equal.")
  private List<Double> sensitivity = List.of();

  @Option(names = "--specificity", paramLabel = "V[,V]", split = ",", description = "Likewise.")
  private List<Double> specificity = List.of();

  @Option(
      names = "--images-per-patient",
      paramLabel = "M",
      description = "Mean number (default: 1).")
  private @Nullable Double imagesPerPatient;

  @Option(
      names = "--icc",
      paramLabel = "R",
      description =
          "Correlation of two images of a patient: of being decided rightly; of the scores for"
              + " auroc and average_precision (needed with several images).")
  private @Nullable Double icc;

  @Option(
      names = "--design-effect",
      paramLabel = "D",
      description = "1 + (M - 1) x R, in place of --icc.")
  private @Nullable Double designEffect;

  @Option(
      names = "--correlation",
      paramLabel = "R",
      description =
          "Correlation of the two models on an image, likewise (needed for two models). 0 needs"
              + " the most patients.")
  private @Nullable Double correlation;

  @Option(
      names = "--discordant",
      paramLabel = "SHARE",
      description =
          "In place of --correlation, for accuracy, sensitivity and specificity: images that"
              + " exactly one model decides rightly, as a share of those that the metric is of.")
  private @Nullable Double discordant;

  @Option(
      names = "--pilot",
      paramLabel = "[MODEL=]FILE",
      description =
          "Predictions of a pilot, read as in 'assay evaluate', in place of the assumptions: one"
              + " model for --width, two for a finding.")
  private List<String> pilot = List.of();

  @Option(
      names = "--difference",
      paramLabel = "D",
      description =
          "With --pilot: assumed difference, first minus second (default: what the pilot shows; 0"
              + " with --margin).")
  private @Nullable Double difference;

  @Option(
      names = "--classes",
      split = ",",
      paramLabel = "CLASS",
      description = "Of the pilot, as in 'assay evaluate'.")
  private List<String> classes = List.of();

  @Option(names = "--positive", paramLabel = "CLASS", description = "Of the pilot, likewise.")
  private @Nullable String positive;

  @Option(names = "--group", paramLabel = "COLUMN", description = "Of the pilot, likewise.")
  private @Nullable String group;

  @Option(
      names = "--sets",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "Test sets that are drawn for each number of patients that is tried; 0: the formula alone"
              + " (default: ${DEFAULT-VALUE}).")
  private int sets = 1000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the simulation (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--curve",
      paramLabel = "FILE",
      description = "Write width or power of other numbers of patients to a CSV file.")
  private @Nullable Path curve;

  @Option(
      names = "--json",
      description = "Print one JSON document on stdout; everything else goes to stderr.")
  private boolean json;

  PlanCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (sets < 0 || sets == 1 || sets > 1_000_000) {
      throw CliException.badInput("--sets: " + sets + " must be 0, or from 2 to 1000000");
    }
    Path file = curve;
    Path folder = file == null ? null : file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      // before the simulation, which takes a while
      throw CliException.badInput("--curve: there is no folder " + folder);
    }
    Metric of = checked("--metric", () -> MetricNames.metric(metric));
    Goal goal = goal();
    Population population = pilot.isEmpty() ? assumed(of, goal) : ofPilot(of, goal);
    TestSetPlan plan = checked("plan", () -> TestSetPlan.of(goal, of, population, sets, seed));
    List<Integer> numbers =
        DoubleStream.of(CURVE)
            .mapToInt(factor -> (int) Math.max(2, Math.round(plan.patients() * factor)))
            .distinct()
            .boxed()
            .toList();
    int drawn = curve == null ? 0 : sets;
    List<TestSetPlan.Point> points =
        curve == null && plan.byFormula() == null
            ? List.of()
            : TestSetPlan.curve(goal, of, population, numbers, drawn, seed);
    PlanDocument document = PlanDocument.of(plan, points, seed);
    write(document);
    if (json) {
      program.console().document(document);
    } else {
      PlanText.of(document).forEach(program.console().out()::println);
    }
    program.console().out().flush();
    return 0;
  }

  private void write(PlanDocument document) {
    Path file = curve;
    if (file == null) {
      return;
    }
    try {
      Files.write(file, PlanText.csv(document), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CliException.badInput("--curve: " + file + " cannot be written: " + e.getMessage());
    }
  }

  private Goal goal() {
    if (contrasts < 1) {
      throw CliException.badInput("--contrasts: " + contrasts + " must be at least 1");
    }
    boolean two = versus != null || margin != null || sensitivity.size() > 1;
    if (width != null) {
      refuse("--width", "--versus", versus != null);
      refuse("--width", "--margin", margin != null);
      refuse("--width", "--power", power != null);
      refuse("--width", "--alpha", alpha != null);
      double wanted = width;
      return checked(
          "--width", () -> new Goal.Width(wanted, confidence == null ? 0.95 : confidence));
    }
    refuse("--confidence", "a finding; its level is --alpha", confidence != null);
    if (!two && pilot.isEmpty()) {
      throw CliException.badInput(
          "a goal is missing: --width W, or --versus V, or --margin DELTA; see --help");
    }
    double level = (alpha == null ? 0.05 : alpha) / contrasts;
    double wanted = power == null ? 0.8 : power;
    Double delta = margin;
    if (delta == null) {
      refuse("--equivalence", "a missing --margin", equivalence);
      return checked("goal", () -> new Goal.Difference(level, wanted));
    }
    return checked(
        "goal",
        () ->
            equivalence
                ? new Goal.Equivalent(delta, level, wanted)
                : new Goal.NotInferior(delta, level, wanted));
  }

  private static void refuse(String option, String other, boolean wrong) {
    if (wrong) {
      throw CliException.badInput(option + " does not go with " + other);
    }
  }

  private Population ofPilot(Metric of, Goal goal) {
    refuse("--pilot", "--value: the pilot has it", value != null);
    refuse("--pilot", "--versus: name two pilot models", versus != null);
    refuse("--pilot", "--prevalence: the pilot has it", prevalence != null);
    refuse(
        "--pilot",
        "--sensitivity or --specificity: the pilot has them",
        !sensitivity.isEmpty() || !specificity.isEmpty());
    refuse(
        "--pilot",
        "--images-per-patient, --icc or --design-effect: the pilot has them",
        imagesPerPatient != null || icc != null || designEffect != null);
    refuse(
        "--pilot",
        "--correlation or --discordant: the pilot has them",
        correlation != null || discordant != null);
    Pilot read = Pilot.read(NamedFile.of(pilot), classes, positive, group, of);
    read.notes().forEach(program.console()::say);
    List<ComparedCell> cells = read.cells();
    int models = goal instanceof Goal.Width ? 1 : 2;
    if (cells.size() != models) {
      throw CliException.badInput(
          "--pilot: %s needs %s, not %d"
              .formatted(
                  models == 1 ? "--width" : "a finding",
                  models == 1 ? "one model" : "two models",
                  cells.size()));
    }
    refuse("--difference", "--width", models == 1 && difference != null);
    Double assumed =
        difference != null || goal instanceof Goal.Difference || models == 1
            ? difference
            : Double.valueOf(0);
    boolean fits = of.shareOfImages() || read.set().positive().isPresent();
    if (assumed == null || (difference == null && !fits)) {
      return new PilotPopulation(read.set(), cells);
    }
    return checked("--difference", () -> PilotEstimates.of(read.set(), cells, of, assumed));
  }

  private Population assumed(Metric of, Goal goal) {
    refuse(
        "--difference",
        "assumptions without --pilot; name --value and --versus",
        difference != null);
    refuse(
        "--classes, --positive and --group",
        "assumptions without --pilot",
        !classes.isEmpty() || positive != null || group != null);
    boolean two = goal instanceof Goal.Finding;
    double share = prevalence(of);
    AssumedModel first = model(of, share, 0, value, "--value");
    AssumedModel second =
        !two
            ? null
            : versus == null && sensitivity.size() < 2 && margin != null
                ? first
                : model(of, share, 1, versus, "--versus");
    Design design = design(share);
    double alike = two ? correlation(of, share, first, second == null ? first : second) : 0;
    return checked(
        "assumptions", () -> new AssumedPopulation(of.ranked(), design, first, second, alike));
  }

  private double prevalence(Metric of) {
    if (!plannable(of)) {
      throw CliException.badInput(
          "--metric: '"
              + of.key()
              + "' needs --pilot: it does not follow from sensitivity, specificity and normal"
              + " scores of two classes");
    }
    if (prevalence == null && (!of.shareOfImages() || !sensitivity.isEmpty())) {
      throw CliException.badInput("--prevalence is needed for " + of.key());
    }
    return prevalence == null ? 0.5 : prevalence;
  }

  /** Whether the metric of two classes follows from what can be assumed. */
  private static boolean plannable(Metric of) {
    return of.higherIsBetter()
        && (of.ofDecisions() || of == Metric.AUROC || of == Metric.AVERAGE_PRECISION_POSITIVE);
  }

  private AssumedModel model(
      Metric of, double share, int number, @Nullable Double given, String option) {
    if (sensitivity.size() != specificity.size() || sensitivity.size() > 2) {
      throw CliException.badInput(
          "--sensitivity and --specificity need as many values, one for each model");
    }
    if (!sensitivity.isEmpty()) {
      refuse("--sensitivity", option, given != null);
      refuse("--sensitivity", of.key() + ", which needs --value", of.ranked());
      if (number >= sensitivity.size()) {
        throw CliException.badInput("--sensitivity and --specificity need a second value");
      }
      return checked(
          "--sensitivity and --specificity",
          () -> AssumedModel.deciding(sensitivity.get(number), specificity.get(number)));
    }
    if (given == null) {
      throw CliException.badInput(option + " is missing: the assumed " + of.key());
    }
    return checked(option, () -> AssumedModel.having(of, given, share));
  }

  private Design design(double share) {
    double images = imagesPerPatient == null ? 1 : imagesPerPatient;
    refuse("--icc", "--design-effect", icc != null && designEffect != null);
    if (images > 1 && icc == null && designEffect == null) {
      throw CliException.badInput(
          "--icc or --design-effect is needed with several images per patient");
    }
    Double effect = designEffect;
    return checked(
        "design",
        () ->
            effect != null
                ? Design.ofEffect(share, images, effect)
                : new Design(share, images, icc == null ? 0 : icc));
  }

  private double correlation(Metric of, double share, AssumedModel first, AssumedModel second) {
    refuse("--correlation", "--discordant", correlation != null && discordant != null);
    if (discordant == null) {
      if (correlation == null) {
        throw CliException.badInput(
            "--correlation or --discordant is needed for two models; 0 needs the most patients");
      }
      return correlation;
    }
    double weight =
        of.shareOfImages()
            ? share
            : of == Metric.RECALL_BINARY ? 1 : of == Metric.SPECIFICITY_BINARY ? 0 : Double.NaN;
    if (Double.isNaN(weight)) {
      throw CliException.badInput("--discordant: " + of.key() + " needs --correlation instead");
    }
    double shared = discordant;
    return checked(
        "--discordant", () -> AssumedPopulation.ofDiscordant(shared, weight, first, second));
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
