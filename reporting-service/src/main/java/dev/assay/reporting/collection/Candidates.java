// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.collection;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Artifacts that may have to go, and which of them somebody refers to. They are kept by the first
 * 64 bits of their hashes, eight bytes each, so that a million of them fits into any heap. Of two
 * with equal bits, one that is referred to keeps the other.
 */
final class Candidates {
  private static final int DIGITS = 16;

  private long[] hashes = new long[1024];
  private int size;
  private final BitSet referenced = new BitSet();

  void add(String sha256) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * size);
    }
    hashes[size++] = bits(sha256);
  }

  /** After the last {@link #add}, before all else. */
  void seal() {
    Arrays.sort(hashes, 0, size);
  }

  void refer(String sha256) {
    int at = find(sha256);
    if (at >= 0) {
      referenced.set(at);
    }
  }

  /** Whether it was added, and nobody refers to it. */
  boolean isUnreferenced(String sha256) {
    int at = find(sha256);
    return at >= 0 && !referenced.get(at);
  }

  /** The first of those with equal bits. */
  private int find(String sha256) {
    long bits = bits(sha256);
    int at = Arrays.binarySearch(hashes, 0, size, bits);
    while (at > 0 && hashes[at - 1] == bits) {
      at--;
    }
    return at;
  }

  private static long bits(String sha256) {
    return Long.parseUnsignedLong(sha256.substring(0, DIGITS), DIGITS);
  }
}
