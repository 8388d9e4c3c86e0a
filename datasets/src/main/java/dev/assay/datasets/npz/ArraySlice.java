// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.npz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An image that is one element of an array. Its path is that of the archive, followed by the array
 * and the index: {@code pathmnist.npz/train/000012}. Its bytes are those of a binary PGM or PPM
 * file, so its hash can be computed with any tool.
 *
 * @param archive the .npz file
 * @param array such as {@code train_images}
 * @param index along its first axis
 */
public record ArraySlice(Path archive, String array, int index) {
  private static final String ENDING = ".npz";
  private static final String IMAGES = "_images";

  /** Whether a file is an archive by its name. */
  public static boolean isArchive(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(ENDING) && Files.isRegularFile(file);
  }

  /** The slice at the path; empty for the path of a plain file. */
  public static Optional<ArraySlice> of(Path path) {
    Path part = path.getParent();
    Path archive = part == null ? null : part.getParent();
    if (archive == null || !isArchive(archive)) {
      return Optional.empty();
    }
    return Optional.of(
        new ArraySlice(
            archive, part.getFileName() + IMAGES, Integer.parseInt(path.getFileName().toString())));
  }

  /** The path of an image of a part. With six digits the names have the order of the array. */
  public static Path path(Path archive, String part, int index) {
    return archive.resolve(part).resolve("%06d".formatted(index));
  }

  /**
   * @param shape of the array: images, height, width and, if it has colours, 3
   * @param values of this image
   */
  static byte[] netpbm(List<Integer> shape, byte[] values) {
    String header =
        (shape.size() == 3 ? "P5" : "P6") + "\n" + shape.get(2) + " " + shape.get(1) + "\n255\n";
    byte[] start = header.getBytes(StandardCharsets.US_ASCII);
    byte[] file = new byte[start.length + values.length];
    System.arraycopy(start, 0, file, 0, start.length);
    System.arraycopy(values, 0, file, start.length, values.length);
    return file;
  }

  /** The image as the bytes of a PGM or PPM file. */
  public byte[] read(NpzFile file) throws IOException {
    List<Integer> shape =
        file.header(array)
            .orElseThrow(() -> new NpzFormatException("has no array '" + array + "'"))
            .shape();
    boolean grey = shape.size() == 3;
    if (!grey && (shape.size() != 4 || shape.get(3) != 3)) {
      throw new NpzFormatException(
          "has no images in array '" + array + "', whose shape is " + shape);
    }
    return netpbm(shape, file.element(array, index));
  }
}
