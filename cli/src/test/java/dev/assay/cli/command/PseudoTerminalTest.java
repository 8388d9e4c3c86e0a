// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on a terminal of 80 columns and 24 rows that the kernel made. */
class PseudoTerminalTest {
  private static final int ROWS = 24;
  private static final int COLUMNS = 80;

  /** Runs its arguments on a new terminal of this size, and passes on what they write to it. */
  private static final String ON_A_TERMINAL =
      """
      import fcntl, os, pty, struct, sys, termios
      child, terminal = pty.fork()
      if child == 0:
          fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', %d, %d, 0, 0))
          os.execvp(sys.argv[1], sys.argv[1:])
      while True:
          try:
              data = os.read(terminal, 65536)
          except OSError:
              break
          if not data:
              break
          sys.stdout.buffer.write(data)
          sys.stdout.buffer.flush()
      sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
      """
          .formatted(ROWS, COLUMNS);

  @TempDir Path folder;
  private Path study;

  /** What was written, as the terminal has it. */
  private record Shown(int code, TerminalEmulator terminal) {}

  @BeforeAll
  static void needsPython() throws Exception {
    boolean there;
    try {
      Process python =
          new ProcessBuilder("python3", "-c", "import pty, os; os.waitstatus_to_exitcode")
              .redirectErrorStream(true)
              .start();
      python.getInputStream().readAllBytes();
      there = python.waitFor() == 0;
    } catch (IOException e) {
      there = false;
    }
    assumeTrue(there, "SKIPPED: no python3 of version 3.9 or newer, which makes the terminal");
  }

  @BeforeEach
  void writeStudy() throws Exception {
    study =
        Files.writeString(
            folder.resolve("study.yaml"),
            "name: x\ndatasets: [{name: a, layout: folder}]\npretrained: none\n"
                + "backbones: [mobilenet_v2]\n");
    Files.createDirectories(folder.resolve("images/x"));
    Files.writeString(folder.resolve("images/x/1.png"), "one");
  }

  @Test
  void endOfARunStaysOnTheScreen() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      entry.cells = 3;
      Shown shown = run(entry);

      assertThat(shown.code()).as(String.join("\n", shown.terminal().all())).isZero();
      assertNothingWraps(shown);
      assertThat(String.join("\n", shown.terminal().screen()))
          .containsSubsequence(
              "4 images of 3 patients",
              "a note",
              "done",
              "the drawn report",
              "All numbers and notes:",
              "legacy.tex");
      // Each run once: what was redrawn is not left behind.
      assertThat(shown.terminal().all()).filteredOn(line -> line.contains("[####")).hasSize(3);
    }
  }

  @Test
  void barEpochAndTimeLeftFitBesideShortenedLabels() throws Exception {
    try (FakeEntry entry = new FakeEntry("running")) {
      entry.cells = 2;
      Shown shown = on(entry.known(), "status", "x");

      assertNothingWraps(shown);
      assertThat(shown.terminal().all())
          .filteredOn(line -> line.contains("epoch"))
          .hasSize(2)
          .allMatch(line -> line.matches(".*\\[#+-+\\] +epoch 3/10.* ETA 1:23"));
    }
  }

  @Test
  void moreRunsThanRowsAreCountedAndLeaveNothingBehind() throws Exception {
    try (FakeEntry entry = new FakeEntry("done")) {
      entry.cells = 60;
      Shown shown = run(entry);

      assertNothingWraps(shown);
      assertThat(shown.terminal().all())
          .filteredOn(line -> line.contains("[####"))
          .hasSizeLessThan(ROWS);
      assertThat(shown.terminal().all())
          .filteredOn(line -> line.startsWith("  and ") && line.endsWith(" done"))
          .hasSize(1);
      assertThat(String.join("\n", shown.terminal().screen()))
          .contains("the drawn report", "All numbers and notes:");
    }
  }

  @Test
  void listsFitTheScreen() throws Exception {
    try (FakeEntry entry = new FakeEntry("running")) {
      entry.cells = 5;
      Shown shown = on(entry.known(), "runs", "x");

      assertThat(shown.code()).isZero();
      assertNothingWraps(shown);
      assertThat(shown.terminal().all()).anyMatch(line -> line.contains("3/10"));
    }
  }

  /** But for an address, which must be whole to be opened. */
  private static void assertNothingWraps(Shown shown) {
    assertThat(shown.terminal().wrapped()).allMatch(line -> line.contains("http://"));
  }

  private Shown run(FakeEntry entry) throws Exception {
    return on(
        entry,
        "run",
        study.toString(),
        "--images",
        folder.resolve("images").toString(),
        "--out",
        folder.resolve("out").toString());
  }

  private Shown on(FakeEntry entry, String... arguments) throws Exception {
    Path script = Files.writeString(folder.resolve("terminal.py"), ON_A_TERMINAL);
    // As the script at the root of the checkout does it.
    String start =
        "size=$(stty size < /dev/tty); exec \"$0\" -Dassay.rows=\"${size% *}\""
            + " -Dassay.columns=\"${size#* }\" -Dassay.terminal=true -Dassay.terminal.out=true"
            + " \"$@\"";
    List<String> command =
        new ArrayList<>(
            List.of(
                "python3",
                script.toString(),
                "sh",
                "-c",
                start,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // Where another log manager is on the class path, it says so if it is not told.
                "-Djava.util.logging.manager="
                    + System.getProperty(
                        "java.util.logging.manager", "java.util.logging.LogManager"),
                "-Dassay.root=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.assay.cli.command.Assay"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--server", entry.url(), "--token", FakeEntry.TOKEN));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(Map.of("TERM", "xterm", "NO_COLOR", "1", "LC_ALL", "C.UTF-8"));
    Process process = builder.start();
    String written = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Shown(process.exitValue(), new TerminalEmulator(ROWS, COLUMNS).write(written));
  }
}
