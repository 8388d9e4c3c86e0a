// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.client.StudyView;
import dev.assay.cli.progress.ProgressScreen;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Follows a study to its end and shows its progress. */
final class StudyFollower {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(700);

  /**
   * Of a study of thousands of cells an answer costs more, and nothing is seen to change sooner.
   */
  private static final Duration POLL_INTERVAL_OF_LARGE = Duration.ofSeconds(3);

  /**
   * How long to wait for the last results: they come over other topics and may arrive after the end
   * of the study.
   */
  private static final Duration LAST_RESULTS = Duration.ofSeconds(60);

  private static final Duration UNKNOWN = Duration.ofSeconds(30);

  private final StackAccess stack;
  private final ProgressScreen screen;

  StudyFollower(StackAccess stack, ProgressScreen screen) {
    this.stack = stack;
    this.screen = screen;
  }

  /**
   * @param studyId of a study that was accepted
   * @return the study at its end
   */
  StudyView follow(String studyId) {
    Instant begin = Instant.now();
    Optional<Instant> ended = Optional.empty();
    boolean first = true;
    boolean saidUnknown = false;
    boolean large = false;
    while (true) {
      Optional<StudyView> seen =
          large ? stack.client().running(studyId) : stack.client().study(studyId);
      Instant now = Instant.now();
      if (seen.isPresent()) {
        StudyView study = seen.get();
        if (first && study.isComplete()) {
          screen.say("All results were stored already.");
          return study;
        }
        first = false;
        if (!large && !study.isWhole()) {
          // Its first cells may have ended long ago.
          large = true;
          continue;
        }
        screen.show(study, Duration.between(begin, now).toMillis() / 1000.0);
        if (study.hasEnded()) {
          ended = ended.or(() -> Optional.of(now));
        }
        boolean waitedForTheLast =
            ended.filter(then -> then.plus(LAST_RESULTS).isBefore(now)).isPresent();
        if (study.isComplete() || waitedForTheLast) {
          return study;
        }
      } else if (!saidUnknown && begin.plus(UNKNOWN).isBefore(now)) {
        // Its event waits, for example for a broker that is away; nothing is lost.
        saidUnknown = true;
        screen.say(
            "waiting for reporting-service to hear of study "
                + studyId
                + ", which was accepted; 'assay status' shows what it waits for");
      }
      awaitNextPoll(large ? POLL_INTERVAL_OF_LARGE : POLL_INTERVAL);
    }
  }

  private void awaitNextPoll(Duration interval) {
    try {
      String reason = stack.broken().get(interval.toMillis(), TimeUnit.MILLISECONDS);
      throw CliException.environment("the stack cannot continue: " + reason);
    } catch (TimeoutException e) {
      // The stack runs, so the study is polled again.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CliException.noStack("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
