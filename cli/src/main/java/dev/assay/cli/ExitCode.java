// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli;

/** The exit codes of {@code assay}; scripts rely on the numbers. */
public enum ExitCode {
  OK(0, "all cells have results"),
  FAILED_CELLS(1, "finished, but cells or their comparison failed"),
  BAD_INPUT(2, "something given is wrong; each fault is named"),
  NO_STACK(3, "no stack runs, or it cannot be reached"),
  CANCELLED(4, "the study was cancelled"),
  ENVIRONMENT(5, "the machine: disk, port, JDK, a server that does not start"),
  BUG(70, "a bug in Assay"),
  INTERRUPTED(130, "interrupted");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  /** For the help text. */
  public String meaning() {
    return meaning;
  }
}
