// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.ComparisonCompleted;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyFinished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.PixelsWriter;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.reporting.plot.PlotSource;
import dev.assay.reporting.plot.SamplePlots;
import dev.assay.reporting.report.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The events of the sample of figures, and studies of any size. Every number in them is made up.
 */
final class PageStudy {
  private static final int SIDE = 256;

  private static final SplitHashes HASHES =
      new SplitHashes(Hash.ofText("train"), Hash.ofText("validation"), Hash.ofText("test"));

  private final ArtifactStore store;
  private final Report report = SamplePlots.report();
  private final PlotSource source = SamplePlots.source(report);

  /** Of each data set, if not those of the sample. */
  private final @Nullable Integer tested;

  PageStudy(ArtifactStore store) {
    this(store, null);
  }

  /**
   * @param tested number of test images, of patients of seven; the models are most wrong about the
   *     first hundred, and only those of the sample have pixels
   */
  PageStudy(ArtifactStore store, @Nullable Integer tested) {
    this.store = store;
    this.tested = tested;
  }

  static List<Cell> all() {
    return SamplePlots.report().cells();
  }

  List<Cell> cells() {
    return report.cells();
  }

  /** The rest of a cell whose first seed is trained. */
  List<AssayEvent> last(String studyId, int cell) {
    List<AssayEvent> events = evaluated(studyId, report.rows().get(cell));
    // The first seed's model is known.
    return events.subList(1, events.size());
  }

  /** A study of so many cells; the first ten are evaluated. */
  List<AssayEvent> many(String studyId, int count) {
    List<AssayEvent> events = new ArrayList<>();
    List<Cell> cells = new ArrayList<>(cells());
    for (int i = cells.size(); i < count; i++) {
      Cell like = cells().get(i % cells().size());
      cells.add(
          Cell.of(
              like.dataset(),
              like.backbone(),
              like.weights(),
              like.preprocessing(),
              like.head(),
              like.recipe(),
              i % 2 == 0,
              (i + 1.0) / (count + 1)));
    }
    events.add(
        new StudySubmitted(
            studyId,
            count + " cells",
            cells,
            report.seeds(),
            Checkpoint.BEST_ACCURACY,
            report.plan(),
            2,
            "cpu",
            List.of()));
    report.sections().forEach(section -> events.add(split(studyId, section)));
    report.rows().subList(0, 10).forEach(row -> events.addAll(evaluated(studyId, row)));
    return events;
  }

  /** Every cell is evaluated and compared. */
  List<AssayEvent> finished(String studyId, String name) {
    List<AssayEvent> events = begun(studyId, name);
    report.rows().forEach(row -> events.addAll(evaluated(studyId, row)));
    for (Report.Section section : report.sections()) {
      ComparisonsFile file = section.comparisons().orElseThrow();
      ComparisonsFile now = current(file, section);
      events.add(
          new ComparisonCompleted(
              studyId,
              now.comparisonKey(),
              put(now.toJson(), MediaTypes.COMPARISONS),
              null,
              section.dataset()));
    }
    events.add(new StudyFinished(studyId, StudyFinished.Outcome.DONE, cells().size(), 0));
    return events;
  }

  private ComparisonsFile current(ComparisonsFile file, Report.Section section) {
    List<ComparisonsFile.ComparedCell> cells =
        section.rows().stream()
            .map(
                row ->
                    new ComparisonsFile.ComparedCell(
                        row.cell().cellId(),
                        row.cell().backbone(),
                        row.metrics().orElseThrow().evaluationKey(),
                        report.seeds()))
            .toList();
    return new ComparisonsFile(
        file.formatVersion(),
        file.comparisonKey(),
        file.dataset(),
        file.plan(),
        file.declared(),
        file.evaluation(),
        file.synthetic(),
        file.images(),
        file.units(),
        file.groupKind(),
        file.interimAnalysis(),
        cells,
        file.leftOut(),
        file.metrics(),
        file.notes());
  }

  /** Some cells are evaluated, one failed, one is trained, the others wait. */
  List<AssayEvent> running(String studyId, String name) {
    List<AssayEvent> events = begun(studyId, name);
    List<Report.Row> rows = report.rows();
    rows.subList(0, 4).forEach(row -> events.addAll(evaluated(studyId, row)));
    Cell failed = rows.get(5).cell();
    events.add(
        new CellFailed(
            studyId,
            failed.cellId(),
            runKey(failed, 2),
            2L,
            "training",
            "the trainer ran out of memory 3 times (4.1 GB); a smaller batch size needs less",
            Actor.OPERATOR));
    trained(studyId, rows.get(4).cell(), 1, events);
    return events;
  }

  /** Of the cell that is trained: the epoch that has ended. */
  CellProgress epoch(String studyId, int cell, long seed, int epoch, int epochs) {
    Cell of = cells().get(cell);
    double left = epochs - epoch;
    return new CellProgress(
        studyId,
        of.cellId(),
        runKey(of, seed),
        seed,
        "training",
        epoch,
        epochs,
        (double) epoch / epochs,
        0.7 * Math.exp(-epoch / 9.0) + 0.05,
        0.7 * Math.exp(-epoch / 9.0) + 0.09,
        0.8,
        412.3,
        left * 7.4,
        1_400_000_000L);
  }

  private List<AssayEvent> begun(String studyId, String name) {
    List<AssayEvent> events = new ArrayList<>();
    events.add(
        new StudySubmitted(
            studyId,
            name,
            cells(),
            report.seeds(),
            Checkpoint.BEST_ACCURACY,
            report.plan(),
            2,
            "cpu",
            List.of("vgg16 was left out: its weights are not there")));
    for (Report.Section section : report.sections()) {
      events.add(split(studyId, section));
    }
    return events;
  }

