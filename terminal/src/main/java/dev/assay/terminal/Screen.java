// SPDX-License-Identifier: Apache-2.0
package dev.assay.terminal;

/**
 * What a terminal can show.
 *
 * @param columns its width in characters, at least {@value #NARROWEST}
 * @param boxes whether it draws lines of box characters; without, they are of hyphens
 * @param bold whether it shows bold text
 */
public record Screen(int columns, boolean boxes, boolean bold) {
  /** Where the width is unknown: what a terminal has had since there are terminals. */
  public static final int USUAL = 80;

  /** Words are broken below this anyhow. */
  public static final int NARROWEST = 20;

  private static final String BOLD = "\u001b[1m";
  private static final String NORMAL = "\u001b[0m";

  public Screen {
    columns = columns <= 0 ? USUAL : Math.max(columns, NARROWEST);
  }

  /** Any file or pipe. */
  public static Screen plain(int columns) {
    return new Screen(columns, false, false);
  }

  /** A line as wide as this. */
  public String rule(int width) {
    return (boxes ? "─" : "-").repeat(Math.max(0, Math.min(width, columns)));
  }

  /** In bold where that is shown, else as it is. */
  public String bold(String text) {
    return bold && !text.isEmpty() ? BOLD + text + NORMAL : text;
  }
}
