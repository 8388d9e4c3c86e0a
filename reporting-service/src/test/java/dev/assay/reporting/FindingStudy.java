// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Part;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.FindingMetrics;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.SplitManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link SampleStudy} with images that may show several findings. Of the test images, 32 to 39, one
 * has no known finding, and none has the last finding.
 */
public final class FindingStudy {
  /** Names as tables may have them. */
  public static final List<String> FINDINGS =
      List.of("Mass, large", "=\u00d6dem \"links\"", "hernia");

  /** Nothing is known of it. */
  public static final int UNKNOWN = 38;

  private final SampleStudy sample;
  private final ArtifactStore store;
  private final SplitManifest split;

  public FindingStudy(String studyId, ArtifactStore store) {
    this.store = store;
    this.sample = new SampleStudy(studyId, store);
    SplitPublished event = (SplitPublished) sample.accepted().getLast();
    this.split = split(read(event.manifest(), SplitManifest.class));
  }

  public Cell cell() {
    return sample.frozen();
  }

  public SplitManifest split() {
    return split;
  }

  /** What is known of the findings of an image. */
  public static FindingLabels truth(int image) {
    if (image == UNKNOWN) {
      return new FindingLabels("---");
    }
    boolean test = image >= 32;
    return new FindingLabels(
        (image % 3 == 0 ? "1" : "0")
            + (image % 4 == 3 ? "-" : image % 2 == 0 ? "1" : "0")
            + (!test && image % 5 == 0 ? "1" : "0"));
  }

  /** An exact number of sixteenths. */
  public static double probability(int image, int finding, long seed) {
    return (7 * image + 5 * finding + 2 * seed) % 16 / 16.0;
  }

  /** Both cells end well. */
  public List<AssayEvent> finished() {
    return sample.finished().stream().map(this::ofFindings).toList();
  }

  /** As pages show it. */
  public StudyNow now() {
    StudyHistory history = StudyHistory.of(finished());
    return AssembledStudy.of(history, new StoredSamples(store)).orElseThrow().with(List.of());
  }

  private AssayEvent ofFindings(AssayEvent event) {
    return switch (event) {
      case SplitPublished of -> published(of);
      case ModelTrained of -> trained(of);
      case PredictionsReady of ->
          new PredictionsReady(
              of.studyId(),
              of.cellId(),
              of.runKey(),
              of.seed(),
              of.scoringKey(),
              predictions(Part.TEST, of.seed()),
              predictions(Part.VALIDATION, of.seed()),
              manifest(of.modelManifest()));
      case EvaluationCompleted of ->
          new EvaluationCompleted(
              of.studyId(),
              of.cellId(),
              of.evaluationKey(),
              put(metrics(read(of.metrics(), MetricsFile.class)).toJson(), MediaTypes.METRICS),
              of.supersedes());
      default -> event;
    };
  }

  private static SplitManifest split(SplitManifest of) {
    List<SplitManifest.Entry> entries = new ArrayList<>();
    for (int i = 0; i < of.entries().size(); i++) {
      SplitManifest.Entry entry = of.entries().get(i);
      entries.add(
          new SplitManifest.Entry(
              entry.image(),
              entry.sha256(),
              0,
              entry.group(),
              entry.part(),
              entry.subsetRank(),
              entry.attributes(),
              truth(i)));
    }
    return new SplitManifest(
        of.formatVersion(),
        of.dataset(),
        of.version(),
        of.splitId(),
        "csv/findings:*",
        FINDINGS,
        of.groupKind(),
        of.synthetic(),
        of.seed(),
        of.hashes(),
        entries,
        of.quarantined(),
        of.warnings());
  }

  private SplitPublished published(SplitPublished of) {
    return new SplitPublished(
        of.studyId(),
        of.dataset(),
        of.splitId(),
        of.hashes(),
        put(Json.write(split), MediaTypes.SPLIT_MANIFEST),
        of.pixels(),
        FINDINGS,
        of.groupKind(),
        of.synthetic(),
        null,
        null,
        SplitPublished.KEYED,
        null,
        true);
  }

