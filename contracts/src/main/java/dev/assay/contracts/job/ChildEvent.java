// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.job;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.assay.contracts.Actor;
import dev.assay.contracts.Check;
import org.jspecify.annotations.Nullable;

/**
 * One line of JSON that a trainer or scorer appends to its events file. Its standard output is only
 * a log, because the native engine writes there as well.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ChildEvent.Progress.class, name = "progress"),
  @JsonSubTypes.Type(value = ChildEvent.Done.class, name = "done"),
  @JsonSubTypes.Type(value = ChildEvent.Failed.class, name = "failed")
})
public sealed interface ChildEvent {

  /**
   * @see dev.assay.contracts.event.CellProgress for the fields
   */
  record Progress(
      String stage,
      int epoch,
      int epochs,
      double fraction,
      @Nullable Double loss,
      @Nullable Double validationLoss,
      @Nullable Double validationAccuracy,
      @Nullable Double imagesPerSecond,
      @Nullable Double etaSeconds,
      @Nullable Long peakMemoryBytes)
      implements ChildEvent {
    public Progress {
      Check.text("stage", stage);
      loss = Check.finiteOrAbsent(loss);
      validationLoss = Check.finiteOrAbsent(validationLoss);
      validationAccuracy = Check.finiteOrAbsent(validationAccuracy);
      imagesPerSecond = Check.finiteOrAbsent(imagesPerSecond);
      etaSeconds = Check.finiteOrAbsent(etaSeconds);
    }
  }

  /**
   * The last line of a child that succeeded.
   *
   * @param resultFile name below the scratch folder of its {@link TrainerResult} or {@link
   *     ScorerResult}
   */
  record Done(String resultFile) implements ChildEvent {
    public Done {
      Check.text("resultFile", resultFile);
    }
  }

  /**
   * The last line of a child that failed and knows the reason.
   *
   * @param retryable whether another attempt could end differently
   * @param outOfMemory true if memory ran out, so that the next attempt takes less; else absent
   */
  record Failed(Actor actor, String reason, boolean retryable, @Nullable Boolean outOfMemory)
      implements ChildEvent {
    public Failed {
      Check.present("actor", actor);
      Check.text("reason", reason);
    }

    public Failed(Actor actor, String reason, boolean retryable) {
      this(actor, reason, retryable, null);
    }
  }
}
