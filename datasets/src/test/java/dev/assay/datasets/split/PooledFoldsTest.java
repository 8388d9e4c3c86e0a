// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.scan.TestVersions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PooledFoldsTest {
  private static List<Split> folds(DatasetVersion version) throws Exception {
    List<Split> folds = new ArrayList<>();
    for (SplitSettings fold : SplitSettings.standard(3).folds(4)) {
      folds.add(Splitter.split(version, fold));
    }
    return folds;
  }

  @Test
  void everyImageIsTestedOnceByAModelThatHasNotSeenItsGroup() throws Exception {
    DatasetVersion version = SplitterTest.singles(60);
    List<Split> folds = folds(version);

    SplitManifest pooled = PooledFolds.of(folds).orElseThrow().manifest("all");

    assertThat(pooled.entries()).hasSize(version.images().size());
    assertThat(pooled.part(Part.TEST)).isEqualTo(pooled.entries());
    Map<String, String> groups = new HashMap<>();
    version.images().forEach(i -> groups.put(i.image(), i.group()));
    for (Split fold : folds) {
      List<String> tested =
          fold.entries().stream()
              .filter(e -> e.part() == Part.TEST)
              .map(SplitManifest.Entry::group)
              .toList();
      assertThat(fold.entries())
          .filteredOn(e -> e.part() != Part.TEST)
          .noneMatch(e -> tested.contains(e.group()));
    }
    assertThat(pooled.lineage().folds()).hasSize(4);
    assertThat(pooled.statistics()).singleElement().matches(s -> s.part() == Part.TEST);
    assertThat(pooled.warnings()).anyMatch(w -> w.startsWith("out-of-fold predictions of 4"));
    assertThat(pooled.splitId()).isEqualTo(PooledFolds.of(folds(version)).orElseThrow().splitId());
  }

  @Test
  void poolsNothingIfTheTestPartIsPredefinedOrThereAreNoFolds() throws Exception {
    DatasetVersion version = SplitterTest.singles(80);
    List<ScannedImage> given = new ArrayList<>();
    for (int i = 0; i < version.images().size(); i++) {
      ScannedImage image = version.images().get(i);
      given.add(
          TestVersions.image(
              image.file(),
              image.image(),
              image.sha256(),
              1,
              1,
              image.label(),
              image.group(),
              i < 20 ? Optional.of(Part.TEST) : Optional.of(Part.TRAIN)));
    }

    assertThat(PooledFolds.of(folds(SplitterTest.version(given)))).isEmpty();
    assertThat(PooledFolds.of(List.of(Splitter.split(version, SplitSettings.standard(1)))))
        .isEmpty();
  }
}
