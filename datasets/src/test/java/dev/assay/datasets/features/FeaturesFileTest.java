// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.datasets.npz.NpzFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturesFileTest {
  private static final Charset UTF_32 = Charset.forName("UTF-32LE");

  @TempDir Path folder;

  private FeaturesFile read(Path file, int length) throws IOException, FeaturesFormatException {
    return FeaturesFile.read(file, length, folder.resolve("copy"));
  }

  private Path csv(String text) throws IOException {
    return Files.writeString(folder.resolve("a.features.csv"), text);
  }

  private static byte[] texts(int characters, String... names) {
    ByteBuffer all = ByteBuffer.allocate(4 * characters * names.length);
    for (int i = 0; i < names.length; i++) {
      all.put(4 * characters * i, names[i].getBytes(UTF_32));
    }
    return all.array();
  }

  private static byte[] floats(float... values) {
    ByteBuffer all = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    all.asFloatBuffer().put(values);
    return all.array();
  }

  private Path npz(byte[] names, byte[] features) throws IOException {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("image", names);
    arrays.put("features", features);
    Path file = folder.resolve("a.features.npz");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        if (array.getValue().length > 0) {
          zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
          zip.write(array.getValue());
          zip.closeEntry();
        }
      }
    }
    return file;
  }

  private static byte[] names(String... names) {
    return NpzFiles.npy("<U12", texts(12, names), names.length);
  }

  @Test
  void readsAnArchiveWithNamesInAnyForm() throws IOException, FeaturesFormatException {
    // e with an accent in two code points, a backslash, and "./" before the path
    Path file =
        npz(
            names("./e\u0301.png", "b\\c.png"),
            NpzFiles.npy("<f4", floats(1, 2, 3, 4, 5, 6), 2, 3));

    try (FeaturesFile features = read(file, 3)) {
      assertThat(features.names()).containsExactly("\u00e9.png", "b/c.png");
      assertThat(features.numbers(1)).containsExactly(4, 5, 6);
    }
  }

  @Test
  void widensHalvesAndNarrowsDoubles() throws IOException, FeaturesFormatException {
    ByteBuffer halves = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    halves.putShort(Float.floatToFloat16(0.5f)).putShort(Float.floatToFloat16(-2));
    ByteBuffer doubles = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    doubles.putDouble(0.1).putDouble(3);

    try (FeaturesFile of = read(npz(names("a"), NpzFiles.npy("<f2", halves.array(), 1, 2)), 2)) {
      assertThat(of.numbers(0)).containsExactly(0.5f, -2);
    }
    try (FeaturesFile of = read(npz(names("a"), NpzFiles.npy("<f8", doubles.array(), 1, 2)), 2)) {
      assertThat(of.numbers(0)).containsExactly(0.1f, 3);
    }
  }

  @Test
  void readsCsvWithQuotedNames() throws IOException, FeaturesFormatException {
    Path file = csv("image,f1,f2\n\"a,b.png\",1,2e0\r\n\nc.png, 3 ,-4\n");

    try (FeaturesFile features = read(file, 2)) {
      assertThat(features.names()).containsExactly("a,b.png", "c.png");
      assertThat(features.numbers(0)).containsExactly(1, 2);
      assertThat(features.numbers(1)).containsExactly(3, -4);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|its first line must be a header",
        "image|its first line must be a header",
        "image,a,b|no rows",
        "image,a,b;x.png,1|row 1 has fewer than 2 numbers",
        "image,a,b;x.png|row 1 has fewer than 2 numbers",
        "image,a,b;x.png,1,2,3|row 1 has more than 2 numbers",
        "image,a,b;x.png,1,2;y.png,1,nope|row 2 has 'nope' as number 2",
        "image,a,b;x.png,1,NaN|row 1 has NaN as number 2; features must be finite",
        "image,a,b;x.png,1,1e99|row 1 has Infinity as number 2",
        "image,a,b;x.png,1,2;x.png,3,4|row 2 names an image that stands above already",
        "image,a,b;x.png,1,2;./x.png,3,4|row 2 names an image that stands above already",
        "image,a,b;,1,2|row 1 has no name of an image",
        "image,a,b;x.png,7,7|row 1 has the same number (7.0) everywhere",
        "image,a,b;x.png,1,2;y.png,1,2|all 2 rows are the same",
        "image,a,b,c;x.png,1,2,3|its features have 3 numbers each, but the JSON file beside it"
            + " states features.size 2",
      })
  void saysWhatIsWrongWithCsv(String text, String message) throws IOException {
    Path file = csv(text.replace(';', '\n'));

    assertThatThrownBy(() -> read(file, 2))
        .isInstanceOf(FeaturesFormatException.class)
        .hasMessageStartingWith("a.features.csv: ")
        .hasMessageContaining(message);
  }

  @Test
  void refusesArchivesThatAreNot() throws IOException {
    byte[] good = NpzFiles.npy("<f4", floats(1, 2), 1, 2);
    refuses(npz(new byte[0], good), "it has no array 'image'");
    refuses(npz(names("a"), new byte[0]), "it has no array 'features'");
    refuses(
        npz(NpzFiles.npy("|O", new byte[] {(byte) 0x80, 4, '.'}, 1), good),
        "array 'image' is of Python objects, which are pickles");
    refuses(
        npz(names("a"), NpzFiles.npy("|O", new byte[8], 1, 1)),
        "array 'features' is of Python objects");
    refuses(npz(NpzFiles.npy("<f4", floats(1), 1), good), "array 'image' is of type <f4");
    refuses(npz(names("a"), NpzFiles.npy("<i4", new byte[8], 1, 2)), "is of type <i4");
    refuses(npz(names("a"), NpzFiles.npy(">f4", new byte[8], 1, 2)), "is of type >f4");
    refuses(npz(names("a"), NpzFiles.npy("<f4", floats(1, 2), 2)), "shape [2]");
    refuses(npz(names("a", "b"), good), "'image' has 2 names and 'features' 1 rows");
    refuses(
        npz(names("a"), NpzFiles.npy("<f4", floats(1, 2), 1, 2000)),
        "array 'features' needs 8000 bytes, and the archive says that it has");
    refuses(
        npz(
            NpzFiles.npy("<U12", new byte[0], 2_000_000_000),
            NpzFiles.npy("<f4", new byte[0], 2_000_000_000, 2)),
        "array 'image' needs 96000000000 bytes");
    refuses(
        npz(NpzFiles.npy("<U1", new byte[] {-1, -1, -1, 127}, 1), good), "a name that is no text");
    refuses(Files.write(folder.resolve("b.features.npz"), new byte[] {1}), "it is no .npz archive");
    ByteArrayOutputStream fortran = new ByteArrayOutputStream();
    fortran.writeBytes(good);
    String text = new String(fortran.toByteArray(), StandardCharsets.ISO_8859_1);
    refuses(
        npz(names("a"), text.replace("False", "True ").getBytes(StandardCharsets.ISO_8859_1)),
        "is in Fortran order");
  }

  private void refuses(Path file, String message) {
    assertThatThrownBy(() -> read(file, 2))
        .isInstanceOf(FeaturesFormatException.class)
        .hasMessageStartingWith(file.getFileName() + ": ")
        .hasMessageContaining(message);
  }

  /** A truncated or changed archive is refused by the one exception, whatever was changed. */
  @Test
  void damagedArchivesAreReadOrRefusedAndNothingElse() throws IOException {
    byte[] good =
        Files.readAllBytes(npz(names("a", "b"), NpzFiles.npy("<f4", floats(1, 2, 3, 4), 2, 2)));
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] bad = good.clone();
      for (int k = 0; k <= random.nextInt(3); k++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("bad.features.npz"), bad);
      try (FeaturesFile of = read(file, 2)) {
        assertThat(of.names()).hasSize(2);
      } catch (FeaturesFormatException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(500, 1999);
  }

  @Test
  void readsAFileOfManyRowsWithoutHoldingThem() throws IOException, FeaturesFormatException {
    int rows = 20_000;
    StringBuilder text = new StringBuilder("image,a,b,c,d\n");
    for (int i = 0; i < rows; i++) {
      text.append(i).append(".png,").append(i).append(",1,2,3\n");
    }

    try (FeaturesFile of = read(csv(text.toString()), 4)) {
      assertThat(of.names()).hasSize(rows);
      assertThat(of.numbers(rows - 1)).containsExactly(rows - 1, 1, 2, 3);
    }
  }

  @Test
  void tellsHashesFromPaths() {
    assertThat(ImageNames.isHash("a".repeat(64))).isTrue();
    assertThat(ImageNames.isHash("a".repeat(63) + "g")).isFalse();
    assertThat(ImageNames.path(Path.of("/data/set"), Path.of("/data/set/NORMAL/1.png")))
        .isEqualTo("NORMAL/1.png");
    assertThat(List.of(ImageNames.path("./a b.png"))).containsExactly("a b.png");
  }
}
