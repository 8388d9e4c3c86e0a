// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.mlflow;

import dev.assay.contracts.Hash;

/**
 * Text that is no longer than the server keeps. The server cuts longer text and says that all is
 * well; here the cut is written where it is, with the hash of the whole.
 */
final class Shortened {
  /** Characters of a parameter that the server keeps. */
  static final int PARAMETER = 6000;

  /** Characters of a tag that the server keeps. */
  static final int TAG = 8000;

  private Shortened() {}

  static String of(String text, int most) {
    if (text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    String end =
        " [shortened from %d characters, SHA-256 %s]"
            .formatted(text.codePointCount(0, text.length()), Hash.ofText(text));
    return text.substring(0, text.offsetByCodePoints(0, most - end.length())) + end;
  }
}
