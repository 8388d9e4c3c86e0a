// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Files as one zip stream. Its last file, {@code SHA256SUMS}, has the hash of every other one, so
 * that an archive that broke off cannot be taken for a whole one. Nothing is held in memory but the
 * file that is being made.
 */
public final class ExportArchive {
  /** The last file. */
  public static final String SUMS = "SHA256SUMS";

  /** Zip has no "unknown time"; the bytes must not depend on the clock. */
  private static final LocalDateTime NEVER = LocalDateTime.of(1980, 1, 1, 0, 0);

  private ExportArchive() {}

  /** Leaves closing the stream to the caller. */
  public static void write(List<ExportFile> files, OutputStream out) throws IOException {
    StringBuilder sums = new StringBuilder();
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    zip.setLevel(Deflater.BEST_SPEED);
    for (ExportFile file : files) {
      begin(zip, file.path());
      MessageDigest digest = sha256();
      file.content().write(new Unclosed(new DigestOutputStream(zip, digest)));
      zip.closeEntry();
      sums.append(HexFormat.of().formatHex(digest.digest()))
          .append("  ")
          .append(file.path())
          .append('\n');
    }
    begin(zip, SUMS);
    zip.write(sums.toString().getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
    zip.finish();
    out.flush();
  }

  private static void begin(ZipOutputStream zip, String path) throws IOException {
    ZipEntry entry = new ZipEntry(path);
    entry.setTimeLocal(NEVER);
    zip.putNextEntry(entry);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}
