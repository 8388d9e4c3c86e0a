// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SplitterFindingsTest {
  private static final List<String> FINDINGS = List.of("often", "seldom", "never");

  /** Patients of two images; a third shows the first finding, a twentieth the second. */
  private static DatasetVersion version(int patients, String third) {
    List<ScannedImage> images = new ArrayList<>();
    for (int i = 0; i < 2 * patients; i++) {
      int patient = i / 2;
      String text =
          (patient % 3 == 0 ? "1" : "0") + (patient % 20 == 0 ? "1" : i % 7 == 0 ? "-" : "0");
      images.add(
          new ScannedImage(
              Path.of("/x/" + i),
              Hash.ofText("image" + i),
              Hash.ofText("bytes" + i),
              1,
              8,
              8,
              0,
              Hash.ofText("patient" + patient),
              Optional.empty(),
              Map.of(),
              Optional.empty(),
              new FindingLabels(text + third)));
    }
    images.sort(Comparator.comparing(ScannedImage::image));
    return new DatasetVersion(
        Path.of("/x"),
        "csv/findings:*",
        "patient",
        FINDINGS,
        false,
        images,
        List.of(),
        DecodingOptions.paper(),
        Optional.empty(),
        List.of());
  }

  @Test
  void everyPartHasTheShareOfEachFindingAndWholePatients() throws Exception {
    DatasetVersion version = version(400, "0");

    Split split = Splitter.split(version, SplitSettings.standard(7));

    SplitManifest manifest = split.manifest("chest");
    assertThat(manifest.hasFindings()).isTrue();
    assertThat(manifest.classes()).isEqualTo(FINDINGS);
    int[] all = version.classCounts();
    for (Map.Entry<Part, Double> share :
        Map.of(Part.TEST, 0.2, Part.VALIDATION, 0.16, Part.TRAIN, 0.64).entrySet()) {
      int[] counts = split.counts(share.getKey());
      for (int f = 0; f < 2; f++) {
        assertThat(counts[f]).isCloseTo((int) Math.round(all[f] * share.getValue()), within(4));
      }
    }
    Map<String, Part> of = new HashMap<>();
    manifest.entries().forEach(e -> assertThat(of.put(e.group(), e.part())).isIn(null, e.part()));
    assertThat(split.warnings())
        .contains("finding 'never' is present in only 0 patients in test")
        .noneMatch(warning -> warning.contains("'often'"));
  }

  @Test
  void theHashOfAPartFollowsFromWhatIsKnownOfItsImages() throws Exception {
    Split one = Splitter.split(version(60, "0"), SplitSettings.standard(7));
    Split other = Splitter.split(version(60, "-"), SplitSettings.standard(7));

    assertThat(other.partByImage()).isEqualTo(one.partByImage());
    assertThat(other.hashes().train()).isNotEqualTo(one.hashes().train());
    assertThat(version(60, "-").contentHash()).isNotEqualTo(version(60, "0").contentHash());
    assertThat(Splitter.split(version(60, "0"), SplitSettings.standard(7)).hashes())
        .isEqualTo(one.hashes());
  }

  @Test
  void smallerSubsetsLieWithinLargerOnesAndKeepRareFindings() throws Exception {
    SplitManifest manifest =
        Splitter.split(version(400, "0"), SplitSettings.standard(7)).manifest("chest");

    List<SplitManifest.Entry> quarter = manifest.train(0.25);
    List<SplitManifest.Entry> half = manifest.train(0.5);

    assertThat(half).containsAll(quarter);
    assertThat(quarter.size()).isBetween(90, 170);
    assertThat(quarter).anyMatch(e -> e.findings() != null && e.findings().isPresent(1));
  }

  @Test
  void refusesAPartWithoutPatients() {
    assertThatThrownBy(() -> Splitter.split(version(3, "0"), SplitSettings.standard(7)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("at least 2 are needed");
  }
}
