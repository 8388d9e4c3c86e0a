// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How long a client waits for a server that does not answer, and whom it tells.
 *
 * @param first for a server that has not answered yet: a mistyped address must not be waited for
 *     for ever. A killed service is up again well within two minutes
 * @param timeout for each request, if the user gave one; empty: a server that has answered once is
 *     waited for as long as it takes
 * @param say gets what is waited for, and later that it is over
 * @param hopeless whether the server will never answer again
 */
public record Waiting(
    Duration first, Optional<Duration> timeout, Consumer<String> say, BooleanSupplier hopeless) {
  private static final Duration WITHOUT_END = Duration.ofDays(365);
  private static final Duration FIRST = Duration.ofSeconds(120);

  /** Shorter pauses are not worth a line. */
  private static final Duration BEFORE_SAYING = Duration.ofSeconds(5);

  /**
   * @param timeout that the user gave
   */
  public static Waiting patient(Optional<Duration> timeout, Consumer<String> say) {
    return new Waiting(timeout.orElse(FIRST), timeout, say, () -> false);
  }

  /** At most so long, without a word. */
  public static Waiting atMost(Duration time) {
    return new Waiting(time, Optional.of(time), line -> {}, () -> false);
  }

  /**
   * The same for a server of which it is known that it exists, however long its first answer takes.
   *
   * @param hopeless whether it will never answer again
   */
  public Waiting ofKnown(BooleanSupplier hopeless) {
    return new Waiting(timeout.orElse(WITHOUT_END), timeout, say, hopeless);
  }

  Turn begin(String server, boolean answered) {
    return new Turn(server, answered);
  }

  /** The attempts at one request. */
  final class Turn {
    private final String server;
    private final long begin = System.nanoTime();
    private final boolean answered;
    private boolean passes = true;
    private @Nullable String said;

    private Turn(String server, boolean answered) {
      this.server = server;
      this.answered = answered;
    }

    /** Whether the attempt that is now made is the last one. */
    boolean isOver() {
      // An answer that waiting does not mend counts in the end, of any server.
      Duration limit = passes ? (answered ? WITHOUT_END : first) : FIRST;
      return hopeless.getAsBoolean() || since().compareTo(timeout.orElse(limit)) >= 0;
    }

    /**
     * @param passes whether the server, or its absence, says that waiting helps; otherwise the
     *     answer counts after the time for a first answer
     */
    void note(String reason, boolean passes) {
      this.passes = passes;
      if (since().compareTo(BEFORE_SAYING) > 0 && !reason.equals(said)) {
        said = reason;
        say.accept("waiting for " + server + ": " + reason);
      }
    }

    void end() {
      if (said != null) {
        say.accept(server + " answers again");
      }
    }

    private Duration since() {
      return Duration.ofNanos(System.nanoTime() - begin);
    }
  }
}
