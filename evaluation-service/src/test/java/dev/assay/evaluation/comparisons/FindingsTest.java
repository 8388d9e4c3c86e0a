// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.comparisons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Part;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.FindingMetrics;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.evaluation.comparisons.ComparisonJob.CellPredictions;
import dev.assay.evaluation.metrics.CellEvaluator;
import dev.assay.evaluation.metrics.CurveReader;
import dev.assay.evaluation.metrics.EvaluationJob;
import dev.assay.evaluation.metrics.EvaluationJob.SeedPredictions;
import dev.assay.evaluation.metrics.Unusable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cells whose images may show several findings, from their files to metrics and comparisons. */
class FindingsTest {
  private static final List<String> NAMES = List.of("mass", "edema", "hernia");
  private static final EvaluationPlan PLAN = EvaluationPlan.standard();

  @TempDir Path folder;
  private FileSystemStore store;
  private SplitManifest manifest;
  private ArtifactRef manifestRef;

  @BeforeEach
  void makeStore() throws IOException {
    store = new FileSystemStore(folder.resolve("artifacts"));
    List<SplitManifest.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 320; i++) {
      Part part = i < 80 ? Part.TRAIN : i < 120 ? Part.VALIDATION : Part.TEST;
      // Hernia is in no test image; edema is not known of every fifth.
      String text =
          (i % 4 == 0 ? "1" : "0")
              + (i % 5 == 0 ? "-" : i % 3 == 0 ? "1" : "0")
              + (part == Part.TRAIN && i % 10 == 0 ? "1" : "0");
      entries.add(
          new SplitManifest.Entry(
              Hash.ofText("image" + i),
              Hash.ofText("bytes" + i),
              0,
              "p" + i / 2,
              part,
              1,
              Map.of(),
              new FindingLabels(text)));
    }
    manifest =
        new SplitManifest(
            SplitManifest.FORMAT_VERSION,
            "chest",
            Hash.ofText("version"),
            Hash.ofText("split"),
            "csv/findings:*",
            NAMES,
            "patient",
            true,
            1,
            new SplitHashes(Hash.ofText("a"), Hash.ofText("b"), Hash.ofText("c")),
            entries,
            Map.of(),
            List.of("made by a program"));
    manifestRef = put(MediaTypes.SPLIT_MANIFEST, manifest::write);
  }

  private interface Writer {
    void write(Path file) throws IOException;
  }

  private ArtifactRef put(String mediaType, Writer writer) throws IOException {
    Path file = Files.createTempFile(folder, "artifact", ".tmp");
    writer.write(file);
    return store.put(file, mediaType);
  }

  /** The probability of a present finding is drawn higher by the skill. */
  private FindingPredictions predictions(Part part, double skill, long seed) {
    Random random = new Random(seed);
    List<FindingPredictions.Row> rows = new ArrayList<>();
    for (SplitManifest.Entry entry : manifest.part(part)) {
      FindingLabels truth = entry.findings();
      double[] p = new double[NAMES.size()];
      for (int f = 0; f < p.length; f++) {
        p[f] = (1 - skill) * random.nextDouble() + (truth.isPresent(f) ? skill : 0);
      }
      rows.add(new FindingPredictions.Row(entry.image(), entry.group(), truth, p));
    }
    return new FindingPredictions(NAMES, rows);
  }

  private SeedPredictions stored(double skill, long seed) throws IOException {
    return new SeedPredictions(
        seed,
        put("text/csv", predictions(Part.TEST, skill, seed)::write),
        put("text/csv", predictions(Part.VALIDATION, skill, seed + 100)::write));
  }

  private EvaluationJob job(EvaluationPlan plan, double skill) throws IOException {
    return new EvaluationJob(plan, manifestRef, 1, List.of(stored(skill, 1), stored(skill, 2)));
  }

  /** The share of pairs of a present and an absent image that are ordered rightly. */
  private static double area(FindingPredictions of, int finding) {
    double sum = 0;
    int pairs = 0;
    for (FindingPredictions.Row with : of.rows()) {
      for (FindingPredictions.Row without : of.rows()) {
        if (with.truth().isPresent(finding)
            && without.truth().isKnown(finding)
            && !without.truth().isPresent(finding)) {
          double difference = with.probabilities()[finding] - without.probabilities()[finding];
          sum += difference > 0 ? 1 : difference == 0 ? 0.5 : 0;
          pairs++;
        }
      }
    }
    return sum / pairs;
  }

  @Test
  void evaluatesEachFindingAmongTheImagesForWhichItIsKnown() throws Exception {
    MetricsFile file = new CellEvaluator(store).evaluate(job(PLAN, 0.3));

    assertThat(MetricsFile.read(Files.writeString(folder.resolve("m.json"), file.toJson())))
        .isEqualTo(file);
    List<FindingMetrics> findings = file.findings();
    assertThat(findings).extracting(FindingMetrics::finding).isEqualTo(NAMES);
    assertThat(findings.get(0).unknown()).isZero();
    assertThat(findings.get(1).unknown()).isEqualTo(40);
    assertThat(findings.get(0).present()).isEqualTo(50);
    double[] means = new double[2];
    for (int f = 0; f < 2; f++) {
      MetricsFile.Metric auroc = findings.get(f).test("auroc");
      for (int seed = 1; seed <= 2; seed++) {
        double expected = area(predictions(Part.TEST, 0.3, seed), f);
        assertThat(auroc.perSeed().get(seed - 1)).isCloseTo(expected, within(1e-12));
        means[seed - 1] += expected / 2;
      }
      assertThat(auroc.lower()).isLessThan(auroc.point());
      assertThat(auroc.upper()).isGreaterThan(auroc.point());
    }
    MetricsFile.Metric mean = file.metrics().test("auroc");
    assertThat(mean.perSeed().get(0)).isCloseTo(means[0], within(1e-12));
    assertThat(mean.point()).isCloseTo((means[0] + means[1]) / 2, within(1e-12));
    assertThat(mean.lower()).isNotNull();
    assertThat(findings.get(2).leftOut()).contains("present in none of the 200 images");
    assertThat(findings.get(2).test("auroc").point()).isNull();
    assertThat(file.warnings())
        .contains("made by a program")
        .anyMatch(w -> w.startsWith("hernia has no value and is not in the mean"));
    // The share of each finding orders no images, and is right as often as it is present.
    assertThat(file.metrics().baseline().get(0).point()).isEqualTo(0.5);
    assertThat(findings.get(0).baseline().get(1).point()).isCloseTo(0.25, within(1e-12));
    assertThat(file.metrics().validation().get(0).lower()).isNull();
    assertThat(file.confusion()).isEmpty();
    assertThat(file.data().classCounts().get(0)).isEqualTo(50);
  }

  @Test
  void refusesWhatIsNotComputedForFindingsAndPredictionsOfOthers() throws Exception {
    EvaluationJob bca = job(new EvaluationPlan(500, 0.95, "group", "bca", 1), 0.3);
    assertThatThrownBy(() -> new CellEvaluator(store).evaluate(bca))
        .isInstanceOf(Unusable.class)
        .hasMessageContaining("are not computed where images have several findings");

    SeedPredictions swapped =
        new SeedPredictions(1, stored(0.3, 1).validation(), stored(0.3, 1).test());
    EvaluationJob other = new EvaluationJob(PLAN, manifestRef, 1, List.of(swapped));
    assertThatThrownBy(() -> new CellEvaluator(store).evaluate(other))
        .isInstanceOf(Unusable.class)
        .hasMessageContaining("are about 40 images, the split about 200");
  }

  @Test
  void theDifferencesOfAllFindingsAreOneFamilyAndTheMeansAnother() throws Exception {
    List<CellPredictions> cells =
        List.of(
            new CellPredictions(
                "weak", Hash.ofText("weak"), List.of(stored(0.05, 1), stored(0.05, 2))),
            new CellPredictions(
                "good", Hash.ofText("good"), List.of(stored(0.6, 3), stored(0.6, 4))));
    ComparisonPlan plan = ComparisonPlan.standard(true);

    ComparisonsFile file = new CellComparer(store).compare(compared(plan, cells));

    assertThat(Json.read(file.toJson(), ComparisonsFile.class)).isEqualTo(file);
    assertThat(file.primary().name()).isEqualTo("auroc");
    assertThat(file.primary().contrasts())
        .extracting(Contrast::finding, Contrast::label)
        .containsExactly(
            Tuple.tuple("mass", "mass: good - weak"), Tuple.tuple("edema", "edema: good - weak"));
    double mass =
        (area(predictions(Part.TEST, 0.6, 3), 0) + area(predictions(Part.TEST, 0.6, 4), 0)) / 2
            - (area(predictions(Part.TEST, 0.05, 1), 0) + area(predictions(Part.TEST, 0.05, 2), 0))
                / 2;
    Contrast first = file.primary().contrasts().getFirst();
    assertThat(first.difference()).isCloseTo(mass, within(1e-12));
    assertThat(first.confirmatory()).isTrue();
    assertThat(first.adjustedP()).isLessThan(0.05).isGreaterThanOrEqualTo(first.p());
    assertThat(file.primary().means())
        .singleElement()
        .satisfies(mean -> assertThat(mean.confirmatory()).isFalse())
        .satisfies(mean -> assertThat(mean.finding()).isNull());
    assertThat(file.primary().points())
        .extracting(ComparisonsFile.Point::cellId)
        .containsExactly("weak", "good");
    assertThat(file.metrics()).hasSize(2);
    assertThat(file.metrics().get(1).contrasts()).noneMatch(Contrast::confirmatory);
    assertThat(file.notes()).anyMatch(note -> note.contains("are one family for each metric"));

    assertThatThrownBy(
            () -> new CellComparer(store).compare(compared(ComparisonPlan.standard(), cells)))
        .hasMessageContaining("primary must be auroc where images have several findings");
  }

  private ComparisonJob compared(ComparisonPlan plan, List<CellPredictions> cells) {
    return new ComparisonJob(
        "chest",
        plan,
        true,
        PLAN,
        manifestRef,
        manifest.hashes().test(),
        "weak",
        Map.of("weak", "weak", "good", "good"),
        cells,
        List.of(),
        List.of(),
        0,
        false,
        false,
        null,
        List.of());
  }

  @Test
  void curvesAreThoseOfEachFindingThatHasAnArea() throws Exception {
    CurveReader.Curves curves = new CurveReader(store).read(job(PLAN, 0.3), Part.TEST, 1L);

    assertThat(curves.curves())
        .extracting(CurveReader.ClassCurve::label)
        .containsExactly("mass", "edema");
    assertThat(curves.curves().get(1).positives() + curves.curves().get(1).negatives())
        .isEqualTo(160);
  }
}
