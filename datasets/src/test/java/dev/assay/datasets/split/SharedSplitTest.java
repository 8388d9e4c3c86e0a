// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.TestImages;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.scan.DatasetScanner;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.datasets.scan.ScanProgress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedSplitTest {
  private static final GroupKey KEY =
      GroupKey.of("a key for a test".getBytes(StandardCharsets.UTF_8));
  private static final SplitSettings SETTINGS = SplitSettings.standard(3);

  @TempDir Path root;

  /** T2 lacks two patients of T1, has two more, and other numbers of images: alone it differs. */
  @Test
  void putsAPatientInOnePartOfAllModalities() throws Exception {
    patients("T1", 0, 40, 1);
    patients("T2", 2, 42, 3);
    DatasetVersion t1 = scan("T1");
    DatasetVersion t2 = scan("T2");

    Split first = SharedSplit.split(t1, SETTINGS, null, List.of());
    SplitManifest manifest = first.manifest("t1");
    Split second = SharedSplit.split(t2, SETTINGS, null, List.of(manifest));

    assertThat(disagreements(first, second)).isZero();
    assertThat(disagreements(first, Splitter.split(t2, SETTINGS))).isPositive();
    assertThat(second.entries()).hasSize(40 * 3);
    assertThat(second.parent()).isEmpty();
    assertThat(second.splitId()).isNotEqualTo(Splitter.split(t2, SETTINGS).splitId());
    SplitManifest kept = second.manifest("t2");
    assertThat(SharedSplit.restored(t2, SETTINGS, kept).manifest("t2")).isEqualTo(kept);
  }

  @Test
  void keepsThePartsOfItsParentAndFollowsSiblingsForNewPatients() throws Exception {
    patients("T1", 0, 40, 1);
    patients("T2", 0, 40, 2);
    Split t1 = SharedSplit.split(scan("T1"), SETTINGS, null, List.of());
    Split t2 = SharedSplit.split(scan("T2"), SETTINGS, null, List.of(t1.manifest("t1")));
    patients("T1", 40, 60, 1);
    patients("T2", 40, 60, 2);

    Split newT1 =
        SharedSplit.split(scan("T1"), SETTINGS, t1.manifest("t1"), List.of(t2.manifest("t2")));
    Split newT2 =
        SharedSplit.split(scan("T2"), SETTINGS, t2.manifest("t2"), List.of(newT1.manifest("t1")));

    assertThat(disagreements(newT1, newT2)).isZero();
    assertThat(disagreements(t1, newT1)).isZero();
    assertThat(disagreements(t2, newT2)).isZero();
    assertThat(newT2.parent()).contains(t2.splitId());
    assertThat(newT2.entries()).hasSize(120);
  }

  @Test
  void sharesFolds() throws Exception {
    patients("T1", 0, 40, 1);
    patients("T2", 0, 40, 2);
    DatasetVersion t1 = scan("T1");
    DatasetVersion t2 = scan("T2");

    for (SplitSettings fold : SETTINGS.folds(4)) {
      Split first = SharedSplit.split(t1, fold, null, List.of());
      Split second = SharedSplit.split(t2, fold, null, List.of(first.manifest("t1")));
      assertThat(disagreements(first, second)).isZero();
    }
  }

  private static long disagreements(Split one, Split other) {
    Map<String, Part> sides = new HashMap<>();
    one.entries().forEach(e -> sides.put(e.group(), e.part()));
    return other.entries().stream()
        .filter(e -> sides.containsKey(e.group()) && sides.get(e.group()) != e.part())
        .count();
  }

  private void patients(String modality, int from, int to, int images) throws IOException {
    for (int patient = from; patient < to; patient++) {
      for (int i = 0; i < images; i++) {
        String name =
            "%s/%s/p%03d_%d.png".formatted(modality, patient % 2 == 0 ? "HGG" : "LGG", patient, i);
        TestImages.png(root.resolve(name), name.hashCode());
      }
    }
  }

  private DatasetVersion scan(String modality) throws Exception {
    return new DatasetScanner(new ImageDecoder(new PixelLimit(1_000_000)), 2)
        .scan(Layout.named("mri-modalities"), root.resolve(modality), KEY, ScanProgress.SILENT);
  }
}
