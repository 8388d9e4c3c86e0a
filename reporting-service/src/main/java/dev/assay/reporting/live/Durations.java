// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.live;

/** Times as people say them. */
public final class Durations {
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;

  private Durations() {}

  /** {@code 40 s}, {@code 12 min}, {@code 3 h 20 min}, {@code 2 d 5 h}: rounded up. */
  public static String of(double seconds) {
    long whole = (long) Math.ceil(Math.max(0, seconds));
    if (whole < 2 * MINUTE) {
      return whole + " s";
    }
    if (whole < 2 * HOUR) {
      return Math.ceilDiv(whole, MINUTE) + " min";
    }
    if (whole < 2 * DAY) {
      long minutes = Math.ceilDiv(whole, MINUTE);
      return minutes / MINUTE
          + " h"
          + (minutes % MINUTE == 0 ? "" : " " + minutes % MINUTE + " min");
    }
    long hours = Math.ceilDiv(whole, HOUR);
    return hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
  }
}
