// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Hash;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.TestImages;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasedImagesTest {
  private static final GroupKey KEY = GroupKey.of(new byte[32]);

  @TempDir Path root;

  @BeforeEach
  void fourImages() throws IOException {
    TestImages.png(root.resolve("a/1.png"), 1);
    TestImages.png(root.resolve("a/2.png"), 2);
    TestImages.png(root.resolve("b/3.png"), 3);
    TestImages.png(root.resolve("b/copy of 3.png"), 3);
  }

  private DatasetVersion scan(ErasedImages erased) throws Exception {
    return scan(erased, ScanMemory.NONE);
  }

  private DatasetVersion scan(ErasedImages erased, ScanMemory memory) throws Exception {
    return new DatasetScanner(new ImageDecoder(PixelLimit.DEFAULT), 2)
        .scan(
            Layout.named("folder"),
            root,
            file -> true,
            erased,
            KEY,
            memory,
            ImageObserver.NONE,
            ScanProgress.SILENT);
  }

  private static String place(String path) {
    return KEY.imageId(Hash.ofText(path));
  }

  private ErasedImages bytesOf(String path) throws IOException {
    MessageDigest digest = Hash.digest();
    digest.update(Files.readAllBytes(root.resolve(path)));
    String sha256 = Hash.hex(digest);
    return new ErasedImages(KEY, Set.of(), Set.of(KEY.contentId(sha256)), Set.of());
  }

  @Test
  void passesOverAPlaceWhateverIsThereAndKeepsNoName() throws Exception {
    ErasedImages erased = new ErasedImages(KEY, Set.of(place("a/1.png")), Set.of(), Set.of());
    Files.write(root.resolve("a/1.png"), new byte[0]);

    DatasetVersion version = scan(erased);

    assertThat(version.images()).hasSize(3);
    assertThat(version.quarantineCounts()).isEqualTo(Map.of(QuarantineReason.ERASED, 1));
    assertThat(version.quarantined().getFirst().file().toString())
        .startsWith(root.toString())
        .doesNotContain("1.png");
    assertThat(erased.files()).containsExactly(root.resolve("a/1.png"));
  }

  @Test
  void passesOverTheSameBytesUnderAnyNameAndWhenTheyAreRemembered() throws Exception {
    DatasetVersion before = scan(ErasedImages.none(KEY));
    assertThat(before.images()).hasSize(4);

    DatasetVersion version = scan(bytesOf("b/3.png"), ScanMemory.of(before));

    assertThat(version.images()).hasSize(2);
    assertThat(version.classes()).containsExactly("a", "b");
    assertThat(version.quarantineCounts()).isEqualTo(Map.of(QuarantineReason.ERASED, 2));
    assertThat(scan(bytesOf("b/3.png")).contentHash()).isEqualTo(version.contentHash());
  }

  @Test
  void passesOverAPatientAndHisNextImage() throws Exception {
    Path kermany = Files.createDirectories(root.resolve("x/train"));
    TestImages.png(kermany.resolve("NORMAL/IM-0001-0001.png"), 11);
    TestImages.png(kermany.resolve("PNEUMONIA/person7_virus_1.png"), 12);
    TestImages.png(kermany.resolve("PNEUMONIA/person7_bacteria_2.png"), 13);
    TestImages.png(kermany.resolve("PNEUMONIA/person77_virus_1.png"), 14);
    ErasedImages erased =
        new ErasedImages(KEY, Set.of(), Set.of(), Set.of(KEY.pseudonym("kermany:train:person7")));

    DatasetVersion version =
        new DatasetScanner(new ImageDecoder(PixelLimit.DEFAULT), 2)
            .scan(
                Layout.named("kermany"),
                root.resolve("x"),
                file -> true,
                erased,
                KEY,
                ScanMemory.NONE,
                ImageObserver.NONE,
                ScanProgress.SILENT);

    assertThat(version.images()).hasSize(2);
    assertThat(erased.files()).hasSize(2).allMatch(file -> file.toString().contains("person7_"));
  }

  @Test
  void saysThatNothingIsLeftWithoutAName() {
    ErasedImages erased =
        new ErasedImages(
            KEY,
            Set.of(place("a/1.png"), place("a/2.png"), place("b/3.png"), place("b/copy of 3.png")),
            Set.of(),
            Set.of());

    assertThatThrownBy(() -> scan(erased))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("4 files were scanned")
        .hasMessageContaining("left out as erased")
        .hasMessageNotContaining(".png");
  }
}
