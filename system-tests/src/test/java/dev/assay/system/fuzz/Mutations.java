// SPDX-License-Identifier: Apache-2.0
package dev.assay.system.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages good files. The same seed damages them in the same way. */
final class Mutations {
  private static final int MOST_BYTES = 1 << 16;
  private static final byte[][] WORDS = {
    {0, 0, 0, 0},
    {-1, -1, -1, -1},
    {0x7f, -1, -1, -1},
    {-1, -1, -1, 0x7f},
    {(byte) 0x80, 0, 0, 0},
    {1, 0, 0, 0},
    {0, 0, 0, 1}
  };

  private final List<byte[]> seeds;
  private final Random random;

  Mutations(List<byte[]> seeds, long seed) {
    this.seeds = List.copyOf(seeds);
    this.random = new Random(seed);
  }

  byte[] next() {
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    int changes = 1 + random.nextInt(5);
    for (int i = 0; i < changes; i++) {
      bytes = changed(bytes);
    }
    return bytes;
  }

  private byte[] changed(byte[] bytes) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    int at = place(bytes.length);
    switch (random.nextInt(8)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> {
        byte[] word = WORDS[random.nextInt(WORDS.length)];
        System.arraycopy(word, 0, bytes, at, Math.min(word.length, bytes.length - at));
      }
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 4 -> {
        return joined(bytes, at, at, bytes, at, length(bytes.length - at));
      }
      case 5 -> {
        return joined(bytes, at, at + length(bytes.length - at), bytes, 0, 0);
      }
      case 6 -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        return joined(bytes, at, at, other, from, length(other.length - from));
      }
      default -> bytes[at] = (byte) (bytes[at] + (random.nextBoolean() ? 1 : -1));
    }
    return bytes;
  }

  /** Half of the time near the beginning, where headers are, or near the end, where tables are. */
  private int place(int length) {
    int near = Math.min(length, 256);
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(near);
      case 1 -> length - 1 - random.nextInt(near);
      default -> random.nextInt(length);
    };
  }

  private int length(int most) {
    return most <= 0 ? 0 : 1 + random.nextInt(Math.min(most, 64));
  }

  /** The bytes before, some of others, and the bytes from a place on. */
  private static byte[] joined(
      byte[] bytes, int before, int after, byte[] other, int from, int length) {
    int most = Math.max(0, Math.min(length, MOST_BYTES - bytes.length));
    byte[] result = new byte[before + most + bytes.length - after];
    System.arraycopy(bytes, 0, result, 0, before);
    System.arraycopy(other, from, result, before, most);
    System.arraycopy(bytes, after, result, before + most, bytes.length - after);
    return result;
  }
}
