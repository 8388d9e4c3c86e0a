package dev.assay.training.api;

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
 * A training, for people and scripts.
 *
 * @param state {@code queued}, {@code running}, {@code done}, {@code dead}, {@code paused} when
 *     those who wait have paused, or {@code unwanted} when every study that asked for it was
 *     cancelled
 * @param attempts claims so far
 * @param failures claims that ended badly
 * @param reason of the last failure
 * @param seconds of the attempt that ended well
 */
public record RunView(
    String runKey,
    String stage,
    String state,
    String backbone,
    String weights,
    String head,
    boolean frozen,
    double subsetRatio,
    long seed,
    int threads,
    String device,
    String engine,
    int attempts,
    int failures,
    @Nullable String worker,
    @Nullable String reason,
    @Nullable Double seconds,
    @Nullable Double cpuSeconds,
    @Nullable Long peakMemoryBytes,
    Instant plannedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    List<RunView.CellOfStudy> cells,
    @Nullable TrainedModels models) {

  /** Somebody who asked for the run. */
  public record CellOfStudy(String studyId, String cellId) {}

  static RunView of(RunRow row, WorkStatus work, List<CellRunRow> cells) {
    RunSpec spec = row.spec();
    boolean idle = work.state() == WorkStatus.State.QUEUED && !work.wanted();
    return new RunView(
        row.runKey,
        "training",
        idle
            ? (work.paused() ? "paused" : "unwanted")
            : work.state().name().toLowerCase(Locale.ROOT),
        spec.training().backbone(),
        spec.weights().source(),
        spec.training().head(),
        spec.training().frozen(),
        spec.training().subsetRatio(),
        spec.training().seed(),
        spec.training().threads(),
        spec.training().deviceClass(),
        spec.training().engine(),
        work.attempts(),
        work.failures(),
        work.worker(),
        work.reason(),
        row.seconds,
        row.cpuSeconds,
        row.peakMemory,
        row.plannedAt,
        work.claimedAt(),
        work.endedAt(),
        cells.stream().map(cell -> new CellOfStudy(cell.studyId, cell.cellId)).toList(),
        row.models().orElse(null));
  }
}
