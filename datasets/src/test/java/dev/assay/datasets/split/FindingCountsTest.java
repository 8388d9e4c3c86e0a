// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ScannedImage;
import dev.assay.datasets.split.FindingCounts.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FindingCountsTest {
  /** Two images of each patient. */
  private static DatasetVersion version(List<String> shown) {
    List<ScannedImage> images = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      images.add(
          new ScannedImage(
              Path.of("/x/" + i),
              Hash.ofText("image" + i),
              Hash.ofText("bytes" + i),
              1,
              8,
              8,
              0,
              Hash.ofText("patient" + i / 2),
              Optional.empty(),
              Map.of(),
              Optional.empty(),
              new FindingLabels(shown.get(i))));
    }
    images.sort(Comparator.comparing(ScannedImage::image));
    return new DatasetVersion(
        Path.of("/x"),
        "csv/findings:*",
        "patient",
        List.of("a", "b", "c"),
        false,
        images,
        List.of(),
        DecodingOptions.paper(),
        Optional.empty(),
        List.of());
  }

  @Test
  void countsAnImageOnceAndOnceForEachFinding() {
    FindingCounts counts =
        FindingCounts.of(version(List.of("11-", "10-", "0--", "---", "001", "111")));

    assertThat(counts.images()).isEqualTo(6);
    assertThat(counts.showing()).isEqualTo(4);
    assertThat(counts.without()).isEqualTo(1);
    assertThat(counts.unknown()).isEqualTo(1);
    assertThat(counts.findings())
        .containsExactly(
            new Finding("a", 3, 2, 1, 2),
            new Finding("b", 2, 2, 2, 2),
            new Finding("c", 2, 0, 4, 1));
    assertThat(counts.findings())
        .allSatisfy(f -> assertThat(f.known() + f.unknown()).isEqualTo(counts.images()));
  }

  /** Neither where it is in every image that is known, nor where it is in none. */
  @Test
  void namesTheFindingsThatHaveNoArea() {
    assertThat(FindingCounts.of(version(List.of("11-", "01-", "10-"))).withoutArea())
        .containsExactly("c");
    assertThat(FindingCounts.of(version(List.of("110", "0-0"))).withoutArea())
        .containsExactly("b", "c");
  }

  @Test
  void thePartsAreTheWhole() throws Exception {
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      shown.add((i % 3 == 0 ? "1" : "0") + (i % 5 == 0 ? "-" : i % 2 == 0 ? "1" : "0") + "0");
    }
    DatasetVersion version = version(shown);
    Split split = Splitter.split(version, SplitSettings.standard(3));
    FindingCounts all = FindingCounts.of(version);

    List<FindingCounts> parts = new ArrayList<>();
    for (Part part : Part.values()) {
      parts.add(FindingCounts.of(split, part));
    }

    assertThat(parts.stream().mapToInt(FindingCounts::images).sum()).isEqualTo(200);
    assertThat(parts.stream().mapToInt(FindingCounts::showing).sum()).isEqualTo(all.showing());
    for (int f = 0; f < 3; f++) {
      int finding = f;
      assertThat(parts.stream().mapToInt(p -> p.findings().get(finding).present()).sum())
          .isEqualTo(all.findings().get(f).present());
      assertThat(parts.stream().mapToInt(p -> p.findings().get(finding).groups()).sum())
          .isEqualTo(all.findings().get(f).groups());
    }
  }
}