  private ModelTrained trained(ModelTrained of) {
    return new ModelTrained(
        of.studyId(),
        of.cellId(),
        of.runKey(),
        of.seed(),
        of.model(),
        manifest(of.manifest()),
        of.checkpoint(),
        of.dataset(),
        of.preprocessing(),
        of.threads(),
        of.device(),
        of.parts(),
        null);
  }

  private ArtifactRef manifest(ArtifactRef ref) {
    ModelManifest of = read(ref, ModelManifest.class);
    ModelManifest findings =
        new ModelManifest(
            of.formatVersion(),
            of.run(),
            FINDINGS,
            of.platform(),
            of.best(),
            of.size(),
            of.modelSha256(),
            of.history(),
            of.deviations(),
            null,
            null,
            null);
    return put(findings.ofFindings().toJson(), MediaTypes.MODEL_MANIFEST);
  }

  private MetricsFile metrics(MetricsFile of) {
    List<Metric> areas = List.of(area("auroc", 0.75), area("average_precision_positive", 0.5));
    String none = "present in none of the 7 images for which it is known";
    List<Metric> undefined =
        List.of(
            new Metric("auroc", null, null, null, null, List.of(), null, 0, none),
            new Metric(
                "average_precision_positive", null, null, null, null, List.of(), null, 0, none));
    List<SplitManifest.Entry> test = split.part(Part.TEST);
    List<FindingMetrics> findings = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (int f = 0; f < FINDINGS.size(); f++) {
      int present = count(test, f, FindingLabels.Shown.PRESENT);
      List<Metric> metrics = present == 0 ? undefined : areas;
      counts.add(present);
      findings.add(
          new FindingMetrics(
              FINDINGS.get(f),
              present,
              count(test, f, FindingLabels.Shown.ABSENT),
              count(test, f, FindingLabels.Shown.UNKNOWN),
              present == 0 ? none : null,
              metrics,
              metrics,
              metrics));
    }
    return new MetricsFile(
        of.formatVersion(),
        of.evaluationKey(),
        new MetricsFile.EvaluatedData(
            of.data().dataset(), FINDINGS, null, "patient", true, 8, 2, counts, 8),
        of.seeds(),
        of.plan(),
        new MetricsFile.CellMetrics(areas, areas, areas),
        java.util.Map.of(),
        List.of(),
        null,
        null,
        null,
        findings);
  }

  private static int count(
      List<SplitManifest.Entry> entries, int finding, FindingLabels.Shown shown) {
    return Math.toIntExact(
        entries.stream().filter(entry -> entry.findings().of(finding) == shown).count());
  }

  private static Metric area(String name, double point) {
    return new Metric(
        name,
        point,
        point - 0.125,
        point + 0.125,
        "percentile",
        List.of(point, point),
        0.0,
        0,
        null);
  }

  /** What a seed says of the images of a part. */
  public FindingPredictions said(Part part, long seed) {
    List<FindingPredictions.Row> rows = new ArrayList<>();
    for (int i = 0; i < split.entries().size(); i++) {
      SplitManifest.Entry entry = split.entries().get(i);
      if (entry.part() == part) {
        double[] p = new double[FINDINGS.size()];
        for (int f = 0; f < p.length; f++) {
          p[f] = probability(i, f, seed);
        }
        rows.add(new FindingPredictions.Row(entry.image(), entry.group(), truth(i), p));
      }
    }
    return new FindingPredictions(FINDINGS, rows);
  }

  private ArtifactRef predictions(Part part, long seed) {
    try {
      Path file = Files.createTempFile("predictions", ".csv");
      try {
        said(part, seed).write(file);
        return store.put(file, MediaTypes.PREDICTIONS);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T read(ArtifactRef ref, Class<T> type) {
    try {
      return Json.read(Files.readString(store.local(ref)), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ArtifactRef put(String text, String mediaType) {
    return store.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), mediaType);
  }
}
