// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Kills a service that runs but is no longer live, so that the supervisor restarts it. After the
 * broker was killed, a channel to it may fail permanently, and then only a new process helps.
 */
final class Liveness implements Runnable {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** One minute, because a training that uses all cores makes a service slow. */
  private static final int MOST_MISSES = 12;

  private final Map<Service, Supervised> services;
  private final Ports ports;
  private final Health health;
  private final StackEvents events;
  private final Map<Service, Integer> misses = new EnumMap<>(Service.class);

  Liveness(Map<Service, Supervised> services, Ports ports, Health health, StackEvents events) {
    this.services = services;
    this.ports = ports;
    this.health = health;
    this.events = events;
  }

  @Override
  public void run() {
    try {
      while (services.values().stream().noneMatch(Supervised::isStopping)) {
        for (Map.Entry<Service, Supervised> entry : services.entrySet()) {
          check(entry.getKey(), entry.getValue());
        }
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void check(Service service, Supervised part) throws InterruptedException {
    if (!part.current().process().isAlive() || health.isLive(ports.url(service))) {
      misses.remove(service);
      return;
    }
    if (misses.merge(service, 1, Integer::sum) >= MOST_MISSES && !part.isStopping()) {
      misses.remove(service);
      events.notLive(part.name());
      part.killForRestart();
    }
  }
}
