// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.Json;
import java.util.Arrays;
import java.util.List;

/**
 * Every event with its topic, CloudEvents type and version. A new version is a new topic; within
 * one only optional fields are added.
 */
public enum EventType {
  STUDY_SUBMITTED(StudySubmitted.class, "study-submitted", Retention.FOREVER),
  SPLIT_PUBLISHED(SplitPublished.class, "split-published", Retention.FOREVER),
  CELL_PROGRESS(CellProgress.class, "cell-progress", Retention.ONE_DAY),
  MODEL_TRAINED(ModelTrained.class, "model-trained", Retention.FOREVER),
  PREDICTIONS_READY(PredictionsReady.class, "predictions-ready", Retention.FOREVER),
  EVALUATION_COMPLETED(EvaluationCompleted.class, "evaluation-completed", Retention.FOREVER),
  COMPARISON_COMPLETED(ComparisonCompleted.class, "comparison-completed", Retention.FOREVER),
  COMPARISON_FAILED(ComparisonFailed.class, "comparison-failed", Retention.FOREVER),
  CELL_FAILED(CellFailed.class, "cell-failed", Retention.FOREVER),
  STUDY_CANCEL_REQUESTED(StudyCancelRequested.class, "study-cancel-requested", Retention.FOREVER),
  STUDY_FINISHED(StudyFinished.class, "study-finished", Retention.FOREVER),
  ERASURE_REQUESTED(ErasureRequested.class, "erasure-requested", Retention.FOREVER),
  ERASURE_CONFIRMED(ErasureConfirmed.class, "erasure-confirmed", Retention.FOREVER);

  /** How long the broker keeps a topic's records. */
  public enum Retention {
    FOREVER(-1),
    ONE_DAY(86_400_000);

    private final long millis;

    Retention(long millis) {
      this.millis = millis;
    }

    /** The value of the topic's {@code retention.ms}; -1 keeps everything. */
    public long millis() {
      return millis;
    }
  }

  private final Class<? extends AssayEvent> payload;
  private final String kebab;
  private final Retention retention;

  EventType(Class<? extends AssayEvent> payload, String kebab, Retention retention) {
    this.payload = payload;
    this.kebab = kebab;
    this.retention = retention;
  }

  public static final int VERSION = 1;

  public Class<? extends AssayEvent> payload() {
    return payload;
  }

  /**
   * @throws IllegalArgumentException if the text is not JSON of this event, or breaks an invariant
   */
  public AssayEvent read(String json) {
    return Json.read(json, payload);
  }

  /** {@code assay.<event>.v<version>}. */
  public String topic() {
    return "assay." + kebab + ".v" + VERSION;
  }

  /** The CloudEvents {@code type} attribute: {@code dev.assay.<event>.v<version>}. */
  public String type() {
    return "dev.assay." + kebab + ".v" + VERSION;
  }

  public Retention retention() {
    return retention;
  }

  public static EventType of(Class<? extends AssayEvent> payload) {
    return Arrays.stream(values())
        .filter(t -> t.payload.equals(payload))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no event type for " + payload));
  }

  public static EventType ofTopic(String topic) {
    return Arrays.stream(values())
        .filter(t -> t.topic().equals(topic))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no event has the topic '" + topic + "'"));
  }

  public static List<String> topics() {
    return Arrays.stream(values()).map(EventType::topic).toList();
  }
}
