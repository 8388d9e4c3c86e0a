// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.store;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.PredictionsReady;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** The newest predictions of one seed of a cell. */
@Entity
@Table(name = "prediction")
@NullUnmarked
public class PredictionRow extends PanacheEntityBase {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  @Column(name = "study_id")
  public String studyId;

  @Column(name = "cell_id")
  public String cellId;

  @Column public long seed;
  @Column public String payload;

  public static Optional<PredictionRow> of(String studyId, String cellId, long seed) {
    return find("studyId = ?1 and cellId = ?2 and seed = ?3", studyId, cellId, seed)
        .firstResultOptional();
  }

  public static List<PredictionRow> ofStudy(String studyId) {
    return list("studyId", studyId);
  }

  public static List<PredictionRow> ofCell(String studyId, String cellId) {
    return list("studyId = ?1 and cellId = ?2", studyId, cellId);
  }

  public PredictionsReady event() {
    return Json.read(payload, PredictionsReady.class);
  }
}
