// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * The folder of an export. It is filled under another name and renamed when every file is there and
 * has its hash, so that whatever stops this process, the folder is whole or as it was.
 */
final class ExportFolder {
  private static final String SUMS = "SHA256SUMS";
  private static final String STUDY = "study.json";

  private final Path folder;
  private final Finish finish;

  /** What is done to the files before they appear. */
  interface Finish {
    void apply(Path folder) throws IOException;
  }

  private ExportFolder(Path folder, Finish finish) {
    this.folder = folder;
    this.finish = finish;
  }

  static ExportFolder of(Path folder, Finish finish) {
    return new ExportFolder(folder.toAbsolutePath().normalize(), finish);
  }

  /**
   * @throws CliException if something else than an export is there
   */
  void checkReplaceable() {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw CliException.badInput("--out: %s is a file; name a folder".formatted(folder));
    }
    try (Stream<Path> content = Files.list(folder)) {
      boolean empty = content.findAny().isEmpty();
      boolean earlier =
          Files.isRegularFile(folder.resolve(SUMS)) && Files.isRegularFile(folder.resolve(STUDY));
      if (!empty && !earlier) {
        throw CliException.badInput(
            "--out: %s is not empty and no earlier export; name a new folder".formatted(folder));
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * @return the number of files, without the list of hashes
   * @throws IOException if the stream breaks off or its files do not have the hashes that it lists
   */
  int fill(InputStream zip) throws IOException {
    Path parent = folder.getParent();
    if (parent == null) {
      throw CliException.badInput("--out: %s cannot be replaced".formatted(folder));
    }
    Path part;
    try {
      Files.createDirectories(parent);
      part = Files.createTempDirectory(parent, "." + folder.getFileName() + "-");
    } catch (IOException e) {
      throw unwritable(e);
    }
    // Control-C ends the process without the block below.
    Thread cleaner = new Thread(() -> TemporaryFolder.delete(part));
    Runtime.getRuntime().addShutdownHook(cleaner);
    try {
      int files = unpack(zip, part);
      finish.apply(part);
      publish(part);
      return files;
    } finally {
      TemporaryFolder.delete(part);
      removeHook(cleaner);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs now; what it deletes is gone already or goes now.
      hook.interrupt();
    }
  }

  private int unpack(InputStream bytes, Path part) throws IOException {
    Map<String, String> found = new TreeMap<>();
    String sums = null;
    ZipInputStream zip = new ZipInputStream(bytes, StandardCharsets.UTF_8);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      Path file = part.resolve(entry.getName()).normalize();
      if (!file.startsWith(part) || file.equals(part)) {
        throw new ZipException("a file outside of the folder: " + entry.getName());
      }
      MessageDigest digest = sha256();
      try {
        Files.createDirectories(file.getParent());
      } catch (IOException e) {
        throw unwritable(e);
      }
      try (OutputStream out = new DigestOutputStream(created(file), digest)) {
        zip.transferTo(out);
      }
      if (entry.getName().equals(SUMS)) {
        sums = Files.readString(file);
      } else {
        found.put(entry.getName(), HexFormat.of().formatHex(digest.digest()));
      }
    }
    String expected =
        found.entrySet().stream()
            .map(file -> file.getValue() + "  " + file.getKey() + "\n")
            .collect(Collectors.joining());
    if (sums == null) {
      throw new ZipException("the list of its files is missing");
    }
    if (!sorted(sums).equals(sorted(expected))) {
      throw new ZipException("its files do not have the hashes that it lists");
    }
    return found.size();
  }

  private static String sorted(String lines) {
    return lines.lines().sorted().collect(Collectors.joining("\n"));
  }

  private OutputStream created(Path file) {
    try {
      return Files.newOutputStream(file);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void publish(Path part) {
    try {
      if (Files.getFileStore(part).supportsFileAttributeView(PosixFileAttributeView.class)) {
        // A folder for temporary files is private.
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Path old = folder.resolveSibling(part.getFileName() + ".old");
      boolean replaced = Files.exists(folder);
      if (replaced) {
        Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
      if (replaced) {
        TemporaryFolder.delete(old);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private CliException unwritable(IOException e) {
    return CliException.environment(
        "the export cannot be written to %s: %s".formatted(folder, e.getMessage()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
