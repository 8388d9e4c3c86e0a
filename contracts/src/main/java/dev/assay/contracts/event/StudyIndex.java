// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import dev.assay.contracts.cell.Cell;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A study whose cells are found without a search. A study does not change once it is submitted, so
 * an index of it can be kept.
 */
public final class StudyIndex {
  private final StudySubmitted study;
  private final Map<String, Cell> byId = new LinkedHashMap<>();
  private final Map<String, List<Cell>> byDataset = new LinkedHashMap<>();
  private final Map<String, List<Cell>> pooling = new LinkedHashMap<>();

  public StudyIndex(StudySubmitted study) {
    this.study = study;
    for (Cell cell : study.cells()) {
      byId.put(cell.cellId(), cell);
      byDataset.computeIfAbsent(cell.dataset(), name -> new ArrayList<>()).add(cell);
      List<String> folds = cell.pools();
      if (folds != null) {
        folds.forEach(fold -> pooling.computeIfAbsent(fold, id -> new ArrayList<>()).add(cell));
      }
    }
  }

  public StudySubmitted study() {
    return study;
  }

  public Optional<Cell> cell(String cellId) {
    return Optional.ofNullable(byId.get(cellId));
  }

  /** Names in the order of the study. */
  public Set<String> datasets() {
    return Collections.unmodifiableSet(byDataset.keySet());
  }

  /** The cells of a data set in the order of the study; empty if the study has no such data set. */
  public List<Cell> cellsOf(String dataset) {
    return Collections.unmodifiableList(byDataset.getOrDefault(dataset, List.of()));
  }

  /** The cells that pool this one's predictions; empty unless it is a fold. */
  public List<Cell> pooling(String cellId) {
    return Collections.unmodifiableList(pooling.getOrDefault(cellId, List.of()));
  }
}
