package dev.assay.evaluation;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Cell;
import dev.assay.contracts.ComparisonPlan;
import dev.assay.contracts.EvaluationPlan;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.ComparisonsFile.LeftOut;
import dev.assay.evaluation.comparisons.CellFacts;
import dev.assay.evaluation.comparisons.CellNames;
import dev.assay.evaluation.comparisons.ComparisonJob;
import dev.assay.evaluation.comparisons.ComparisonJob.CellPredictions;
import dev.assay.evaluation.metrics.CellJob;
import dev.assay.evaluation.store.CellRow;
import dev.assay.evaluation.store.ComparisonDemandRow;
import dev.assay.evaluation.store.ComparisonRow;
import dev.assay.evaluation.store.FailureRow;
import dev.assay.evaluation.store.LookRow;
import dev.assay.evaluation.store.SplitRow;
import dev.assay.evaluation.store.StudyRow;
import dev.assay.outbox.Demand;
import dev.assay.outbox.WorkQueue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Demands the comparison of a data set's cells as soon as each of them has its metrics or will have
 * none, and again whenever that changes: a cell that comes late, or has other predictions. Told by
 * this service's own events, because then the metrics of every cell before are there to be seen.
 * Every method runs in the caller's transaction.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class Comparisons {
  private static final Logger LOG = Logger.getLogger(Comparisons.class);
  private static final int PRIORITY = 0;

  private final WorkQueue queue;
  private final Announcements announcements;
  private final PooledRows pooled;

  Comparisons(WorkQueue queue, Announcements announcements, PooledRows pooled) {
    this.queue = queue;
    this.announcements = announcements;
    this.pooled = pooled;
  }

  /** The key of the work that makes a comparison. */
  public static String workKey(String comparisonKey) {
    return ComparisonWork.workKey(comparisonKey);
  }

  /** A cell has its metrics. */
  public void evaluated(String studyId) {
    StudyRow.lock(studyId);
    demandWhatIsSettled(studyId);
  }

  /** A cell will have no metrics unless somebody acts. */
  public void failed(CellFailed event) {
    StudyRow.lock(event.studyId());
    FailureRow.keep(event.studyId(), event.cellId(), event.reason());
    pooled.failed(event);
    demandWhatIsSettled(event.studyId());
  }

  private void demandWhatIsSettled(String studyId) {
    StudyRow row = StudyRow.of(studyId);
    if (row == null) {
      return; // its own cells will tell
    }
    StudySubmitted study = row.event();
    Map<String, List<Cell>> ofDataset =
        study.cells().stream().collect(groupingBy(Cell::dataset, TreeMap::new, toList()));
    // In the order of the keys, as the queue asks for where several are offered.
    Map<String, ComparisonJob> jobs = new TreeMap<>();
    for (List<Cell> cells : ofDataset.values()) {
      // Folds are compared together, where each image is tested once.
      if (PooledRows.arePooled(study, cells)) {
        continue;
      }
      settled(study, cells)
          .flatMap(job -> unlessKnown(study, job))
          .ifPresent(job -> jobs.put(job.key(), job));
    }
    jobs.forEach((key, job) -> demand(studyId, key, job));
  }

  /** Empty while a cell may still change, and where there are not two to compare. */
  private static Optional<ComparisonJob> settled(StudySubmitted study, List<Cell> cells) {
    String studyId = study.studyId();
    String dataset = cells.getFirst().dataset();
    Optional<SplitRow> split = SplitRow.of(studyId, dataset);
    if (split.isEmpty()) {
      return Optional.empty();
    }
    Map<String, CellRow> rows =
        CellRow.ofStudy(studyId).stream().collect(toMap(row -> row.cellId, row -> row));
    CellJobs jobs = CellJobs.of(study);
    Map<String, String> names = CellNames.of(cells);
    List<CellPredictions> compared = new ArrayList<>();
    List<Cell> comparable = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (Cell cell : cells) {
      CellRow row = rows.get(cell.cellId());
      String name = names.get(cell.cellId());
      if (!cell.isComparable()) {
        leftOut.add(new LeftOut(cell.cellId(), name, "it repeats accidents of the original study"));
      } else if (row.state == CellRow.State.DONE) {
        // of just these predictions: newer ones would have made it EVALUATING
        CellJob job = jobs.of(cell.cellId()).orElseThrow();
        comparable.add(cell);
        compared.add(
            CellPredictions.of(cell.cellId(), Objects.requireNonNull(row.announcedKey), job));
      } else if (row.state != CellRow.State.EVALUATING
          && FailureRow.of(studyId, cell.cellId()).isPresent()) {
        leftOut.add(new LeftOut(cell.cellId(), name, "it has no result"));
      } else {
        return Optional.empty();
      }
    }
    if (compared.size() < 2) {
      return Optional.empty();
    }
    ComparisonPlan plan =
        Objects.requireNonNullElseGet(study.comparison(), ComparisonPlan::standard);
    return Optional.of(
        new ComparisonJob(
            dataset,
            plan,
            study.comparison() != null,
            study.evaluation(),
            split.get().event().manifest(),
            split.get().event().hashes().test(),
            plan.referenceAmong(cells).map(Cell::cellId).orElse(null),
            names,
            compared,
            leftOut,
            List.of(),
            0,
            false,
            study.isExploratory(dataset),
            split.get().event().external(),
            CellFacts.of(comparable, names)));
  }

  /**
   * Compares the same predictions otherwise. Whoever sees it has looked at the test set once more.
   *
   * @param plan absent: the study's
   * @return the key under which it can be asked for; empty while a cell may still change
   */
  public Optional<String> again(
      String studyId, List<Cell> cells, @Nullable ComparisonPlan plan, EvaluationPlan evaluation) {
    StudyRow.lock(studyId);
    StudySubmitted study = Objects.requireNonNull(StudyRow.of(studyId)).event();
    return settled(study, cells)
        .map(
            job -> {
              ComparisonPlan other = plan == null ? job.plan() : plan;
              ComparisonJob asked =
                  job.with(
                          other,
                          evaluation,
                          other.referenceAmong(cells).map(Cell::cellId).orElse(null))
                      .after(
                          LookRow.of(studyId, job.dataset()).stream().map(LookRow::cells).toList(),
                          LookRow.byOthers(studyId, job.testHash()));
              queue.offer(
                  ComparisonWork.workKey(asked.key()),
                  Json.write(asked),
                  "comparison " + asked.key() + " asked for",
                  studyId,
                  PRIORITY);
              return asked.key();
            });
  }

  /** The job with the looks before it; empty if just this is wanted already. */
  private Optional<ComparisonJob> unlessKnown(StudySubmitted study, ComparisonJob job) {
    ComparisonDemandRow demand =
        ComparisonDemandRow.of(study.studyId(), job.dataset())
            .orElseGet(
                () -> {
                  ComparisonDemandRow row = new ComparisonDemandRow();
                  row.studyId = study.studyId();
                  row.dataset = job.dataset();
                  row.persist();
                  return row;
                });
    if (job.subject().equals(demand.subject)) {
      return Optional.empty();
    }
    // before the lock, in the order in which a completion takes the same rows
    queue.withdraw(study.studyId(), demander(job.dataset()));
    demand.lock();
    List<List<String>> looks =
        LookRow.of(study.studyId(), job.dataset()).stream().map(LookRow::cells).toList();
    ComparisonJob informed = job.after(looks, LookRow.byOthers(study.studyId(), job.testHash()));
    demand.subject = job.subject();
    demand.comparisonKey = informed.key();
    demand.reason = null;
    return Optional.of(informed);
  }

  private void demand(String studyId, String key, ComparisonJob job) {
    String demander = demander(job.dataset());
    switch (queue.offer(
        ComparisonWork.workKey(key), Json.write(job), demander, studyId, PRIORITY)) {
      case WAITING ->
          LOG.infof(
              "study %s: comparison %s of %d cells demanded", studyId, key, job.cells().size());
      case DONE, KNOWN ->
          ComparisonRow.of(key)
              .ifPresent(stored -> announce(new Demand(studyId, demander), job, stored.file()));
    }
  }

  private static String demander(String dataset) {
    return "comparison of " + dataset;
  }

  /** Tells the others and counts the look; whoever wants another comparison by now is not told. */
  void announce(Demand to, ComparisonJob job, ArtifactRef file) {
    if (job.afterwards()) {
      look(to, job);
      return;
    }
    ComparisonDemandRow.of(to.group(), job.dataset())
        .filter(row -> demander(row.dataset).equals(to.demander()))
        .ifPresent(
            row -> {
              row.lock();
              if (job.key().equals(row.comparisonKey)) {
                look(to, job);
                announcements.compared(row, job.key(), file);
              }
            });
  }

  private static void look(Demand to, ComparisonJob job) {
    LookRow.keep(
        to.group(),
        job.dataset(),
        job.testHash(),
        job.key(),
        job.cells().stream().map(CellPredictions::cellId).toList());
  }

  /** There will be no comparison; whoever wants another one by now is not told. */
  void giveUp(Demand demand, ComparisonJob job, String reason, Actor actor) {
    ComparisonDemandRow.of(demand.group(), job.dataset())
        .ifPresent(
            row -> {
              row.lock();
              if (job.key().equals(row.comparisonKey)) {
                announcements.notCompared(row, job.key(), job.evaluated(), reason, actor);
              }
            });
  }
}
