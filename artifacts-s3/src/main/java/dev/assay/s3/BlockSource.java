// SPDX-License-Identifier: Apache-2.0
package dev.assay.s3;

import java.io.InputStream;

/** Gives bytes of an artifact. */
interface BlockSource {
  /**
   * @param to the first byte after them
   * @return these bytes and no others, not verified
   */
  InputStream open(long from, long to);

  /** What the bytes come from, for the message about damaged ones. */
  String where();
}
