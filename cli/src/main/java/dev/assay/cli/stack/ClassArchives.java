// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import dev.assay.contracts.Hash;
import dev.assay.processes.OwnFolder;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Files in which a JVM keeps the classes it has loaded, so that later starts of the same service
 * take a third of the time. A JVM writes such a file when it ends in order, which takes some
 * seconds; so only a home that is started again asks for it.
 */
final class ClassArchives {
  /** Six files of about 100 MB; a nearly full disk is better used for a study. */
  private static final long LEAST_SPACE = 3L << 30;

  /** The exit code of a process that was killed, perhaps while it wrote. */
  private static final int KILLED = 137;

  private static final String WRITE = "-XX:ArchiveClassesAtExit=";
  private static final String QUIET = "-Xlog:cds*=off";

  private final Path folder;
  private final boolean makes;

  /**
   * @param folder need not exist
   * @param makes whether files that are missing are made
   */
  ClassArchives(Path folder, boolean makes) {
    this.folder = folder;
    this.makes = makes;
  }

  /**
   * The options of a JVM that reads its file, or makes it.
   *
   * @param process its name
   * @param jar what it runs; when it changes, its file is made anew
   * @return none where others can write in the folder, where there is no room, or where a missing
   *     file is not made
   * @throws IOException if the folder cannot be read or written
   */
  List<String> options(String process, Path jar) throws IOException {
    Path file = file(process, jar);
    boolean there = Files.exists(file);
    if (!there && !makes) {
      return List.of();
    }
    if (OwnFolder.refusal(OwnFolder.create(folder)).isPresent()) {
      return List.of();
    }
    if (there) {
      return List.of("-XX:SharedArchiveFile=" + file, QUIET);
    }
    deleteEarlier(process, jar);
    return Files.getFileStore(folder).getUsableSpace() < LEAST_SPACE
        ? List.of()
        : List.of(WRITE + making(file), QUIET);
  }

  /** Whether a JVM with these options writes its file when it ends, which takes some seconds. */
  static boolean areWritten(List<String> options) {
    return options.stream().anyMatch(option -> option.startsWith(WRITE));
  }

  /**
   * Keeps the file that a process made, if it made one. One that was broken off is deleted.
   *
   * @param exit its exit code
   */
  void keep(String process, Path jar, int exit) throws IOException {
    Path file = file(process, jar);
    Path made = making(file);
    if (Files.exists(made)) {
      if (exit != KILLED && isComplete(made)) {
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.delete(made);
      }
    }
  }

  /** A JVM writes the head last. */
  private static boolean isComplete(Path file) throws IOException {
    if (Files.size(file) < Integer.BYTES) {
      return false;
    }
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      return in.readInt() != 0;
    }
  }

  private Path file(String process, Path jar) throws IOException {
    String state =
        "%d %s %s"
            .formatted(
                Files.size(jar),
                Files.getLastModifiedTime(jar),
                System.getProperty("java.runtime.version"));
    return folder.resolve(ofCopy(process, jar) + hash(state) + ".jsa");
  }

  /** Two stacks may make the same file at once. */
  private static Path making(Path file) {
    return file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
  }

  private void deleteEarlier(String process, Path jar) throws IOException {
    try (DirectoryStream<Path> earlier =
        Files.newDirectoryStream(folder, ofCopy(process, jar) + "*")) {
      for (Path file : earlier) {
        // Another stack may do the same at this moment.
        Files.deleteIfExists(file);
      }
    }
  }

  /** Copies of Assay, and Java installations, have files of their own. */
  private static String ofCopy(String process, Path jar) {
    return "%s-%s-"
        .formatted(process, hash(jar.toAbsolutePath() + " " + System.getProperty("java.home")));
  }

  private static String hash(String text) {
    return Hash.ofText(text).substring(0, 12);
  }
}
