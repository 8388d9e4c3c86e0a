// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.cli.mlflow.TrackedRun.Point;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as the server has it.
 *
 * @param startTime in milliseconds; the time of all its points, so that a repeated point is the
 *     same one
 * @param endTime 0 while it has none
 * @param artifacts where its files go
 * @param last of each metric, the point of the latest step
 */
record StoredRun(
    String runId,
    long startTime,
    long endTime,
    String artifacts,
    Map<String, String> params,
    Map<String, String> tags,
    Map<String, Point> last) {
  static final StoredRun NONE = new StoredRun("", 0, 0, "", Map.of(), Map.of(), Map.of());

  StoredRun {
    params = Map.copyOf(params);
    tags = Map.copyOf(tags);
    last = Map.copyOf(last);
  }

  static StoredRun of(JsonNode run) {
    JsonNode info = run.path("info");
    Map<String, Point> last = new HashMap<>();
    for (JsonNode metric : run.path("data").path("metrics")) {
      String key = metric.path("key").asText();
      last.put(key, new Point(key, metric.path("value").asDouble(), metric.path("step").asLong()));
    }
    return new StoredRun(
        info.path("run_id").asText(),
        info.path("start_time").asLong(),
        info.path("end_time").asLong(),
        info.path("artifact_uri").asText(),
        pairs(run.path("data").path("params")),
        pairs(run.path("data").path("tags")),
        last);
  }

  private static Map<String, String> pairs(JsonNode list) {
    Map<String, String> pairs = new HashMap<>();
    list.forEach(pair -> pairs.put(pair.path("key").asText(), pair.path("value").asText()));
    return pairs;
  }

  /**
   * Compares, bit by bit, what is here with what is sent.
   *
   * @param incomplete what is missing here may come still
   * @throws CliException if a value differs
   */
  void check(TrackedRun run, boolean incomplete) {
    run.params()
        .forEach(
            (name, value) -> same(run, "parameter " + name, params.get(name), value, incomplete));
    Map<String, Point> latest = new HashMap<>();
    run.points().forEach(point -> latest.put(point.metric(), point));
    latest.forEach(
        (name, point) -> {
          Point here = last.get(name);
          if (here == null || here.step() < point.step()) {
            same(run, "metric " + name, null, text(point), incomplete);
          } else {
            same(run, "metric " + name, text(here), text(point), incomplete);
          }
        });
  }

  private static String text(Point point) {
    return "%s at step %d".formatted(point.value(), point.step());
  }

  private void same(
      TrackedRun run, String what, @Nullable String here, String sent, boolean incomplete) {
    if (sent.equals(here) || (here == null && incomplete)) {
      return;
    }
    String has = here == null ? "no " + what : "%s '%s'".formatted(what, here);
    throw CliException.badInput(
        "run %s (%s) on the MLflow server has %s, the export has '%s'%s"
            .formatted(
                run.name(),
                runId,
                has,
                sent,
                incomplete
                    ? "; a run cannot be changed there: delete it, or name another --experiment"
                    : "; the server does not keep what it is sent"));
  }
}
