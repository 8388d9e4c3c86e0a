// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.function.Function;

/** A file of the length of another that has those of its blocks that somebody asked for. */
final class PartlyThere implements Function<BitSet, Path> {
  private final Path whole;
  private final Path part;
  private final BlockHashes list;
  private final BitSet there = new BitSet();
  private int asked;

  PartlyThere(Path whole, Path part, BlockHashes list) {
    this.whole = whole;
    this.part = part;
    this.list = list;
  }

  BitSet there() {
    return there;
  }

  int asked() {
    return asked;
  }

  @Override
  public Path apply(BitSet blocks) {
    asked++;
    try (FileChannel from = FileChannel.open(whole);
        RandomAccessFile to = new RandomAccessFile(part.toFile(), "rw")) {
      to.setLength(list.length());
      for (int i = blocks.nextSetBit(0); i >= 0; i = blocks.nextSetBit(i + 1)) {
        if (!there.get(i)) {
          to.getChannel().position(list.start(i));
          from.transferTo(list.start(i), list.end(i) - list.start(i), to.getChannel());
          there.set(i);
        }
      }
      return part;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
