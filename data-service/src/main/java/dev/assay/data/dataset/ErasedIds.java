// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import dev.assay.data.store.ErasedImageRow;
import dev.assay.data.store.ErasedImageRow.Kind;
import dev.assay.datasets.scan.ErasedImages;
import dev.assay.datasets.scan.GroupKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What scans pass over, because it was erased. */
@ApplicationScoped
@Transactional
public class ErasedIds {
  private final GroupKey key;

  ErasedIds(GroupKey key) {
    this.key = key;
  }

  /** For one scan of a data set. */
  public ErasedImages of(String dataset) {
    Map<Kind, Set<String>> ids = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      ids.put(kind, new HashSet<>());
    }
    ErasedImageRow.of(dataset).forEach(row -> ids.get(row.kind).add(row.id));
    return new ErasedImages(key, ids.get(Kind.IMAGE), ids.get(Kind.CONTENT), ids.get(Kind.PATIENT));
  }
}
