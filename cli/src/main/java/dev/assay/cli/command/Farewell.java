// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.progress.ProgressScreen;
import java.util.function.Supplier;

/** Whoever presses Ctrl-C is told what goes on without this command, and how to stop it. */
final class Farewell {
  private Farewell() {}

  /**
   * @param words that are said if this process is asked to end before the work has ended
   */
  static <T> T during(ProgressScreen screen, String words, Supplier<T> work) {
    Thread farewell =
        new Thread(
            () -> {
              screen.end();
              screen.say(words);
            },
            "farewell");
    Runtime.getRuntime().addShutdownHook(farewell);
    try {
      return work.get();
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(farewell);
      } catch (IllegalStateException e) {
        // The process is ending, so the hook has begun and says its line.
        screen.end();
      }
    }
  }
}
