// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.SharedDir;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.split.Split;
import dev.assay.datasets.split.SplitSettings;
import dev.assay.datasets.split.Splitter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Real data with true counts: 800 images of 789 patients (their manifest.csv says so). */
class ChestXrayGoldenTest {

  @Test
  void countsAndSplitsTheRealImages() throws Exception {
    Path folder = SharedDir.folder("data/chest_xray");
    DatasetScanner scanner = new DatasetScanner(new ImageDecoder(PixelLimit.DEFAULT), 2);

    DatasetVersion version =
        scanner.scan(
            Layout.named("kermany"), folder, GroupKey.of(new byte[16]), ScanProgress.SILENT);
    Split split = Splitter.split(version, SplitSettings.standard(1));

    assertThat(version.images()).hasSize(800);
    assertThat(version.quarantined()).isEmpty();
    assertThat(version.groups()).isEqualTo(789);
    assertThat(version.synthetic()).isFalse();
    assertThat(split.counts(Part.TEST)).containsExactly(100, 100);
    int[] train = split.counts(Part.TRAIN);
    int[] validation = split.counts(Part.VALIDATION);
    assertThat(train[0] + validation[0]).isEqualTo(300);
    assertThat(train[1] + validation[1]).isEqualTo(300);
    assertThat(validation[0]).isEqualTo(60);
    assertThat(validation[1]).isBetween(59, 61);
    Map<String, Part> sides = new HashMap<>();
    for (SplitManifest.Entry entry : split.manifest("chest-xray").entries()) {
      Part before = sides.putIfAbsent(entry.group(), entry.part());
      assertThat(before == null || before == entry.part()).isTrue();
    }
  }

  @Test
  void readsTrainingAndTestingFolders() throws Exception {
    Path folder = SharedDir.folder("data/brain_mri");
    DatasetScanner scanner = new DatasetScanner(new ImageDecoder(PixelLimit.DEFAULT), 2);

    DatasetVersion version =
        scanner.scan(
            Layout.named("folder"), folder, GroupKey.of(new byte[16]), ScanProgress.SILENT);
    Split split = Splitter.split(version, SplitSettings.standard(1));

    assertThat(version.classCounts()).containsExactly(330, 330, 330, 330);
    assertThat(split.counts(Part.TRAIN)).containsExactly(200, 200, 200, 200);
    assertThat(split.counts(Part.VALIDATION)).containsExactly(50, 50, 50, 50);
    assertThat(split.warnings()).anyMatch(w -> w.contains("leakage by patient cannot be excluded"));
  }
}
