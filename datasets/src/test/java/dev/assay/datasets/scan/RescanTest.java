// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.DecodingOptions.Alpha;
import dev.assay.contracts.DecodingOptions.Orientation;
import dev.assay.contracts.DecodingOptions.SixteenBit;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.TestImages;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.npz.NpzFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RescanTest {
  private static final GroupKey KEY =
      GroupKey.of("a key for a test".getBytes(StandardCharsets.UTF_8));
  private static final Instant LONG_AGO = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path root;

  /**
   * Bytes that change behind the back of size, time and inode are not seen: so nothing was read.
   */
  @Test
  void readsOnlyWhatChanged() throws Exception {
    for (int i = 0; i < 6; i++) {
      TestImages.png(root.resolve((i % 2 == 0 ? "a/" : "b/") + i + ".png"), i);
    }
    Files.writeString(root.resolve("a/note.txt"), "no image");
    settle();
    DatasetVersion first = scan(ScanMemory.NONE, DecodingOptions.paper());
    Path secretly = root.resolve("a/0.png");
    overwrite(secretly);
    TestImages.png(root.resolve("b/1.png"), 99);

    DatasetVersion second = scan(ScanMemory.of(first), DecodingOptions.paper());

    assertThat(shaOf(second, "a/0.png")).isEqualTo(shaOf(first, "a/0.png"));
    assertThat(shaOf(second, "b/1.png")).isNotEqualTo(shaOf(first, "b/1.png"));
    assertThat(second.images()).hasSize(6);
    assertThat(second.quarantineCounts()).isEqualTo(Map.of(QuarantineReason.NOT_AN_IMAGE, 1));
    assertThat(second.quarantined()).isEqualTo(first.quarantined());
  }

  @Test
  void isTheSameVersionWithAndWithoutMemory() throws Exception {
    for (int i = 0; i < 6; i++) {
      TestImages.png(root.resolve((i % 2 == 0 ? "a/" : "b/") + i + ".png"), i);
    }
    settle();
    DatasetVersion first = scan(ScanMemory.NONE, DecodingOptions.paper());

    assertThat(scan(ScanMemory.of(first), DecodingOptions.paper())).isEqualTo(first);
    assertThat(first.images()).allMatch(i -> i.stamp().isPresent());
  }

  @Test
  void readsFilesAgainWithOtherDecodingOptions() throws Exception {
    TestImages.png(root.resolve("a/0.png"), 0);
    TestImages.png(root.resolve("b/1.png"), 1);
    settle();
    DatasetVersion first = scan(ScanMemory.NONE, DecodingOptions.paper());
    overwrite(root.resolve("a/0.png"));
    DecodingOptions other = new DecodingOptions(Orientation.APPLY, SixteenBit.MIN_MAX, Alpha.WHITE);

    DatasetVersion second = scan(ScanMemory.of(first), other);

    assertThat(second.quarantineCounts()).isEqualTo(Map.of(QuarantineReason.NOT_AN_IMAGE, 1));
    assertThat(second.decoding()).isEqualTo(other);
  }

  @Test
  void otherDecodingOptionsAreAnotherVersion() throws Exception {
    TestImages.png(root.resolve("a/0.png"), 0);
    TestImages.png(root.resolve("b/1.png"), 1);

    DatasetVersion paper = scan(ScanMemory.NONE, DecodingOptions.paper());
    DatasetVersion other =
        scan(
            ScanMemory.NONE,
            new DecodingOptions(Orientation.APPLY, SixteenBit.MIN_MAX, Alpha.DROP));

    assertThat(other.images()).isEqualTo(paper.images());
    assertThat(other.contentHash()).isNotEqualTo(paper.contentHash());
  }

  /** Git's rule for its index: what was just written may be written again in the same tick. */
  @Test
  void doesNotTrustFilesThatWereJustWritten() throws Exception {
    TestImages.png(root.resolve("a/0.png"), 0);
    TestImages.png(root.resolve("b/1.png"), 1);
    Files.setLastModifiedTime(root.resolve("a/0.png"), FileTime.from(LONG_AGO));

    DatasetVersion version = scan(ScanMemory.NONE, DecodingOptions.paper());

    assertThat(version.images())
        .filteredOn(i -> i.stamp().isPresent())
        .extracting(ScannedImage::file)
        .containsExactly(root.resolve("a/0.png"));
  }

  @Test
  void quarantinesBlankImages() throws Exception {
    TestImages.png(root.resolve("a/0.png"), 0);
    TestImages.png(root.resolve("b/1.png"), 1);
    BufferedImage blank = new BufferedImage(9, 9, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(blank, "png", root.resolve("b/blank.png").toFile());

    DatasetVersion version = scan(ScanMemory.NONE, DecodingOptions.paper());

    assertThat(version.quarantined())
        .extracting(QuarantinedFile::reason)
        .containsExactly(QuarantineReason.BLANK);
  }

  @Test
  void scansTheImagesOfAnArchive() throws Exception {
    byte[] values = new byte[8 * 28 * 28];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i * 31 + i / 784);
    }
    Path archive =
        NpzFiles.medmnist(28, false)
            .with("train_images", values, 8, 28, 28)
            .write(root.resolve("pneumoniamnist.npz"));

    DatasetVersion version =
        new DatasetScanner(decoder(DecodingOptions.paper()), 2)
            .scan(Layout.named("medmnist"), root, KEY, ScanProgress.SILENT);

    assertThat(version.images()).hasSize(16);
    assertThat(version.images()).allMatch(i -> i.width() == 28 && i.height() == 28);
    assertThat(version.root()).isEqualTo(archive);
    assertThat(version.hasPredefined(Part.VALIDATION)).isTrue();
    // The bytes of an image are those of a PGM file: anybody can make them and hash them.
    byte[] pgm = "P5\n28 28\n255\n".getBytes(StandardCharsets.US_ASCII);
    byte[] third = Arrays.copyOf(pgm, pgm.length + 784);
    System.arraycopy(values, 2 * 784, third, pgm.length, 784);
    assertThat(version.images())
        .filteredOn(i -> i.file().endsWith("train/000002"))
        .extracting(ScannedImage::sha256)
        .containsExactly(Hash.ofBytes(third));
  }

  @Test
  void quarantinesMissingFilesAndTakesAttributesOfATable() throws Exception {
    TestImages.png(root.resolve("0.png"), 0);
    TestImages.png(root.resolve("1.png"), 1);
    Files.writeString(
        root.resolve("t.csv"), "image,label,sex\n0.png,a,f\n1.png,b,m\ngone.png,b,m\n");

    DatasetVersion version =
        new DatasetScanner(decoder(DecodingOptions.paper()), 2)
            .scan(Layout.named("csv"), root, KEY, ScanProgress.SILENT);

    assertThat(version.images())
        .extracting(ScannedImage::attributes)
        .containsExactlyInAnyOrder(Map.of("sex", "f"), Map.of("sex", "m"));
    assertThat(version.quarantineCounts()).isEqualTo(Map.of(QuarantineReason.MISSING_FILE, 1));
    String before = version.contentHash();
    Files.writeString(root.resolve("t.csv"), "image,label,sex\n0.png,a,f\n1.png,b,f\n");
    assertThat(
            new DatasetScanner(decoder(DecodingOptions.paper()), 2)
                .scan(Layout.named("csv"), root, KEY, ScanProgress.SILENT)
                .contentHash())
        .isNotEqualTo(before);
  }

  private DatasetVersion scan(ScanMemory memory, DecodingOptions decoding) throws Exception {
    return new DatasetScanner(decoder(decoding), 2)
        .scan(Layout.named("folder"), root, KEY, memory, ImageObserver.NONE, ScanProgress.SILENT);
  }

  private static ImageDecoder decoder(DecodingOptions decoding) {
    return new ImageDecoder(new PixelLimit(1_000_000), decoding);
  }

  private String shaOf(DatasetVersion version, String name) {
    Optional<ScannedImage> image =
        version.images().stream().filter(i -> i.file().equals(root.resolve(name))).findFirst();
    return image.orElseThrow().sha256();
  }

  private void settle() throws IOException {
    try (var walk = Files.walk(root)) {
      List<Path> files = walk.filter(Files::isRegularFile).toList();
      for (Path file : files) {
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
      }
    }
  }

  /** Other bytes in the same place, of the same size and time. */
  private static void overwrite(Path file) throws IOException {
    byte[] other = new byte[(int) Files.size(file)];
    Arrays.fill(other, (byte) 'x');
    Files.write(file, other);
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
  }
}
