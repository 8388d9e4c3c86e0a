// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.release;

import dev.assay.contracts.Hash;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/**
 * Writes a {@code .tar.gz} that depends on the names and bytes of its files alone: no clock, no
 * user and no order of a file system. The services share most of their libraries, so a file whose
 * bytes are in the archive already becomes a hard link to the first one.
 */
public final class ReleaseArchive {
  /** The time of every entry, the same as in the jars ({@code project.build.outputTimestamp}). */
  private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

  private static final int PLAIN = 0644;
  private static final int PROGRAM = 0755;

  private ReleaseArchive() {}

  /**
   * Writes the archive, and beside it {@code <archive>.sha256} in the form of {@code sha256sum}.
   *
   * @param folder the one folder that holds everything in the archive
   * @return the archive's SHA-256 in hexadecimal digits
   */
  public static String write(
      Path archive, String folder, SortedMap<String, ReleaseContents.ReleaseFile> files)
      throws IOException {
    Files.createDirectories(archive.toAbsolutePath().getParent());
    Path partial = archive.resolveSibling(archive.getFileName() + ".part");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(
            new GzipCompressorOutputStream(
                new BufferedOutputStream(Files.newOutputStream(partial))))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      Map<String, String> written = new HashMap<>();
      for (Map.Entry<String, ReleaseContents.ReleaseFile> file : files.entrySet()) {
        String name = folder + "/" + file.getKey();
        byte[] bytes = file.getValue().source().read();
        String first = written.putIfAbsent(Hash.ofBytes(bytes), name);
        TarArchiveEntry entry;
        if (first == null) {
          entry = new TarArchiveEntry(name);
          entry.setSize(bytes.length);
        } else {
          entry = new TarArchiveEntry(name, TarConstants.LF_LINK);
          entry.setLinkName(first);
        }
        entry.setMode(file.getValue().executable() ? PROGRAM : PLAIN);
        entry.setLastModifiedTime(TIME);
        entry.setIds(0, 0);
        entry.setNames("root", "root");
        tar.putArchiveEntry(entry);
        if (first == null) {
          tar.write(bytes);
        }
        tar.closeArchiveEntry();
      }
    }
    String sha256 = sha256(partial);
    Files.move(partial, archive, StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        archive.resolveSibling(archive.getFileName() + ".sha256"),
        sha256 + "  " + archive.getFileName() + "\n");
    return sha256;
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = Hash.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Hash.hex(digest);
  }
}
