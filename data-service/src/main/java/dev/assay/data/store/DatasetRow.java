// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** A data set by its name in studies, with its current version. */
@Entity
@Table(name = "dataset")
@NullUnmarked
public class DatasetRow extends PanacheEntityBase {
  @Id @Column public String name;

  @Column(name = "version_id")
  public Long versionId;

  @Column(name = "registered_at")
  public Instant registeredAt;

  public static Optional<DatasetRow> of(String name) {
    return findByIdOptional(name);
  }

  public static List<DatasetRow> sorted() {
    return list("versionId is not null order by name");
  }

  public VersionRow version() {
    return VersionRow.findById(versionId);
  }
}
