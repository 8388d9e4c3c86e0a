// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.store;

import dev.assay.contracts.Json;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/** One published comparison of models on a test set. The table keeps its first name. */
@Entity
@Table(name = "look")
@NullUnmarked
public class InterimAnalysisRow extends PanacheEntityBase {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  @Column(name = "study_id")
  public String studyId;

  @Column public String dataset;

  /** Of the test images. */
  @Column(name = "test_hash")
  public String testHash;

  @Column(name = "comparison_key")
  public String comparisonKey;

  /** Their ids, as JSON. */
  @Column public String cells;

  /** Oldest first. */
  public static List<InterimAnalysisRow> of(String studyId, String dataset) {
    return list("studyId = ?1 and dataset = ?2 order by id", studyId, dataset);
  }

  /** How often other studies have compared models on these images. */
  public static int byOthers(String studyId, String testHash) {
    return Math.toIntExact(count("studyId <> ?1 and testHash = ?2", studyId, testHash));
  }

  public static void keep(
      String studyId, String dataset, String testHash, String comparisonKey, List<String> cells) {
    if (count(
            "studyId = ?1 and dataset = ?2 and comparisonKey = ?3", studyId, dataset, comparisonKey)
        > 0) {
      return;
    }
    InterimAnalysisRow row = new InterimAnalysisRow();
    row.studyId = studyId;
    row.dataset = dataset;
    row.testHash = testHash;
    row.comparisonKey = comparisonKey;
    row.cells = Json.write(cells);
    row.persist();
  }

  public List<String> cells() {
    return List.of(Json.read(cells, String[].class));
  }
}
