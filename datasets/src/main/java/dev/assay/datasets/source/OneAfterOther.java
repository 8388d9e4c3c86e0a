// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream of which gzip reads every part. A gzip file may be several ones in a row, and {@link
 * java.util.zip.GZIPInputStream} goes on after the first one only if bytes are said to be
 * available, which a network need not say.
 */
final class OneAfterOther extends FilterInputStream {
  OneAfterOther(InputStream in) {
    super(in);
  }

  @Override
  public int available() throws IOException {
    return Math.max(1, super.available());
  }
}
