// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.FaultException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The archives in the folder {@code tar} of the resources were written by GNU tar 1.35. */
class TarArchivesTest {
  private static final String LONG = "long".repeat(40);

  private final ArchiveUnpacker unpacker =
      new ArchiveUnpacker(new UnpackLimits(200L << 20, 100, 100));

  @TempDir Path root;
  private Path folder = Path.of("");

  @BeforeEach
  void folder() throws IOException {
    folder = Files.createDirectory(root.resolve("data"));
  }

  @Test
  void unpacksPackedAndUnpackedTars() throws IOException {
    byte[] tar =
        new TarFiles()
            .link('5', "./", "")
            .link('5', "./a/", "")
            .file("./a/1.png")
            .file("b/deep/2.png", new byte[0])
            .bytes();

    assertThat(unpack(tar)).isEqualTo(3);
    assertThat(folder.resolve("a/1.png")).hasContent("./a/1.png");
    assertThat(folder.resolve("b/deep/2.png")).isEmptyFile();
    Path again = Files.createDirectory(root.resolve("again"));
    Path file = Files.write(root.resolve("a.tgz"), TarFiles.gzip(tar));
    assertThat(unpacker.unpack(file, again)).isEqualTo(3);
    assertThat(again.resolve("a/1.png")).hasContent("./a/1.png");
  }

  @ParameterizedTest
  @ValueSource(strings = {"oldgnu", "gnu", "posix"})
  void readsLongNamesAndLinks(String format) throws IOException {
    unpack(resource(format));

    Path deep = folder.resolve(LONG).resolve(LONG).resolve(LONG + ".png");
    assertThat(deep).hasContent("long name");
    assertThat(folder.resolve("plain/hard.png")).hasContent("long name").isRegularFile();
    assertThat(folder.resolve("plain/soft.png")).hasContent("long name");
    assertThat(folder.resolve("plain/2.png")).hasContent("one");
    assertThat(folder.resolve("plain/3.png")).hasContent("one");
    assertThat(folder.resolve("plain/ä.png")).hasContent("ä");
    assertThat(folder.resolve("link/1.png")).hasContent("one");
    assertThat(Files.isSymbolicLink(folder.resolve("plain/3.png"))).isFalse();
    assertThat(folder.resolve("sparse.bin")).hasBinaryContent(sparse());
  }

