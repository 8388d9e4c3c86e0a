// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link PixelsFile} from front to back; complete only once {@link #close()} returned. Its
 * memory does not grow with the number of images beyond {@link #LISTED}.
 */
public final class PixelsWriter implements AutoCloseable {
  /**
   * The most images of an index that is read as a whole. Files of fewer images keep the bytes, and
   * with them the hash, that they had before there was another index.
   */
  public static final int LISTED = 100_000;

  private final FileChannel channel;
  private final DataOutputStream out;
  private final int resize;
  private final @Nullable String interpolation;
  private final int listed;
  private final SortedRecords sorted;
  private final List<PixelsIndex.Located> images = new ArrayList<>();
  private final Set<String> written = new HashSet<>();
  private long offset = PixelsFile.FIRST;

  public PixelsWriter(Path file, int resize) throws IOException {
    this(file, resize, Preprocessing.BILINEAR);
  }

  public PixelsWriter(Path file, int resize, String interpolation) throws IOException {
    this(file, resize, interpolation, LISTED, SortedRecords.RUN);
  }

  /**
   * @param listed the most images of an index that is read as a whole, {@link #LISTED} but in tests
   */
  public PixelsWriter(Path file, int resize, String interpolation, int listed) throws IOException {
    this(file, resize, interpolation, listed, SortedRecords.RUN);
  }

  PixelsWriter(Path file, int resize, String interpolation, int listed, int run)
      throws IOException {
    Check.atLeast("resize", resize, 1);
    this.resize = resize;
    boolean usual = Preprocessing.checkResampling(interpolation).equals(Preprocessing.BILINEAR);
    this.interpolation = usual ? null : interpolation;
    this.listed = listed;
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalArgumentException(file + " is no file");
    }
    this.sorted = new SortedRecords(folder, run);
    this.channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    this.out =
        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 20));
    out.write(PixelsFile.MAGIC);
  }

  /**
   * Appends an image; the order of the calls is the order of the file, and part of its hash.
   *
   * @param rgb height x width x 3 bytes
   * @throws IllegalArgumentException if the image is already there; beyond {@link #LISTED} images
   *     only {@link #close()} finds that
   */
  public void add(String image, int width, int height, byte[] rgb) throws IOException {
    PixelsIndex.Located located = new PixelsIndex.Located(image, width, height, offset);
    if (rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          rgb.length + " bytes are not " + width + " x " + height + " x 3");
    }
    if (written.contains(image)) {
      throw PixelsFile.twice(image);
    }
    out.write(rgb);
    offset += rgb.length;
    if (sorted.count() > 0) {
      sorted.add(located);
      return;
    }
    images.add(located);
    written.add(image);
    if (images.size() > listed) {
      for (PixelsIndex.Located each : images) {
        sorted.add(each);
      }
      images.clear();
      written.clear();
    }
  }

  @Override
  public void close() throws IOException {
    try (channel;
        sorted) {
      if (sorted.count() == 0) {
        end(Json.write(new ListedIndex.Listed(resize, interpolation, images)));
        return;
      }
      int bits = RangedIndex.bits(sorted.count());
      for (long before : sorted.table(bits)) {
        out.writeLong(before);
      }
      sorted.write(out);
      end(Json.write(new RangedIndex.Tail(resize, interpolation, bits, sorted.count(), offset)));
      channel.write(ByteBuffer.wrap(PixelsFile.MAGIC_RANGED), 0);
    }
  }

  private void end(String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    out.write(bytes);
    out.writeLong(bytes.length);
    out.flush();
  }
}
