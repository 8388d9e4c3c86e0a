package dev.assay.reporting.render;

import dev.assay.contracts.Cell;
import dev.assay.contracts.EvaluationPlan;
import dev.assay.contracts.External;
import dev.assay.contracts.FrozenRecipe;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.Recipe;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.ModelManifest.Compute;
import dev.assay.contracts.file.ModelManifest.Tried;
import dev.assay.contracts.file.ModelManifest.TriedPenalty;
import dev.assay.reporting.render.Report.Row;
import dev.assay.reporting.render.Report.Section;
import dev.assay.reporting.render.Report.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a reader must know to defend the numbers of a table, in the order it is printed. */
public final class Notes {
  private final Report report;
  private final List<Note> notes = new ArrayList<>();

  private Notes(Report report) {
    this.report = report;
  }

  public static List<Note> of(Report report) {
    Notes notes = new Notes(report);
    notes.progress();
    notes.synthetic();
    notes.numbers();
    notes.bold();
    notes.decisions();
    notes.images();
    notes.weights();
    notes.training();
    notes.replication();
    notes.tuning();
    notes.penalties();
    notes.neighbours();
    notes.compute();
    notes.remarks();
    notes.warnings();
    return List.copyOf(notes.notes);
  }

  private void add(String title, String text) {
    notes.add(new Note(title, text));
  }

  private void progress() {
    String counts =
        "%s of %s cells have results, %s failed, %s have none yet."
            .formatted(
                report.count(State.DONE),
                report.rows().size(),
                report.count(State.FAILED),
                report.count(State.PENDING));
    switch (report.outcome()) {
      case UNFINISHED -> add("Partial report", "The study is not finished: " + counts);
      case CANCELLED ->
          add(
              "Cancelled study",
              "%s of %s cells have results; the others were cancelled or failed."
                  .formatted(report.count(State.DONE), report.rows().size()));
      case FAILED_CELLS ->
          add(
              "Failed cells",
              "%s of %s cells have no results; their rows say why."
                  .formatted(report.count(State.FAILED), report.rows().size()));
      case DONE -> {}
    }
  }

  private void synthetic() {
    List<String> made =
        report.sections().stream()
            .filter(s -> TestImages.of(s).filter(TestImages::synthetic).isPresent())
            .map(Section::title)
            .toList();
    if (!made.isEmpty()) {
      add(
          "Synthetic data",
          "The images of "
              + Words.list(made)
              + " are synthetic: a program drew them, and no number about them says anything about"
              + " medicine.");
    }
  }

  private void numbers() {
    EvaluationPlan plan = report.plan();
    int seeds = report.seeds().size();
    String points =
        seeds == 1
            ? "One training seed (%s).".formatted(Words.list(report.seeds()))
            : "Points are means over %s training seeds (%s); sd is the standard deviation over them."
                .formatted(seeds, Words.list(report.seeds()));
    add(
        "Numbers",
        points
            + " [lower, upper]: %s%% %s bootstrap interval of %s, B = %s %s resamples of %s, seed %s."
                .formatted(
                    Figures.percent(plan.confidence()),
                    plan.method(),
                    seeds == 1 ? "the point" : "that mean",
                    plan.resamples(),
                    plan.resampling() == null ? "multinomial" : plan.resampling(),
                    unit(plan),
                    plan.seed())
            + " Validation accuracy is of the checkpoint it chose ("
            + report.checkpoint().label()
            + "), hence optimistic. The majority class is the most frequent one in training,"
            + " answered for every test image.");
  }

