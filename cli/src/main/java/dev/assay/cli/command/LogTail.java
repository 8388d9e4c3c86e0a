// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

/** A log that grows, of which a service gives the end only: what is new in it. */
final class LogTail {
  /** Lines repeat; so many characters do not, for every epoch has its time. */
  private static final int KNOWN = 4096;

  private String known = "";

  /**
   * @param tail the end of the log, in whole lines
   * @return what was not in the tail before; the whole tail if it shares nothing with that
   */
  String fresh(String tail) {
    int at = known.isEmpty() ? -1 : tail.lastIndexOf(known);
    String fresh = at < 0 ? tail : tail.substring(at + known.length());
    if (!tail.isEmpty()) {
      known = tail.substring(Math.max(0, tail.length() - KNOWN));
    }
    return fresh;
  }
}
