// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.progress;

import dev.assay.cli.Console;
import dev.assay.terminal.TextWidth;
import java.util.Locale;

/**
 * The progress of a file transfer. On a terminal one line is redrawn in place. Elsewhere a line is
 * written for every tenth of the file.
 */
public final class TransferLines {
  private static final String AGAIN = "\r\u001b[K";
  private static final double MEGABYTE = 1e6;
  private static final int TENTHS = 10;

  /** Nobody can read more frequent changes, and they would slow the transfer down. */
  private static final double REDRAW_SECONDS = 0.1;

  private final Console console;
  private final String file;
  private final long begin = System.nanoTime();
  private long first = -1;
  private double shownAt = -1;
  private long shownTenth = -1;
  private boolean open;

  public TransferLines(Console console, String file) {
    this.console = console;
    this.file = file;
  }

  /**
   * @param total size in bytes; negative while unknown
   */
  public void at(long done, long total) {
    if (first < 0) {
      first = done;
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    boolean complete = done == total;
    if (console.terminal()) {
      if (complete || seconds - shownAt >= REDRAW_SECONDS) {
        shownAt = seconds;
        console.err().print(AGAIN + fitting(done, total, seconds));
        console.err().flush();
        open = true;
      }
    } else if (total > 0 && done * TENTHS / total > shownTenth) {
      shownTenth = done * TENTHS / total;
      console.say(line(file, done, total, done - first, seconds));
    }
  }

  /** The name becomes shorter first: a line that wraps cannot be drawn again. */
  private String fitting(long done, long total, double seconds) {
    int most = console.columns() - 1;
    String full = line(file, done, total, done - first, seconds);
    int excess = TextWidth.of(full) - most;
    if (excess <= 0) {
      return full;
    }
    String name = TextWidth.cut(file, Math.max(1, TextWidth.of(file) - excess));
    return TextWidth.cut(line(name, done, total, done - first, seconds), most);
  }

  /** Ends the line that was drawn last. */
  public void end() {
    if (open) {
      console.say("");
      open = false;
    }
  }

  /**
   * @param fresh bytes that were received in these seconds; a resumed transfer had some before
   */
  static String line(String file, long done, long total, long fresh, double seconds) {
    double rate = seconds > 0 ? fresh / seconds : 0;
    if (total <= 0) {
      return String.format(
          Locale.ROOT, "  %s  %.1f MB  %.1f MB/s", file, done / MEGABYTE, rate / MEGABYTE);
    }
    double part = (double) done / total;
    String eta =
        done < total && rate > 0 ? "  ETA " + ProgressLines.clock((total - done) / rate) : "";
    return String.format(
        Locale.ROOT,
        "  %s  %s %3.0f %%  %.1f of %.1f MB  %.1f MB/s%s",
        file,
        ProgressLines.bar(part),
        Math.floor(part * 100),
        done / MEGABYTE,
        total / MEGABYTE,
        rate / MEGABYTE,
        eta);
  }
}
