// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Named processes that were started and must be stopped later. Immutable and written as JSON: the
 * owner writes it to a file after each change, so that its successor finds the processes of a
 * killed owner.
 *
 * @param processes in the order of their start; names are unique
 */
public record ProcessRegistry(List<KnownProcess> processes) {
  public static final ProcessRegistry EMPTY = new ProcessRegistry(List.of());

  public ProcessRegistry {
    processes = List.copyOf(processes);
  }

  /** The same with this process, which replaces another one of the same name. */
  public ProcessRegistry with(KnownProcess process) {
    List<KnownProcess> next = new ArrayList<>(without(process.name()).processes());
    next.add(process);
    return new ProcessRegistry(next);
  }

  public ProcessRegistry without(String name) {
    return new ProcessRegistry(
        processes.stream().filter(process -> !process.name().equals(name)).toList());
  }

  /** The processes that still run. */
  public List<KnownProcess> alive() {
    return processes.stream().filter(KnownProcess::isAlive).toList();
  }

  /**
   * Stops those that still run, all at the same time.
   *
   * @return those that ran
   */
  public List<KnownProcess> stopAll(Duration grace) {
    List<KnownProcess> running = alive();
    try (Stream<KnownProcess> each = running.parallelStream()) {
      each.forEach(process -> process.stop(grace));
    }
    return running;
  }
}
