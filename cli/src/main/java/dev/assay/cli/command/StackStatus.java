// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.stack.Health;
import dev.assay.cli.stack.Home;
import dev.assay.cli.stack.StackFile;
import dev.assay.processes.KnownProcess;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A local stack in the output of {@code status} and {@code up}, without its token. */
record StackStatus(
    String home, StackFile.State state, String entry, long launcherPid, List<Part> processes) {

  /**
   * One process.
   *
   * @param readiness of a service: {@code ready}, or what keeps it from being ready; null for the
   *     broker and the database, and for a process that is being restarted
   */
  record Part(String name, long pid, boolean alive, @Nullable String readiness) {}

  /** The same with the readiness of the services, which are asked now. */
  StackStatus withReadiness(StackFile file) {
    try (Health health = new Health()) {
      List<Part> asked = new ArrayList<>();
      for (Part part : processes) {
        Integer port = file.ports().get(part.name());
        boolean service = part.name().endsWith("-service") && port != null;
        asked.add(
            new Part(
                part.name(),
                part.pid(),
                part.alive(),
                service && part.alive() ? health.cause("http://127.0.0.1:" + port) : null));
      }
      return new StackStatus(home, state, entry, launcherPid, asked);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return this;
    }
  }

  static StackStatus of(Home home, StackFile file) {
    return new StackStatus(
        home.folder().toString(),
        file.state(),
        file.entry().toString(),
        file.launcher().pid(),
        file.registry().processes().stream().map(StackStatus::part).toList());
  }

  private static Part part(KnownProcess process) {
    return new Part(process.name(), process.pid(), process.isAlive(), null);
  }
}
