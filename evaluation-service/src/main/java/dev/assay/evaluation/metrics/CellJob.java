package dev.assay.evaluation.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.EvaluationPlan;
import dev.assay.contracts.Json;
import java.util.List;

/** All that the metrics of a cell are made from. */
public sealed interface CellJob permits EvaluationJob, PooledJob {
  /** Hash of all that the metrics depend on: contents, not names. */
  String key();

  EvaluationPlan plan();

  /** The same predictions, looked at otherwise. */
  CellJob with(EvaluationPlan plan);

  /** The training seeds, ascending. */
  List<Long> seedNumbers();

  /** As it was written. */
  static CellJob read(String json) {
    boolean pooled = Json.read(json, JsonNode.class).has("folds");
    return pooled ? Json.read(json, PooledJob.class) : Json.read(json, EvaluationJob.class);
  }
}
