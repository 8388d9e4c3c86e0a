// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.ErasureConfirmed;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** An erasure whose rows are removed; the files of this service may still be there. */
@Entity
@Table(name = "erasure")
@NullUnmarked
public class ErasureRow extends PanacheEntityBase {
  @Id @Column public String erasure;

  @Column(name = "requested_at")
  public Instant requestedAt;

  @Column public String confirmation;

  /** JSON array; emptied when they are deleted, since they are paths. */
  @Column public String folders;

  @Column(name = "confirmed_at")
  public @Nullable Instant confirmedAt;

  /** In the order of the requests. */
  public static List<ErasureRow> open() {
    return list("confirmedAt is null order by requestedAt, erasure");
  }

  public static Optional<ErasureRow> locked(String erasure) {
    return findByIdOptional(erasure, LockModeType.PESSIMISTIC_WRITE);
  }

  public ErasureConfirmed confirmation() {
    return Json.read(confirmation, ErasureConfirmed.class);
  }

  public List<Path> folders() {
    List<Path> paths = new ArrayList<>();
    Json.read(folders, JsonNode.class).forEach(path -> paths.add(Path.of(path.textValue())));
    return paths;
  }
}
