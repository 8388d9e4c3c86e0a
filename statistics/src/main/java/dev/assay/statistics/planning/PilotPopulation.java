// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.planning;

import dev.assay.statistics.comparison.ComparedCell;
import dev.assay.statistics.random.CounterRandom;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The patients of a pilot, drawn with replacement, each with all its images. A patient that is
 * drawn twice is two patients. What was seen in the pilot is taken for the truth, so a plan from a
 * small pilot is as unsure as the pilot.
 */
public final class PilotPopulation implements Population {
  private final LabelledSet set;
  private final List<ComparedCell> cells;
  private final int[][] rowsOfUnit;

  /**
   * @param cells one model, or the two that are compared
   */
  public PilotPopulation(LabelledSet set, List<ComparedCell> cells) {
    this.set = set;
    this.cells = List.copyOf(cells);
    Units units = set.units(ResamplingUnit.GROUP);
    rowsOfUnit = new int[units.count()][];
    for (int unit = 0; unit < rowsOfUnit.length; unit++) {
      int of = unit;
      rowsOfUnit[unit] =
          IntStream.range(0, set.rows()).filter(row -> units.of(row) == of).toArray();
    }
  }

  @Override
  public double imagesPerPatient() {
    return (double) set.rows() / rowsOfUnit.length;
  }

  @Override
  public Drawn draw(int patients, long seed, int stream) {
    CounterRandom random = CounterRandom.of(seed, CounterRandom.Use.UNIT, stream);
    List<Integer> rows = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (int patient = 0; patient < patients; patient++) {
      for (int row : rowsOfUnit[random.below(rowsOfUnit.length, patient)]) {
        rows.add(row);
        groups.add(Integer.toString(1_000_000_000 + patient));
      }
    }
    int[] drawn = rows.stream().mapToInt(Integer::intValue).toArray();
    int[] truth = IntStream.of(drawn).map(set::truth).toArray();
    LabelledSet of =
        new LabelledSet(set.classes(), set.positiveClass().orElse(null), truth, groups);
    List<ComparedCell> models = new ArrayList<>();
    for (ComparedCell cell : cells) {
      TreeMap<Long, Scores> seeds = new TreeMap<>();
      cell.seeds().forEach((number, scores) -> seeds.put(number, scores.rows(drawn)));
      models.add(new ComparedCell(cell.name(), seeds));
    }
    return new Drawn(of, models);
  }

  @Override
  public List<String> assumptions() {
    return List.of(
        "the future patients are as the "
            + rowsOfUnit.length
            + " of the pilot ("
            + set.rows()
            + " images), drawn with replacement; what the pilot shows is taken for the truth");
  }
}
