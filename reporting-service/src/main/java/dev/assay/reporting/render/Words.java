package dev.assay.reporting.render;

import java.util.List;

/** Counts and lists in sentences. */
final class Words {
  private Words() {}

  /** {@code 1 patient}, {@code 2 patients}. */
  static String many(int count, String noun) {
    return count + " " + (count == 1 ? noun : plural(noun));
  }

  static String plural(String noun) {
    return noun + "s";
  }

  static String list(List<?> items) {
    return String.join(", ", items.stream().map(String::valueOf).toList());
  }

  /** The first 12 digits: enough to tell hashes apart; JSON and CSV have all of them. */
  static String shortHash(String hash) {
    return hash.length() <= 12 ? hash : hash.substring(0, 12);
  }
}
