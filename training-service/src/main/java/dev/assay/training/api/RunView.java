// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.assay.contracts.cell.Keys;
import dev.assay.outbox.WorkStatus;
import dev.assay.training.RunSpec;
import dev.assay.training.store.CellRunRow;
import dev.assay.training.store.RunRow;
import dev.assay.training.store.TrainedModels;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A training, for people and scripts. In JSON the members of the nested records are members of the
 * run itself.
 *
 * @param stage always {@code training}
 * @param state {@code queued}, {@code running}, {@code done}, {@code dead} when it failed
 *     permanently, {@code paused} when all its requests are paused, or {@code unwanted} when every
 *     study that requested it was cancelled
 * @param cells that requested the run
 * @param models once it is done
 */
public record RunView(
    String runKey,
    String stage,
    String state,
    @JsonUnwrapped RunView.Training training,
    @JsonUnwrapped RunView.Engine engine,
    @JsonUnwrapped RunView.Attempts attempts,
    @JsonUnwrapped RunView.Cost cost,
    @JsonUnwrapped RunView.Times times,
    List<RunView.CellOfStudy> cells,
    @Nullable TrainedModels models) {

  /** What is trained. */
  public record Training(
      String backbone, String weights, String head, boolean frozen, double subsetRatio, long seed) {
    static Training of(RunSpec spec) {
      Keys.Training key = spec.training();
      return new Training(
          key.backbone(),
          spec.weights().source(),
          key.head(),
          key.frozen(),
          key.subsetRatio(),
          key.seed());
    }
  }

  /**
   * What it is trained with.
   *
   * @param threads of the engine
   * @param device {@code cpu} or {@code cuda}
   * @param engine name and version
   */
  public record Engine(int threads, String device, String engine) {
    static Engine of(RunSpec spec) {
      Keys.Training key = spec.training();
      return new Engine(key.threads(), key.deviceClass(), key.engine());
    }
  }

  /**
   * How its attempts went.
   *
   * @param attempts number of claims so far
   * @param failures attempts that failed
   * @param worker that has the lease
   * @param reason of the last failure
   */
  public record Attempts(
      int attempts, int failures, @Nullable String worker, @Nullable String reason) {
    static Attempts of(WorkStatus work) {
      return new Attempts(work.attempts(), work.failures(), work.worker(), work.reason());
    }
  }

  /**
   * What the successful attempt took.
   *
   * @param seconds of wall-clock time
   * @param cpuSeconds of processor time
   * @param peakMemoryBytes of the child process
   */
  public record Cost(
      @Nullable Double seconds, @Nullable Double cpuSeconds, @Nullable Long peakMemoryBytes) {
    static Cost of(RunRow row) {
      return new Cost(row.seconds, row.cpuSeconds, row.peakMemory);
    }
  }

  /**
   * When it happened.
   *
   * @param plannedAt when it was first requested
   * @param startedAt when the last attempt began
   * @param endedAt when it was done or failed permanently
   */
  public record Times(Instant plannedAt, @Nullable Instant startedAt, @Nullable Instant endedAt) {
    static Times of(RunRow row, WorkStatus work) {
      return new Times(row.plannedAt, work.claimedAt(), work.endedAt());
    }
  }

  /** A cell that requested the run. */
  public record CellOfStudy(String studyId, String cellId) {}

  static RunView of(RunRow row, WorkStatus work, List<CellRunRow> cells) {
    RunSpec spec = row.spec();
    return new RunView(
        row.runKey,
        "training",
        state(work),
        Training.of(spec),
        Engine.of(spec),
        Attempts.of(work),
        Cost.of(row),
        Times.of(row, work),
        cells.stream().map(cell -> new CellOfStudy(cell.studyId, cell.cellId)).toList(),
        row.models().orElse(null));
  }

  private static String state(WorkStatus work) {
    if (work.state() == WorkStatus.State.QUEUED && !work.wanted()) {
      return work.paused() ? "paused" : "unwanted";
    }
    return work.state().name().toLowerCase(Locale.ROOT);
  }
}
