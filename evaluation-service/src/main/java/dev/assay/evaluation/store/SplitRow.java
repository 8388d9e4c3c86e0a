// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.store;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.SplitPublished;
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

/** The newest split of a study's data set. */
@Entity
@Table(name = "split")
@NullUnmarked
public class SplitRow extends PanacheEntityBase {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  @Column(name = "study_id")
  public String studyId;

  @Column public String dataset;
  @Column public String payload;

  public static Optional<SplitRow> of(String studyId, String dataset) {
    return find("studyId = ?1 and dataset = ?2", studyId, dataset).firstResultOptional();
  }

  public static List<SplitRow> ofStudy(String studyId) {
    return list("studyId", studyId);
  }

  /** Whether the images of a data set may show several findings; no before its split is here. */
  public static boolean hasFindings(String studyId, String dataset) {
    return of(studyId, dataset)
        .map(SplitRow::event)
        .filter(SplitPublished::hasFindings)
        .isPresent();
  }

  public SplitPublished event() {
    return Json.read(payload, SplitPublished.class);
  }
}
