// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.store;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.SplitPublished;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/** The newest split of one data set of a study. */
@Entity
@Table(name = "split")
@IdClass(SplitRow.Key.class)
@NullUnmarked
public class SplitRow extends PanacheEntityBase {
  /** Its key. */
  public record Key(String studyId, String dataset) implements Serializable {}

  @Id
  @Column(name = "study_id")
  public String studyId;

  @Id @Column public String dataset;

  @Column public String payload;

  /** Stores the event; it replaces an earlier one. */
  public static void keep(SplitPublished event) {
    SplitRow row = findById(new Key(event.studyId(), event.dataset()));
    if (row == null) {
      row = new SplitRow();
      row.studyId = event.studyId();
      row.dataset = event.dataset();
      row.payload = Json.write(event);
      row.persist();
    } else {
      row.payload = Json.write(event);
    }
  }

  public static List<SplitPublished> ofStudy(String studyId) {
    return SplitRow.<SplitRow>list("studyId", studyId).stream()
        .map(row -> Json.read(row.payload, SplitPublished.class))
        .toList();
  }
}
