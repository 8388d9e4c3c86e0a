// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.child;

import dev.assay.contracts.Actor;
import dev.assay.outbox.WorkFailure;

/** Explains the exit code of a child that reported no reason for its end. */
final class ExitCodes {
  private static final int SIGNALLED = 128;
  private static final int SIGINT = 2;
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

  private ExitCodes() {}

  /** Whether a signal asked it to end. */
  static boolean askedToEnd(int exitCode) {
    return exitCode == SIGNALLED + SIGINT || exitCode == SIGNALLED + SIGTERM;
  }

  /** Whether somebody, or the kernel, killed it. */
  static boolean killed(int exitCode) {
    return exitCode == SIGNALLED + SIGKILL;
  }

  /** Always retryable, since the number of attempts is bounded. */
  static WorkFailure failure(int exitCode) {
    if (killed(exitCode)) {
      return new WorkFailure(
          "the process was killed (signal 9), as happens on a machine that runs out of memory",
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
