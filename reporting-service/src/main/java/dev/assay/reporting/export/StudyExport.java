// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.Part;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.reporting.StudyHistory;
import dev.assay.reporting.article.ArticleWriter;
import dev.assay.reporting.plot.PdfPrinter;
import dev.assay.reporting.plot.Plot;
import dev.assay.reporting.plot.Plots;
import dev.assay.reporting.plot.SvgPrinter;
import dev.assay.reporting.render.Format;
import dev.assay.reporting.render.csv.CsvLine;
import dev.assay.reporting.render.name.RunNames;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.Report;
import dev.assay.weights.SplitModel;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The files of a study's export. Whatever the store does not have yet is left out, and {@code
 * runs.csv} says how far each run is. No file names a source file or a patient: images are hashes
 * of their ids, groups are pseudonyms.
 */
public final class StudyExport {
  private final StudyHistory history;
  private final StudySubmitted study;
  private final Report report;
  private final ArtifactStore store;
  private final RunLog logs;
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
      SvgPrinter printer) {
    this.history = history;
    this.study = study;
    this.report = report;
    this.store = store;
    this.logs = logs;
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
    files.add(ExportFile.text("README.md", ExportReadme.of(report, parts)));
    files.add(ExportFile.text("study.json", Json.writePretty(study) + "\n"));
    files.add(ExportFile.text("runs.csv", runsCsv()));
    for (ExportPart part : parts) {
      switch (part) {
        case PREDICTIONS -> runs.forEach(run -> predictions(run, files));
        case ORIGINAL -> runs.forEach(run -> original(run, files));
        case MODELS -> trainedOnce().forEach(run -> model(run, files));
        case LOSSES -> trainedOnce().forEach(run -> losses(run, files));
        case SPLITS -> splits(files);
        case LOGS -> trainedOnce().forEach(run -> logs(run, files));
        case REPORT -> reports(files);
        case FIGURES -> figures(files);
      }
    }
    files.sort(Comparator.comparing(ExportFile::path));
    return files;
  }

  /** Runs with a model; one that several cells share, as tests on another data set do, once. */
  private List<ExportedRun> trainedOnce() {
    Set<String> seen = new HashSet<>();
    return runs.stream()
        .filter(run -> run.trained().map(ModelTrained::runKey).filter(seen::add).isPresent())
        .toList();
  }

  // ---- predictions --------------------------------------------------------------------------

  private void predictions(ExportedRun run, List<ExportFile> files) {
    run.scored()
        .ifPresent(
            scored -> {
              for (Part part : List.of(Part.TEST, Part.VALIDATION)) {
                String path = run.path("predictions") + "." + part.label();
                files.add(new ExportFile(path + ".csv", out -> table(run, part, scored).csv(out)));
                files.add(
                    new ExportFile(
                        path + ".parquet", out -> table(run, part, scored).parquet(out)));
              }
            });
  }

  private PredictionTable table(ExportedRun run, Part part, PredictionsReady scored)
      throws IOException {
    return new PredictionTable(
        Predictions.read(store.local(part == Part.TEST ? scored.test() : scored.validation())),
        split(run.cell().dataset()),
        part);
  }

  private void original(ExportedRun run, List<ExportFile> files) {
    run.scored()
        .ifPresent(
            scored ->
                files.add(
                    new ExportFile(
                        "original/prediction/result-public/%s/%s/%s_%s_prediction.csv"
                            .formatted(
                                run.names().task(),
                                run.names()
                                    .original(
                                        run.cell().frozen(), run.seed(), study.seeds().size() > 1),
                                run.names().dataset(),
                                study.checkpoint().name().toLowerCase(Locale.ROOT)),
                        out ->
                            OriginalStudyCsv.write(
                                Predictions.read(store.local(scored.test())), out))));
  }

  // ---- models -------------------------------------------------------------------------------

  private void model(ExportedRun run, List<ExportFile> files) {
    ModelTrained trained = run.trained().orElseThrow();
    String folder = run.path("models");
    ModelManifest manifest = manifest(trained);
    files.add(new ExportFile(folder + "/model.safetensors", out -> wholeModel(trained, out)));
    files.add(new ExportFile(folder + "/model.json", out -> copy(trained.manifest(), out)));
    var example = LoadingExample.of(manifest);
    example.ifPresent(text -> files.add(ExportFile.text(folder + "/load.py", text)));
    files.add(
        ExportFile.text(
            folder + "/README.md",
            ModelCard.of(
                report,
                row(run.cell()),
                manifest,
                history.split(run.cell().dataset()).orElse(null),
                example.isPresent())));
  }

  private Report.Row row(Cell cell) {
    return report.rows().stream()
        .filter(row -> row.cell().cellId().equals(cell.cellId()))
        .findFirst()
        .orElseThrow();
  }

  private ModelManifest manifest(ModelTrained trained) {
    try {
      return ModelManifest.read(store.local(trained.manifest()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void losses(ExportedRun run, List<ExportFile> files) {
    files.add(
        new ExportFile(
            run.path("losses") + ".csv",
            out -> {
              StringBuilder text =
                  new StringBuilder("epoch,train_loss,validation_loss,validation_accuracy\n");
              for (ModelManifest.Epoch epoch : manifest(run.trained().orElseThrow()).history()) {
                Double train = epoch.trainLoss();
                text.append(
                    CsvLine.of(
                        List.of(
                            String.valueOf(epoch.epoch()),
                            train == null ? "" : Figures.exact(train),
                            Figures.exact(epoch.validationLoss()),
                            Figures.exact(epoch.validationAccuracy()))));
              }
              out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            }));
  }

  private void logs(ExportedRun run, List<ExportFile> files) {
    String key = run.trained().orElseThrow().runKey();
    files.add(
        new ExportFile(
            run.path("logs") + ".training.log", out -> logs.write("training", key, out)));
    if (run.scored().isPresent()) {
      files.add(
          new ExportFile(
              run.path("logs") + ".scoring.log", out -> logs.write("scoring", key, out)));
    }
  }

  // ---- the study ----------------------------------------------------------------------------

  private void splits(List<ExportFile> files) {
    RunNames names = new RunNames(study.cells());
    Set<String> done = new HashSet<>();
    for (Cell cell : study.cells()) {
      if (done.add(cell.dataset()) && history.split(cell.dataset()).isPresent()) {
        files.add(
            new ExportFile(
                "splits/" + names.of(cell).dataset() + ".csv",
                out -> splitCsv(split(cell.dataset()), ratios(cell.dataset()), out)));
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

  /**
   * In the order of the ids, and with the smallest subset instead of the rank that decides it: the
   * place of an image in an order that follows from names would give its name away.
   */
  private static void splitCsv(SplitManifest split, List<Double> ratios, OutputStream out)
      throws IOException {
    TreeSet<String> attributes =
        split.entries().stream()
            .flatMap(entry -> entry.attributes().keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    List<Function<SplitManifest.Entry, String>> columns = new ArrayList<>();
    List<String> names = new ArrayList<>();
    add(names, columns, "image_id", SplitManifest.Entry::image);
    add(names, columns, "group", SplitManifest.Entry::group);
    add(names, columns, "true_label", entry -> split.classes().get(entry.label()));
    add(names, columns, "part", entry -> entry.part().label());
    add(names, columns, "smallest_subset", entry -> smallestSubset(entry, ratios));
    for (String attribute : attributes) {
      String name = names.contains(attribute) ? "attribute_" + attribute : attribute;
      add(names, columns, name, entry -> entry.attributes().getOrDefault(attribute, ""));
    }
    BufferedWriter text =
        new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    text.write(CsvLine.of(names));
    List<SplitManifest.Entry> entries =
        split.entries().stream().sorted(Comparator.comparing(SplitManifest.Entry::image)).toList();
    for (SplitManifest.Entry entry : entries) {
      text.write(CsvLine.of(columns.stream().map(column -> column.apply(entry)).toList()));
    }
    text.flush();
  }

  /** The smallest subset ratio of the study whose training images have this one; else empty. */
  private static String smallestSubset(SplitManifest.Entry entry, List<Double> ratios) {
    return entry.part() != Part.TRAIN
        ? ""
        : ratios.stream()
            .filter(ratio -> entry.subsetRank() <= ratio)
            .findFirst()
            .map(Figures::exact)
            .orElse("");
  }

  private static void add(
      List<String> names,
      List<Function<SplitManifest.Entry, String>> columns,
      String name,
      Function<SplitManifest.Entry, String> value) {
    names.add(name);
    columns.add(value);
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
    files.add(new ExportFile("report/report.html", out -> out.write(utf8(html()))));
    files.add(new ExportFile("report/report.pdf", out -> out.write(pdf())));
    StringBuilder captions = new StringBuilder("# Figures\n");
    for (Plot plot : plots()) {
      String path = "figures/" + plot.name();
      Drawn drawn = new Drawn(plot, printer);
      files.add(new ExportFile(path + ".svg", out -> out.write(utf8(drawn.svg()))));
      files.add(new ExportFile(path + ".pdf", out -> out.write(PdfPrinter.pdf(drawn.svg()))));
      files.add(new ExportFile(path + ".csv", out -> out.write(utf8(plot.content().get().csv()))));
      captions.append("\n**").append(plot.name()).append("** ").append(plot.caption()).append('\n');
    }
    files.add(ExportFile.text("figures/captions.md", captions.toString()));
  }

  /** A figure that both of its files share, as long as memory has room for it. */
  private static final class Drawn {
    private final Plot plot;
    private final SvgPrinter printer;
    private SoftReference<String> svg = new SoftReference<>(null);

    Drawn(Plot plot, SvgPrinter printer) {
      this.plot = plot;
      this.printer = printer;
    }

    synchronized String svg() {
      String known = svg.get();
      if (known == null) {
        known = printer.draw(plot);
        svg = new SoftReference<>(known);
      }
      return known;
    }
  }

  /** Every figure that the results give now. */
  public List<Plot> plots() {
    return Plots.of(report, new StoredRuns(history, store));
  }

  /** The figures of one cell alone; none if the study has no such cell. */
  public List<Plot> plots(String cellId) {
    return Plots.of(report.only(cellId), new StoredRuns(history, store));
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

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String runsCsv() {
    StringBuilder text =
        new StringBuilder(
            CsvLine.of(
                List.of(
                    "files",
                    "dataset",
                    "backbone",
                    "weights",
                    "head",
                    "recipe",
                    "training",
                    "subset_ratio",
                    "seed",
                    "state",
                    "cell_id",
                    "run_key",
                    "scoring_key",
                    "model_sha256")));
    for (ExportedRun run : runs) {
      Cell cell = run.cell();
      text.append(
          CsvLine.of(
              List.of(
                  run.path("").substring(1),
                  cell.dataset(),
                  cell.backbone(),
                  cell.weights().source(),
                  cell.head(),
                  cell.recipe().name(),
                  cell.frozen() ? "frozen" : "fine-tuned",
                  Figures.exact(cell.subsetRatio()),
                  String.valueOf(run.seed()),
                  run.scored().isPresent()
                      ? "scored"
                      : run.trained().isPresent() ? "trained" : "no model",
                  cell.cellId(),
                  run.trained().map(ModelTrained::runKey).orElse(""),
                  run.scored().map(PredictionsReady::scoringKey).orElse(""),
                  run.trained().map(trained -> trained.model().sha256()).orElse(""))));
    }
    return text.toString();
  }

  private SplitManifest split(String dataset) throws IOException {
    SplitPublished event =
        history
            .split(dataset)
            .orElseThrow(() -> new IOException("the split of '" + dataset + "' is not known"));
    return SplitManifest.read(store.local(event.manifest()));
  }

  /** A model of a frozen backbone is stored in two parts; a reader gets it whole. */
  private void wholeModel(ModelTrained trained, OutputStream out) throws IOException {
    ModelParts parts = trained.parts();
    if (parts == null) {
      copy(trained.model(), out);
    } else {
      SplitModel.join(
          store.local(parts.backbone()), store.local(parts.head()), trained.model().sha256(), out);
    }
  }

  private void copy(ArtifactRef ref, OutputStream out) throws IOException {
    try (InputStream in = store.open(ref)) {
      in.transferTo(out);
    }
  }
}
