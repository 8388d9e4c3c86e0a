// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.crate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.cli.CliException;
import dev.assay.cli.evaluate.StoredFindings;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.ResamplingUnit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingValuesTest {
  private static final List<String> FINDINGS = List.of("Effusion", "Mass, or \"nodule\"", "Hernia");
  private static final ResamplingPlan PLAN =
      new ResamplingPlan(1000, 0.95, ResamplingUnit.GROUP, 1)
          .with(ResamplingPlan.Method.PER_METRIC);

  @TempDir Path folder;

  /** Two findings, the second known for every other image; a third that no image has. */
  private Path predictions(String name, long seed, String patient) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<FindingPredictions.Row> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String truth = (i % 3 == 0 ? "1" : "0") + (i % 2 == 0 ? "-" : i % 5 == 0 ? "1" : "0") + "0";
      rows.add(
          new FindingPredictions.Row(
              "image" + i,
              patient + (60 - i) / 2,
              new FindingLabels(truth),
              new double[] {random.nextDouble(), random.nextDouble(), random.nextDouble()}));
    }
    Path file = folder.resolve(name);
    new FindingPredictions(FINDINGS, rows).write(file);
    return file;
  }

  private StoredFindings stored(String patient) throws IOException {
    return StoredFindings.read(
        new TreeMap<>(
            Map.of(
                1L, predictions(patient + "1.csv", 1, patient),
                2L, predictions(patient + "2.csv", 2, patient))));
  }

  @Test
  void meansFollowFromTheFindingsThatHaveAnArea() throws IOException {
    FindingValues values = new FindingValues(stored("p"), PLAN, true);

    List<Double> first = perSeed(values.of("auroc", "Effusion"));
    List<Double> second = perSeed(values.of("auroc", FINDINGS.get(1)));
    List<Double> means = perSeed(values.of("auroc", ""));
    assertThat(means).hasSize(2);
    for (int seed = 0; seed < 2; seed++) {
      assertThat(means.get(seed)).isEqualTo(first.get(seed) / 2 + second.get(seed) / 2);
    }
    assertThat(values.of("auroc", "")).containsKeys("point", "lower", "upper", "seed_sd");
    assertThat(values.of("auroc", "Hernia"))
        .doesNotContainKeys("point", "lower")
        .containsEntry("per_seed", "");
    assertThat(values.of("auroc", "Edema")).isEmpty();
    assertThat(values.of("accuracy", "")).isEmpty();
  }

  @Test
  void validationHasPointsAlone() throws IOException {
    assertThat(new FindingValues(stored("p"), PLAN, false).of("auroc", "Effusion"))
        .containsKey("point")
        .doesNotContainKeys("lower", "upper");
  }

  /** Pseudonyms differ between homes, and nothing may depend on their order. */
  @Test
  void namesOfPatientsDoNotMatter() throws IOException {
    FindingValues one = new FindingValues(stored("p"), PLAN, true);
    FindingValues other = new FindingValues(stored("zz"), PLAN, true);
    for (String finding : List.of("", "Effusion", FINDINGS.get(1))) {
      for (String metric : List.of("auroc", "average_precision_positive")) {
        assertThat(one.of(metric, finding)).isEqualTo(other.of(metric, finding)).isNotEmpty();
      }
    }
  }

  @Test
  void filesAboutOtherFindingsAreRefused() throws IOException {
    Path other = folder.resolve("other.csv");
    new FindingPredictions(
            List.of("Edema"),
            List.of(
                new FindingPredictions.Row(
                    "image0", "p30", new FindingLabels("1"), new double[] {0.5})))
        .write(other);
    TreeMap<Long, Path> files = new TreeMap<>(Map.of(1L, predictions("a.csv", 1, "p"), 2L, other));

    assertThatThrownBy(() -> StoredFindings.read(files))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("other.csv has 4 faults");
  }

  private static List<Double> perSeed(Map<String, String> values) {
    return List.of(values.getOrDefault("per_seed", "").split(";", -1)).stream()
        .map(Double::valueOf)
        .toList();
  }
}
