// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import dev.assay.data.store.BatchRow;
import dev.assay.data.store.DatasetRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;

/** The batches of a data set, as clients see them. */
@ApplicationScoped
@Transactional
public class BatchHistory {
  private static final int SHOWN = 50;

  /** The 50 newest batches of a data set, the newest first; empty if there is no such data set. */
  public Optional<List<BatchView>> newest(String dataset) {
    return DatasetRow.of(dataset)
        .map(row -> BatchRow.newestFirst(row.name, SHOWN).stream().map(BatchView::of).toList());
  }
}
