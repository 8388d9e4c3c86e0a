// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.FaultException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZipArchivesTest {
  private final ArchiveUnpacker unpacker =
      new ArchiveUnpacker(new UnpackLimits(200L << 20, 100, 100));

  @TempDir Path root;
  private Path folder = Path.of("");

  @BeforeEach
  void folder() throws IOException {
    folder = Files.createDirectory(root.resolve("data"));
  }

  @Test
  void unpacksFilesAndFolders() throws IOException {
    int files = unpack(zip("a/", "a/1.png", "b/deep/2.png"));

    assertThat(files).isEqualTo(3);
    assertThat(folder.resolve("b/deep/2.png")).hasContent("b/deep/2.png");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../escape.png",
        "a/../../escape.png",
        "/etc/escape.png",
        "..\\escape.png",
        "C:/escape.png",
        "..",
        "."
      })
  void writesNothingOutsideTheFolder(String name) throws IOException {
    assertRefused(zip("a/1.png", name), "no relative path below the data set");

    try (Stream<Path> files = Files.walk(root)) {
      assertThat(files.map(f -> String.valueOf(f.getFileName())))
          .noneMatch(f -> f.contains("escape"));
    }
  }

  /** As challenges publish their training and test images. */
  @Test
  void unpacksArchivesInTheArchiveOneLevelDeep() throws IOException {
    byte[] inner = zip("train/a/1.png", "train/b/2.png");
    byte[] outer =
        zip(
            Map.of(
                "x/Train.ZIP",
                inner,
                "x/more.zip",
                zip(Map.of("deep.zip", inner)),
                "t.csv",
                inner));

    int files = unpack(outer);

    assertThat(files).isEqualTo(4);
    assertThat(folder.resolve("x/Train/train/a/1.png")).hasContent("train/a/1.png");
    assertThat(folder.resolve("x/more/deep.zip")).hasBinaryContent(inner);
    assertThat(folder.resolve("x/Train.ZIP")).doesNotExist();
    Path archive = Files.write(root.resolve("again.zip"), outer);
    Path other = Files.createDirectory(root.resolve("again"));
    assertThat(unpacker.unpack(archive, other)).isEqualTo(4);
    assertThat(other.resolve("x/Train/train/b/2.png")).exists();
  }

  @Test
  void countsArchivesInTheArchiveTowardsTheLimits() throws IOException {
    String[] names = new String[60];
    Arrays.setAll(names, i -> i + ".png");
    assertRefused(
        zip(Map.of("1.zip", zip(names), "2.zip", zip(names))),
        "contains '2.zip', which has more than");
    assertRefused(
        zip(Map.of("3.zip", zip("../escape.png"))),
        "contains '3.zip', which has a name that is no relative path below the data set");
  }

  @Test
  void namesTheArchiveInTheArchiveThatIsDamaged() throws IOException {
    assertRefused(
        zip(Map.of("a.zip", new byte[100])), "contains 'a.zip', which is no zip or tar archive");
  }

  @Test
  void leavesAnArchiveNextToAFolderOfItsName() throws IOException {
    assertThat(unpack(zip(Map.of("a.zip", zip("1.png"), "a/2.png", new byte[3])))).isEqualTo(2);
    assertThat(folder.resolve("a.zip")).exists();
    assertThat(folder.resolve("a/1.png")).doesNotExist();
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void refusesBombs() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("zeros.png"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 100; i++) {
        zip.write(zeros);
      }
    }
    assertThat(bytes.size()).isLessThan(1 << 20);

    assertRefused(bytes.toByteArray(), "unpacks to more than 100 times its size");
    assertThat(Files.size(folder.resolve("zeros.png"))).isLessThan(80L << 20);
  }

  @Test
  void refusesMoreBytesThanAllowed() throws IOException {
    byte[] noise = new byte[3000];
    new SplittableRandom(1).nextBytes(noise);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("noise.png"));
      zip.write(noise);
    }
    ArchiveUnpacker strict = new ArchiveUnpacker(new UnpackLimits(2999, 10, 100));

    assertThatThrownBy(() -> strict.unpack(new ByteArrayInputStream(bytes.toByteArray()), folder))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("unpacks to more than 2999 bytes");
  }

  @Test
  void refusesTooManyFiles() throws IOException {
    String[] names = new String[101];
    Arrays.setAll(names, i -> i + ".png");

    assertRefused(zip(names), "has more than 100 files");
  }

  @Test
  void refusesWhatIsNoArchive() throws IOException {
    assertRefused(
        "this is no archive".getBytes(StandardCharsets.UTF_8), "is no zip or tar archive");
    assertRefused(new byte[0], "is no zip or tar archive");
  }

  @Test
  void refusesArchivesThatEndTooSoon() throws IOException {
    byte[] noise = new byte[100_000];
    new SplittableRandom(1).nextBytes(noise);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("noise.png"));
      zip.write(noise);
    }

    assertRefused(Arrays.copyOf(bytes.toByteArray(), 50_000), "is damaged");
  }

  @Test
  void readsNamesInAnyEncoding() throws Exception {
    List<byte[]> names =
        List.of(
            "utf8 ä.png".getBytes(StandardCharsets.UTF_8),
            "cp437 \u0081.png".getBytes(StandardCharsets.ISO_8859_1),
            new byte[] {
              (byte) 0xc8, (byte) 0xaf, (byte) 0xc0, (byte) 0xda, '1', '.', 'p', 'n', 'g'
            });
    byte[] archive = withNames(names);
    Path file = Files.write(root.resolve("names.zip"), archive);
    Path other = Files.createDirectory(root.resolve("other"));

    assertThat(unpack(archive)).isEqualTo(3);
    assertThat(unpacker.unpack(file, other)).isEqualTo(3);

    for (Path unpacked : List.of(folder, other)) {
      assertThat(unpacked.resolve("utf8 ä.png")).exists();
      assertThat(unpacked.resolve("cp437 ü.png")).exists();
      assertThat(unpacked.resolve("╚»└┌1.png")).exists();
    }
  }

  /** An archive whose names have these bytes, and no mark that they are UTF-8. */
  private static byte[] withNames(List<byte[]> names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.ISO_8859_1)) {
      for (byte[] name : names) {
        zip.putNextEntry(new ZipEntry(new String(name, StandardCharsets.ISO_8859_1)));
        zip.write(name);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void readsBackslashesAsSlashes() throws Exception {
    unpack(zip("train\\a\\1.png", "train\\b\\"));

    assertThat(folder.resolve("train/a/1.png")).exists();
    assertThat(folder.resolve("train/b")).isDirectory();
  }

  @Test
  void unpacksFilesWithinTheSameLimits() throws Exception {
    Path bomb = root.resolve("bomb.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
      zip.putNextEntry(new ZipEntry("zeros.png"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 100; i++) {
        zip.write(zeros);
      }
    }
    Path escape = Files.write(root.resolve("escape.zip"), zip("a/1.png", "../escape.png"));
    Path text = Files.writeString(root.resolve("text.zip"), "this is no archive");
    Path cut = Files.write(root.resolve("cut.zip"), Arrays.copyOf(zip("a.png", "b.png"), 60));

    assertFileRefused(bomb, "unpacks to more than 100 times its size");
    assertFileRefused(escape, "no relative path below the data set");
    assertFileRefused(text, "is no zip or tar archive, or is damaged");
    assertFileRefused(cut, "is no zip or tar archive, or is damaged");
    assertThat(root.resolve("escape.png")).doesNotExist();
  }

  /** Java itself checks it while a stream is read, and not in a file. */
  @Test
  void refusesAFileWithAnotherChecksum() throws Exception {
    byte[] noise = new byte[1000];
    new SplittableRandom(2).nextBytes(noise);
    byte[] archive = zip(Map.of("noise.png", noise));
    archive[500] ^= 1;

    assertFileRefused(
        Files.write(root.resolve("changed.zip"), archive),
        "'noise.png' has another checksum than is stated");
  }

  /** Both numbers of the method, and both marks of a password, are at these places. */
  @ParameterizedTest
  @CsvSource({
    "9, 0, 'is packed with Deflate64, as Windows does'",
    "12, 0, is packed with bzip2",
    "14, 0, is packed with LZMA",
    "77, 0, is packed with another method",
    "8, 1, is protected with a password"
  })
  void namesWhatItDoesNotUnpack(int method, int password, String why) throws Exception {
    byte[] archive = zip("a.png");
    int directory = new String(archive, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
    archive[6] |= (byte) password;
    archive[8] = (byte) method;
    archive[directory + 8] |= (byte) password;
    archive[directory + 10] = (byte) method;

    assertFileRefused(Files.write(root.resolve("a.zip"), archive), why);
    if (method < 9) {
      assertRefused(archive, why);
    }
  }

  private void assertFileRefused(Path archive, String why) {
    assertThatThrownBy(() -> unpacker.unpack(archive, folder))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining(why);
  }

  private int unpack(byte[] archive) throws IOException {
    return unpacker.unpack(new ByteArrayInputStream(archive), folder);
  }

  private void assertRefused(byte[] archive, String why) {
    assertThatThrownBy(() -> unpack(archive))
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> {
              assertThat(e.faults()).hasSize(1);
              assertThat(e.faults().get(0).field()).isEqualTo("archive");
              assertThat(e.faults().get(0).message()).contains(why);
            });
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : List.of(names)) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(name.getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }
}
