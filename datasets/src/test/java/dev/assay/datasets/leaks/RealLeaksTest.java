// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.datasets.SharedDir;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.scan.DatasetScanner;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.datasets.scan.ScanProgress;
import org.junit.jupiter.api.Test;

/** The real sets, of which exact and near-duplicates were removed by another hash: SOURCE.md. */
class RealLeaksTest {

  @Test
  void findsNoDuplicatesAmongChestXraysAndListsSameNumberPatients() throws Exception {
    LeakReport report = report("data/chest_xray", "kermany");

    assertThat(report.images()).isEqualTo(800);
    assertThat(report.copies()).isEmpty();
    assertThat(report.nearDuplicates()).isEmpty();
    assertThat(report.leakageByPatient()).isNull();
    // By the names in manifest.csv: cut -d, -f4 on person numbers of train and of test, comm -12.
    assertThat(report.sameNumbers()).hasSize(11);
    assertThat(report.sameNumbers())
        .allSatisfy(
            same -> {
              assertThat(same.closest()).isNotNull();
              assertThat(same.nearDuplicate()).isFalse();
            });
  }

  @Test
  void findsTheImageThatIsInTwoPartsOfTheMriSet() throws Exception {
    LeakReport report = report("data/brain_mri", "folder");

    assertThat(report.images()).isEqualTo(1320);
    assertThat(report.copies()).isEmpty();
    // Training/notumor/Tr-no_0595 and Testing/notumor/Te-no_0182 are one picture at two
    // brightnesses.
    assertThat(report.nearDuplicates().get(0).distance()).isZero();
    assertThat(report.nearAcrossParts()).isPositive();
    assertThat(report.comparisons()).isLessThan(1320L * 1319 / 2 / 50);
    assertThat(report.warnings())
        .anyMatch(w -> w.contains("leakage by patient cannot be excluded"))
        .anyMatch(w -> w.contains("near-duplicate images are in two parts"));
  }

  private static LeakReport report(String data, String layout) throws Exception {
    DatasetScanner scanner = new DatasetScanner(new ImageDecoder(PixelLimit.DEFAULT), 2);
    Fingerprints fingerprints = new Fingerprints();
    DatasetVersion version =
        scanner.scan(
            Layout.named(layout),
            SharedDir.folder(data),
            GroupKey.of(new byte[16]),
            fingerprints::add,
            ScanProgress.SILENT);
    LeakReport report = LeakScan.of(version, fingerprints.of(version));
    System.out.printf(
        "%s: %d images, %,d pairs compared, %d near, across parts %d, classes %d, same numbers"
            + " %d%n",
        data,
        report.images(),
        report.comparisons(),
        report.nearFound(),
        report.nearAcrossParts(),
        report.nearAcrossClasses(),
        report.sameNumbers().size());
    return report;
  }
}
