// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.quota;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the rows of uploads say about callers. */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
class UploadUsages {
  private final EntityManager entities;

  UploadUsages(EntityManager entities) {
    this.entities = entities;
  }

  /** What uploads hold; of those that are being received, what is reserved. */
  record Held(long bytes, long files, long receiving) {}

  /** How many uploads are open, and how many were begun within an hour. */
  record Turns(int open, int started) {}

  /**
   * @param without an upload that does not count
   */
  Held held(String caller, long without) {
    Object[] row =
        (Object[])
            entities
                .createNativeQuery(
                    "select coalesce(sum(bytes), 0), coalesce(sum(files), 0),"
                        + " coalesce(sum(bytes) filter (where alive_at is not null), 0)"
                        + " from upload where caller = ?1 and id <> ?2")
                .setParameter(1, caller)
                .setParameter(2, without)
                .getSingleResult();
    return new Held(number(row[0]), number(row[1]), number(row[2]));
  }

  Turns turns(String caller, Instant since) {
    Object[] row =
        (Object[])
            entities
                .createNativeQuery(
                    "select count(*) filter (where alive_at is not null),"
                        + " count(*) filter (where started_at > ?2) from upload where caller = ?1")
                .setParameter(1, caller)
                .setParameter(2, since)
                .getSingleResult();
    return new Turns((int) number(row[0]), (int) number(row[1]));
  }

  /**
   * When an upload was begun.
   *
   * @param place 1: the last one
   */
  Instant startOf(String caller, int place) {
    return (Instant)
        entities
            .createNativeQuery(
                "select started_at from upload where caller = ?1 order by started_at desc limit 1"
                    + " offset ?2",
                Instant.class)
            .setParameter(1, caller)
            .setParameter(2, place - 1)
            .getSingleResult();
  }

  /** The data sets that hold most of a caller. */
  List<UploadUsage.OfDataset> largest(String caller) {
    return datasets(caller).getOrDefault(caller, List.of());
  }

  UploadUsage of(UploadUsage.Limits limits, @Nullable String only, Instant since) {
    Map<String, List<UploadUsage.OfDataset>> datasets = datasets(only);
    List<UploadUsage.OfCaller> callers = new ArrayList<>();
    for (Object[] row :
        rows(
            "select caller, sum(bytes), sum(files), count(alive_at),"
                + " count(*) filter (where started_at > ?2) from upload"
                + " where caller = coalesce(cast(?1 as text), caller) group by caller"
                + " having sum(files) > 0 or count(*) filter (where started_at > ?2) > 0"
                + " order by caller",
            only,
            since)) {
      String caller = (String) row[0];
      callers.add(
          new UploadUsage.OfCaller(
              caller,
              number(row[1]),
              number(row[2]),
              (int) number(row[3]),
              (int) number(row[4]),
              datasets.getOrDefault(caller, List.of())));
    }
    return new UploadUsage(limits, callers);
  }

  private Map<String, List<UploadUsage.OfDataset>> datasets(@Nullable String only) {
    Map<String, List<UploadUsage.OfDataset>> datasets = new TreeMap<>();
    for (Object[] row :
        rows(
            "select caller, dataset, sum(bytes), sum(files) from upload where dataset is not null"
                + " and alive_at is null and caller = coalesce(cast(?1 as text), caller)"
                + " group by caller, dataset order by sum(bytes) desc, dataset",
            only)) {
      datasets
          .computeIfAbsent((String) row[0], caller -> new ArrayList<>())
          .add(new UploadUsage.OfDataset((String) row[1], number(row[2]), number(row[3])));
    }
    return datasets;
  }

  private List<Object[]> rows(String sql, @Nullable Object... parameters) {
    Query query = entities.createNativeQuery(sql, Object[].class);
    for (int i = 0; i < parameters.length; i++) {
      query.setParameter(i + 1, parameters[i]);
    }
    List<Object[]> rows = new ArrayList<>();
    for (Object row : query.getResultList()) {
      rows.add((Object[]) row);
    }
    return rows;
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }
}
