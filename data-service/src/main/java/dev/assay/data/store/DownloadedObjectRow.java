// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;

/** An object of a watched bucket that was downloaded. */
@Entity
@Table(name = "taken_object")
@IdClass(DownloadedObjectRow.Key.class)
@NullUnmarked
public class DownloadedObjectRow extends PanacheEntityBase {
  /** An object is downloaded once for a data set, and again when it changes. */
  public record Key(String dataset, String key) {}

  @Id @Column public String dataset;
  @Id @Column public String key;

  /** Its entity tag at the download. */
  @Column public String etag;

  /** Entity tags by key. */
  public static Map<String, String> ofDataset(String dataset) {
    Map<String, String> tags = new HashMap<>();
    DownloadedObjectRow.<DownloadedObjectRow>list("dataset", dataset)
        .forEach(row -> tags.put(row.key, row.etag));
    return tags;
  }

  public static void keep(EntityManager entities, String dataset, String key, String etag) {
    entities
        .createNativeQuery(
            "insert into taken_object (dataset, key, etag) values (:dataset, :key, :etag)"
                + " on conflict (dataset, key) do update set etag = excluded.etag")
        .setParameter("dataset", dataset)
        .setParameter("key", key)
        .setParameter("etag", etag)
        .executeUpdate();
  }
}
