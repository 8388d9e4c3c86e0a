// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import dev.assay.cli.CliException;
import dev.assay.embedded.FreePorts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The loopback ports of a stack, by process name; they stay the same when a process is restarted.
 */
public record Ports(Map<String, Integer> byName) {
  static final String KAFKA = "kafka";
  static final String CONTROLLER = "kafka-controller";
  static final String POSTGRES = "postgres";

  public Ports {
    byName = Map.copyOf(byName);
  }

  /**
   * @param entry port for reporting-service; 0 for any free one
   * @throws CliException if that port is taken
   */
  public static Ports choose(int entry) {
    if (entry != 0 && !FreePorts.isFree(entry)) {
      throw CliException.environment(
          "port %d is in use by another program; choose another with --port".formatted(entry));
    }
    List<String> names = new ArrayList<>(List.of(KAFKA, CONTROLLER, POSTGRES));
    for (Service service : Service.values()) {
      names.add(service.processName());
    }
    List<Integer> free = FreePorts.find(names.size());
    Map<String, Integer> chosen = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      chosen.put(names.get(i), free.get(i));
    }
    if (entry != 0) {
      chosen.put(Service.REPORTING.processName(), entry);
    }
    return new Ports(chosen);
  }

  int of(String name) {
    Integer port = byName.get(name);
    if (port == null) {
      throw new IllegalArgumentException("no port for " + name);
    }
    return port;
  }

  int of(Service service) {
    return of(service.processName());
  }

  String url(Service service) {
    return "http://127.0.0.1:" + of(service);
  }
}
