package dev.assay.inference.store;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.job.ScorerResult;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** Where the predictions of a scoring lie, and what they cost. */
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
  @Column public double seconds;

  @Column(name = "cpu_seconds")
  public double cpuSeconds;

  public static Optional<ScoreRow> of(String scoringKey) {
    return findByIdOptional(scoringKey);
  }

  /** Keeps the first: equal keys have equal predictions. */
  public static ScoreRow keep(
      String scoringKey, ArtifactRef test, ArtifactRef validation, ScorerResult result) {
    return of(scoringKey)
        .orElseGet(
            () -> {
              ScoreRow row = new ScoreRow();
              row.scoringKey = scoringKey;
              row.test = Json.write(test);
              row.validation = Json.write(validation);
              row.images = result.images();
              row.seconds = result.seconds();
              row.cpuSeconds = result.cpuSeconds();
              row.persist();
              return row;
            });
  }

  public ArtifactRef test() {
    return Json.read(test, ArtifactRef.class);
  }

  public ArtifactRef validation() {
    return Json.read(validation, ArtifactRef.class);
  }
}
