// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of very many images are written and read with a heap that could not hold their index. */
class ManyPixelsTest {
  @TempDir Path folder;

  @Test
  void threeHundredThousandImagesNeedLittleHeap() throws Exception {
    assertThat(inHeapOf("64m", "write", 300_000)).isEqualTo("written");
    assertThat(inHeapOf("16m", "read", 300_000)).isEqualTo("10000 found");
    assertThat(inHeapOf("16m", "part", 300_000)).isEqualTo("10000 found, 5 blocks left out");
  }

  @Test
  @Tag("long")
  void tenMillionImagesNeedLittleHeap() throws Exception {
    assertThat(inHeapOf("96m", "write", 10_000_000)).isEqualTo("written");
    assertThat(inHeapOf("16m", "read", 10_000_000)).isEqualTo("10000 found");
    assertThat(inHeapOf("16m", "part", 10_000_000)).isEqualTo("10000 found, 27 blocks left out");
  }

  private String inHeapOf(String heap, String what, int images) throws Exception {
    Path output = folder.resolve("output");
    Process child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + heap,
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    what,
                    folder.resolve("pixels").toString(),
                    "" + images))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(child.waitFor(30, TimeUnit.MINUTES)).isTrue();
    } finally {
      child.destroyForcibly();
    }
    return Files.readString(output).strip();
  }

  /** In a process of its own. */
  static final class Main {
    private Main() {}

    /**
     * @param arguments write, read or part, the file, and the number of images
     */
    public static void main(String[] arguments) throws IOException {
      Path file = Path.of(arguments[1]);
      int images = Integer.parseInt(arguments[2]);
      if (arguments[0].equals("write")) {
        try (PixelsWriter writer = new PixelsWriter(file, 1)) {
          for (int i = 0; i < images; i++) {
            writer.add(Hash.ofText("i" + i), 1, 1, rgb(i));
          }
        }
        System.out.println("written");
        return;
      }
      if (arguments[0].equals("part")) {
        part(file, images < 1_000_000 ? 1 << 17 : 1 << 20);
        return;
      }
      int found = 0;
      try (PixelsFile pixels = PixelsFile.open(file)) {
        for (int i = 0; i < 10_000; i++) {
          int at = (int) ((long) i * images / 10_000);
          byte[] rgb = new byte[3];
          pixels.image(Hash.ofText("i" + at)).rgb().get(rgb);
          found += java.util.Arrays.equals(rgb, rgb(at)) && pixels.size() == images ? 1 : 0;
        }
      }
      System.out.println(found + " found");
    }

    /**
     * The first images of the file, which lie together. An image has three bytes here and its place
     * in the index 48, so it is the pixels of the others that are left out.
     */
    private static void part(Path file, int block) throws IOException {
      ArtifactRef ref = ArtifactRef.of(Hash.ofText("pixels"), Files.size(file), "pixels");
      BlockHashes list = BlockHashes.of(file, ref, block);
      PartlyThere part = new PartlyThere(file, file.resolveSibling("part"), list);
      List<String> images = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        images.add(Hash.ofText("i" + i));
      }
      int found = 0;
      try (PixelsFile pixels = PixelsFile.open(new PixelsPart(images).find(list, part))) {
        for (int i = 0; i < images.size(); i++) {
          byte[] rgb = new byte[3];
          pixels.image(images.get(i)).rgb().get(rgb);
          found += java.util.Arrays.equals(rgb, rgb(i)) ? 1 : 0;
        }
      }
      System.out.printf(
          "%d found, %d blocks left out%n", found, list.count() - part.there().cardinality());
    }

    private static byte[] rgb(int i) {
      return new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)};
    }
  }
}
