package dev.assay.cli.stack;

import java.time.Duration;
import java.util.List;

/** What happens to a stack, for whoever shows it. Called from several threads. */
public interface StackEvents {
  /** Processes that a killed launcher had left behind were stopped. */
  void orphansStopped(List<String> names);

  /** A process can be used for the first time. */
  void ready(String process, Duration took, String where);

  /** A process died and is started again. */
  void restarting(String process, String why);

  /** A process runs but has not been live for a minute; it is killed and started again. */
  void notLive(String process);

  void stopping();
}
