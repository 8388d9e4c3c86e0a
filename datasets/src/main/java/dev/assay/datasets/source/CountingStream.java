// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Counts the bytes that are read. */
final class CountingStream extends FilterInputStream {
  private long count;
  private LongConsumer watcher = read -> {};

  CountingStream(InputStream in) {
    super(in);
  }

  long count() {
    return count;
  }

  /**
   * @param watcher gets the number of bytes so far after each read
   */
  void watch(LongConsumer watcher) {
    this.watcher = watcher;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    add(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    add(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long wanted) throws IOException {
    long skipped = super.skip(wanted);
    add(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void add(long read) {
    count += read;
    watcher.accept(count);
  }
}
