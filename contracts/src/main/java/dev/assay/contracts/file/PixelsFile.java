// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Packed images, decoded and resized but not cropped: uint8, rows from the top, RGB interleaved.
 *
 * <p>Layout: the eight bytes {@code ASSAYPX1}; then the pixels of every image one after the other;
 * then the index as JSON; then its length as a big-endian int64. The index comes last so that a
 * writer can stream.
 */
public final class PixelsFile implements AutoCloseable {
  private static final byte[] MAGIC = "ASSAYPX1".getBytes(StandardCharsets.US_ASCII);

  /**
   * @param resize pixels of the shorter side of every image
   * @param interpolation absent: bilinear
   * @param images in the order of the file
   */
  private record Index(int resize, @Nullable String interpolation, List<Located> images) {
    private Index {
      Check.atLeast("resize", resize, 1);
      images = List.copyOf(Check.present("images", images));
    }
  }

  private record Located(String image, int width, int height, long offset) {
    private Located {
      Check.sha256("image", image);
      Check.atLeast("width", width, 1);
      Check.atLeast("height", height, 1);
      Check.atLeast("offset", offset, MAGIC.length);
    }

    long end() {
      return offset + 3L * width * height;
    }
  }

  /**
   * One image.
   *
   * @param rgb height x width x 3 bytes, position 0, read-only
   */
  public record Image(int width, int height, ByteBuffer rgb) {}

  private final FileChannel channel;
  private final int resize;
  private final String interpolation;
  private final boolean forTraining;
  private final Map<String, Located> byImage = new HashMap<>();

  private PixelsFile(FileChannel channel, Index index, boolean forTraining) {
    this.channel = channel;
    this.forTraining = forTraining;
    this.resize = index.resize();
    this.interpolation =
        Preprocessing.checkResampling(
            Objects.requireNonNullElse(index.interpolation(), Preprocessing.BILINEAR));
    index.images().forEach(i -> byImage.put(i.image(), i));
  }

  /**
   * All images of the file.
   *
   * @throws IllegalArgumentException if the file is not a pixels file, or truncated
   */
  public static PixelsFile open(Path file) throws IOException {
    return open(file, false, image -> true);
  }

  /**
   * A view of the file that has the training and validation images of a split and no others.
   *
   * @throws IllegalArgumentException if the file is not a pixels file, or truncated
   */
  public static PixelsFile openForTraining(Path file, TrainingManifest manifest)
      throws IOException {
    Set<String> allowed = new HashSet<>();
    manifest.entries().forEach(entry -> allowed.add(entry.image()));
    return open(file, true, allowed::contains);
  }

  private static PixelsFile open(Path file, boolean forTraining, Predicate<String> allowed)
      throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      PixelsFile pixels = new PixelsFile(channel, index(channel), forTraining);
      pixels.byImage.keySet().removeIf(allowed.negate());
      return pixels;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static Index index(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < MAGIC.length + Long.BYTES
        || !ByteBuffer.wrap(MAGIC).equals(read(channel, 0, MAGIC.length))) {
      throw new IllegalArgumentException("not a pixels file: it does not begin with ASSAYPX1");
    }
    long length = read(channel, size - Long.BYTES, Long.BYTES).getLong();
    long start = size - Long.BYTES - length;
    if (length <= 0 || length > Integer.MAX_VALUE || start < MAGIC.length) {
      throw new IllegalArgumentException("a truncated pixels file: its index is not there");
    }
    String json = StandardCharsets.UTF_8.decode(read(channel, start, (int) length)).toString();
    Index index = Json.read(json, Index.class);
    for (Located image : index.images()) {
      if (image.end() > start) {
        throw new IllegalArgumentException(
            "a truncated pixels file: the pixels of image " + image.image() + " are not there");
      }
    }
    return index;
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IllegalArgumentException("a truncated pixels file");
      }
    }
    return buffer.flip();
  }

  /** Pixels of the shorter side, or of both. */
  public int resize() {
    return resize;
  }

  /** How it was resized: {@link Preprocessing#resampling}. */
  public String interpolation() {
    return interpolation;
  }

  /** The number of images, in a view those of the view. */
  public int size() {
    return byImage.size();
  }

  /**
   * @param image hash of the image's id
   * @throws NotForTrainingException if this is a view for training that does not have it
   * @throws IllegalArgumentException if the file does not have it
   */
  public Image image(String image) throws IOException {
    Located located = byImage.get(image);
    if (located == null) {
      if (forTraining) {
        throw new NotForTrainingException(image);
      }
      throw new IllegalArgumentException("no pixels of image " + image);
    }
    // Read, not mapped: a mapping per image of a large data set exceeds what a process may map.
    ByteBuffer rgb = read(channel, located.offset(), 3 * located.width() * located.height());
    return new Image(located.width(), located.height(), rgb.asReadOnlyBuffer());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Writes a pixels file from front to back; complete only once {@link #close()} returned. */
  public static final class Writer implements AutoCloseable {
    private final DataOutputStream out;
    private final int resize;
    private final @Nullable String interpolation;
    private final List<Located> images = new ArrayList<>();
    private final Set<String> written = new HashSet<>();
    private long offset = MAGIC.length;

    public Writer(Path file, int resize) throws IOException {
      this(file, resize, Preprocessing.BILINEAR);
    }

    public Writer(Path file, int resize, String interpolation) throws IOException {
      Check.atLeast("resize", resize, 1);
      this.resize = resize;
      boolean usual = Preprocessing.checkResampling(interpolation).equals(Preprocessing.BILINEAR);
      this.interpolation = usual ? null : interpolation;
      OutputStream stream =
          Channels.newOutputStream(
              FileChannel.open(
                  file,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE));
      this.out = new DataOutputStream(new BufferedOutputStream(stream, 1 << 20));
      out.write(MAGIC);
    }

    /**
     * Appends an image; the order of the calls is the order of the file, and part of its hash.
     *
     * @param rgb height x width x 3 bytes
     */
    public void add(String image, int width, int height, byte[] rgb) throws IOException {
      Located located = new Located(image, width, height, offset);
      if (rgb.length != 3L * width * height) {
        throw new IllegalArgumentException(
            rgb.length + " bytes are not " + width + " x " + height + " x 3");
      }
      if (!written.add(image)) {
        throw new IllegalArgumentException("image " + image + " is already in the file");
      }
      out.write(rgb);
      images.add(located);
      offset += rgb.length;
    }

    @Override
    public void close() throws IOException {
      try (out) {
        byte[] index =
            Json.write(new Index(resize, interpolation, images)).getBytes(StandardCharsets.UTF_8);
        out.write(index);
        out.writeLong(index.length);
      }
    }
  }
}
