// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;

/** An image, bytes or a patient that was erased and is never taken up again. Stays for ever. */
@Entity
@Table(name = "erased_image")
@IdClass(ErasedImageRow.Key.class)
@NullUnmarked
public class ErasedImageRow extends PanacheEntityBase {
  /** The data set of what is so in every data set. */
  public static final String EVERYWHERE = "";

  /** What an id is the keyed hash of. */
  public enum Kind {
    /** The place of an image in its data set. */
    IMAGE,
    /** Bytes. */
    CONTENT,
    /** A patient of a data set. */
    PATIENT
  }

  /** Each is erased once. */
  public record Key(String dataset, Kind kind, String id) {}

  @Id @Column public String dataset;

  @Id
  @Enumerated(EnumType.STRING)
  @Column
  public Kind kind;

  @Id @Column public String id;
  @Column public String erasure;

  @Column(name = "erased_at", insertable = false, updatable = false)
  public Instant erasedAt;

  /** Those that a scan of the data set passes over. */
  public static List<ErasedImageRow> of(String dataset) {
    return list("dataset = ?1 or dataset = ?2", dataset, EVERYWHERE);
  }

  /** Whether there are more of them than when a scan began. */
  public static boolean anySince(String dataset, Instant since) {
    return count("(dataset = ?1 or dataset = ?2) and erasedAt >= ?3", dataset, EVERYWHERE, since)
        > 0;
  }

  /** Keeps one, unless it is there. */
  public static void keep(EntityManager entities, Key key, String erasure) {
    entities
        .createNativeQuery(
            "insert into erased_image (dataset, kind, id, erasure)"
                + " values (:dataset, :kind, :id, :erasure) on conflict do nothing")
        .setParameter("dataset", key.dataset())
        .setParameter("kind", key.kind().name())
        .setParameter("id", key.id())
        .setParameter("erasure", erasure)
        .executeUpdate();
  }
}
