package dev.assay.training.run;

import dev.assay.contracts.Actor;
import dev.assay.outbox.WorkFailure;

/** What the exit code of a child tells that died without a word. */
final class ExitCodes {
  private static final int SIGNALLED = 128;
  private static final int SIGINT = 2;
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

  private ExitCodes() {}

  /** Somebody ended it politely. */
  static boolean askedToEnd(int exitCode) {
    return exitCode == SIGNALLED + SIGINT || exitCode == SIGNALLED + SIGTERM;
  }

  /** Somebody, or the kernel, ended it at once. */
  static boolean killed(int exitCode) {
    return exitCode == SIGNALLED + SIGKILL;
  }

  /** Another attempt is worth it in any case: the number of attempts is bounded. */
  static WorkFailure failure(int exitCode) {
    if (killed(exitCode)) {
      return new WorkFailure(
          "the process was killed (signal 9), as a machine does that runs out of memory",
          Actor.OPERATOR.name(),
          true);
    }
    if (askedToEnd(exitCode)) {
      return new WorkFailure(
          "the process was ended from outside (signal " + (exitCode - SIGNALLED) + ")",
          Actor.OPERATOR.name(),
          true);
    }
    if (exitCode > SIGNALLED) {
      return new WorkFailure(
          "the process crashed in native code (signal " + (exitCode - SIGNALLED) + ")",
          Actor.DEVELOPER.name(),
          true);
    }
    return new WorkFailure(
        "the process ended with exit code " + exitCode + " and no reason; its log may have one",
        Actor.DEVELOPER.name(),
        true);
  }
}
