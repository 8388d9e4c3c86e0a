// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Gets the events in the life of a stack, to show them. Called from several threads. */
public interface StackEvents {
  /** Processes that a killed launcher had left running were stopped. */
  void orphansStopped(List<String> names);

  /** A process is ready for the first time. */
  void ready(String process, Duration took, String where);

  /** A process is not ready yet, after so long, for this reason. */
  void stillStarting(String process, Duration since, String why);

  /** A process died and is being restarted. */
  void restarting(String process, String why);

  /** A process runs but has not been live for a minute; it is being killed and restarted. */
  void notLive(String process);

  /** A log that has grown too long was emptied without a copy, or could not be emptied at all. */
  void logNotRotated(Path log, IOException why);

  /** The file of its classes cannot be read or kept, so that it starts slowly. */
  void startsSlowly(String process, IOException why);

  void stopping();
}
