// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One hash of all libraries of a child process. Two folders have the same hash exactly when they
 * have the same files with the same bytes; where they lie does not matter. They are read once: a
 * process that is running does not see that they change.
 */
public final class ClassPathDigest {
  private static final int BUFFER = 1 << 16;

  private final Map<List<Path>, String> known = new HashMap<>();

  /**
   * Reads every file the first time, which takes about a second for a gigabyte.
   *
   * @param folders of libraries
   * @return SHA-256 in hexadecimal digits
   * @throws IOException if a folder or file cannot be read
   */
  public synchronized String sha256(List<Path> folders) throws IOException {
    String before = known.get(folders);
    if (before != null) {
      return before;
    }
    String digest = read(folders);
    known.put(List.copyOf(folders), digest);
    return digest;
  }

  private static String read(List<Path> folders) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String name = folder.relativize(file).toString().replace('\\', '/');
          lines.add(sha256(file) + "  " + name + "\n");
        }
      }
    }
    lines.sort(Comparator.naturalOrder());
    MessageDigest all = digest();
    lines.forEach(line -> all.update(line.getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(all.digest());
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
