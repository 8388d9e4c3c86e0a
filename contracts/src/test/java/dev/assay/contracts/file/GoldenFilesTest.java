// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.contracts.Golden;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenFilesTest {
  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          entry("comparisons", ComparisonsFile.class),
          entry("comparisons-precision", ComparisonsFile.class),
          entry("dataset-manifest", DatasetManifest.class),
          entry("split-manifest", SplitManifest.class),
          entry("split-manifest-continued", SplitManifest.class),
          entry("metrics", MetricsFile.class),
          entry("metrics-analytic", MetricsFile.class),
          entry("metrics-beside", MetricsFile.class),
          entry("metrics-robustness", MetricsFile.class),
          entry("metrics-subgroups", MetricsFile.class),
          entry("comparisons-findings", ComparisonsFile.class),
          entry("dataset-manifest-findings", DatasetManifest.class),
          entry("split-manifest-findings", SplitManifest.class),
          entry("metrics-findings", MetricsFile.class),
          entry("model-manifest-findings", ModelManifest.class),
          entry("model-manifest", ModelManifest.class),
          entry("model-manifest-logistic", ModelManifest.class));

  @TempDir Path folder;

  @Test
  void everyInstanceIsReadByATest() {
    assertThat(Golden.names("file"))
        .containsExactly(
            "comparisons-findings.json",
            "comparisons-precision.json",
            "comparisons.json",
            "dataset-manifest-findings.json",
            "dataset-manifest.json",
            "metrics-analytic.json",
            "metrics-beside.json",
            "metrics-findings.json",
            "metrics-robustness.json",
            "metrics-subgroups.json",
            "metrics.json",
            "model-manifest-findings.json",
            "model-manifest-logistic.json",
            "model-manifest.json",
            "pixels.bin",
            "predictions-calibrated.csv",
            "predictions-findings.csv",
            "predictions.csv",
            "split-manifest-continued.json",
            "split-manifest-findings.json",
            "split-manifest.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "comparisons-precision",
        "dataset-manifest",
        "split-manifest",
        "metrics",
        "metrics-analytic",
        "metrics-robustness",
        "metrics-subgroups",
        "model-manifest",
        "model-manifest-logistic",
        "comparisons-findings",
        "dataset-manifest-findings",
        "split-manifest-findings",
        "metrics-findings",
        "model-manifest-findings"
      })
  void readsAndWritesBackToTheSameJson(String name) {
    Object value = Golden.read("file/" + name + ".json", TYPES.get(name));

    assertThat(Golden.tree(Json.write(value)))
        .isEqualTo(Golden.tree(Golden.text("file/" + name + ".json")));
  }

  /** Files of before a property was renamed have the same meaning. */
  @ParameterizedTest
  @CsvSource({"comparisons,comparisons-precision", "metrics-beside,metrics-analytic"})
  void readsAPropertyUnderItsEarlierName(String earlier, String now) {
    Object value = Golden.read("file/" + earlier + ".json", TYPES.get(earlier));

    assertThat(value).isEqualTo(Golden.read("file/" + now + ".json", TYPES.get(now)));
    assertThat(Golden.tree(Json.write(value)))
        .isEqualTo(Golden.tree(Golden.text("file/" + now + ".json")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"comparisons", "dataset-manifest", "split-manifest", "metrics", "model-manifest"})
  void toleratesAPropertyOfALaterVersion(String name) {
    ObjectNode later = Golden.tree(Golden.text("file/" + name + ".json"));
    later.put("addedLater", 7);

    assertThat(Json.read(later.toString(), TYPES.get(name)))
        .isEqualTo(Golden.read("file/" + name + ".json", TYPES.get(name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"comparisons", "dataset-manifest", "split-manifest", "metrics", "model-manifest"})
  void refusesAFormatOfAnotherVersion(String name) {
    String other = Golden.with("file/" + name + ".json", "/formatVersion", "2");

    assertThatThrownBy(() -> Json.read(other, TYPES.get(name)))
        .hasMessageContaining("formatVersion must be 1, not 2");
  }

  /** An instance of before there were attributes reads; one with attributes keeps them. */
  @Test
  void readsEntriesWithAndWithoutAttributes() {
    SplitManifest before = Golden.read("file/split-manifest.json", SplitManifest.class);
    ObjectNode stated = Golden.tree(Golden.text("file/split-manifest.json"));
    ((ObjectNode) stated.at("/entries/0")).putObject("attributes").put("site", "Paris");

    SplitManifest with = Json.read(stated.toString(), SplitManifest.class);

    assertThat(before.entries()).allMatch(e -> e.attributes().isEmpty());
    assertThat(with.entries().get(0).attributes()).isEqualTo(Map.of("site", "Paris"));
    assertThat(Golden.tree(Json.write(with))).isEqualTo(stated);
  }

  @ParameterizedTest(name = "{0} {1} = {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          comparisons    | /metrics              | []       | metrics must have at least one
          comparisons    | /metrics/0/name       | "mcc"    | the first metric must be the primary one
          comparisons    | /metrics/0/contrasts/0/upper | null | has half an interval
          comparisons    | /metrics/0/ranks/0/worst | 0     | worst must be at least
          comparisons    | /look                 | 0        | look must be at least 1
          split-manifest-findings | /entries/0/findings | "10" | findings '10' are not one for each of
          split-manifest-findings | /entries/0/findings | "1x0" | must be one of 1 (present), 0 (absent)
          split-manifest-findings | /entries/0/findings | null | either every image has findings or none
          dataset-manifest-findings | /images/0/findings | "1" | are not one for each of
          metrics-findings | /findings/0/present | -1      | present must be at least 0
          metrics-findings | /findings/0/test    | []      | test must have at least one
          model-manifest-findings | /outputs     | "sum"   | outputs must be 'findings' or absent, not
          dataset-manifest | /images/1/label    | 2        | label 2 has no class
          dataset-manifest | /images/0/width    | 0        | width must be at least 1
          split-manifest | /entries/0/label      | 2        | label 2 has no class
          split-manifest | /entries/0/subsetRank | 0        | subsetRank must be from
          split-manifest | /entries/0/image      | "a.png"  | image must be 64
          split-manifest | /entries/0/part       | "dev"    | Part
          split-manifest | /entries              | []       | entries must have at least one
          metrics        | /classCounts          | [200]    | classCounts must have one number per class
          metrics        | /test/0/upper         | null     | accuracy has half an interval
          metrics        | /test/0/point         | "NaN"    | accuracy must be finite
          metrics        | /baseline/1/reason    | null     | precision_macro is undefined without a reason
          metrics        | /seeds                | []       | seeds must have at least one
          metrics-subgroups | /cellDetails/subgroups/0/gap/p | 0 | p must be from
          metrics-subgroups | /cellDetails/subgroups/0/gap | null | age has a largest gap, or the reason
          metrics-subgroups | /cellDetails/subgroups/0/subgroups/0/groups | 0 | groups must be at least 1
          metrics-subgroups | /cellDetails/subgroups/0/subgroups/0/lower | null | has half an interval
          metrics-subgroups | /cellDetails/subgroups/0/notStated/reason | null | no interval and no reason
          model-manifest | /epoch                | 0        | epoch must be at least 1
          model-manifest | /runKey               | "x"      | runKey must be 64
          model-manifest | /threads              | null     | threads
          model-manifest | /checkpoint           | null     | checkpoint is missing
          model-manifest | /history              | []       | history must have at least one
          model-manifest | /modelSha256          | null     | modelSha256 must be 64
          """)
  void refusesAValueThatBreaksAnInvariant(
      String name, String pointer, String value, String message) {
    String json = Golden.with("file/" + name + ".json", pointer, value);

    assertThatThrownBy(() -> Json.read(json, TYPES.get(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesSplitWhosePatientsOverlap() {
    SplitManifest golden = Golden.read("file/split-manifest.json", SplitManifest.class);
    String trainGroup = golden.part(Part.TRAIN).getFirst().group();
    int test = golden.entries().indexOf(golden.part(Part.TEST).getFirst());

    String overlapping =
        Golden.with(
            "file/split-manifest.json", "/entries/" + test + "/group", '"' + trainGroup + '"');

    assertThatThrownBy(() -> Json.read(overlapping, SplitManifest.class))
        .hasMessageContaining("is in two parts of the split")
        .hasMessageContaining("train")
        .hasMessageContaining("test");
  }

  @Test
  void refusesAnImageThatIsListedTwice() {
    SplitManifest golden = Golden.read("file/split-manifest.json", SplitManifest.class);

    String twice =
        Golden.with(
            "file/split-manifest.json", "/entries/1", Json.write(golden.entries().getFirst()));

    assertThatThrownBy(() -> Json.read(twice, SplitManifest.class))
        .hasMessageContaining("is listed twice");
  }

  @Test
  void smallerSubsetsLieWithinLargerOnes() {
    SplitManifest golden = Golden.read("file/split-manifest.json", SplitManifest.class);

    assertThat(golden.train(0.5)).hasSize(2).isSubsetOf(golden.train(1));
    assertThat(golden.train(1)).isEqualTo(golden.part(Part.TRAIN)).hasSize(3);
    assertThat(golden.train(0.1)).isEmpty();
  }

  @Test
  void readsFromFilesWhatItWrote() throws IOException {
    SplitManifest split = Golden.read("file/split-manifest.json", SplitManifest.class);
    MetricsFile metrics = Golden.read("file/metrics.json", MetricsFile.class);
    ModelManifest model = Golden.read("file/model-manifest.json", ModelManifest.class);
    ComparisonsFile compared = Golden.read("file/comparisons.json", ComparisonsFile.class);

    split.write(folder.resolve("split"));
    Files.writeString(folder.resolve("metrics"), metrics.toJson());
    Files.writeString(folder.resolve("model"), model.toJson());
    Files.writeString(folder.resolve("compared"), compared.toJson());

    assertThat(SplitManifest.read(folder.resolve("split"))).isEqualTo(split);
    assertThat(MetricsFile.read(folder.resolve("metrics"))).isEqualTo(metrics);
    assertThat(ModelManifest.read(folder.resolve("model"))).isEqualTo(model);
    assertThat(ComparisonsFile.read(folder.resolve("compared"))).isEqualTo(compared);
  }

  /** Java nests the properties, the file does not; equal values must have equal bytes. */
  @Test
  void writesTheManifestOfAModelFlatAndInAlphabeticalOrder() {
    ModelManifest model = Golden.read("file/model-manifest.json", ModelManifest.class);

    List<String> names = new ArrayList<>();
    Golden.tree(model.toJson()).fieldNames().forEachRemaining(names::add);

    assertThat(names).isSorted().contains("runKey", "engine", "epoch", "parameters");
    assertThat(Golden.tree(model.toJson()))
        .isEqualTo(Golden.tree(Golden.text("file/model-manifest.json")));
  }

  @Test
  void findsAMetricByNameAndNamesTheOneThatIsMissing() {
    MetricsFile metrics = Golden.read("file/metrics.json", MetricsFile.class);

    assertThat(metrics.metrics().test("auroc").point()).isEqualTo(0.91);
    assertThat(metrics.confusion().get(2L)).hasSize(2);
    assertThatThrownBy(() -> metrics.metrics().test("kappa")).hasMessageContaining("kappa");
  }
}
