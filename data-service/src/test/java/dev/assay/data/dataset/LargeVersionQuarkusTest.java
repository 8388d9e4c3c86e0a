// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Hash;
import dev.assay.data.Stack;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.FileStamp;
import dev.assay.datasets.scan.ScannedImage;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 100,000 images into the database and back. It prints what it needs; no time is asserted. */
@QuarkusTest
@Stack
@Tag("long")
class LargeVersionQuarkusTest {
  private static final int IMAGES = 100_000;

  @Inject Versions versions;

  @Test
  void keepsAHundredThousandImages() {
    Path root = Path.of("/generated");
    List<ScannedImage> images =
        IntStream.range(0, IMAGES)
            .mapToObj(i -> image(root, i))
            .sorted(Comparator.comparing(ScannedImage::image))
            .toList();
    DatasetVersion version =
        new DatasetVersion(
            root,
            "csv",
            "patient",
            List.of("a", "b"),
            false,
            images,
            List.of(),
            DecodingOptions.paper(),
            Optional.empty(),
            List.of());
    System.gc();
    long before = used();
    Instant begin = Instant.now();

    versions.keep("large", version, Instant.now(), () -> {});

    Duration kept = Duration.between(begin, Instant.now());
    System.gc();
    System.out.println("100,000 images were kept in " + kept);
    System.out.println("which left " + (used() - before) / 1024 / 1024 + " MiB on the heap");
    begin = Instant.now();
    assertThat(versions.memory("large", version.root())).isNotNull();
    System.out.println("and remembered in " + Duration.between(begin, Instant.now()));
  }

  private static ScannedImage image(Path root, int i) {
    return new ScannedImage(
        root.resolve("a/" + i + ".png"),
        Hash.ofText("id " + i),
        Hash.ofText("bytes " + i),
        1000 + i,
        224,
        224,
        i % 2,
        "group" + i / 3,
        Optional.empty(),
        Map.of("site", "site" + i % 7, "age", Integer.toString(i % 90)),
        Optional.of(
            new FileStamp(1000 + i, 1_700_000_000_000_000_000L + i, "(dev=1,ino=" + i + ")")));
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
