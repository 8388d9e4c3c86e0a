// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.comparisons;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.study.Cells;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Short names that distinguish the cells of one data set: a name contains only what differs. */
public final class CellNames {
  private CellNames() {}

  /**
   * @param cells of one data set
   * @return by cell id, in the order of the cells; all distinct
   */
  public static Map<String, String> of(List<Cell> cells) {
    List<Function<Cell, String>> parts = new ArrayList<>();
    parts.add(Cell::backbone);
    if (Cells.haveSeveralWeights(cells)) {
      parts.add(cell -> cell.weights().label() + " weights");
    }
    addIfDifferent(cells, parts, cell -> cell.preprocessing().inputWords());
    addIfDifferent(cells, parts, cell -> "head " + cell.head());
    addIfDifferent(cells, parts, Cell::trainingLabel);
    addIfDifferent(cells, parts, cell -> "subset " + cell.subsetRatio());
    Map<String, String> names = new LinkedHashMap<>();
    for (Cell cell : cells) {
      names.put(cell.cellId(), String.join(", ", parts.stream().map(p -> p.apply(cell)).toList()));
    }
    if (new HashSet<>(names.values()).size() < names.size()) {
      names.replaceAll((id, name) -> name + " (" + id + ")");
    }
    return names;
  }

  private static void addIfDifferent(
      List<Cell> cells, List<Function<Cell, String>> parts, Function<Cell, String> part) {
    if (cells.stream().map(part).distinct().count() > 1) {
      parts.add(part);
    }
  }
}
