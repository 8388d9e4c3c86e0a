// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.ExitCode;
import dev.assay.contracts.Hash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  @TempDir Path folder;

  @Test
  void makesFolderAndReplacesEarlierExport() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      entry.export = zip(Map.of("study.json", "{}", "models/a/model.json", "1"));
      Cli.Result first = run(entry);
      entry.export = zip(Map.of("study.json", "{}", "losses/a.csv", "2"));

      Cli.Result second = run(entry, "--parts", "losses,splits");

      assertThat(first.err()).isEmpty();
      assertThat(first.out()).isEqualTo("2 files in %s%n", folder.resolve("out"));
      assertThat(second.code()).isZero();
      assertThat(entry.requests).last().asString().endsWith("export.zip?parts=losses%2Csplits");
      assertThat(files(folder.resolve("out")))
          .containsExactly("SHA256SUMS", "losses/a.csv", "study.json");
      assertThat(files(folder)).allMatch(file -> file.startsWith("out/"));
    }
  }

  @Test
  void leavesEverythingAsItWasIfAnswerBreaksOff() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      entry.export = zip(Map.of("study.json", "{}", "a.csv", "1"));
      run(entry);
      byte[] whole = zip(Map.of("study.json", "{}", "b.csv", "2".repeat(5000)));
      for (int end : List.of(0, 1, whole.length / 4, whole.length / 2)) {
        entry.export = Arrays.copyOf(whole, end);

        Cli.Result broken = run(entry);

        assertThat(broken.code()).as("%d bytes", end).isEqualTo(ExitCode.NO_STACK.number());
        assertThat(broken.err()).contains("broke off the export, and nothing was written");
        assertThat(files(folder)).containsExactly("out/SHA256SUMS", "out/a.csv", "out/study.json");
      }
    }
  }

  @Test
  void refusesFilesThatAreNotWhatTheirHashSays() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        put(zip, "a.csv", "1");
        put(zip, "SHA256SUMS", Hash.ofText("2") + "  a.csv\n");
      }
      entry.export = bytes.toByteArray();

      assertThat(run(entry).err()).contains("do not have the hashes that it lists");
      assertThat(files(folder)).isEmpty();

      entry.export = zip(Map.of("../a.csv", "1"));
      assertThat(run(entry).err()).contains("a file outside of the folder: ../a.csv");
      assertThat(files(folder)).isEmpty();
    }
  }

  @Test
  void overwritesNothingThatIsNoExport() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      Files.createDirectories(folder.resolve("out"));
      Files.writeString(folder.resolve("out/thesis.tex"), "years of work");

      Cli.Result refused = run(entry);

      assertThat(refused.code()).isEqualTo(ExitCode.BAD_INPUT.number());
      assertThat(refused.err()).contains("--out: ", "is not empty and no earlier export");
      assertThat(files(folder)).containsExactly("out/thesis.tex");
    }
  }

  private Cli.Result run(FakeEntry entry, String... more) {
    List<String> arguments =
        Stream.concat(
                Stream.of(
                    "export",
                    FakeEntry.STUDY,
                    "-o",
                    folder.resolve("out").toString(),
                    "--server",
                    entry.url(),
                    "--token",
                    FakeEntry.TOKEN),
                Stream.of(more))
            .toList();
    return Cli.run(folder, arguments.toArray(String[]::new));
  }

  private static byte[] zip(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StringBuilder sums = new StringBuilder();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
        put(zip, file.getKey(), file.getValue());
        sums.append(Hash.ofText(file.getValue())).append("  ").append(file.getKey()).append('\n');
      }
      put(zip, "SHA256SUMS", sums.toString());
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