  private String unit(EvaluationPlan plan) {
    if ("image".equals(plan.unit())) {
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

  private void bold() {
    add(
        "Bold",
        "The best value of a column within a data set, and every value that rounding cannot tell"
            + " from it. Bold is not significance.");
  }

  /** What the study asks of decisions about its positive class; CSV and JSON have the rest. */
  private void decisions() {
    List<Labels> labels = Labels.needed(report.rows().stream().map(Row::cell).toList());
    for (Row row : report.rows()) {
      row.metrics()
          .flatMap(file -> Optional.ofNullable(file.cellDetails()))
          .filter(details -> !details.clinical().isEmpty())
          .ifPresent(
              details ->
                  add(
                      "Decisions of " + Labels.sentence(row.cell(), labels),
                      details.clinical().stream()
                              .map(Notes::decision)
                              .collect(Collectors.joining("; "))
                          + ". Thresholds were chosen on validation images."));
    }
  }

  private static String decision(MetricsFile.Metric metric) {
    return metric.name().replace('_', ' ')
        + " "
        + Figures.shown(metric.point())
        + (metric.lower() == null || metric.upper() == null
            ? ""
            : " [" + Figures.shown(metric.lower()) + ", " + Figures.shown(metric.upper()) + "]")
        + (metric.point() == null ? " (" + metric.reason() + ")" : "");
  }

  private void images() {
    for (Section section : report.sections()) {
      SplitFacts split = section.split();
      String text =
          TestImages.of(section).map(TestImages::sentence).orElse("not split yet")
              + "; "
              + TestImages.of(section).map(Notes::groups).orElse("groups not known yet");
      if (split != null) {
        text += "; " + sides(split) + SplitWords.of(split, section);
      }
      add("Data set " + section.title(), text + ".");
    }
  }

  private static String groups(TestImages test) {
    return test.hasGroups()
        ? "a group is a %s, and none is on two sides of the split".formatted(test.groupKind())
        : "no patient is known, so each image is a group of its own";
  }

  private static String sides(SplitFacts split) {
    External external = split.external();
    if (external != null) {
      return "external validation: the same models as of %s, which were trained on %s images and validated on %s images of it; checkpoint, calibration and thresholds were chosen there, and nothing was fitted or chosen on %s; split %s, test %s"
              .formatted(
                  external.trained(),
                  split.train().images(),
                  split.validation().images(),
                  external.tested(),
                  Words.shortHash(split.splitId()),
                  Words.shortHash(split.hashes().test()))
          + leftOut(split);
    }
    if (split.pooledFolds() != null) {
      return "each image is tested once, by the model of the one of %d folds that had not seen its %s; split seed %s, split %s, test %s"
          .formatted(
              split.pooledFolds(),
              split.groupKind(),
              split.seed(),
              Words.shortHash(split.splitId()),
              Words.shortHash(split.hashes().test()));
    }
    return "%s training images (%s) and %s validation images (%s)"
            .formatted(
                split.train().images(),
                TestImages.counts(split.classes(), split.train().classCounts()),
                split.validation().images(),
                TestImages.counts(split.classes(), split.validation().classCounts()))
        + "; split seed %s, split %s, training %s, validation %s, test %s"
            .formatted(
                split.seed(),
                Words.shortHash(split.splitId()),
                Words.shortHash(split.hashes().train()),
                Words.shortHash(split.hashes().validation()),
                Words.shortHash(split.hashes().test()))
        + leftOut(split);
  }

  private static String leftOut(SplitFacts split) {
    return split.quarantined().entrySet().stream()
        .map(entry -> "; left out %s: %s".formatted(entry.getValue(), entry.getKey()))
        .collect(Collectors.joining());
  }

  private void weights() {
    List<String> texts =
        cells().stream().map(c -> c.backbone() + ": " + weights(c.weights())).distinct().toList();
    add("Weights", String.join("; ", texts) + ".");
  }

  static String weights(WeightsChoice weights) {
    if (weights.isRandom()) {
      return "randomly initialised";
    }
    String name = weights.fileName();
    return "pretrained on %s (%ssha256 %s)"
        .formatted(
            weights.source(), name == null ? "" : name + ", ", Words.shortHash(weights.identity()));
  }

  private void training() {
    List<String> parts = new ArrayList<>();
    cells().stream()
        .filter(cell -> !FrozenRecipe.isSolved(cell.head()))
        .map(Cell::recipe)
        .distinct()
        .map(Notes::recipe)
        .forEach(parts::add);
    parts.add(
        "head " + cells().stream().map(Cell::head).distinct().collect(Collectors.joining(", ")));
    cells().stream().map(Cell::preprocessing).distinct().map(Notes::size).forEach(parts::add);
    if (cells().stream().anyMatch(Cell::frozen)) {
      parts.add("frozen: only the head was trained");
    }
    cells().stream()
        .map(cell -> cell.recipe().onFeatures().viewCount())
        .filter(views -> views > 1)
        .distinct()
        .map(views -> "frozen rows on %s views of each training image".formatted(views))
        .forEach(parts::add);
    parts.add(Words.many(report.threads(), "CPU thread"));
    report.rows().stream()
        .flatMap(row -> row.runs().stream())
        .map(run -> run.engine() + " on " + run.deviceClass())
        .distinct()
        .forEach(parts::add);
    add("Training", String.join("; ", parts) + ".");
  }

  private static String recipe(Recipe recipe) {
    return "recipe %s (%s, learning rate %s, weight decay %s, %s epochs, batches of %s, %s, augmentation %s%s)"
        .formatted(
            recipe.name(),
            recipe.optimizer(),
            Figures.exact(recipe.learningRate()),
            Figures.exact(recipe.weightDecay()),
            recipe.epochs(),
            recipe.batchSize(),
            recipe.shuffle() ? "shuffled" : "not shuffled",
            recipe.augment(),
            refinements(recipe));
  }

  private static String loss(Recipe.Loss loss) {
    return "label smoothing %s, class weights %s"
        .formatted(Figures.exact(loss.labelSmoothing()), loss.classWeights());
  }

  private static String refinements(Recipe recipe) {
    List<String> parts = new ArrayList<>();
    Recipe.Schedule schedule = recipe.schedule();
    if (schedule != null) {
      parts.add("cosine schedule after %s epochs of warm-up".formatted(schedule.warmupEpochs()));
    }
    if (recipe.layerDecay() != null) {
      parts.add("layer decay " + Figures.exact(recipe.layerDecay()));
    }
    if (recipe.clipNorm() != null) {
      parts.add("gradients clipped at norm " + Figures.exact(recipe.clipNorm()));
    }
    Recipe.Augmentation augmentation = recipe.augmentation();
    if (augmentation != null && (augmentation.horizontalFlip() || augmentation.verticalFlip())) {
      parts.add("images mirrored");
    }
    if (recipe.loss() != null) {
      parts.add(loss(recipe.loss()));
    }
    if (recipe.patience() != null) {
      parts.add("stopped after %s epochs without a better one".formatted(recipe.patience()));
    }
    parts.add(
        recipe.isTuned()
            ? "learning rate chosen on validation among "
                + recipe.budget().stream().map(Figures::exact).collect(Collectors.joining(", "))
            : "learning rate not tuned");
    return ", " + String.join(", ", parts);
  }

  private void replication() {
    List<String> accidents =
        cells().stream().flatMap(c -> c.recipe().switches().stream()).distinct().toList();
    if (!accidents.isEmpty()) {
      add(
          "As run",
          "Rows marked as run repeat accidents of the original code (%s) and enter no comparison."
              .formatted(String.join(", ", accidents)));
    }
  }

  /** The tuning table: what every learning rate of the budget came to on validation. */
  private void tuning() {
    List<Labels> labels = Labels.needed(cells());
    List<String> lines = new ArrayList<>();
    for (Row row : trainedRows()) {
      for (ModelFacts run : row.runs()) {
        List<Tried> tried = run.tuning();
        if (tried != null) {
          lines.add(
              "%s, %s, seed %s: %s"
                  .formatted(
                      row.cell().dataset(),
                      Labels.sentence(row.cell(), labels),
                      run.seed(),
                      tried.stream().map(Notes::tried).collect(Collectors.joining(", "))));
        }
      }
    }
    if (!lines.isEmpty()) {
      add("Tuning", "Validation accuracy by learning rate. " + String.join("; ", lines) + ".");
    }
  }

  private static String tried(Tried tried) {
    return "%s gave %s%s"
        .formatted(
            Figures.exact(tried.learningRate()),
            Figures.shown(tried.validationAccuracy()),
            tried.chosen() ? " (chosen)" : "");
  }

  /** How rows of head logistic came about; a learning rate they have not. */
  private void penalties() {
    List<Labels> labels = Labels.needed(cells());
    List<String> lines = new ArrayList<>();
    for (Row row : trainedRows()) {
      String chosen =
          row.runs().stream()
              .map(ModelFacts::penalties)
              .filter(Objects::nonNull)
              .map(Notes::chosen)
              .distinct()
              .collect(Collectors.joining(" or "));
      if (!chosen.isEmpty()) {
        lines.add(
            "%s, %s: %s"
                .formatted(row.cell().dataset(), Labels.sentence(row.cell(), labels), chosen));
      }
    }
    List<String> grids =
        cells().stream()
            .filter(cell -> cell.head().equals(FrozenRecipe.LOGISTIC))
            .map(cell -> cell.recipe().onFeatures().grid())
            .distinct()
            .map(grid -> grid.stream().map(Figures::exact).collect(Collectors.joining(", ")))
            .toList();
    String losses =
        cells().stream()
            .filter(cell -> cell.head().equals(FrozenRecipe.LOGISTIC))
            .map(cell -> cell.recipe().loss())
            .filter(Objects::nonNull)
            .distinct()
            .map(loss -> ", " + loss(loss))
            .collect(Collectors.joining());
    if (!grids.isEmpty()) {
      add(
          "Head logistic",
          "L2 multinomial logistic regression on features standardised on the training images"
              + losses
              + ", solved to convergence: no learning rate, no epochs, and the same for every seed."
              + " Penalty chosen on validation (%s; of equals the stronger) among %s.%s"
                  .formatted(
                      report.checkpoint().label(),
                      String.join("; ", grids),
                      lines.isEmpty() ? "" : " Chosen: " + String.join("; ", lines) + "."));
    }
  }

  private void neighbours() {
    if (cells().stream().anyMatch(cell -> cell.head().equals(FrozenRecipe.KNN))) {
      add(
          "Head knn",
          "The votes of the %s training images whose features are nearest by cosine similarity, weighted by exp(similarity / %s); nothing was trained or chosen, and all seeds are the same."
              .formatted(FrozenRecipe.NEIGHBOURS, Figures.exact(FrozenRecipe.VOTE_TEMPERATURE)));
    }
  }

  private static String chosen(List<TriedPenalty> tried) {
    TriedPenalty chosen =
        tried.stream().filter(TriedPenalty::chosen).findFirst().orElse(tried.getFirst());
    boolean end = chosen.equals(tried.getFirst()) || chosen.equals(tried.getLast());
    return Figures.exact(chosen.penalty())
        + (end && tried.size() > 1 ? " (an end of the grid)" : "");
  }

  private void compute() {
    double cpuHours = 0;
    double gpuHours = 0;
    long peak = 0;
    for (Row row : trainedRows()) {
      for (ModelFacts run : row.runs()) {
        Compute compute = run.compute();
        if (compute != null) {
          cpuHours += compute.cpuSeconds() / 3600;
          gpuHours += run.deviceClass().equals("cpu") ? 0 : compute.seconds() / 3600;
          peak = Math.max(peak, compute.peakMemoryBytes());
        }
      }
    }
    if (peak > 0) {
      add(
          "Compute",
          "Training took %s CPU-hours%s; the largest process had %s GB."
              .formatted(
                  Figures.shown(cpuHours),
                  gpuHours > 0 ? " and " + Figures.shown(gpuHours) + " GPU-hours" : "",
                  Figures.shown(peak / 1e9)));
    }
  }

  private static String size(Preprocessing size) {
    boolean usual = size.interpolation().equals(Preprocessing.BILINEAR);
    return "shorter side to %s pixels%s, centre %s x %s"
        .formatted(
            size.resize(),
            usual ? "" : " (" + size.interpolation() + ")",
            size.crop(),
            size.crop());
  }

  private void remarks() {
    if (!report.remarks().isEmpty()) {
      add("Remarks", String.join(" ", report.remarks().stream().map(Notes::closed).toList()));
    }
  }

  private void warnings() {
    List<String> warnings = Warnings.of(report);
    if (!warnings.isEmpty()) {
      add("Warnings", String.join(" ", warnings.stream().map(Notes::closed).toList()));
    }
  }

  private static String closed(String sentence) {
    String text = sentence.strip();
    return text.endsWith(".") ? text : text + ".";
  }

  /** Without those of models on another set, which are the same models again. */
  private List<Row> trainedRows() {
    return report.sections().stream()
        .filter(section -> section.split() == null || section.split().external() == null)
        .flatMap(section -> section.rows().stream())
        .toList();
  }

  private List<Cell> cells() {
    return report.rows().stream().map(Row::cell).toList();
  }
}
