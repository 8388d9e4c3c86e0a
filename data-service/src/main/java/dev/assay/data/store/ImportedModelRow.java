// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** A model that is no backbone; the file that was registered last has the name. */
@Entity
@Table(name = "imported_model")
@NullUnmarked
public class ImportedModelRow extends PanacheEntityBase {
  @Id @Column public String name;

  @Column(name = "file_name")
  public String fileName;

  @Column public String source;
  @Column public String preprocessing;
  @Column public String model;
  @Column public String file;

  @Column(name = "registered_at")
  public Instant registeredAt;

  public static Optional<ImportedModelRow> of(String name) {
    return findByIdOptional(name);
  }

  public static List<ImportedModelRow> sorted() {
    return list("order by name");
  }

  /** Whether a model has the file of this hash. */
  public static boolean hasFile(String sha256) {
    return withFile(sha256).isPresent();
  }

  public static Optional<ImportedModelRow> withFile(String sha256) {
    return ImportedModelRow.<ImportedModelRow>streamAll()
        .filter(row -> row.file().sha256().equals(sha256))
        .findFirst();
  }

  public ArtifactRef file() {
    return Json.read(file, ArtifactRef.class);
  }

  public Preprocessing preprocessing() {
    return Json.read(preprocessing, Preprocessing.class);
  }

  public WeightsChoice choice() {
    return new WeightsChoice(source, file(), fileName, null, Json.read(model, ImportedModel.class));
  }
}
