// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.child;

import dev.assay.processes.KnownProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The scratch folders and the logs of runs. The scratch folder {@code WORK/runs/KEY} is kept
 * between the attempts of a run, so that the next one resumes from its checkpoint, and is deleted
 * when the result is stored. The log {@code WORK/logs/KEY.log} is kept.
 */
public final class ScratchFolders {
  private static final String PID = "child.pid";
  private static final Duration ORPHAN_GRACE = Duration.ofSeconds(3);

  private final Path runs;
  private final Path logs;

  /**
   * @param keep scratch folders that were not touched for longer are deleted
   * @throws UncheckedIOException if the folders cannot be made
   */
  public ScratchFolders(Path work, Duration keep) {
    this.runs = work.toAbsolutePath().resolve("runs");
    this.logs = work.toAbsolutePath().resolve("logs");
    try {
      Files.createDirectories(runs);
      Files.createDirectories(logs);
      for (Path old : untouchedFor(keep)) {
        deleteTree(old);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("assay.work-dir cannot be used: " + e, e);
    }
  }

  /** The scratch folder of a run, created if it is missing. */
  public Path scratch(String runKey) throws IOException {
    Path folder = runs.resolve(runKey);
    Files.createDirectories(folder);
    return folder;
  }

  public Path log(String runKey) {
    return logs.resolve(runKey + ".log");
  }

  public void deleteScratch(String runKey) {
    try {
      deleteTree(runs.resolve(runKey));
    } catch (IOException e) {
      throw new UncheckedIOException("the scratch folder of " + runKey + " cannot be deleted", e);
    }
  }

  /**
   * Deletes the scratch folder and the log of a run that was erased.
   *
   * @return how many of the two there were
   */
  public int forget(String runKey) {
    try {
      int found = Files.exists(runs.resolve(runKey)) ? 1 : 0;
      deleteTree(runs.resolve(runKey));
      return found + (Files.deleteIfExists(log(runKey)) ? 1 : 0);
    } catch (IOException e) {
      throw new UncheckedIOException("the files of run " + runKey + " cannot be deleted", e);
    }
  }

  /**
   * Records which child writes into the folder. A child ends with its parent, but not at the same
   * instant, and the next attempt must not share the folder with it.
   */
  void remember(Path scratch, ProcessHandle child) throws IOException {
    KnownProcess known = KnownProcess.of("trainer", child);
    Files.writeString(scratch.resolve(PID), known.pid() + " " + known.startedAtMillis());
  }

  /** The attempt has ended; its child may do other runs now. */
  void forget(Path scratch) throws IOException {
    Files.deleteIfExists(scratch.resolve(PID));
  }

  /** Stops the child of an earlier attempt if it still runs. */
  void stopOrphan(Path scratch) throws IOException {
    remembered(scratch).ifPresent(child -> child.stop(ORPHAN_GRACE));
  }

  private static Optional<KnownProcess> remembered(Path scratch) throws IOException {
    try {
      String[] words = Files.readString(scratch.resolve(PID)).strip().split(" ");
      return words.length == 2
          ? Optional.of(
              new KnownProcess("trainer", Long.parseLong(words[0]), Long.parseLong(words[1])))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private List<Path> untouchedFor(Duration age) throws IOException {
    Instant limit = Instant.now().minus(age);
    try (Stream<Path> folders = Files.list(runs)) {
      return folders.filter(folder -> modified(folder).isBefore(limit)).toList();
    }
  }

  private static Instant modified(Path folder) {
    try {
      return Files.getLastModifiedTime(folder).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
