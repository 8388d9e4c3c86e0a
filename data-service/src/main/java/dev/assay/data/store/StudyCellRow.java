// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** The state of a cell of a study. */
@Entity
@Table(name = "study_cell")
@IdClass(StudyCellRow.Key.class)
@NullUnmarked
public class StudyCellRow extends PanacheEntityBase {
  /** A study has each cell once. */
  public record Key(String studyId, String cellId) {}

  /** RUNNING until there are metrics or a failure; metrics that come later replace a failure. */
  public enum State {
    RUNNING,
    DONE,
    FAILED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Id
  @Column(name = "study_id")
  public String studyId;

  @Id
  @Column(name = "cell_id")
  public String cellId;

  @Column public int position;

  @Enumerated(EnumType.STRING)
  @Column
  public State state;

  /** Where it failed. */
  @Column public @Nullable String stage;

  @Column public @Nullable String reason;

  /** Who must act, in the spelling of events. */
  @Column public @Nullable String actor;

  public static Optional<StudyCellRow> of(String studyId, String cellId) {
    return findByIdOptional(new Key(studyId, cellId));
  }

  /** In the order of the study. */
  public static List<StudyCellRow> ofStudy(String studyId) {
    return list("studyId = ?1 order by position", studyId);
  }

  public static int count(String studyId, State state) {
    return Math.toIntExact(count("studyId = ?1 and state = ?2", studyId, state));
  }

  /** Whether a cell of the study has neither metrics nor a failure. */
  public static boolean anyRuns(String studyId) {
    Object found =
        getEntityManager()
            .createNativeQuery(
                """
                select exists (
                  select from study_cell where study_id = ?1 and state = 'RUNNING')
                """)
            .setParameter(1, studyId)
            .getSingleResult();
    return (Boolean) found;
  }
}
