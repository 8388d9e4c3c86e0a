// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli;

import dev.assay.contracts.Fault;
import java.util.List;

/** Ends a command with a message for the user and an exit code. */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ExitCode exitCode;
  private final transient List<Fault> faults;

  private CliException(ExitCode exitCode, String message, List<Fault> faults) {
    super(message);
    this.exitCode = exitCode;
    this.faults = List.copyOf(faults);
  }

  /** Bad input with all of its faults. */
  public static CliException badInput(String subject, List<Fault> faults) {
    String what = faults.size() == 1 ? "one fault" : faults.size() + " faults";
    return new CliException(ExitCode.BAD_INPUT, subject + " has " + what, faults);
  }

  public static CliException badInput(String message) {
    return new CliException(ExitCode.BAD_INPUT, message, List.of());
  }

  public static CliException noStack(String message) {
    return new CliException(ExitCode.NO_STACK, message, List.of());
  }

  public static CliException environment(String message) {
    return new CliException(ExitCode.ENVIRONMENT, message, List.of());
  }

  public static CliException bug(String message) {
    return new CliException(ExitCode.BUG, message, List.of());
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  public List<Fault> faults() {
    return faults;
  }
}
