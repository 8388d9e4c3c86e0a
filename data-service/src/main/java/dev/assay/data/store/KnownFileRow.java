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

/** A file of a watched folder in the state of the last batch that has ended. */
@Entity
@Table(name = "arrived_file")
@IdClass(KnownFileRow.Key.class)
@NullUnmarked
public class KnownFileRow extends PanacheEntityBase {
  /** A data set has each file once. */
  public record Key(String dataset, String path) {}

  @Id @Column public String dataset;
  @Id @Column public String path;
  @Column public String stamp;

  /** Stamps by path. */
  public static Map<String, String> ofDataset(String dataset) {
    Map<String, String> stamps = new HashMap<>();
    KnownFileRow.<KnownFileRow>list("dataset", dataset)
        .forEach(row -> stamps.put(row.path, row.stamp));
    return stamps;
  }

  /** Applies the changes of a batch that has ended. */
  public static void merge(EntityManager entities, String dataset, Long batchId) {
    entities
        .createNativeQuery(
            "delete from arrived_file f using arrival a where a.batch_id = :batch"
                + " and f.dataset = :dataset and f.path = a.path and a.stamp is null")
        .setParameter("batch", batchId)
        .setParameter("dataset", dataset)
        .executeUpdate();
    entities
        .createNativeQuery(
            "insert into arrived_file (dataset, path, stamp)"
                + " select :dataset, a.path, a.stamp from arrival a"
                + " where a.batch_id = :batch and a.stamp is not null and a.staged is null"
                + " on conflict (dataset, path) do update set stamp = excluded.stamp")
        .setParameter("batch", batchId)
        .setParameter("dataset", dataset)
        .executeUpdate();
  }
}
