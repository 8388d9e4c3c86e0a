// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An image that is one frame of a file of several. Its path is that of the file, followed by the
 * number of the frame: {@code volume.nii.gz/000012}.
 *
 * @param number counted from 1
 */
public record FrameOfFile(Path file, int number) {
  private static final String NUMBER = "\\d{6,7}";

  /** The frame at the path; empty for the path of a plain file. */
  public static Optional<FrameOfFile> of(Path path) {
    Path file = path.getParent();
    Path name = path.getFileName();
    if (file == null || !name.toString().matches(NUMBER) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    return Optional.of(new FrameOfFile(file, Integer.parseInt(name.toString())));
  }

  /** With six digits the names have the order of the frames. */
  public static Path path(Path file, int number) {
    return file.resolve(name(number));
  }

  static String name(int number) {
    return "%06d".formatted(number);
  }
}
