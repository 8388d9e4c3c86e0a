// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.inference.child.ScratchFolders;
import dev.assay.inference.store.SplitRow;
import dev.assay.inference.store.TrainedRunRow;
import dev.assay.outbox.ErasedStudies;
import dev.assay.outbox.Removal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Removes what this service has of erased studies, but for what other studies share. */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
public class Erasure {
  private static final Logger LOG = Logger.getLogger(Erasure.class);

  private final ErasedStudies erased;
  private final ScratchFolders folders;
  private final ArtifactStore store;
  private final Announcements announcements;

  Erasure(
      ErasedStudies erased,
      ScratchFolders folders,
      ArtifactStore store,
      Announcements announcements) {
    this.erased = erased;
    this.folders = folders;
    this.store = store;
    this.announcements = announcements;
  }

  /** Whether nothing of this study is to be taken in. */
  public boolean has(String studyId) {
    return erased.has(studyId);
  }

  public void erase(ErasureRequested event) {
    Removal removal = erased.begin(event.erasure(), event.ids());
    Set<String> abandoned = Set.copyOf(removal.abandoned());
    List<ScoringJob> gone =
        event.ids().stream()
            .flatMap(Erasure::jobs)
            .filter(job -> abandoned.contains(job.scoringKey()))
            .toList();
    removal.deleteOfStudies("trained_run");
    removal.deleteOfStudies("split");
    removal.deleteOfStudies("cancelled_study");
    removal.deleteAbandoned("score", "scoring_key");
    features(gone, removal).forEach(key -> removal.delete("features", "features_key = ?", key));
    gone.stream()
        .flatMap(job -> explanations(job, removal))
        .distinct()
        .forEach(key -> forgetExplanation(key, removal));
    // Before the commit, so that an attempt that is broken off is repeated with all of it.
    abandoned.forEach(key -> removal.count("files of scorings", folders.forget(key)));
    announcements.erased(event, removal);
    LOG.infof("erasure %s: %s", event.erasure(), removal.removed());
  }

  /**
   * Keys of the explanations of a model on the images of a scoring. Studies that share the model
   * and the images share the scoring, too, so none is left that may show them.
   */
  private static Stream<String> explanations(ScoringJob job, Removal removal) {
    return removal
        .values(
            "select work_key from work where work_key like ? and position(? in payload) > 0 and"
                + " position(? in payload) > 0",
            ExplanationJob.ANY_KEY,
            job.model().sha256(),
            job.pixels().sha256())
        .stream();
  }

  private void forgetExplanation(String key, Removal removal) {
    removal.delete("work_demand", "work_key = ?", key);
    removal.delete("work", "work_key = ?", key);
    removal.delete("explanation", "explanation_key = ?", key);
    removal.count("files of explanations", folders.forget(ExplanationJob.hash(key)));
  }

  private static Stream<ScoringJob> jobs(String studyId) {
    return TrainedRunRow.ofStudy(studyId).stream()
        .flatMap(
            run ->
                SplitRow.of(studyId, run.dataset).stream()
                    .map(split -> ScoringJob.of(run.event(), split.event())));
  }

  /** Keys of the features that no other scoring has. */
  private Set<String> features(List<ScoringJob> gone, Removal removal) {
    Set<String> keys = new TreeSet<>();
    gone.forEach(job -> keys.addAll(featuresKeys(job)));
    if (keys.isEmpty()) {
      return keys;
    }
    gone.stream()
        .map(job -> job.pixels().sha256())
        .distinct()
        .flatMap(
            pixels ->
                removal
                    .values(
                        "select payload from work where work_key not like ? and position(? in"
                            + " payload) > 0",
                        ExplanationJob.ANY_KEY,
                        pixels)
                    .stream())
        .map(payload -> Json.read(payload, ScoringJob.class))
        .forEach(job -> featuresKeys(job).forEach(keys::remove));
    return keys;
  }

  /**
   * Empty where there are none, and where the manifest that would say so is lost or of no use: that
   * must not hold up an erasure.
   */
  private List<String> featuresKeys(ScoringJob job) {
    try {
      return job.featuresKeys(ModelManifest.read(store.local(job.modelManifest())));
    } catch (ArtifactException.Missing | ArtifactException.Corrupt | IllegalArgumentException e) {
      LOG.warnf("the features of a scoring are not known: %s", e.getMessage());
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("a model manifest cannot be read", e);
    }
  }
}
