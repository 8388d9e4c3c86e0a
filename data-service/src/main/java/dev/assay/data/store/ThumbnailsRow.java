// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** The thumbnails of the content of a version. */
@Entity
@Table(name = "thumbnails")
@NullUnmarked
public class ThumbnailsRow extends PanacheEntityBase {
  @Id
  @Column(name = "content_hash")
  public String contentHash;

  @Column public String file;

  public static Optional<ArtifactRef> of(String contentHash) {
    return ThumbnailsRow.<ThumbnailsRow>findByIdOptional(contentHash)
        .map(row -> Json.read(row.file, ArtifactRef.class));
  }

  /** Replaces those that are there. */
  public static void keep(String contentHash, ArtifactRef file) {
    ThumbnailsRow row = findById(contentHash);
    if (row == null) {
      row = new ThumbnailsRow();
      row.contentHash = contentHash;
    }
    row.file = Json.write(file);
    row.persist();
  }
}
