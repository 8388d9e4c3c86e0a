// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.datasets.DatasetException;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.TestImages;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetScannerTest {
  private static final GroupKey KEY = GroupKey.of(new byte[32]);

  @TempDir Path root;

  @Test
  void findsImagesAndQuarantinesTheRest() throws Exception {
    TestImages.jpeg(root.resolve("a/1.jpg"), 1);
    TestImages.png(root.resolve("b/2.jpg"), 2);
    Files.write(root.resolve("a/empty.jpg"), new byte[0]);
    Files.writeString(root.resolve("a/notes.txt"), "seen on Monday");
    byte[] whole = Files.readAllBytes(root.resolve("a/1.jpg"));
    Files.write(root.resolve("b/cut.jpg"), Arrays.copyOf(whole, whole.length / 2));
    TestImages.png(root.resolve("a/same.png"), 3);
    TestImages.png(root.resolve("b/same.png"), 3);

    DatasetVersion version = scan("folder", 2);

    assertThat(version.images()).hasSize(2);
    assertThat(version.images()).extracting(ScannedImage::width).containsOnly(12);
    assertThat(version.images()).extracting(ScannedImage::height).containsOnly(9);
    assertThat(version.classCounts()).containsExactly(1, 1);
    assertThat(version.quarantineCounts())
        .isEqualTo(
            Map.of(
                QuarantineReason.EMPTY_FILE, 1,
                QuarantineReason.NOT_AN_IMAGE, 1,
                QuarantineReason.TRUNCATED, 1,
                QuarantineReason.LABEL_CONFLICT, 2));
    assertThat(version.quarantined())
        .extracting(QuarantinedFile::detail)
        .noneMatch(d -> d.contains(root.toString()));
  }

  @Test
  void isTheSameWithAnyNumberOfThreadsAndAnyKey() throws Exception {
    for (int i = 0; i < 25; i++) {
      TestImages.png(root.resolve((i % 2 == 0 ? "a/" : "b/") + i + ".png"), i);
    }

    DatasetVersion one = scan("folder", 1);
    DatasetVersion four = scan("folder", 4);
    DatasetVersion otherKey =
        new DatasetScanner(decoder(), 2)
            .scan(
                Layout.named("folder"),
                root,
                GroupKey.of("another secret key".getBytes(StandardCharsets.UTF_8)),
                ScanProgress.SILENT);

    assertThat(four).isEqualTo(one);
    assertThat(otherKey.contentHash()).isEqualTo(one.contentHash());
    assertThat(otherKey.images().get(0).group()).isNotEqualTo(one.images().get(0).group());
  }

  @Test
  void warnsOfSixteenBitImagesThatComeOutWhite() throws Exception {
    TestImages.png(root.resolve("a/1.png"), 1);
    sixteenBits(root.resolve("b/2.png"), 400);
    sixteenBits(root.resolve("b/3.png"), 256);

    DatasetVersion version = scan("folder", 2);

    assertThat(version.washedOutWarning())
        .hasValueSatisfying(
            w -> assertThat(w).startsWith("1 of 2 images").contains("min-max", "high-byte"));
    assertThat(version.quarantined())
        .singleElement()
        .satisfies(q -> assertThat(q.detail()).contains("min-max", "high-byte"));
    DatasetVersion again =
        new DatasetScanner(decoder(), 1)
            .scan(
                Layout.named("folder"),
                root,
                KEY,
                ScanMemory.of(version),
                ImageObserver.NONE,
                ScanProgress.SILENT);
    assertThat(again.washedOutWarning()).isEqualTo(version.washedOutWarning());
  }

  /** Levels from {@code least} on; one pixel is black unless all are to be white. */
  private static void sixteenBits(Path file, int least) throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 16; i++) {
      image.getRaster().setSample(i % 4, i / 4, 0, i == 0 && least > 256 ? 0 : least + i);
    }
    Files.createDirectories(file.getParent());
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
  }

  @Test
  void versionChangesWithBytesNamesAndClasses() throws Exception {
    TestImages.png(root.resolve("a/1.png"), 1);
    TestImages.png(root.resolve("b/2.png"), 2);
    String before = scan("folder", 1).contentHash();

    TestImages.png(root.resolve("b/2.png"), 5);
    String bytes = scan("folder", 1).contentHash();
    Files.move(root.resolve("b/2.png"), root.resolve("b/3.png"));
    String names = scan("folder", 1).contentHash();
    TestImages.png(root.resolve("c/4.png"), 4);
    String classes = scan("folder", 1).contentHash();

    assertThat(List.of(before, bytes, names, classes)).doesNotHaveDuplicates();
  }

  @Test
  void duplicatesJoinPatients() throws Exception {
    String[] files = {
      "train/NORMAL/IM-0001-0001.png",
      "train/NORMAL/IM-0002-0001.png",
      "train/NORMAL/IM-0003-0001.png",
      "train/PNEUMONIA/person1_virus_1.png",
      "train/PNEUMONIA/person1_bacteria_2.png"
    };
    long[] seeds = {1, 1, 3, 4, 5};
    for (int i = 0; i < files.length; i++) {
      TestImages.png(root.resolve(files[i]), seeds[i]);
    }

    DatasetVersion version = scan("kermany", 2);

    assertThat(version.images()).hasSize(5);
    assertThat(version.groups()).isEqualTo(3);
  }

  @Test
  void quarantinesImagesWithoutAPatient() throws Exception {
    TestImages.png(root.resolve("train/NORMAL/IM-0001-0001.png"), 1);
    TestImages.png(root.resolve("train/PNEUMONIA/unknown.png"), 2);

    assertThat(scan("kermany", 1).quarantineCounts())
        .isEqualTo(Map.of(QuarantineReason.NO_PATIENT, 1));
  }

  @Test
  void refusesFoldersWithoutAUsableImage() throws IOException {
    Files.createDirectories(root.resolve("a"));
    Files.createDirectories(root.resolve("b"));
    Files.writeString(root.resolve("a/x.png"), "text");
    Files.writeString(root.resolve("b/y.png"), "text");

    assertThatThrownBy(() -> scan("folder", 2))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("has no usable image: 2 files were scanned; the first, a/x.png")
        .hasMessageContaining("not-an-image");
  }

  @Test
  void reportsProgressFileByFile() throws Exception {
    for (int i = 0; i < 9; i++) {
      TestImages.png(root.resolve((i % 2 == 0 ? "a/" : "b/") + i + ".png"), i);
    }
    List<Integer> seen = new ArrayList<>();

    new DatasetScanner(decoder(), 3)
        .scan(Layout.named("folder"), root, KEY, (done, total) -> seen.add(100 * done + total));

    assertThat(seen).containsExactly(109, 209, 309, 409, 509, 609, 709, 809, 909);
  }

  private DatasetVersion scan(String layout, int threads) throws Exception {
    return new DatasetScanner(decoder(), threads)
        .scan(Layout.named(layout), root, KEY, ScanProgress.SILENT);
  }

  private static ImageDecoder decoder() {
    return new ImageDecoder(new PixelLimit(1_000_000));
  }
}
