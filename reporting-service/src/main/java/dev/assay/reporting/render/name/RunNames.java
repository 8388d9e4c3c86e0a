// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.name;

import dev.assay.contracts.cell.Cell;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.legacy.LegacyNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Names of folders: word characters alone, so that every file system and every script takes them.
 */
public final class RunNames {
  private final Map<String, Names> byCell = new HashMap<>();

  /**
   * @param task folder of the data set in the original study's layout
   * @param dataset name of the data set
   * @param model of the cell; unique within the data set, also on file systems that ignore case
   */
  public record Names(String task, String dataset, String model) {
    /** The name that the original study's scripts know as a frozen model's. */
    public String original(boolean frozen, long seed, boolean several) {
      String name = several ? model.replaceFirst("_(frozen|tuned)$", "") + "_seed" + seed : plain();
      return frozen ? name + "_f" : name;
    }

    private String plain() {
      return model.replaceFirst("_(frozen|tuned)$", "");
    }
  }

  /**
   * @param cells of a study, in its order
   */
  public RunNames(List<Cell> cells) {
    List<LabelColumn> labels = LabelColumn.needed(cells);
    List<String> datasets = cells.stream().map(Cell::dataset).distinct().toList();
    Map<String, List<String>> used = new HashMap<>();
    Map<String, String> folders = new HashMap<>();
    for (int i = 0; i < datasets.size(); i++) {
      folders.put(
          datasets.get(i),
          unique(LegacyNames.words(datasets.get(i)), String.valueOf(i + 1), "", used));
    }
    for (Cell cell : cells) {
      String folder = folders.getOrDefault(cell.dataset(), "");
      String model = LegacyNames.model(cell, labels) + (cell.frozen() ? "_frozen" : "_tuned");
      byCell.put(
          cell.cellId(),
          new Names(
              LegacyNames.task(cell.dataset(), datasets.indexOf(cell.dataset()) + 1),
              folder,
              unique(model, cell.cellId(), folder, used)));
    }
  }

  private static String unique(
      String name, String other, String within, Map<String, List<String>> used) {
    List<String> names = used.computeIfAbsent("/" + within, key -> new ArrayList<>());
    String free =
        name.isEmpty() || names.contains(name.toLowerCase(Locale.ROOT))
            ? other + (name.isEmpty() ? "" : "_" + name)
            : name;
    names.add(free.toLowerCase(Locale.ROOT));
    return free;
  }

  /**
   * @throws IllegalArgumentException if the cell is not of the study
   */
  public Names of(Cell cell) {
    Names names = byCell.get(cell.cellId());
    if (names == null) {
      throw new IllegalArgumentException("no cell of the study: " + cell.cellId());
    }
    return names;
  }
}
