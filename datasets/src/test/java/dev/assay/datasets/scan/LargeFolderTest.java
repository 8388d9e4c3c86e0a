// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Hash;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.layout.ListedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A scan of 100,000 files that are remembered: listing, stamps, groups, content hash, without
 * decoding. It prints what it needs; nothing about time is asserted.
 */
@Tag("long")
class LargeFolderTest {
  private static final int FILES = 100_000;

  @TempDir Path root;

  @Test
  void scansUnchangedFilesWithoutReadingThem() throws Exception {
    Instant begin = Instant.now();
    for (int i = 0; i < FILES; i++) {
      Path file = root.resolve(i % 2 == 0 ? "a" : "b").resolve("%03d/%06d".formatted(i / 1000, i));
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[] {1});
    }
    System.out.println("100,000 files were written in " + since(begin));
    Layout layout = Layout.named("folder");
    DatasetVersion remembered = asIfScanned(layout);
    AtomicInteger decoded = new AtomicInteger();
    System.gc();
    long before = used();
    begin = Instant.now();

    DatasetVersion version =
        new DatasetScanner(new ImageDecoder(new PixelLimit(1_000_000)), 2)
            .scan(
                layout,
                root,
                GroupKey.of(new byte[16]),
                ScanMemory.of(remembered),
                (sha256, image) -> decoded.incrementAndGet(),
                ScanProgress.SILENT);
    String hash = version.contentHash();

    System.out.println("100,000 remembered files were scanned in " + since(begin));
    System.gc();
    long left = (used() - before) / 1024 / 1024;
    System.out.println("which left " + left + " MiB on the heap");
    // A kilobyte and a bit for each image that was found: paths, hashes, stamp. Measured: 46.
    assertThat(left).isLessThan(128);
    assertThat(version.images()).hasSize(FILES);
    assertThat(decoded).hasValue(0);
    assertThat(hash).isEqualTo(remembered.contentHash());
  }

  /** What a scan would have found if the files were images. */
  private DatasetVersion asIfScanned(Layout layout) throws Exception {
    List<ScannedImage> images = new ArrayList<>();
    for (ListedFile file : layout.list(root).files()) {
      images.add(
          new ScannedImage(
              file.file(),
              Hash.ofText(file.imageId()),
              Hash.ofText("bytes of " + file.imageId()),
              1,
              8,
              8,
              file.className().equals("a") ? 0 : 1,
              file.imageId(),
              Optional.empty(),
              Map.of(),
              FileStamp.of(file.file())));
    }
    images.sort(Comparator.comparing(ScannedImage::image));
    return new DatasetVersion(
        root,
        layout.name(),
        "image",
        List.of("a", "b"),
        false,
        images,
        List.of(),
        DecodingOptions.paper(),
        Optional.empty(),
        List.of());
  }

  private static Duration since(Instant begin) {
    return Duration.between(begin, Instant.now());
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
