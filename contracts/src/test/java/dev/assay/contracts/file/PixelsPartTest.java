// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelsPartTest {
  private static final int SIDE = 16;
  private static final int IMAGES = 2_000;
  private static final int BLOCK = BlockHashes.LEAST_BLOCK;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 37, 200, 1_999, 2_000})
  void aReaderFindsItsImagesInTheirPart(int wanted) throws IOException {
    List<String> all = names("i");
    Path file = written(all);
    BlockHashes list = list(file);
    List<String> images = all.subList(0, wanted);
    PartlyThere part = new PartlyThere(file, folder.resolve("part"), list);

    Path found = new PixelsPart(images).find(list, part);

    assertThat(part.asked()).as("requests, whatever the number of images").isEqualTo(4);
    try (PixelsFile whole = PixelsFile.open(file);
        PixelsFile here = PixelsFile.open(found)) {
      assertThat(here.size()).isEqualTo(IMAGES);
      for (String image : images) {
        assertThat(here.image(image)).isEqualTo(whole.image(image));
      }
    }
    long bytes = part.there().stream().mapToLong(i -> list.end(i) - list.start(i)).sum();
    long pixels = 3L * SIDE * SIDE * wanted;
    long index = list.length() - 3L * SIDE * SIDE * IMAGES;
    assertThat(bytes).isBetween(pixels, pixels + index + 3L * BLOCK);
  }

  @Test
  void findsImagesThatLieApartAndLeavesOutThoseThatAreNotThere() throws IOException {
    List<String> all = names("i");
    Path file = written(all);
    BlockHashes list = list(file);
    List<String> images = new ArrayList<>(List.of(all.get(3), all.get(1_000), all.get(1_990)));
    images.add(Hash.ofText("of another split"));
    PartlyThere part = new PartlyThere(file, folder.resolve("part"), list);

    try (PixelsFile here = PixelsFile.open(new PixelsPart(images).find(list, part));
        PixelsFile whole = PixelsFile.open(file)) {
      for (String image : images.subList(0, 3)) {
        assertThat(here.image(image)).isEqualTo(whole.image(image));
      }
      assertThatThrownBy(() -> here.image(images.getLast()))
          .hasMessageContaining("no pixels of image");
    }
    // The format and the end with the table; of each image some of the index and of the pixels.
    assertThat(part.there().cardinality()).isLessThanOrEqualTo(3 + 4 * 3 + 3 * 2);
    assertThat(list.count()).isGreaterThan(390);
  }

  /** So that a bucket of the table has more images than are read at once. */
  @Test
  void findsImagesWhoseHashesBeginAlike() throws IOException {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      all.add("ab".repeat(30) + "%04x".formatted(i));
    }
    Path file = written(all);
    BlockHashes list = list(file);
    PartlyThere part = new PartlyThere(file, folder.resolve("part"), list);
    List<String> images = all.subList(700, 720);

    try (PixelsFile here = PixelsFile.open(new PixelsPart(images).find(list, part));
        PixelsFile whole = PixelsFile.open(file)) {
      for (String image : images) {
        assertThat(here.image(image)).isEqualTo(whole.image(image));
      }
    }
  }

  @Test
  void refusesAFileWhoseIndexIsReadAsAWhole() throws IOException {
    Path file = folder.resolve("pixels");
    try (PixelsWriter writer = new PixelsWriter(file, SIDE)) {
      writer.add(Hash.ofText("i"), SIDE, SIDE, new byte[3 * SIDE * SIDE]);
    }
    BlockHashes list = list(file);
    PartlyThere part = new PartlyThere(file, folder.resolve("part"), list);

    assertThatThrownBy(() -> new PixelsPart(List.of()).find(list, part))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is read as a whole");
  }

  private static List<String> names(String prefix) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      names.add(Hash.ofText(prefix + i));
    }
    return names;
  }

  private Path written(List<String> images) throws IOException {
    Path file = folder.resolve("pixels");
    Random random = new Random(4);
    try (PixelsWriter writer = new PixelsWriter(file, SIDE, "bilinear", 100)) {
      for (String image : images) {
        byte[] rgb = new byte[3 * SIDE * SIDE];
        random.nextBytes(rgb);
        writer.add(image, SIDE, SIDE, rgb);
      }
    }
    return file;
  }

  private static BlockHashes list(Path file) throws IOException {
    ArtifactRef ref = ArtifactRef.of(Hash.ofText("pixels"), Files.size(file), "pixels");
    return BlockHashes.of(file, ref, BLOCK);
  }
}
