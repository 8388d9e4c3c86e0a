// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.text;

import java.util.List;

/** Counts and lists in sentences. */
public final class Words {
  private Words() {}

  /** {@code 1 patient}, {@code 2 patients}. */
  public static String many(int count, String noun) {
    return count + " " + (count == 1 ? noun : plural(noun));
  }

  public static String plural(String noun) {
    return noun + "s";
  }

  public static String list(List<?> items) {
    return String.join(", ", items.stream().map(String::valueOf).toList());
  }

  /** With one full stop at its end. */
  public static String closed(String sentence) {
    String text = sentence.strip();
    return text.endsWith(".") ? text : text + ".";
  }

  /** The first 12 digits: enough to tell hashes apart; JSON and CSV have all of them. */
  public static String shortHash(String hash) {
    return hash.length() <= 12 ? hash : hash.substring(0, 12);
  }
}
