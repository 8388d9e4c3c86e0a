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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Real data with true counts: its SOURCE.md and its manifest.csv say 1487 images, one a lesion. */
class Ham10000GoldenTest {

  @Test
  void countsTheRealImagesAndKeepsLesionsInOnePart() throws Exception {
    Path folder = SharedDir.folder("data/skin_ham10000");
    DatasetScanner scanner = new DatasetScanner(new ImageDecoder(PixelLimit.DEFAULT), 2);

    DatasetVersion version =
        scanner.scan(
            Layout.named("ham10000"), folder, GroupKey.of(new byte[16]), ScanProgress.SILENT);
    Split split = Splitter.split(version, SplitSettings.standard(1));

    assertThat(version.classes()).containsExactly("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc");
    assertThat(version.classCounts()).containsExactly(183, 264, 300, 60, 300, 300, 80);
    assertThat(version.quarantined()).isEmpty();
    assertThat(version.groups()).isEqualTo(1487);
    assertThat(version.groupKind()).isEqualTo("lesion");
    assertThat(version.provenance().orElseThrow().licence()).isEqualTo("CC BY-NC 4.0");
    Map<String, Part> sides = new HashMap<>();
    for (SplitManifest.Entry entry : split.manifest("skin").entries()) {
      Part before = sides.putIfAbsent(entry.group(), entry.part());
      assertThat(before == null || before == entry.part()).isTrue();
      assertThat(entry.attributes()).containsKeys("sex", "localization", "dx_type");
    }
    assertThat(Set.copyOf(sides.values())).containsExactlyInAnyOrder(Part.values());
  }

  /** The columns age, sex and localization of manifest.csv, joined by the hash of the image. */
  @Test
  void carriesTheAttributesOfEveryImage() throws Exception {
    Path folder = SharedDir.folder("data/skin_ham10000");
    List<String> lines = Files.readAllLines(folder.resolve("manifest.csv"));
    List<String> columns = List.of(lines.get(0).split(","));
    Set<String> expected = new HashSet<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] row = line.split(",", -1);
      expected.add(
          String.join(
              "|",
              row[columns.indexOf("sha256")],
              row[columns.indexOf("label")],
              row[columns.indexOf("age")],
              row[columns.indexOf("sex")],
              row[columns.indexOf("localization")]));
    }

    DatasetVersion version =
        new DatasetScanner(new ImageDecoder(PixelLimit.DEFAULT), 2)
            .scan(Layout.named("ham10000"), folder, GroupKey.of(new byte[16]), ScanProgress.SILENT);

    Set<String> actual = new HashSet<>();
    for (ScannedImage image : version.images()) {
      actual.add(
          String.join(
              "|",
              image.sha256(),
              version.classes().get(image.label()),
              image.attributes().getOrDefault("age", ""),
              image.attributes().getOrDefault("sex", ""),
              image.attributes().getOrDefault("localization", "")));
    }
    assertThat(expected).hasSize(1487);
    assertThat(actual).isEqualTo(expected);
  }
}
