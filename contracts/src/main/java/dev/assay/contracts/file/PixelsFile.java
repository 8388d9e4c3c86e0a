// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Packed images, decoded and resized but not cropped: uint8, rows from the top, RGB interleaved.
 *
 * <p>Layout: eight bytes; then the pixels of every image one after the other; then the index; then
 * the length of its JSON as a big-endian int64. The index comes last so that a writer can stream.
 * {@code ASSAYPX1} has an index of JSON alone, with every image. {@code ASSAYPX2}, for more than
 * {@link PixelsWriter#LISTED} images, has an index that is read by range: {@link RangedIndex}.
 */
public final class PixelsFile implements PackedImages, AutoCloseable {
  static final byte[] MAGIC = "ASSAYPX1".getBytes(StandardCharsets.US_ASCII);
  static final byte[] MAGIC_RANGED = "ASSAYPX2".getBytes(StandardCharsets.US_ASCII);

  /** Where the pixels begin. */
  static final int FIRST = 8;

  /**
   * One image.
   *
   * @param rgb height x width x 3 bytes, position 0, read-only
   */
  public record Image(int width, int height, ByteBuffer rgb) {}

  private final FileChannel channel;
  private final PixelsIndex index;
  private final String interpolation;

  /** The images of a view for training; null: all images. */
  private final @Nullable Set<String> allowed;

  private PixelsFile(FileChannel channel, PixelsIndex index, @Nullable Set<String> allowed) {
    this.channel = channel;
    this.index = index;
    this.allowed = allowed;
    this.interpolation =
        Preprocessing.checkResampling(index.interpolation().orElse(Preprocessing.BILINEAR));
  }

  /**
   * All images of the file.
   *
   * @throws IllegalArgumentException if the file is not a pixels file, or truncated
   */
  public static PixelsFile open(Path file) throws IOException {
    return open(file, null);
  }

  /**
   * A view of the file that has the images of a training and no others: the training images of a
   * subset, and the validation images. No more than that need be in the file.
   *
   * @throws IllegalArgumentException if the file is not a pixels file, or truncated
   */
  public static PixelsFile openForTraining(Path file, TrainingManifest manifest, double subsetRatio)
      throws IOException {
    return open(file, new HashSet<>(manifest.images(subsetRatio)));
  }

  /**
   * A view of the file that has some of its images and no others.
   *
   * @param images hashes of their ids
   * @throws IllegalArgumentException if the file is not a pixels file, or truncated
   */
  public static PixelsFile openOnly(Path file, Set<String> images) throws IOException {
    return open(file, images);
  }

  private static PixelsFile open(Path file, @Nullable Set<String> allowed) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new PixelsFile(channel, index(channel), allowed);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static PixelsIndex index(FileChannel channel) throws IOException {
    Ending ending = ending(channel);
    return ending.ranged()
        ? RangedIndex.open(channel)
        : new ListedIndex(Json.read(ending.json(), ListedIndex.Listed.class), ending.start());
  }

  /**
   * The JSON of an index.
   *
   * @param ranged whether the index is read by range
   * @param start of the JSON in the file
   */
  record Ending(boolean ranged, String json, long start) {}

  /** Reads the first bytes and the last, and nothing between them. */
  static Ending ending(FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer magic = size < FIRST + Long.BYTES ? ByteBuffer.allocate(0) : read(channel, 0, FIRST);
    boolean ranged = magic.equals(ByteBuffer.wrap(MAGIC_RANGED));
    if (!ranged && !magic.equals(ByteBuffer.wrap(MAGIC))) {
      throw new IllegalArgumentException(
          "not a pixels file: it does not begin with ASSAYPX1 or ASSAYPX2");
    }
    long length = read(channel, size - Long.BYTES, Long.BYTES).getLong();
    long start = size - Long.BYTES - length;
    if (length <= 0 || length > Integer.MAX_VALUE || start < FIRST) {
      throw new IllegalArgumentException("a truncated pixels file: its index is not there");
    }
    String json = StandardCharsets.UTF_8.decode(read(channel, start, (int) length)).toString();
    return new Ending(ranged, json, start);
  }

  static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IllegalArgumentException("a truncated pixels file");
      }
    }
    return buffer.flip();
  }

  static IllegalArgumentException twice(String image) {
    return new IllegalArgumentException("image " + image + " is already in the file");
  }

  @Override
  public int resize() {
    return index.resize();
  }

  @Override
  public String interpolation() {
    return interpolation;
  }

  /** The number of images; of a view those that it has in common with the file. */
  public long size() throws IOException {
    if (allowed == null) {
      return index.size();
    }
    long common = 0;
    for (String image : allowed) {
      common += index.find(image).isPresent() ? 1 : 0;
    }
    return common;
  }

  @Override
  public Image image(String image) throws IOException {
    boolean hidden = allowed != null && !allowed.contains(image);
    Optional<PixelsIndex.Located> found = hidden ? Optional.empty() : index.find(image);
    if (found.isEmpty()) {
      if (allowed != null) {
        throw new NotForTrainingException(image);
      }
      throw new IllegalArgumentException("no pixels of image " + image);
    }
    PixelsIndex.Located located = found.get();
    // Read, not mapped: a mapping per image of a large data set exceeds what a process may map.
    int bytes = Math.toIntExact(located.end() - located.offset());
    ByteBuffer rgb = read(channel, located.offset(), bytes);
    return new Image(located.width(), located.height(), rgb.asReadOnlyBuffer());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
