// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.file.FindingLabels;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.scan.TestVersions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Near-duplicates among images that may show several findings. */
class LeakScanFindingsTest {
  private static final Path ROOT = Path.of("root");

  private static LeakReport scan(String... shown) {
    List<ScannedImage> images = new ArrayList<>();
    Map<String, Fingerprint> fingerprints = new HashMap<>();
    for (int i = 0; i < shown.length; i++) {
      String id = "%02d.png".formatted(i);
      images.add(
          new ScannedImage(
              ROOT.resolve(id),
              id,
              id,
              1,
              8,
              8,
              0,
              id,
              Optional.empty(),
              Map.of(),
              Optional.empty(),
              new FindingLabels(shown[i])));
      fingerprints.put(id, new Fingerprint(0x5555_0000_1234_9876L, 1L << i, 77, 0x0f0f_0f0f_0f0fL));
    }
    return LeakScan.of(
        TestVersions.version(ROOT, "csv/findings:*", "image", List.of("a", "b"), images),
        fingerprints);
  }

  /** All such images have the label 0, so that what they show has to tell them apart. */
  @Test
  void imagesWithOtherFindingsAreAsThoseOfTwoClasses() {
    LeakReport report = scan("10", "11", "10", "01");

    assertThat(report.nearFound()).isEqualTo(6);
    assertThat(report.nearAcrossClasses()).isEqualTo(5);
    assertThat(report.nearDuplicates().stream().filter(LeakReport.NearPair::acrossClasses))
        .hasSize(5);
  }

  @Test
  void imagesThatShowTheSameAreNot() {
    assertThat(scan("10", "10", "1-").nearAcrossClasses()).isZero();
    assertThat(scan("00", "--").nearAcrossClasses()).isZero();
  }
}
