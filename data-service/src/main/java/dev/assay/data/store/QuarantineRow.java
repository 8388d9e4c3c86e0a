// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A file, or a row of a table, that a version leaves out. */
@Entity
@Table(name = "quarantined_file")
@IdClass(QuarantineRow.Key.class)
@NullUnmarked
public class QuarantineRow extends PanacheEntityBase {
  /** A version has each file once. */
  public record Key(Long versionId, String path) {}

  @Id
  @Column(name = "version_id")
  public Long versionId;

  @Id @Column public String path;

  /** Label of the {@link dev.assay.datasets.QuarantineReason}. */
  @Column public String reason;

  @Column public String detail;

  /** The class that the file would have, if that is known. */
  @Column(name = "class_name")
  public @Nullable String className;

  /** By which the next scan knows that the file is unchanged. */
  @Column public @Nullable String stamp;

  public static List<QuarantineRow> ofVersion(Long versionId) {
    return list("versionId = ?1 order by path", versionId);
  }
}
