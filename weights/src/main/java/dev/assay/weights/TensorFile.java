// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Reads the three formats in which weights are published: PyTorch's zip {@code .pth}, its older
 * {@code .pth} of plain pickles (before 1.6), and {@code .safetensors}. The format is known by the
 * first bytes, not by the name.
 *
 * <p>Tensors are memory-mapped. A pickle is interpreted by a reader that knows tensors and
 * dictionaries and nothing else; one that names any other class is refused before anything is made
 * of it.
 */
public final class TensorFile {
  private static final int PROTOCOL = 0x80;

  private TensorFile() {}

  /**
   * @return tensors by key, in the order of the file
   * @throws WeightsException if the file is of no known format, truncated, longer than its
   *     contents, or holds anything but tensors
   * @throws IOException if it cannot be read
   */
  public static Map<String, Tensor> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw WeightsException.user(file + ": no such weights file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Mapping mapping = new Mapping(channel);
      ByteBuffer start = mapping.bytes(0, Math.min(9, mapping.size()));
      if (start.remaining() == 9 && start.get(8) == '{') {
        return Safetensors.read(mapping);
      }
      if (start.remaining() >= 2 && start.get(0) == 'P' && start.get(1) == 'K') {
        return TorchZip.read(mapping);
      }
      if (start.remaining() >= 2 && (start.get(0) & 0xff) == PROTOCOL) {
        return TorchLegacy.read(mapping);
      }
      throw WeightsException.user(
          "not a weights file; accepted: PyTorch .pth (zip or legacy) and .safetensors");
    } catch (WeightsException e) {
      throw new WeightsException(e.actor(), file + ": " + e.getMessage());
    }
  }

  /** Bounds-checked views of a file. */
  static final class Mapping {
    private final FileChannel channel;
    private final long size;

    Mapping(FileChannel channel) throws IOException {
      this.channel = channel;
      this.size = channel.size();
    }

    long size() {
      return size;
    }

    /**
     * A little-endian view.
     *
     * @throws WeightsException if the file ends before it does, or it has 2 GiB or more
     */
    ByteBuffer bytes(long offset, long length) throws IOException {
      if (offset < 0 || length < 0 || offset > size - length) {
        throw WeightsException.user(
            "truncated: bytes %d to %d are expected and the file has %d"
                .formatted(offset, offset + length, size));
      }
      if (length > Integer.MAX_VALUE) {
        throw WeightsException.user("a single tensor of 2 GiB or more is not supported");
      }
      return channel
          .map(FileChannel.MapMode.READ_ONLY, offset, length)
          .order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
