// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.reporting.StudyHistory;
import dev.assay.reporting.article.ArticleWriter;
import dev.assay.reporting.plot.Plot;
import dev.assay.reporting.plot.Plots;
import dev.assay.reporting.plot.SvgPrinter;
import dev.assay.reporting.render.Format;
import dev.assay.reporting.render.name.RunNames;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.store.StoredFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The files of a study's export. Whatever the store does not have yet is left out, and {@code
 * runs.csv} says how far each run is. No file names a source file or a patient: the ids of images
 * and groups are keyed hashes.
 */
public final class StudyExport {
  private final StudyHistory history;
  private final StudySubmitted study;
  private final Report report;
  private final ArtifactStore store;
  private final RunLog logs;
  private final RunFeatures features;
  private final SvgPrinter printer;
  private final List<ExportedRun> runs;

  /** The output of the processes of runs, which the services that started them keep. */
  public interface RunLog {
    /**
     * @param stage {@code training} or {@code scoring}
     * @throws IOException if the service cannot be reached
     */
    void write(String stage, String runKey, OutputStream out) throws IOException;
  }

  /**
   * @param report of the same history
   * @param printer that all exports share
   */
  public StudyExport(
      StudyHistory history,
      StudySubmitted study,
      Report report,
      ArtifactStore store,
      RunLog logs,
      RunFeatures features,
      SvgPrinter printer) {
    this.history = history;
    this.study = study;
    this.report = report;
    this.store = store;
    this.logs = logs;
    this.features = features;
    this.printer = printer;
    this.runs = runs();
  }

  private List<ExportedRun> runs() {
    RunNames names = new RunNames(study.cells());
    List<ExportedRun> all = new ArrayList<>();
    for (Cell cell : study.cells()) {
      if (!cell.isPooled()) {
        for (long seed : study.seeds()) {
          all.add(
              new ExportedRun(
                  cell,
                  seed,
                  names.of(cell),
                  history.trained(cell.cellId(), seed),
                  history.scored(cell.cellId(), seed)));
        }
      }
    }
    return List.copyOf(all);
  }

  /** Sorted by path. */
  public List<ExportFile> files(Set<ExportPart> parts) {
    List<ExportFile> files = new ArrayList<>();
    files.add(ExportFile.text("README.md", ExportReadme.of(report, parts, keyed())));
    files.add(ExportFile.text("study.json", Json.writePretty(study) + "\n"));
    files.add(ExportFile.text("runs.csv", RunsCsv.of(runs)));
    RunFiles of = new RunFiles(history, study, report, store, logs);
    for (ExportPart part : parts) {
      switch (part) {
        case PREDICTIONS -> runs.forEach(run -> of.predictions(run, files));
        case ORIGINAL -> runs.forEach(run -> of.original(run, files));
        case MODELS -> trainedOnce().forEach(run -> of.model(run, files));
        case LOSSES -> trainedOnce().forEach(run -> of.losses(run, files));
        case FEATURES -> new FeatureFiles(study.studyId(), store, features, of).add(runs, files);
        case SPLITS -> splits(of, files);
        case LOGS -> trainedOnce().forEach(run -> of.logs(run, files));
        case REPORT -> reports(files);
        case FIGURES -> figures(files);
      }
    }
    files.sort(Comparator.comparing(ExportFile::path));
    return files;
  }

  /**
   * Whether nobody finds the names of images by trying; an earlier release made ids without a key.
   */
  private boolean keyed() {
    return study.cells().stream()
        .flatMap(cell -> history.split(cell.dataset()).stream())
        .allMatch(split -> split.imageIds() != null);
  }

  /** Runs with a model; one that several cells share, as tests on another data set do, once. */
  private List<ExportedRun> trainedOnce() {
    Set<String> seen = new HashSet<>();
    return runs.stream()
        .filter(run -> run.trained().map(ModelTrained::runKey).filter(seen::add).isPresent())
        .toList();
  }

  private void splits(RunFiles of, List<ExportFile> files) {
    RunNames names = new RunNames(study.cells());
    Set<String> done = new HashSet<>();
    for (Cell cell : study.cells()) {
      if (done.add(cell.dataset()) && history.split(cell.dataset()).isPresent()) {
        files.add(
            new ExportFile(
                "splits/" + names.of(cell).dataset() + ".csv",
                out -> SplitCsv.write(of.split(cell.dataset()), ratios(cell.dataset()), out)));
      }
    }
  }

  private List<Double> ratios(String dataset) {
    return study.cells().stream()
        .filter(cell -> cell.dataset().equals(dataset))
        .map(Cell::subsetRatio)
        .distinct()
        .sorted()
        .toList();
  }

  private void reports(List<ExportFile> files) {
    for (Format format : Format.values()) {
      files.add(
          new ExportFile(
              "report/report." + format.extension(),
              out -> out.write(format.render(report).getBytes(StandardCharsets.UTF_8))));
    }
  }

  private void figures(List<ExportFile> files) {
    files.add(
        new ExportFile(
            "report/report.html", out -> out.write(html().getBytes(StandardCharsets.UTF_8))));
    files.add(new ExportFile("report/report.pdf", out -> out.write(pdf())));
    FigureFiles.add(files, plots(), printer);
  }

  /** Every figure that the results give now. */
  public List<Plot> plots() {
    return Plots.of(report, new StoredRuns(history, new StoredFiles(store)));
  }

  /** The figures of one cell alone; none if the study has no such cell. */
  public List<Plot> plots(String cellId) {
    return Plots.of(report.only(cellId), new StoredRuns(history, new StoredFiles(store)));
  }

  /** Paths of the files that belong to runs of a cell, sorted. */
  public List<String> paths(String cellId) {
    List<String> folders =
        runs.stream()
            .filter(run -> run.cell().cellId().equals(cellId))
            .map(run -> run.path(""))
            .toList();
    return files(EnumSet.allOf(ExportPart.class)).stream()
        .map(ExportFile::path)
        .filter(path -> folders.stream().anyMatch(folder -> isIn(path, folder)))
        .toList();
  }

  /** {@code models/<folder>/...} and {@code losses/<folder>.csv}, but not that of seed 11 for 1. */
  private static boolean isIn(String path, String folder) {
    return path.contains(folder + "/") || path.contains(folder + ".");
  }

  /** The article as one HTML file. */
  public String html() {
    return ArticleWriter.html(report, plots(), printer);
  }

  /** The article as a PDF. */
  public byte[] pdf() throws IOException {
    return ArticleWriter.pdf(report, plots(), printer);
  }
}
