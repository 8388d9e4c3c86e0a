// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.FindingMetrics;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.contracts.file.Origin;
import dev.assay.reporting.StudyNow;
import dev.assay.reporting.StudyStatus.CellStatus;
import dev.assay.reporting.StudyStatus.SeedStatus;
import dev.assay.reporting.live.Durations;
import dev.assay.reporting.plot.Plot;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One cell, by the template {@code cell}.
 *
 * @param name of the cell, as papers write it
 * @param cellId which cell
 * @param state {@code pending}, {@code running}, {@code done}, {@code failed} or {@code cancelled}
 * @param reason why it has no metrics; empty if it has
 * @param facts what it is
 * @param metrics on the test and the validation images
 * @param runs one per seed
 * @param figures of this cell alone
 * @param imagery test images
 * @param files of its runs
 * @param provenance hashes of everything that the results depend on
 */
public record CellPage(
    Frame frame,
    StudyHead head,
    String name,
    String cellId,
    String state,
    String reason,
    List<Fact> facts,
    List<MetricLine> metrics,
    List<Run> runs,
    List<Figure> figures,
    CellImagery imagery,
    List<StudyFile> files,
    List<Fact> provenance)
    implements Page {

  /** One metric; texts that are empty are not known. */
  public record MetricLine(
      String name, String test, String interval, String spread, String validation) {}

  /**
   * One run.
   *
   * @param epoch that was kept, or the one that it is in
   * @param accuracy and
   * @param loss on the validation images
   * @param took time of the training
   * @param log address of its log; empty while there is none
   */
  public record Run(
      long seed,
      String stage,
      String epoch,
      String accuracy,
      String loss,
      String took,
      String log) {}

  /** Absent if the study has no such cell. */
  static Optional<CellPage> of(
      Frame frame,
      StudyNow now,
      String cellId,
      List<Plot> plots,
      List<String> paths,
      CellImagery imagery) {
    for (Section section : now.report().sections()) {
      for (Row row : section.rows()) {
        if (row.cell().cellId().equals(cellId)) {
          return Optional.of(of(frame, now, section, row, plots, paths, imagery));
        }
      }
    }
    return Optional.empty();
  }

  private static CellPage of(
      Frame frame,
      StudyNow now,
      Section section,
      Row row,
      List<Plot> plots,
      List<String> paths,
      CellImagery imagery) {
    String study = now.report().studyId();
    String cellId = row.cell().cellId();
    CellStatus status =
        now.status().cells().stream()
            .filter(cell -> cell.cellId().equals(cellId))
            .findFirst()
            .orElseThrow();
    return new CellPage(
        frame,
        StudyHead.of(now, ""),
        "%s, %s, %s"
            .formatted(
                PaperNames.backbone(row.cell().backbone()),
                row.cell().trainingLabel(),
                section.title()),
        cellId,
        status.state(),
        row.reason() == null ? "" : row.reason(),
        facts(section, row.cell()),
        row.metrics().map(CellPage::metrics).orElse(List.of()),
        status.seeds().stream().map(seed -> run(seed, row)).toList(),
        Figure.all(plots, "/view/%s/cells/%s".formatted(study, cellId)),
        imagery,
        paths.stream().map(path -> StudyFile.of(study, path)).toList(),
        provenance(section, row));
  }

  private static List<Fact> facts(Section section, Cell cell) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Data set", section.title()));
    facts.add(new Fact("Backbone", PaperNames.backbone(cell.backbone())));
    facts.add(new Fact("Weights", cell.weights().isRandom() ? "random" : cell.weights().label()));
    facts.add(
        new Fact(
            "Input",
            "%s to %d (%s)%s, centre %d \u00d7 %d"
                .formatted(
                    cell.preprocessing().sides(),
                    cell.preprocessing().resize(),
                    cell.preprocessing().interpolation(),
                    cell.preprocessing().padding(),
                    cell.preprocessing().crop(),
                    cell.preprocessing().crop())));
    facts.add(new Fact("Head", PaperNames.head(cell.head())));
    facts.add(new Fact("Training", cell.frozen() ? "frozen backbone" : cell.trainingLabel()));
    facts.add(
        new Fact(
            "Recipe",
            "%s: %s, learning rate %s, %d epochs at most, batches of %d"
                .formatted(
                    cell.recipe().name(),
                    cell.recipe().optimizer(),
                    Figures.exact(cell.recipe().learningRate()),
                    cell.recipe().epochs(),
                    cell.recipe().batchSize())));
    facts.add(new Fact("Training images", PaperNames.percent(cell.subsetRatio())));
    return facts;
  }

  private static List<MetricLine> metrics(MetricsFile file) {
    List<FindingMetrics> findings = file.findings();
    List<MetricLine> lines =
        new ArrayList<>(
            lines(
                findings == null ? "" : "Mean ",
                file.metrics().test(),
                file.metrics().validation()));
    if (findings != null) {
      findings.forEach(of -> lines.addAll(lines(of.finding() + ": ", of.test(), of.validation())));
    }
    return lines;
  }

  private static List<MetricLine> lines(
      String before, List<Metric> test, List<Metric> ofValidation) {
    Map<String, Metric> validation =
        ofValidation.stream()
            .collect(Collectors.toMap(Metric::name, Function.identity(), (first, second) -> first));
    return test.stream()
        .map(
            metric -> {
              Metric other = validation.get(metric.name());
              return new MetricLine(
                  before + PaperNames.metric(metric.name()),
                  shown(metric.point()),
                  minus(Figures.interval(metric.lower(), metric.upper()).orElse("")),
                  shown(metric.seedSd()),
                  other == null ? "" : shown(other.point()));
            })
        .toList();
  }

  private static Run run(SeedStatus seed, Row row) {
    ModelFacts model =
        row.runs().stream().filter(run -> run.seed() == seed.seed()).findFirst().orElse(null);
    String log = seed.runKey() == null ? "" : "/runs/" + seed.runKey() + "/log";
    if (model != null) {
      return new Run(
          seed.seed(),
          seed.stage(),
          model.epoch() + " of " + model.epochs(),
          shown(model.validationAccuracy()),
          shown(model.validationLoss()),
          model.compute() == null ? "" : Durations.of(model.compute().seconds()),
          log);
    }
    boolean counted = seed.epoch() != null && seed.epochs() != null && seed.epochs() > 0;
    return new Run(
        seed.seed(),
        seed.stage(),
        counted ? seed.epoch() + " of " + seed.epochs() : "",
        shown(seed.validationAccuracy()),
        shown(seed.validationLoss()),
        "",
        log);
  }

  private static List<Fact> provenance(Section section, Row row) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Cell", row.cell().cellId()));
    if (!row.cell().weights().isRandom()) {
      facts.add(new Fact("Weights file", row.cell().weights().identity()));
    }
    if (section.split() != null) {
      facts.add(new Fact("Version of the data set", section.split().version()));
      facts.add(new Fact("Split", section.split().splitId()));
      facts.add(new Fact("Test images", section.split().hashes().test()));
    }
    for (ModelFacts run : row.runs()) {
      facts.add(new Fact("Training key, seed " + run.seed(), run.runKey()));
      facts.add(new Fact("Model file, seed " + run.seed(), run.modelSha256()));
    }
    row.runs().stream()
        .findFirst()
        .ifPresent(
            run ->
                facts.add(
                    new Fact(
                        "Computed by",
                        "%s on %s, %d threads"
                            .formatted(run.engine(), run.deviceClass(), run.threads()))));
    row.runs().stream()
        .flatMap(run -> Stream.ofNullable(run.origin()))
        .findFirst()
        .ifPresent(origin -> facts.addAll(origin(origin)));
    row.metrics().ifPresent(file -> facts.add(new Fact("Evaluation", file.evaluationKey())));
    return facts;
  }

  private static List<Fact> origin(Origin origin) {
    List<Fact> facts = new ArrayList<>();
    String commit = origin.commit();
    facts.add(new Fact("Assay", origin.release() + (commit == null ? "" : ", commit " + commit)));
    facts.add(new Fact("Libraries", origin.libraries()));
    facts.add(new Fact("Java and system", origin.java() + ", " + origin.system()));
    String processor = origin.processor();
    if (processor != null) {
      facts.add(new Fact("Processor", processor));
    }
    return facts;
  }

  private static String shown(@Nullable Double value) {
    return value == null ? "" : minus(Figures.shown(value));
  }

  private static String minus(String text) {
    return text.replace('-', '\u2212');
  }

  @Override
  public String title() {
    return name;
  }

  @Override
  public String events() {
    return "/view/" + head.id() + "/events";
  }
}
