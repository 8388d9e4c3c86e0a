// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.stack.Home;
import dev.assay.cli.stack.StackFile;
import dev.assay.processes.KnownProcess;
import java.util.List;

/** A local stack in the output of {@code status} and {@code up}, without its token. */
record StackStatus(
    String home, StackFile.State state, String entry, long launcherPid, List<Part> processes) {

  /** One process. */
  record Part(String name, long pid, boolean alive) {}

  static StackStatus of(Home home, StackFile file) {
    return new StackStatus(
        home.folder().toString(),
        file.state(),
        file.entry().toString(),
        file.launcher().pid(),
        file.registry().processes().stream().map(StackStatus::part).toList());
  }

  private static Part part(KnownProcess process) {
    return new Part(process.name(), process.pid(), process.isAlive());
  }
}
