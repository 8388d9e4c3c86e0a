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

/** A study to which new data mean something, by its name: the newest submission counts. */
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

  /** Its newest generation. */
  @Column(name = "study_id")
  public String studyId;

  public static List<NewDataRuleRow> sorted() {
    return list("order by name");
  }

  /** New data mean this from now on, or nothing. */
  public static void keep(NewDataRuleRow said) {
    NewDataRuleRow row = findById(said.name);
    if (row == null) {
      said.persist();
      return;
    }
    row.onNewData = said.onNewData;
    row.study = said.study;
    row.studyId = said.studyId;
  }

  public static void remove(String name) {
    deleteById(name);
  }

  /** Nobody wants to know how this one goes on. */
  public static void removeStudy(String studyId) {
    delete("studyId", studyId);
  }
}
