package dev.assay.cli.progress;

import dev.assay.cli.stack.StackEvents;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What happens to the stack, as lines for a person. */
public final class StackLines implements StackEvents {
  private final Consumer<String> say;

  public StackLines(Consumer<String> say) {
    this.say = say;
  }

  @Override
  public void orphansStopped(List<String> names) {
    say.accept("stopped what a killed launcher had left: " + String.join(", ", names));
  }

  @Override
  public void ready(String process, Duration took, String where) {
    say.accept(
        String.format(
            Locale.ROOT, "  %-18s ready in %5.1f s  %s", process, took.toMillis() / 1000.0, where));
  }

  @Override
  public void restarting(String process, String why) {
    say.accept(process + " was " + why + "; starting it again");
  }

  @Override
  public void notLive(String process) {
    say.accept(process + " does not answer; starting it again");
  }

  @Override
  public void stopping() {
    say.accept("stopping the stack");
  }
}
