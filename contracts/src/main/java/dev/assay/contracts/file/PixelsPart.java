// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Collection;
import java.util.function.Function;

/**
 * What a reader of some images needs of a {@link PixelsFile} of very many. It is found in the file
 * itself, from the end: where the index is, its table, the places of the images, their pixels. The
 * memory for it does not grow with the number of images of the file.
 */
public final class PixelsPart {
  /** The JSON at the end of a file whose index is read by range has about 120 bytes. */
  private static final int TAIL = 1 << 12;

  private final Collection<String> images;

  /**
   * @param images hashes of their ids; those that the file does not have are nowhere in it
   */
  public PixelsPart(Collection<String> images) {
    this.images = images;
  }

  /**
   * @param list of the blocks of the file
   * @param file gives a file of the whole length that has the blocks it is asked for
   * @return the file that the last call gave: with all that the reader needs
   * @throws IllegalArgumentException if it is no pixels file whose index is read by range
   */
  public Path find(BlockHashes list, Function<BitSet, Path> file) throws IOException {
    BitSet needed = new BitSet(list.count());
    // A reader looks at the first bytes to know the format.
    list.add(needed, 0, Math.min(list.length(), PixelsFile.FIRST));
    list.add(needed, Math.max(0, list.length() - TAIL), list.length());
    RangedIndex.Tail tail = read(file.apply(needed), RangedIndex::tail);
    list.add(needed, tail.start(), tail.firstRecord());
    read(file.apply(needed), channel -> add(list, needed, RangedIndex.open(channel)::window));
    read(file.apply(needed), channel -> add(list, needed, RangedIndex.open(channel)::pixels));
    return file.apply(needed);
  }

  private interface Place {
    RangedIndex.Bytes of(String image) throws IOException;
  }

  private BitSet add(BlockHashes list, BitSet needed, Place place) throws IOException {
    for (String image : images) {
      RangedIndex.Bytes bytes = place.of(image);
      list.add(needed, bytes.from(), bytes.to());
    }
    return needed;
  }

  private interface Reading<T> {
    T of(FileChannel channel) throws IOException;
  }

  private static <T> T read(Path file, Reading<T> reading) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return reading.of(channel);
    }
  }
}
