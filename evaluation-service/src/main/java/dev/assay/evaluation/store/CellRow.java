// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** How far the evaluation of a study's cell has come. */
@Entity
@Table(name = "cell")
@NullUnmarked
public class CellRow extends PanacheEntityBase {
  /**
   *
   *
   * <pre>
   * WAITING --all seeds are there--> EVALUATING ----> DONE
   *                                     ^    +------> FAILED
   *                                     +-- other predictions --+
   * </pre>
   */
  public enum State {
    WAITING,
    EVALUATING,
    DONE,
    FAILED
  }

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  @Column(name = "study_id")
  public String studyId;

  @Column(name = "cell_id")
  public String cellId;

  @Column public String dataset;

  @Column(name = "subset_ratio")
  public double subsetRatio;

  /** Whether it takes part in comparisons. */
  @Column public boolean comparable;

  @Enumerated(EnumType.STRING)
  @Column
  public State state;

  /** Key of the evaluation of the present predictions. */
  @Column(name = "evaluation_key")
  public @Nullable String evaluationKey;

  /** Key of the metrics that were published last. */
  @Column(name = "announced_key")
  public @Nullable String announcedKey;

  @Column public @Nullable String reason;

  public static Optional<CellRow> of(String studyId, String cellId) {
    return find("studyId = ?1 and cellId = ?2", studyId, cellId).firstResultOptional();
  }

  /** In the order of the study. */
  public static List<CellRow> ofStudy(String studyId) {
    return list("studyId = ?1 order by id", studyId);
  }

  public static List<CellRow> ofDataset(String studyId, String dataset) {
    return list("studyId = ?1 and dataset = ?2 order by id", studyId, dataset);
  }

  /**
   * Whether a cell that is to be compared still waits for its metrics. A cell that has failed waits
   * only while it is evaluated again.
   */
  public static boolean anyUnsettled(String studyId, String dataset) {
    Object found =
        getEntityManager()
            .createNativeQuery(
                """
                select exists (
                  select from cell c
                  where c.study_id = ?1 and c.dataset = ?2 and c.state <> 'DONE' and c.comparable
                    and (c.state = 'EVALUATING' or not exists (
                      select from failure f
                      where f.study_id = c.study_id and f.cell_id = c.cell_id)))
                """)
            .setParameter(1, studyId)
            .setParameter(2, dataset)
            .getSingleResult();
    return (Boolean) found;
  }

  /** The cell of the newest study, where several studies have it. */
  public static Optional<CellRow> newest(String cellId) {
    return find("cellId = ?1 order by id desc", cellId).firstResultOptional();
  }
}
