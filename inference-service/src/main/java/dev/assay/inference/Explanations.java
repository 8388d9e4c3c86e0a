// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.Explanation;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.inference.store.ExplanationRow;
import dev.assay.outbox.WorkQueue;
import dev.assay.outbox.WorkStatus;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import dev.assay.weights.BackboneCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explanations that people ask for. The same question is answered once, whoever asks. */
@ApplicationScoped
@Transactional
public class Explanations {
  static final String GROUP = "explanations";

  /** Somebody waits for it, and it takes seconds. */
  private static final int PRIORITY = 100;

  private static final String REQUESTER = "page-";
  private static final int CONFLICT = 409;
  private static final int UNPROCESSABLE = 422;
  private static final int TOO_MANY = 429;

  private final WorkQueue queue;
  private final ArtifactStore store;
  private final InferenceConfig config;

  Explanations(WorkQueue queue, ArtifactStore store, InferenceConfig config) {
    this.queue = queue;
    this.store = store;
    this.config = config;
  }

  /**
   * What is asked.
   *
   * @param trained the model
   * @param split that has the image
   * @param image its keyed id
   * @param label index of the class that is explained
   */
  public record Question(ModelTrained trained, SplitPublished split, String image, int label) {}

  /**
   * How an explanation stands.
   *
   * @param state {@code queued}, {@code running}, {@code done} or {@code dead}
   * @param reason why it failed, or what it waits for
   * @param explanation absent until it is done
   */
  public record Standing(
      String state, @Nullable String reason, @Nullable ArtifactRef explanation) {}

  /**
   * How an explanation stands; empty if nobody has asked for it, or it was made too long ago.
   *
   * @throws ProblemException if the model cannot be explained
   */
  public Optional<Standing> find(Question question) {
    return standing(job(question).key());
  }

  private Optional<Standing> standing(String key) {
    // Before the row, which is written by the transaction that ends the work.
    Optional<Standing> unfinished =
        queue
            .status(key)
            .filter(status -> status.state() != WorkStatus.State.DONE)
            .map(
                status ->
                    new Standing(
                        status.state().name().toLowerCase(Locale.ROOT), status.reason(), null));
    return unfinished.or(
        () -> ExplanationRow.of(key).map(artifact -> new Standing("done", null, artifact)));
  }

  /**
   * Requests an explanation. One that failed is tried again, and one that the store has lost is
   * made again.
   *
   * @throws ProblemException if the model cannot be explained, or too many explanations wait
   */
  public Standing request(Question question) {
    ExplanationJob job = job(question);
    Optional<WorkStatus> before = queue.status(job.key());
    Optional<ArtifactRef> known = ExplanationRow.of(job.key());
    if (known.filter(store::isIntact).isPresent()) {
      return new Standing("done", null, known.get());
    }
    if (before.isEmpty() || before.get().state() == WorkStatus.State.DEAD) {
      requireRoom();
    }
    if (before.filter(status -> status.state() == WorkStatus.State.DONE).isPresent()) {
      queue.redo(job.key());
    }
    // Who has asked for work that failed asks anew under another name; else nothing would happen.
    int attempts =
        before
            .filter(status -> status.state() == WorkStatus.State.DEAD)
            .map(WorkStatus::attempts)
            .orElse(0);
    queue.request(job.key(), Json.write(job), REQUESTER + attempts, GROUP, PRIORITY);
    return standing(job.key()).orElseThrow();
  }

  private void requireRoom() {
    // Requests of one moment would all count what was there before them.
    ExplanationRow.oneAtATime();
    int most = config.explanationsWaiting();
    if (queue.waiting(GROUP) >= most) {
      throw new ProblemException(
          Problem.of(TOO_MANY, most + " explanations wait already; ask again when some are done"));
    }
  }

  private ExplanationJob job(Question question) {
    ModelManifest model = manifest(question.trained());
    boolean attends = BackboneCatalogue.attendsEverywhere(model.run().backbone());
    Explanation.refusal(model.run(), attends)
        .ifPresent(
            why -> {
              throw new ProblemException(
                  Problem.of(UNPROCESSABLE, "this model cannot be explained: " + why));
            });
    int classes = model.classes().size();
    if (question.label() >= classes) {
      throw new ProblemException(
          Problem.badRequest(
              "label must be the index of a class, 0 to %d, not '%d'"
                  .formatted(classes - 1, question.label())));
    }
    try {
      return ExplanationJob.of(
          question.trained(), question.split(), attends, question.image(), question.label());
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.of(CONFLICT, e.getMessage()));
    }
  }

  private ModelManifest manifest(ModelTrained trained) {
    try {
      return ModelManifest.read(store.local(trained.manifest()));
    } catch (ArtifactException.Missing e) {
      throw new ProblemException(
          Problem.of(
              CONFLICT,
              "the artifact store has lost the manifest of the model: the operator can repair it",
              Actor.OPERATOR));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
