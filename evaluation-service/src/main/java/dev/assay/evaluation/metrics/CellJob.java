// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import dev.assay.contracts.evaluation.EvaluationPlan;
import java.util.List;

/** Everything that the metrics of a cell depend on. */
public sealed interface CellJob permits EvaluationJob, PooledJob {
  /** Hash of everything that the metrics depend on: contents, not names. */
  String key();

  EvaluationPlan plan();

  /** The same predictions with other settings. */
  CellJob with(EvaluationPlan plan);

  /** The training seeds, ascending. */
  List<Long> seedNumbers();

  /** Reads a job from the JSON of queued work. */
  static CellJob read(String json) {
    boolean pooled = Json.read(json, JsonNode.class).has("folds");
    return pooled ? Json.read(json, PooledJob.class) : Json.read(json, EvaluationJob.class);
  }
}
