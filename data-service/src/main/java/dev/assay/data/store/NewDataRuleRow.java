// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import dev.assay.contracts.study.StudySpec.OnNewData;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/** What a study does with new data, by the name of the study; the newest submission counts. */
@Entity
@Table(name = "standing_study")
@NullUnmarked
public class NewDataRuleRow extends PanacheEntityBase {
  @Id @Column public String name;

  @Enumerated(EnumType.STRING)
  @Column(name = "on_new_data")
  public OnNewData onNewData;

  /** The study file as it was submitted. */
  @Column public String study;

  /** The newest revision of the study. */
  @Column(name = "study_id")
  public String studyId;

  public static List<NewDataRuleRow> sorted() {
    return list("order by name");
  }

  /** Stores the rule; it replaces the earlier one of the same name. */
  public static void keep(NewDataRuleRow rule) {
    NewDataRuleRow row = findById(rule.name);
    if (row == null) {
      rule.persist();
      return;
    }
    row.onNewData = rule.onNewData;
    row.study = rule.study;
    row.studyId = rule.studyId;
  }

  public static void remove(String name) {
    deleteById(name);
  }

  /** Lets the rule of a study go on under the id under which the study was tried again. */
  public static void follow(String studyId, String otherId) {
    update("studyId = ?1 where studyId = ?2", otherId, studyId);
  }

  /** Removes the rule of a study that was cancelled. */
  public static void removeStudy(String studyId) {
    delete("studyId", studyId);
  }
}
