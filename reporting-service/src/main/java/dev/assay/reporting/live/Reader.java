// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.live;

import dev.assay.reporting.forwarding.ServiceWatch;
import dev.assay.reporting.forwarding.ServiceWatch.Away;
import dev.assay.reporting.live.Board.Update;
import dev.assay.reporting.live.EventResource.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One browser that looks: it remembers what it has got. One thread at a time. */
final class Reader {
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private final @Nullable Board board;
  private final ServiceWatch services;
  private long seen;
  private @Nullable List<Away> away;
  private long spokeAt = System.nanoTime();

  Reader(@Nullable Board board, ServiceWatch services) {
    this.board = board;
    this.services = services;
  }

  /** What it has not got yet. */
  List<Event> news() {
    List<Event> news = new ArrayList<>();
    if (board != null) {
      Update update = board.since(seen);
      seen = update.version();
      if (!update.isEmpty()) {
        news.add(new Event("table", update));
      }
    }
    List<Away> now = services.away();
    if (!now.equals(away)) {
      away = now;
      news.add(new Event("services", now));
    }
    long nanos = System.nanoTime();
    if (!news.isEmpty()) {
      spokeAt = nanos;
    } else if (nanos - spokeAt > SILENCE.toNanos()) {
      spokeAt = nanos;
      news.add(new Event("alive", Map.of()));
    }
    return news;
  }
}
