// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Part;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.scan.TestVersions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** 900 noisy copies of an image in the test part, 100 in the training part. */
class LeakScanCapTest {
  private static final Path ROOT = Path.of("root");
  private final SplittableRandom random = new SplittableRandom(5);
  private final Map<String, Fingerprint> fingerprints = new HashMap<>();
  private final List<ScannedImage> images = new ArrayList<>();

  @Test
  void warnsOfLeaksBeyondTheListedPairs() {
    Fingerprint common = fingerprint();
    for (int i = 0; i < 900; i++) {
      add("test/A/%04d.png".formatted(i), 0, Part.TEST, noisy(common));
    }
    for (int i = 0; i < 100; i++) {
      add("train/A/%04d.png".formatted(i), 0, Part.TRAIN, noisy(common));
    }
    for (int i = 0; i < 20; i++) {
      add("test/B/%04d.png".formatted(i), 1, Part.TEST, fingerprint());
      add("train/B/%04d.png".formatted(i), 1, Part.TRAIN, fingerprint());
    }

    LeakReport report =
        LeakScan.of(
            TestVersions.version(ROOT, "folder", "image", List.of("A", "B"), images), fingerprints);

    assertThat(report.nearFound()).isEqualTo(499_500);
    assertThat(report.nearAcrossParts()).isEqualTo(90_000);
    assertThat(report.nearAcrossGroups()).isEqualTo(499_500);
    assertThat(report.nearAcrossClasses()).isZero();
    assertThat(report.nearDuplicates())
        .hasSize(100_000)
        .satisfies(
            pairs ->
                assertThat(pairs.stream().filter(LeakReport.NearPair::acrossParts))
                    .hasSize(90_000));
    assertThat(report.warnings())
        .contains("90000 pairs of near-duplicate images are in two parts of the split");
    assertThat(report.clustersFound()).isEqualTo(1);
    assertThat(report.clusters().getFirst().parts()).isEqualTo(Map.of("test", 900, "train", 100));
    assertThat(report.clusters().getFirst().classes()).isEqualTo(Map.of("A", 1000));
  }

  private void add(String id, int label, Part part, Fingerprint fingerprint) {
    images.add(TestVersions.image(ROOT.resolve(id), id, id, 8, 8, label, id, Optional.of(part)));
    fingerprints.put(id, fingerprint);
  }

  private Fingerprint fingerprint() {
    return new Fingerprint(
        random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
  }

  /** Up to four bits differ, so two such differ in at most eight. */
  private Fingerprint noisy(Fingerprint f) {
    return new Fingerprint(
        f.first() ^ 1L << random.nextInt(64),
        f.second() ^ 1L << random.nextInt(64),
        f.third() ^ 1L << random.nextInt(64),
        f.fourth() ^ 1L << random.nextInt(64));
  }
}
