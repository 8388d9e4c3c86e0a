// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference.store;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.PredictionsReady.Corrupted;
import dev.assay.contracts.file.Origin;
import dev.assay.contracts.job.ScorerResult;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The predictions of a scoring, and what they cost. */
@Entity
@Table(name = "score")
@NullUnmarked
public class ScoreRow extends PanacheEntityBase {
  @Id
  @Column(name = "scoring_key")
  public String scoringKey;

  @Column public String test;
  @Column public String validation;
  @Column public int images;

  /** Number of images with known predictions, which were not scored again. */
  @Column public int known;

  /** Scorings with the same key predict the same for the same image. */
  @Column(name = "image_key")
  public @Nullable String imageKey;

  /** The split manifest, which has the hashes of the images. */
  @Column public @Nullable String manifest;

  /** Predictions on corruptions of the test images: JSON. */
  @Column public @Nullable String corrupted;

  /** What scored it; absent in rows of earlier releases. */
  @Column public @Nullable String origin;

  @Column public double seconds;

  @Column(name = "cpu_seconds")
  public double cpuSeconds;

  @Column(name = "made_at", insertable = false, updatable = false)
  public Instant madeAt;

  public static Optional<ScoreRow> of(String scoringKey) {
    return findByIdOptional(scoringKey);
  }

  /** The other scorings that predict the same for the same image, the newest first. */
  public static List<ScoreRow> alike(String imageKey, String scoringKey) {
    return list(
        "imageKey = ?1 and scoringKey <> ?2 order by madeAt desc, scoringKey",
        imageKey,
        scoringKey);
  }

  /** Keeps the first: equal keys have equal predictions. */
  public static ScoreRow keep(
      String scoringKey,
      @Nullable String imageKey,
      ArtifactRef manifest,
      ArtifactRef test,
      ArtifactRef validation,
      List<Corrupted> corrupted,
      ScorerResult result,
      Origin origin) {
    return of(scoringKey)
        .orElseGet(
            () -> {
              ScoreRow row = new ScoreRow();
              row.scoringKey = scoringKey;
              row.imageKey = imageKey;
              row.manifest = Json.write(manifest);
              row.known = Objects.requireNonNullElse(result.known(), 0);
              row.test = Json.write(test);
              row.validation = Json.write(validation);
              row.corrupted = corrupted.isEmpty() ? null : Json.write(corrupted);
              row.images = result.images();
              row.seconds = result.seconds();
              row.cpuSeconds = result.cpuSeconds();
              row.origin = Json.write(origin);
              row.persist();
              return row;
            });
  }

  public @Nullable Origin origin() {
    return origin == null ? null : Json.read(origin, Origin.class);
  }

  public ArtifactRef manifest() {
    return Json.read(Objects.requireNonNull(manifest), ArtifactRef.class);
  }

  public ArtifactRef test() {
    return Json.read(test, ArtifactRef.class);
  }

  public ArtifactRef validation() {
    return Json.read(validation, ArtifactRef.class);
  }

  /** On corruptions of the test images; empty if there are none. */
  public List<Corrupted> corrupted() {
    return corrupted == null ? List.of() : List.of(Json.read(corrupted, Corrupted[].class));
  }
}
