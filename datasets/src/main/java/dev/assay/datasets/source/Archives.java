// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Archives by the names of their files. */
public final class Archives {
  /** The longer of two endings that fit comes first. */
  private static final List<String> ENDINGS = List.of(".zip", ".tar.gz", ".tgz", ".tar");

  /** What is accepted, for messages. */
  public static final String ACCEPTED = "an archive (.zip, .tar, .tar.gz, .tgz)";

  private Archives() {}

  /** Whether a file is an archive by its name. */
  public static boolean isNamedLikeOne(Path file) {
    return ending(file).isPresent();
  }

  private static Optional<String> ending(Path file) {
    String name = name(file).toLowerCase(Locale.ROOT);
    return ENDINGS.stream().filter(name::endsWith).findFirst();
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }

  /** The name of the file without the ending of an archive, if it has one. */
  public static String withoutEnding(Path file) {
    String name = name(file);
    return name.substring(0, name.length() - ending(file).map(String::length).orElse(0));
  }

  /** The media type under which a file is sent. */
  public static String mediaType(Path file) {
    return switch (ending(file).orElse("")) {
      case ".tar" -> "application/x-tar";
      case ".tar.gz", ".tgz" -> "application/gzip";
      default -> "application/zip";
    };
  }
}
