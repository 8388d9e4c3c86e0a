// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Golden;
import dev.assay.contracts.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelsFileTest {
  private static final String FIRST = Hash.ofText("image 06");
  private static final String SECOND = Hash.ofText("image 07");

  @TempDir Path folder;

  @Test
  void readsTheGoldenFile() throws IOException {
    try (PixelsFile pixels = PixelsFile.open(Golden.file("file/pixels.bin"))) {
      assertThat(pixels.resize()).isEqualTo(2);
      assertThat(pixels.size()).isEqualTo(2);
      assertThat(pixels.image(FIRST).width()).isEqualTo(2);
      assertThat(bytes(pixels.image(FIRST))).isEqualTo(counting(0, 12));
      assertThat(pixels.image(SECOND).width()).isEqualTo(3);
      assertThat(pixels.image(SECOND).height()).isEqualTo(2);
      assertThat(bytes(pixels.image(SECOND))).isEqualTo(counting(100, 18));
    }
  }

  @Test
  void writesTheGoldenFileByteForByte() throws IOException {
    Path file = folder.resolve("pixels");

    try (PixelsWriter writer = new PixelsWriter(file, 2)) {
      writer.add(FIRST, 2, 2, counting(0, 12));
      writer.add(SECOND, 3, 2, counting(100, 18));
    }

    assertThat(file).hasSameBinaryContentAs(Golden.file("file/pixels.bin"));
  }

  @Test
  void returnsEveryImageOfALargerFile() throws IOException {
    Path file = folder.resolve("pixels");
    Random random = new Random(1);
    byte[][] images = new byte[40][];
    try (PixelsWriter writer = new PixelsWriter(file, 64)) {
      for (int i = 0; i < images.length; i++) {
        images[i] = new byte[3 * 64 * (64 + i)];
        random.nextBytes(images[i]);
        writer.add(Hash.ofText("i" + i), 64 + i, 64, images[i]);
      }
    }

    try (PixelsFile pixels = PixelsFile.open(file)) {
      for (int i = images.length - 1; i >= 0; i--) {
        assertThat(bytes(pixels.image(Hash.ofText("i" + i)))).isEqualTo(images[i]);
      }
    }
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.file("file/pixels.bin"));

    for (int length = 0; length < whole.length; length++) {
      Path file = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> PixelsFile.open(file).close())
          .as("the first %d bytes", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesAFileWhosePixelsWereCutOutBeforeTheIndex() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.file("file/pixels.bin"));
    byte[] cut = new byte[whole.length - 5];
    System.arraycopy(whole, 0, cut, 0, 20);
    System.arraycopy(whole, 25, cut, 20, whole.length - 25);
    Path file = Files.write(folder.resolve("cut"), cut);

    assertThatThrownBy(() -> PixelsFile.open(file).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a truncated pixels file");
  }

  @Test
  void refusesAnotherFormat() throws IOException {
    Path file = Files.write(folder.resolve("png"), new byte[100]);

    assertThatThrownBy(() -> PixelsFile.open(file).close())
        .hasMessageContaining("does not begin with ASSAYPX1 or ASSAYPX2");
  }

  @Test
  void namesAnImageThatIsNotThere() throws IOException {
    try (PixelsFile pixels = PixelsFile.open(Golden.file("file/pixels.bin"))) {
      assertThatThrownBy(() -> pixels.image("f".repeat(64)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("f".repeat(64));
    }
  }

  @Test
  void refusesPixelsThatDoNotFitTheirSizeAndImagesGivenTwice() throws IOException {
    try (PixelsWriter writer = new PixelsWriter(folder.resolve("pixels"), 2)) {
      writer.add(FIRST, 2, 2, counting(0, 12));
      assertThatThrownBy(() -> writer.add(SECOND, 2, 2, counting(0, 11)))
          .hasMessageContaining("11 bytes are not 2 x 2 x 3");
      assertThatThrownBy(() -> writer.add(SECOND, -2, -2, counting(0, 12)))
          .hasMessageContaining("width");
      assertThatThrownBy(() -> writer.add(FIRST, 2, 2, counting(0, 12)))
          .hasMessageContaining("already in the file");
      assertThatThrownBy(() -> writer.add("a.png", 2, 2, counting(0, 12)))
          .hasMessageContaining("image must be 64");
    }

    try (PixelsFile pixels = PixelsFile.open(folder.resolve("pixels"))) {
      assertThat(pixels.size()).isEqualTo(1);
    }
  }

  /** Beyond a number of images the index is read by range. */
  @ParameterizedTest
  @CsvSource({"1, 7", "50, 7", "50, 1000", "700, 64", "5000, 900"})
  void findsEveryImageOfAnIndexThatIsReadByRange(int count, int run) throws IOException {
    Path file = folder.resolve("pixels");
    try (PixelsWriter writer = new PixelsWriter(file, 2, "bicubic", 0, run)) {
      for (int i = 0; i < count; i++) {
        writer.add(Hash.ofText("i" + i), 1 + i % 3, 1, counting(i, 3 * (1 + i % 3)));
      }
    }

    assertThat(Files.readAllBytes(file)).startsWith("ASSAYPX2".getBytes(StandardCharsets.UTF_8));
    assertThat(folder.toFile().list()).containsExactly("pixels");
    try (PixelsFile pixels = PixelsFile.open(file)) {
      assertThat(pixels.size()).isEqualTo(count);
      assertThat(pixels.interpolation()).isEqualTo("bicubic");
      for (int i = 0; i < count; i++) {
        PixelsFile.Image image = pixels.image(Hash.ofText("i" + i));
        assertThat(image.width()).isEqualTo(1 + i % 3);
        assertThat(bytes(image)).isEqualTo(counting(i, 3 * (1 + i % 3)));
        String other = Hash.ofText("j" + i);
        assertThatThrownBy(() -> pixels.image(other)).hasMessageContaining("no pixels of image");
      }
    }
  }

  /** Hashes are spread evenly, unless somebody does not want it. */
  @Test
  void findsImagesWhoseHashesBeginAlike() throws IOException {
    Path file = folder.resolve("pixels");
    try (PixelsWriter writer = new PixelsWriter(file, 2, "bilinear", 10, 1000)) {
      for (int i = 0; i < 3000; i++) {
        writer.add("ab".repeat(30) + "%04x".formatted(i), 1, 1, counting(i, 3));
      }
    }

    try (PixelsFile pixels = PixelsFile.open(file)) {
      for (int i = 0; i < 3000; i++) {
        assertThat(bytes(pixels.image("ab".repeat(30) + "%04x".formatted(i))))
            .isEqualTo(counting(i, 3));
      }
    }
  }

  @Test
  void refusesEveryTruncationOfAnIndexThatIsReadByRange() throws IOException {
    Path file = folder.resolve("pixels");
    try (PixelsWriter writer = new PixelsWriter(file, 2, "bilinear", 2, 4)) {
      for (int i = 0; i < 9; i++) {
        writer.add(Hash.ofText("i" + i), 1, 1, counting(i, 3));
      }
    }
    byte[] whole = Files.readAllBytes(file);

    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> PixelsFile.open(cut).close())
          .as("the first %d bytes", length)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int from = 8; from < whole.length - 200; from++) {
      byte[] shorter = new byte[whole.length - 3];
      System.arraycopy(whole, 0, shorter, 0, from);
      System.arraycopy(whole, from + 3, shorter, from, whole.length - from - 3);
      Path cut = Files.write(folder.resolve("cut"), shorter);
      assertThatThrownBy(() -> PixelsFile.open(cut).close())
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void findsAnImageThatIsGivenTwiceAmongVeryMany() throws IOException {
    PixelsWriter writer = new PixelsWriter(folder.resolve("pixels"), 2, "bilinear", 2, 4);
    for (int i = 0; i < 30; i++) {
      writer.add(Hash.ofText("i" + i % 29), 1, 1, counting(i, 3));
    }

    assertThatThrownBy(writer::close)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Hash.ofText("i0") + " is already in the file");
    assertThat(folder.toFile().list()).containsExactly("pixels");
  }

  /** What was written before there was an index by range keeps its hash up to this number. */
  @Test
  void writesTheEarlierFormatUpToItsLimit() throws IOException {
    Path file = folder.resolve("pixels");
    try (PixelsWriter writer = new PixelsWriter(file, 1)) {
      for (int i = 0; i < PixelsWriter.LISTED; i++) {
        writer.add("%064x".formatted(i), 1, 1, counting(i, 3));
      }
    }
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer magic = ByteBuffer.allocate(8);
      channel.read(magic);
      assertThat(new String(magic.array(), StandardCharsets.UTF_8)).isEqualTo("ASSAYPX1");
    }
  }

  private static byte[] bytes(PixelsFile.Image image) {
    ByteBuffer rgb = image.rgb();
    byte[] bytes = new byte[rgb.remaining()];
    rgb.get(bytes);
    return bytes;
  }

  private static byte[] counting(int from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }
}
