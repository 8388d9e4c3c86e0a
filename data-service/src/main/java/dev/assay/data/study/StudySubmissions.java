// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.contracts.FaultException;
import dev.assay.contracts.Json;
import dev.assay.contracts.evaluation.RobustnessPlan;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.study.StudySpec;
import dev.assay.data.store.Locks;
import dev.assay.data.store.NewDataRuleRow;
import dev.assay.data.store.PixelsRow;
import dev.assay.data.store.StudyRow;
import dev.assay.data.study.StudyPlan.PlannedSplit;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Accepts studies. First everything is checked and every file is stored; then one transaction
 * stores the study, its cells and its events, so a study exists completely or not at all.
 */
@ApplicationScoped
public class StudySubmissions {
  private static final Logger LOG = Logger.getLogger(StudySubmissions.class);

  private final StudyPlanner planner;
  private final SplitFiles files;
  private final ImportedFeatures features;
  private final SplitHistory history;
  private final StartedStudies started;
  private final EntityManager entities;

  StudySubmissions(
      StudyPlanner planner,
      SplitFiles files,
      ImportedFeatures features,
      SplitHistory history,
      StartedStudies started,
      EntityManager entities) {
    this.planner = planner;
    this.files = files;
    this.features = features;
    this.history = history;
    this.started = started;
    this.entities = entities;
  }

  /**
   * Submits a study. If the same study with the same images and weights is running or done, that
   * study is the answer.
   *
   * @param text YAML or JSON
   * @throws FaultException with every fault; nothing is stored then
   * @throws IOException if the disk is full
   */
  public Submission submit(String text) throws IOException {
    return submit(text, StudyRevision.FIRST).withWarnings(planner.warnings(text));
  }

  /**
   * Submits a revision of a study. With the same data it is the same study.
   *
   * @throws FaultException with every fault, for example because a class has become too small
   * @throws IOException if the disk is full
   */
  Submission submit(String text, StudyRevision revision) throws IOException {
    Optional<Submission> made = trySubmit(text, revision);
    while (made.isEmpty()) {
      // Another study has split a newer version of one of the data sets in the meantime.
      made = trySubmit(text, revision);
    }
    return made.get();
  }

  /** Empty if a split that this study continues is no longer the newest. */
  private Optional<Submission> trySubmit(String text, StudyRevision revision) throws IOException {
    StudyPlan plan = revision.plan(planner, text);
    String content = plan.contentHash();
    Optional<Submission> before =
        QuarkusTransaction.requiringNew().call(() -> reusable(content, plan.spec(), text));
    if (before.isPresent()) {
      return before;
    }
    List<SplitFiles.Stored> splits = new ArrayList<>();
    SplitFiles.Packed packed = new SplitFiles.Packed();
    for (PlannedSplit split : plan.splits()) {
      splits.add(
          files
              .store(split, plan.sizes(split.dataset()), packed)
              .withFeatures(features.store(split, plan.cells())));
    }
    Optional<Submission> made =
        QuarkusTransaction.requiringNew()
            .call(() -> reusableOrNew(plan, text, revision, content, splits));
    made.ifPresent(
        study ->
            LOG.infof(
                "study %s: %d cells, %d seeds", study.studyId(), study.cells(), study.seeds()));
    return made;
  }

  /** The result that {@link #submit} would have; stores nothing. */
  public Submission preview(String text) {
    StudyPlan plan = planner.plan(text);
    String content = plan.contentHash();
    return QuarkusTransaction.requiringNew()
        .call(() -> StudyRow.newest(content).filter(StudyRow::isReusable).map(Submission::known))
        .orElseGet(() -> Submission.preview(StartedStudies.id(content, 1), plan))
        .withWarnings(planner.warnings(text));
  }

  private static Optional<Submission> reusable(String content, StudySpec spec, String text) {
    Optional<StudyRow> found = StudyRow.newest(content).filter(StudyRow::isReusable);
    found.ifPresent(row -> keepNewDataRule(spec, text, row.studyId));
    return found.map(Submission::known);
  }

  /** The reaction to new data is not part of a study's identity, so the last submission counts. */
  private static void keepNewDataRule(StudySpec spec, String text, String studyId) {
    StudySpec.OnNewData onNewData = spec.onNewData();
    if (onNewData == null) {
      NewDataRuleRow.remove(spec.name());
      return;
    }
    NewDataRuleRow row = new NewDataRuleRow();
    row.name = spec.name();
    row.onNewData = onNewData;
    row.study = text;
    row.studyId = studyId;
    NewDataRuleRow.keep(row);
  }

  private Optional<Submission> reusableOrNew(
      StudyPlan plan,
      String text,
      StudyRevision revision,
      String content,
      List<SplitFiles.Stored> splits) {
    Locks.take(entities, Locks.ERASURE);
    plan.refuseWhatWasErased();
    Locks.take(entities, "study:" + content);
    Optional<StudyRow> newest = StudyRow.newest(content);
    if (newest.isPresent() && newest.get().isReusable()) {
      keepNewDataRule(plan.spec(), text, newest.get().studyId);
      return Optional.of(Submission.known(newest.get()));
    }
    for (SplitFiles.Stored split : splits) {
      if (!split.planned().testOnly() && !history.keep(split.planned(), split.file())) {
        QuarkusTransaction.setRollbackOnly();
        return Optional.empty();
      }
    }
    int attempt = newest.map(row -> row.attempt + 1).orElse(1);
    String id = StartedStudies.id(content, attempt);
    StudySubmitted submitted = event(id, plan);
    @Nullable RobustnessPlan robustness = plan.spec().evaluation().robustness();
    List<SplitPublished> published =
        splits.stream().map(split -> split.event(id, robustness)).toList();
    StudyRow row = new StudyRow();
    row.contentHash = content;
    row.attempt = attempt;
    row.notes = Json.write(plan.notesAndWarnings());
    row.revision = revision.number();
    row.previous = revision.previous();
    for (SplitFiles.Stored split : splits) {
      for (SplitPublished.Pixels pixels : split.pixels()) {
        PixelsRow.keep(split.planned().version(), pixels);
      }
    }
    started.start(row, submitted, published);
    keepNewDataRule(plan.spec(), text, id); // refers to the row
    return Optional.of(Submission.fresh(row));
  }

  private static StudySubmitted event(String id, StudyPlan plan) {
    StudySpec spec = plan.spec();
    return new StudySubmitted(
        id,
        spec.name(),
        plan.cells(),
        spec.seeds(),
        spec.checkpoint(),
        spec.evaluation(),
        spec.threads(),
        spec.device(),
        plan.notes(),
        spec.comparison(),
        plan.exploratory());
  }
}