  private SplitPublished split(String studyId, Report.Section section) {
    List<String> classes = section.metrics().getFirst().data().classes();
    List<SplitManifest.Entry> entries = new ArrayList<>();
    for (int i = 0; i < (tested == null ? 700 : tested + 14); i++) {
      Part part = i < 420 ? Part.TRAIN : i < 490 ? Part.VALIDATION : Part.TEST;
      if (tested != null) {
        part = i < tested ? Part.TEST : i < tested + 7 ? Part.TRAIN : Part.VALIDATION;
      }
      entries.add(
          new SplitManifest.Entry(
              Hash.ofText("image " + i),
              Hash.ofText("bytes " + i),
              i % classes.size(),
              "group-" + i / 7,
              part,
              (i % 420 + 1) / 420.0,
              Map.of()));
    }
    SplitManifest manifest =
        new SplitManifest(
            SplitManifest.FORMAT_VERSION,
            section.dataset(),
            Hash.ofText("version of " + section.dataset()),
            Hash.ofText("split of " + section.dataset()),
            "kermany",
            classes,
            "patient",
            false,
            7,
            HASHES,
            entries,
            Map.of("truncated", 2, "not an image", 1),
            List.of());
    return new SplitPublished(
        studyId,
        section.dataset(),
        manifest.splitId(),
        HASHES,
        put(Json.write(manifest), MediaTypes.SPLIT_MANIFEST),
        List.of(new SplitPublished.Pixels(256, pixels())),
        classes,
        "patient",
        false);
  }

  /** Images of the predictions: a bright disc whose place tells one from another. */
  private ArtifactRef pixels() {
    try {
      Path file = Files.createTempFile("pixels", ".bin");
      try (PixelsWriter writer = new PixelsWriter(file, SIDE)) {
        for (int i = 0; i < SamplePlots.IMAGES; i++) {
          writer.add(Hash.ofText("image " + i), SIDE, SIDE, disc(i));
        }
      }
      ArtifactRef stored = store.put(file, MediaTypes.PIXELS);
      Files.delete(file);
      return stored;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] disc(int number) {
    byte[] rgb = new byte[3 * SIDE * SIDE];
    double x0 = SIDE * (0.5 + 0.25 * Math.sin(number));
    double y0 = SIDE * (0.5 + 0.25 * Math.cos(number));
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double from = Math.hypot(x - x0, y - y0) / SIDE;
        byte grey = (byte) (30 + 200 * Math.exp(-20 * from * from));
        java.util.Arrays.fill(rgb, 3 * (y * SIDE + x), 3 * (y * SIDE + x) + 3, grey);
      }
    }
    return rgb;
  }

  private List<AssayEvent> evaluated(String studyId, Report.Row row) {
    List<AssayEvent> events = new ArrayList<>();
    for (long seed : report.seeds()) {
      trained(studyId, row.cell(), seed, events);
      ModelTrained trained = (ModelTrained) events.getLast();
      events.add(
          new PredictionsReady(
              studyId,
              row.cell().cellId(),
              trained.runKey(),
              seed,
              Hash.ofText("score of " + trained.runKey()),
              predictions(row.cell(), seed),
              predictions(row.cell(), seed),
              trained.manifest()));
    }
    MetricsFile metrics = row.metrics().orElseThrow();
    events.add(
        new EvaluationCompleted(
            studyId,
            row.cell().cellId(),
            metrics.evaluationKey(),
            put(metrics.toJson(), MediaTypes.METRICS),
            null));
    return events;
  }

  private void trained(String studyId, Cell cell, long seed, List<AssayEvent> events) {
    ModelManifest manifest = source.model(cell.cellId(), seed).orElseThrow();
    events.add(
        new ModelTrained(
            studyId,
            cell.cellId(),
            runKey(cell, seed),
            seed,
            put("model", MediaTypes.MODEL),
            put(manifest.toJson(), MediaTypes.MODEL_MANIFEST),
            Checkpoint.BEST_ACCURACY,
            cell.dataset(),
            cell.preprocessing(),
            1,
            "cpu",
            null,
            null));
  }

  static String runKey(Cell cell, long seed) {
    return Hash.ofText(cell.cellId() + seed);
  }

  private ArtifactRef predictions(Cell cell, long seed) {
    Predictions predictions = source.test(cell.cellId(), seed).orElseThrow();
    if (tested != null) {
      predictions = ofMany(predictions.classes(), runKey(cell, seed).hashCode());
    }
    try {
      Path file = Files.createTempFile("predictions", ".csv");
      try {
        predictions.write(file);
        return store.put(file, MediaTypes.PREDICTIONS);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Predictions ofMany(List<String> classes, int model) {
    SplittableRandom random = new SplittableRandom(model);
    List<Predictions.Row> rows = new ArrayList<>();
    for (int i = 0; i < Objects.requireNonNull(tested); i++) {
      int label = i % classes.size();
      double right = i < 100 ? 0.1 * random.nextDouble() : 0.55 + 0.4 * random.nextDouble();
      double[] probabilities = new double[classes.size()];
      Arrays.fill(probabilities, (1 - right) / (classes.size() - 1));
      probabilities[label] = right;
      rows.add(
          new Predictions.Row(
              Hash.ofText("image " + i), "group-" + i / 7, label, probabilities, null));
    }
    return new Predictions(classes, rows);
  }

  private ArtifactRef put(String text, String mediaType) {
    return store.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), mediaType);
  }
}
