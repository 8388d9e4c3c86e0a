// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.processes.JavaCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchivesTest {
  /** As the JVM says where a class of its archive is from. */
  private static final String ARCHIVE = "shared objects file (top)";

  @TempDir Path folder;

  @Test
  void aSecondStartReadsTheClassesThatTheFirstKept() throws Exception {
    Path jar = jar("first");
    ClassArchives archives = archives(true);

    assertThat(run(archives, jar)).startsWith("first: ").doesNotContain(ARCHIVE);
    assertThat(files()).hasSize(1);
    assertThat(run(archives, jar)).startsWith("first: ").contains(ARCHIVE);
    assertThat(run(archives(false), jar)).startsWith("first: ").contains(ARCHIVE);
  }

  @Test
  void aChangedJarHasANewFileAndTheOldOneIsDeleted() throws Exception {
    run(archives(true), jar("first"));
    List<Path> old = files();

    Path jar = jar("the second one");

    assertThat(run(archives(false), jar)).startsWith("the second one: ").doesNotContain(ARCHIVE);
    assertThat(run(archives(true), jar)).startsWith("the second one: ").doesNotContain(ARCHIVE);
    assertThat(run(archives(true), jar)).startsWith("the second one: ").contains(ARCHIVE);
    assertThat(files()).hasSize(1).isNotEqualTo(old);
  }

  @Test
  void aFirstStartMakesNone() throws Exception {
    assertThat(archives(false).options("program", jar("first"))).isEmpty();
    assertThat(folder.resolve("archives")).doesNotExist();
  }

  @Test
  void whatAKilledProcessLeftIsNotKept() throws Exception {
    Path jar = jar("first");
    ClassArchives archives = archives(true);
    Path making = made(archives, jar);
    Files.write(making, new byte[] {1, 2, 3, 4, 5});
    archives.keep("program", jar, 137);
    assertThat(files()).isEmpty();

    Files.write(making, new byte[5_000]);
    archives.keep("program", jar, 143);
    assertThat(files()).isEmpty();

    archives.keep("program", jar, 143);
    assertThat(files()).isEmpty();
  }

  @Test
  void whereOthersCanWriteNothingIsReadAndNothingMade() throws Exception {
    Path writable = Files.createDirectory(folder.resolve("archives"));
    Files.setPosixFilePermissions(writable, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(archives(true).options("program", jar("first"))).isEmpty();
  }

  @Test
  void copiesOfTheProgramHaveFilesOfTheirOwn() throws Exception {
    Path jar = jar("first");
    Path copy = Files.copy(jar, folder.resolve("copy.jar"), StandardCopyOption.COPY_ATTRIBUTES);

    assertThat(archives(true).options("program", jar))
        .isEqualTo(archives(true).options("program", jar))
        .isNotEqualTo(archives(true).options("program", copy))
        .isNotEqualTo(archives(true).options("other", jar));
  }

  private ClassArchives archives(boolean makes) {
    return new ClassArchives(folder.resolve("archives"), makes);
  }

  private static Path made(ClassArchives archives, Path jar) throws IOException {
    String option = archives.options("program", jar).getFirst();
    return Path.of(option.substring(option.indexOf('=') + 1));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("archives"))) {
      return files.toList();
    }
  }

  /** Says a word, and where the JVM had the class of the program from. */
  private String run(ClassArchives archives, Path jar) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                JavaCommand.jar(jar)
                    .options(archives.options("program", jar))
                    .options("-Xlog:class+load:file=" + folder.resolve("loaded") + "::filecount=0")
                    .words())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    archives.keep("program", jar, process.exitValue());
    return Files.readString(output)
        + Files.readAllLines(folder.resolve("loaded")).stream()
            .filter(line -> line.contains(Program.class.getName()))
            .findFirst()
            .orElseThrow();
  }

  private Path jar(String word) throws IOException {
    Path jar = folder.resolve("program.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Program.class.getName());
    String file = Program.class.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest)) {
      entries.putNextEntry(new ZipEntry(file));
      Program.class.getClassLoader().getResourceAsStream(file).transferTo(entries);
      entries.putNextEntry(new ZipEntry("word"));
      entries.write(word.getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  /** What the JVM runs. */
  public static final class Program {
    private Program() {}

    /**
     * @param arguments none
     */
    public static void main(String[] arguments) throws IOException {
      System.out.print(
          new String(
                  Program.class.getResourceAsStream("/word").readAllBytes(), StandardCharsets.UTF_8)
              + ": ");
    }
  }
}
