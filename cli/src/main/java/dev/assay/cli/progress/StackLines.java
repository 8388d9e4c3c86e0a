// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.progress;

import dev.assay.cli.stack.StackEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The events in the life of a stack as lines of text. */
public final class StackLines implements StackEvents {
  private final Consumer<String> say;

  public StackLines(Consumer<String> say) {
    this.say = say;
  }

  @Override
  public void orphansStopped(List<String> names) {
    say.accept(
        "stopped the processes that a killed launcher had left running: "
            + String.join(", ", names));
  }

  @Override
  public void ready(String process, Duration took, String where) {
    say.accept(
        String.format(
            Locale.ROOT, "  %-18s ready in %5.1f s  %s", process, took.toMillis() / 1000.0, where));
  }

  @Override
  public void stillStarting(String process, Duration since, String why) {
    say.accept("  %-18s is not ready after %d s: %s".formatted(process, since.toSeconds(), why));
  }

  @Override
  public void restarting(String process, String why) {
    say.accept(process + " was " + why + "; restarting it");
  }

  @Override
  public void notLive(String process) {
    say.accept(process + " does not answer; restarting it");
  }

  @Override
  public void logNotRotated(Path log, IOException why) {
    say.accept("the earlier lines of %s are not kept: %s".formatted(log, why));
  }

  @Override
  public void startsSlowly(String process, IOException why) {
    say.accept(
        "%s starts slowly: the file of its classes cannot be used: %s"
            .formatted(process, why.getMessage()));
  }

  @Override
  public void stopping() {
    say.accept("stopping the stack");
  }
}
