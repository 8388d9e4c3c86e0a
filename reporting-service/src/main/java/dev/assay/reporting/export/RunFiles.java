// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.CsvLine;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.Part;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.reporting.StudyHistory;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.store.StoredFiles;
import dev.assay.weights.SplitModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The files of single runs: predictions, models, losses and logs. */
final class RunFiles {
  private final StudyHistory history;
  private final StudySubmitted study;
  private final Report report;
  private final ArtifactStore store;
  private final StoredFiles stored;
  private final StudyExport.RunLog logs;

  RunFiles(
      StudyHistory history,
      StudySubmitted study,
      Report report,
      ArtifactStore store,
      StudyExport.RunLog logs) {
    this.history = history;
    this.study = study;
    this.report = report;
    this.store = store;
    this.stored = new StoredFiles(store);
    this.logs = logs;
  }

  void predictions(ExportedRun run, List<ExportFile> files) {
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

  private PredictionTable<?> table(ExportedRun run, Part part, PredictionsReady scored)
      throws IOException {
    ArtifactRef file = part == Part.TEST ? scored.test() : scored.validation();
    SplitManifest split = split(run.cell().dataset());
    return split.hasFindings()
        ? PredictionTable.ofFindings(stored.findingPredictions(file), split, part)
        : PredictionTable.of(stored.predictions(file), split, part);
  }

  /** Its layout has one class for each image, so it has no place for findings. */
  void original(ExportedRun run, List<ExportFile> files) {
    if (hasFindings(run.cell())) {
      return;
    }
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
                        out -> OriginalStudyCsv.write(stored.predictions(scored.test()), out))));
  }

  void model(ExportedRun run, List<ExportFile> files) {
    ModelTrained trained = run.trained().orElseThrow();
    String folder = run.path("models");
    ModelManifest manifest = stored.manifest(trained.manifest());
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

  private boolean hasFindings(Cell cell) {
    return history.split(cell.dataset()).filter(SplitPublished::hasFindings).isPresent();
  }

  private Report.Row row(Cell cell) {
    return report.rows().stream()
        .filter(row -> row.cell().cellId().equals(cell.cellId()))
        .findFirst()
        .orElseThrow();
  }

  void losses(ExportedRun run, List<ExportFile> files) {
    files.add(
        new ExportFile(
            run.path("losses") + ".csv",
            out -> {
              StringBuilder text =
                  new StringBuilder("epoch,train_loss,validation_loss,validation_accuracy\n");
              for (ModelManifest.Epoch epoch :
                  stored.manifest(run.trained().orElseThrow().manifest()).history()) {
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

  void logs(ExportedRun run, List<ExportFile> files) {
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

  SplitManifest split(String dataset) throws IOException {
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