  @ParameterizedTest
  @ValueSource(strings = {"v7", "ustar"})
  void readsOldFormats(String format) throws IOException {
    assertThat(unpack(resource(format))).isEqualTo(4);

    for (String name : new String[] {"1", "2", "3"}) {
      assertThat(folder.resolve("plain/" + name + ".png")).hasContent("one");
    }
    assertThat(folder.resolve("plain/ä.png")).hasContent("ä");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sparse-oldgnu", "sparse-0.0", "sparse-0.1", "sparse-1.0"})
  void readsSparseFiles(String format) throws IOException {
    assertThat(unpack(resource(format))).isEqualTo(1);

    assertThat(folder.resolve("sparse.bin")).hasBinaryContent(sparse());
  }

  /** The file that was packed: parts of 4096 equal bytes in a mebibyte of zeros. */
  private static byte[] sparse() {
    byte[] bytes = new byte[1 << 20];
    int[] starts = {0, 65536, 299008, 524288, 655360, 786432, 921600};
    for (int i = 0; i < starts.length; i++) {
      Arrays.fill(bytes, starts[i], starts[i] + 4096, (byte) ('A' + i));
    }
    return bytes;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = TarArchivesTest.class.getResourceAsStream("/tar/" + name + ".tgz")) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../escape.png", "a/../../escape.png", "/escape.png", "..\\escape.png", ".."})
  void writesNothingOutsideTheFolder(String name) throws IOException {
    assertRefused(
        new TarFiles().file("a/1.png").file(name).bytes(), "no relative path below the data set");
    assertNothingEscaped();
  }

  @ParameterizedTest
  @CsvSource({
    "a/link, ../../secret, leads out",
    "link, /etc/passwd, leads out",
    "link, .., leads out",
    "link, a/../.., leads out",
  })
  void refusesLinksThatLeadOut(String name, String target, String why) throws IOException {
    Files.writeString(root.resolve("secret"), "secret");

    assertRefused(new TarFiles().file("a/1.png").link('2', name, target).bytes(), why);
  }

  @Test
  void refusesLinksThatLeadOutThroughOtherLinks() throws IOException {
    Files.writeString(root.resolve("secret"), "secret");
    byte[] tar =
        new TarFiles()
            .file("p/q/1.png")
            .link('2', "p/q/up", "../..")
            .link('2', "p/q/out", "up/../secret")
            .bytes();

    assertRefused(tar, "has a link that leads out of the data set: 'p/q/out'");
  }

  @Test
  void writesNothingThroughLinks() throws IOException {
    Path outside = Files.createDirectory(root.resolve("outside"));

    assertRefused(
        new TarFiles().link('2', "a", "../outside").file("a/escape.png").bytes(), "leads out");
    assertRefused(
        new TarFiles().file("c/x").link('2', "b", "c").file("b/escape.png").bytes(),
        "a file and a folder of one name: 'b'");
    assertThat(outside).isEmptyDirectory();
    assertThat(folder.resolve("c")).isDirectoryNotContaining("glob:**escape*");
  }

  @Test
  void refusesHardLinksToFilesThatAreNotInTheArchive() throws IOException {
    Files.writeString(root.resolve("secret"), "secret");

    assertRefused(
        new TarFiles().link('1', "a.png", "../secret").bytes(), "no relative path below the data");
    assertRefused(
        new TarFiles().link('1', "a.png", "b.png").file("b.png").bytes(),
        "has a link to a file that is not in it before the link: 'b.png'");
  }

  @Test
  void leavesLinksToNothingToTheReader() throws IOException {
    unpack(
        new TarFiles()
            .file("a/1.png")
            .link('2', "a/gone.png", "nothing.png")
            .link('2', "a/one", "other")
            .link('2', "a/other", "one")
            .link('2', "a/self", ".")
            .bytes());

    assertThat(folder.resolve("a/gone.png")).isSymbolicLink();
    assertThat(folder.resolve("a/one")).isSymbolicLink();
    assertThat(folder.resolve("a/self")).isSymbolicLink();
  }

  @Test
  void refusesLinksThatMultiplyTheFiles() throws IOException {
    TarFiles tar = new TarFiles().file("d0/1.png");
    for (int depth = 1; depth <= 7; depth++) {
      tar.link('5', "d" + depth + "/", "");
      for (int i = 0; i < 10; i++) {
        tar.link('2', "d" + depth + "/" + i, "../d" + (depth - 1));
      }
    }

    assertRefused(tar.bytes(), "has more than 100 files");
  }

  @ParameterizedTest
  @CsvSource({"3, a device", "4, a device", "6, a named pipe", "M, a part of a file", "Z, unknown"})
  void refusesWhatIsNoFile(char type, String why) throws IOException {
    assertRefused(new TarFiles().file("a.png").link(type, "b", "").bytes(), why);
  }

  @Test
  void refusesTheSameFileTwice() throws IOException {
    assertRefused(new TarFiles().file("a.png").file("./a.png").bytes(), "the same file twice");
    assertRefused(
        new TarFiles().file("b").file("b/c.png").bytes(), "a file and a folder of one name: 'b'");
    // As tar writes a file that it is given twice.
    assertThat(unpack(new TarFiles().file("c.png").link('1', "c.png", "c.png").bytes()))
        .isEqualTo(2);
  }

  @Test
  void readsNamesInAnyEncoding() throws IOException {
    byte[] latin = "ä.png".getBytes(StandardCharsets.ISO_8859_1);
    byte[] other = "ö.png".getBytes(StandardCharsets.ISO_8859_1);
    byte[] chinese = {(byte) 0xc8, (byte) 0xaf, (byte) 0xc0, (byte) 0xda};

    int files =
        unpack(
            new TarFiles()
                .entry('0', latin, "", new byte[1])
                .entry('0', other, "", new byte[2])
                .entry('0', chinese, "", new byte[3])
                .file("ü.png")
                .bytes());

    assertThat(files).isEqualTo(4);
    assertThat(folder.resolve("ä.png")).hasSize(1);
    assertThat(folder.resolve("ö.png")).hasSize(2);
    assertThat(folder.resolve("ü.png")).exists();
  }

  @Test
  void readsNumbersInBaseTwoHundredAndFiftySix() throws IOException {
    byte[] header = TarFiles.header('0', new byte[] {'a'}, "", 0);
    Arrays.fill(header, 124, 136, (byte) 0);
    header[124] = (byte) 0x80;
    header[135] = 5;

    unpack(new TarFiles().raw(TarFiles.withChecksum(header)).raw(new byte[512]).file("b").bytes());

    assertThat(folder.resolve("a")).hasSize(5);
  }

  @Test
  void readsArchivesInARow() throws IOException {
    byte[] first = new TarFiles().file("1.png").bytes();
    byte[] second = new TarFiles().file("2.png").bytes();

    assertThat(unpack(concat(first, second))).isEqualTo(2);
    Path again = Files.createDirectory(root.resolve("again"));
    InputStream slow =
        new ByteArrayInputStream(concat(TarFiles.gzip(first), TarFiles.gzip(second))) {
          @Override
          public synchronized int available() {
            // As a network says before the next packet.
            return 0;
          }
        };
    assertThat(unpacker.unpack(slow, again)).isEqualTo(2);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  @Test
  void refusesArchivesThatEndTooSoon() throws IOException {
    byte[] noise = new byte[5000];
    new SplittableRandom(1).nextBytes(noise);
    byte[] tar = new TarFiles().file("a.png", noise).file("b.png", noise).bytes();
    byte[] packed = TarFiles.gzip(tar);

    for (int length : new int[] {700, 3000, 5632, 5700, 6144, 9000, tar.length - 1024}) {
      assertRefusedAnew(Arrays.copyOf(tar, length));
    }
    for (int length = 20; length < packed.length; length += 97) {
      assertRefusedAnew(Arrays.copyOf(packed, length));
    }
  }

  @Test
  void survivesEveryChangedByte() throws IOException {
    byte[] tar = gunzip(resource("sparse-1.0"));
    SplittableRandom random = new SplittableRandom(4);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] changed = tar.clone();
      // In the headers and the list of parts.
      changed[random.nextInt(2560)] = (byte) random.nextInt(256);
      Path fresh = Files.createDirectory(root.resolve("changed" + i));
      try {
        unpacker.unpack(new ByteArrayInputStream(changed), fresh);
      } catch (FaultException e) {
        refused++;
        assertThat(e.faults()).hasSize(1);
      }
    }
    assertThat(refused).isPositive();
    assertNothingEscaped();
  }

