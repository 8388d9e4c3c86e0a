// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import dev.assay.data.store.BatchFileRow;
import dev.assay.data.store.BatchRow;
import dev.assay.data.store.BatchRow.State;
import dev.assay.data.store.KnownFileRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of each data set that are in a closed or an ended batch. There are as many entries as
 * files, so they are read from the database once and kept in memory.
 */
@ApplicationScoped
@Transactional
class KnownFiles {
  private final Map<String, Map<String, String>> byDataset = new ConcurrentHashMap<>();

  /** Stamps by path below the folder of the data set. */
  Map<String, String> of(String dataset) {
    return byDataset.computeIfAbsent(
        dataset,
        name -> {
          Map<String, String> stamps = KnownFileRow.ofDataset(name);
          BatchRow.in(State.CLOSED).stream()
              .filter(batch -> batch.dataset.equals(name))
              .forEach(batch -> apply(BatchFileRow.ofBatch(batch.id), stamps));
          return stamps;
        });
  }

  /** Makes {@code stamps} what they are after the changes. */
  static void apply(Map<String, BatchFileRow> changes, Map<String, String> stamps) {
    changes.forEach(
        (path, row) -> {
          if (row.stamp == null) {
            stamps.remove(path);
          } else {
            stamps.put(path, row.stamp);
          }
        });
  }

  /** A batch of the data set was closed or has ended: the files are read again. */
  void changed(String dataset) {
    byDataset.remove(dataset);
  }

  /** Another replica may have closed batches since this one led: all files are read again. */
  void clear() {
    byDataset.clear();
  }
}
