// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.PartStatistics;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.datasets.SharedDir;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.scan.DatasetScanner;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.GroupKey;
import dev.assay.datasets.scan.ScanProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Splits of the real sets; counts are those of their manifest.csv and of the published metadata.
 */
class RealSplitsTest {

  @Test
  void noLesionIsOnTwoSidesOfHam10000() throws Exception {
    Path folder = SharedDir.folder("data/skin_ham10000");
    Map<String, String> lesionOfImage = lesions(folder);

    DatasetVersion version = scan(folder, "ham10000");
    Split split = Splitter.split(version, SplitSettings.standard(1));
    SplitManifest manifest = split.manifest("skin");

    assertThat(version.groupKind()).isEqualTo("lesion");
    assertThat(version.images()).hasSize(1487);
    assertThat(version.groups()).isEqualTo(new HashSet<>(lesionOfImage.values()).size());
    Map<String, String> files = new HashMap<>();
    version
        .images()
        .forEach(i -> files.put(i.image(), i.file().getFileName().toString().replace(".jpg", "")));
    Map<String, Set<Part>> sides = new HashMap<>();
    for (SplitManifest.Entry entry : manifest.entries()) {
      sides
          .computeIfAbsent(lesionOfImage.get(files.get(entry.image())), lesion -> new HashSet<>())
          .add(entry.part());
    }
    assertThat(sides).hasSize(version.groups());
    assertThat(sides.values()).allMatch(parts -> parts.size() == 1);
    // A fifth of 1,487 in the test; the smallest class has 60 lesions.
    assertThat(manifest.part(Part.TEST)).hasSizeBetween(294, 301);
    for (PartStatistics part : split.statistics()) {
      assertThat(part.classGroups()).hasSize(7).allMatch(groups -> groups >= 9);
      assertThat(part.attributes()).containsKeys("age", "sex", "localization");
      assertThat(part.attributes().get("sex").counts()).containsKeys("female", "male");
    }
    assertThat(split.warnings())
        .contains(
            "groups are lesions and no patients are known: leakage by patient cannot be excluded");
  }

  @Test
  void everyXrayOfTheTrainingFolderIsValidatedByOneOfFiveFolds() throws Exception {
    DatasetVersion version = scan(SharedDir.folder("data/chest_xray"), "kermany");
    List<String> validated = new ArrayList<>();
    for (SplitSettings fold : SplitSettings.standard(1).folds(5)) {
      Split split = Splitter.split(version, fold);
      assertThat(split.counts(Part.TEST)).containsExactly(100, 100);
      assertThat(split.counts(Part.VALIDATION)[0]).isEqualTo(60);
      assertThat(split.counts(Part.VALIDATION)[1]).isBetween(59, 61);
      split.manifest("x").part(Part.VALIDATION).forEach(e -> validated.add(e.image()));
    }

    assertThat(validated).hasSize(600).doesNotHaveDuplicates();
  }

  @Test
  void subsetsOfTheMriSetAreNestedAndAchieveTheirRatios() throws Exception {
    DatasetVersion version = scan(SharedDir.folder("data/brain_mri"), "folder");
    SplitManifest manifest =
        Splitter.split(version, SplitSettings.standard(1)).manifest("brain-mri");

    assertThat(manifest.usualSubsets().stream().map(SplitManifest.Subset::images))
        .containsExactly(100, 200, 400, 800);
  }

  private static Map<String, String> lesions(Path folder) throws Exception {
    Map<String, String> lesions = new HashMap<>();
    List<String> rows = Files.readAllLines(folder.resolve("HAM10000_metadata.csv"));
    for (String row : rows.subList(1, rows.size())) {
      String[] fields = row.split(",");
      if (Files.exists(folder.resolve("HAM10000_images/" + fields[1] + ".jpg"))) {
        lesions.put(fields[1], fields[0]);
      }
    }
    return lesions;
  }

  private static DatasetVersion scan(Path folder, String layout) throws Exception {
    return new DatasetScanner(new ImageDecoder(PixelLimit.DEFAULT), 2)
        .scan(Layout.named(layout), folder, GroupKey.of(new byte[16]), ScanProgress.SILENT);
  }
}