  private static byte[] gunzip(byte[] packed) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  @Test
  void refusesBombs() throws IOException {
    byte[] zeros = TarFiles.gzip(new TarFiles().file("a.png", new byte[100 << 20]).bytes());
    byte[] record = "29 GNU.sparse.size=104857600\n".getBytes(StandardCharsets.US_ASCII);
    byte[] holes =
        new TarFiles()
            .entry('x', new byte[] {'x'}, "", record)
            .entry('0', new byte[] {'b'}, "", new byte[0])
            .bytes();

    assertRefused(zeros, "unpacks to more than 100 times its size");
    assertRefused(holes, "unpacks to more than 100 times its size");
    assertThat(Files.size(folder.resolve("a.png"))).isLessThan(80L << 20);
  }

  /** Nothing is unpacked from it, and reading it would take hours. */
  @Test
  void refusesZerosAfterTheEnd() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(new TarFiles().file("a.png").bytes());
      for (int i = 0; i < 100; i++) {
        gzip.write(new byte[1 << 20]);
      }
    }

    assertRefused(packed.toByteArray(), "unpacks to more than 100 times its size");
  }

  @Test
  void refusesHeadersThatFillTheMemory() throws IOException {
    assertRefused(
        new TarFiles().raw(TarFiles.header('L', new byte[] {'x'}, "", 1L << 32)).bytes(),
        "has a header of 4294967296 bytes");
  }

  @Test
  void refusesMoreThanTheLimits() throws IOException {
    TarFiles many = new TarFiles();
    for (int i = 0; i < 101; i++) {
      many.file(i + ".png");
    }
    ArchiveUnpacker strict = new ArchiveUnpacker(new UnpackLimits(2999, 10, 100));
    byte[] large = new TarFiles().file("x", new byte[3000]).bytes();

    assertRefused(many.bytes(), "has more than 100 files");
    assertThatThrownBy(() -> strict.unpack(new ByteArrayInputStream(large), folder))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("unpacks to more than 2999 bytes");
  }

  @Test
  void stopsWhenItIsInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> unpack(new TarFiles().file("a.png").bytes()))
          .isInstanceOf(InterruptedIOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void refusesWhatIsNoTar() throws IOException {
    assertRefused(TarFiles.gzip(new byte[] {1, 2, 3}), "is packed with gzip, and contains no tar");
    assertRefused(new byte[10240], "is no zip or tar archive");
    assertRefused(new TarFiles().link('5', "./", "").bytes(), "or an empty one");
    Path file = Files.write(root.resolve("a.tar"), new byte[] {1, 2});
    assertThatThrownBy(() -> unpacker.unpack(file, folder))
        .hasMessageContaining("is no zip or tar archive, or is damaged");
  }

  /** As the NIH publishes its chest X-rays: parts of their own, together in one download. */
  @Test
  void unpacksArchivesOfAnyKindInTheArchive() throws IOException {
    byte[] part = TarFiles.gzip(new TarFiles().file("images/1.png").bytes());
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("2.png"));
    }
    byte[] tar =
        new TarFiles()
            .file("x/images_001.tar.gz", part)
            .file("x/images_002.TGZ", part)
            .file("x/more.zip", zip.toByteArray())
            .file("x/bad.tar.txt", part)
            .bytes();

    assertThat(unpack(tar)).isEqualTo(4);
    assertThat(folder.resolve("x/images_001/images/1.png")).exists();
    assertThat(folder.resolve("x/images_002/images/1.png")).exists();
    assertThat(folder.resolve("x/more/2.png")).exists();
    assertThat(folder.resolve("x/images_001.tar.gz")).doesNotExist();
  }

  private void assertNothingEscaped() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      assertThat(files.map(f -> String.valueOf(f.getFileName())))
          .noneMatch(f -> f.contains("escape"));
    }
  }

  private void assertRefusedAnew(byte[] archive) throws IOException {
    Path fresh = Files.createTempDirectory(root, "cut");
    assertThatThrownBy(() -> unpacker.unpack(new ByteArrayInputStream(archive), fresh))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("is damaged");
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
}
