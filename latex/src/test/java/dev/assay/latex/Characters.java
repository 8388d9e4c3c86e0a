// SPDX-License-Identifier: Apache-2.0
package dev.assay.latex;

/** The characters that the tests print. */
final class Characters {
  /** Punctuation, symbols, other scripts, a pair of surrogates, a private and an unassigned one. */
  private static final String OTHERS =
      "\u0180\u01CD\u0218\u02BC\u0301\u0391\u03B1\u03C3\u0416\u05D0\u0627\u0E01\u1E9E\u1EA1\u2009"
          + "\u200B\u2010\u2013\u2014\u2018\u2019\u201C\u201D\u201E\u2022\u2026\u2028\u2030\u20AC"
          + "\u2122\u2190\u2212\u2264\u2265\u2603\u3042\u80BA\uAC00\uE000\uFB01\uFEFF\uFFFD"
          + "\uD83D\uDE00";

  private Characters() {}

  /** All of ASCII, Latin-1 and Latin Extended-A, and samples of the rest. */
  static String all() {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= 0x17F; c++) {
      all.appendCodePoint(c);
    }
    return all.append(OTHERS).toString();
  }
}
