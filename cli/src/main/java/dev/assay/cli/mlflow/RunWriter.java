// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.mlflow;

import dev.assay.cli.CliException;
import dev.assay.cli.mlflow.TrackedRun.Point;
import dev.assay.cli.mlflow.TrackedRun.Status;
import dev.assay.cli.mlflow.TrackedRun.Upload;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one run in batches that the server takes. Its files come before its end is said. */
final class RunWriter {
  /** Points, and likewise parameters or tags, of one request. */
  private static final int POINTS = 1000;

  private static final int PAIRS = 100;
  private static final String SCHEME = "mlflow-artifacts:/";

  private final MlflowServer server;
  private final StoredRun stored;
  private final InstantSource clock;

  private RunWriter(MlflowServer server, StoredRun stored, InstantSource clock) {
    this.server = server;
    this.stored = stored;
    this.clock = clock;
  }

  /**
   * @param found the run if it is there already
   * @param ids of the runs that are there, by their keys
   */
  static RunWriter open(
      MlflowServer server,
      Experiment experiment,
      TrackedRun run,
      @Nullable StoredRun found,
      Map<String, String> ids,
      InstantSource clock) {
    Map<String, String> tags = new HashMap<>(run.tags());
    if (!run.parent().isEmpty()) {
      tags.put("mlflow.parentRunId", ids.getOrDefault(run.parent(), ""));
    }
    StoredRun stored = found;
    if (stored == null) {
      // The key goes with the creation: a run that is cut off after it is found again.
      stored =
          StoredRun.of(
              server
                  .post(
                      "runs/create",
                      Map.of(
                          "experiment_id",
                          experiment.id(),
                          "run_name",
                          run.name(),
                          "start_time",
                          clock.millis(),
                          "tags",
                          pairs(tags)))
                  .path("run"));
    }
    return new RunWriter(server, stored, clock);
  }

  String runId() {
    return stored.runId();
  }

  /**
   * @return the number of files
   */
  int write(TrackedRun run) {
    for (List<Map<String, Object>> some : batches(pairs(run.params()), PAIRS)) {
      server.post("runs/log-batch", Map.of("run_id", runId(), "params", some));
    }
    for (List<Map<String, Object>> some : batches(pairs(run.tags()), PAIRS)) {
      server.post("runs/log-batch", Map.of("run_id", runId(), "tags", some));
    }
    List<Map<String, Object>> points = run.points().stream().map(this::point).toList();
    for (List<Map<String, Object>> some : batches(points, POINTS)) {
      server.post("runs/log-batch", Map.of("run_id", runId(), "metrics", some));
    }
    for (Upload file : run.files()) {
      server.put(folder() + "/" + file.path(), file.file());
    }
    Map<String, Object> end = new HashMap<>();
    end.put("run_id", runId());
    end.put("status", run.status().name());
    if (run.status() != Status.RUNNING) {
      end.put("end_time", stored.endTime() > 0 ? stored.endTime() : clock.millis());
    }
    server.post("runs/update", end);
    return run.files().size();
  }

  private String folder() {
    String uri = stored.artifacts();
    if (!uri.startsWith(SCHEME) || uri.startsWith(SCHEME + "/")) {
      throw CliException.badInput(
          "the MLflow server %s keeps files in '%s' and does not take them over HTTP; start it with"
                  .formatted(server, uri)
              + " --serve-artifacts, name a new --experiment, or send none: --artifacts none");
    }
    return uri.substring(SCHEME.length());
  }

  private Map<String, Object> point(Point point) {
    return Map.of(
        "key",
        point.metric(),
        "value",
        point.value(),
        "timestamp",
        stored.startTime(),
        "step",
        point.step());
  }

  private static List<Map<String, Object>> pairs(Map<String, String> values) {
    List<Map<String, Object>> pairs = new ArrayList<>();
    values.forEach((key, value) -> pairs.add(Map.of("key", key, "value", value)));
    return pairs;
  }

  private static List<List<Map<String, Object>>> batches(List<Map<String, Object>> all, int most) {
    List<List<Map<String, Object>>> batches = new ArrayList<>();
    for (int i = 0; i < all.size(); i += most) {
      batches.add(all.subList(i, Math.min(all.size(), i + most)));
    }
    return batches;
  }
}
