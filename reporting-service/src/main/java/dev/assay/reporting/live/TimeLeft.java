// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.live;

import dev.assay.contracts.cell.Cell;
import dev.assay.reporting.StudyStatus;
import dev.assay.reporting.StudyStatus.CellStatus;
import dev.assay.reporting.StudyStatus.SeedStatus;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How long the trainings of a study still take: each that waits as long as finished ones of the
 * same cell did, or else of the same backbone and training, or else all; divided by how many run at
 * a time. Scoring and statistics take little beside training and are left out.
 */
final class TimeLeft {
  private static final Set<String> RUNNING =
      Set.of("preparing", "features", "training", "retrying", "scoring");
  private static final Set<String> WAITING = Set.of("pending", "queued");

  private final Map<String, List<Double>> seconds = new HashMap<>();
  private final Map<String, Cell> trained = new HashMap<>();

  private TimeLeft() {}

  /** In seconds; empty while nothing tells it. */
  static OptionalDouble of(Report report, StudyStatus status) {
    if (status.state().isFinal()) {
      return OptionalDouble.empty();
    }
    TimeLeft known = new TimeLeft();
    report.trainedRows().forEach(known::learn);
    status.cells().forEach(known::learn);
    return known.left(status);
  }

  private void learn(Row row) {
    if (row.cell().isPooled()) {
      return;
    }
    trained.put(row.cell().cellId(), row.cell());
    for (ModelFacts run : row.runs()) {
      if (run.compute() != null) {
        learn(row.cell(), run.compute().seconds());
      }
    }
  }

  /** A run that is on its way says by its progress how long it takes in all. */
  private void learn(CellStatus status) {
    Cell cell = trained.get(status.cellId());
    for (SeedStatus seed : status.seeds()) {
      Double eta = seed.etaSeconds();
      Double fraction = seed.fraction();
      if (cell != null && eta != null && fraction != null && fraction > 0 && fraction < 1) {
        learn(cell, eta / (1 - fraction));
      }
    }
  }

  private void learn(Cell cell, double took) {
    for (String like : likeness(cell)) {
      seconds.computeIfAbsent(like, key -> new ArrayList<>()).add(took);
    }
  }

  /** From the most to the least specific. */
  private static List<String> likeness(Cell cell) {
    return List.of(
        "cell " + cell.cellId(),
        "backbone "
            + cell.backbone()
            + " "
            + cell.trainingLabel()
            + " "
            + cell.preprocessing().crop(),
        "any");
  }

  private OptionalDouble expected(Cell cell) {
    for (String like : likeness(cell)) {
      List<Double> known = seconds.get(like);
      if (known != null) {
        return known.stream().mapToDouble(Double::doubleValue).average();
      }
    }
    return OptionalDouble.empty();
  }

  private OptionalDouble left(StudyStatus status) {
    double sum = 0;
    int running = 0;
    for (CellStatus cellStatus : status.cells()) {
      Cell cell = trained.get(cellStatus.cellId());
      if (cell == null) {
        continue;
      }
      for (SeedStatus seed : cellStatus.seeds()) {
        if (WAITING.contains(seed.stage())) {
          OptionalDouble took = expected(cell);
          if (took.isEmpty()) {
            return OptionalDouble.empty();
          }
          sum += took.getAsDouble();
        } else if (RUNNING.contains(seed.stage())) {
          running++;
          if (seed.etaSeconds() != null) {
            sum += seed.etaSeconds();
          } else if (!"scoring".equals(seed.stage())) {
            sum += expected(cell).orElse(0);
          }
        }
      }
    }
    return sum == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / Math.max(1, running));
  }
}
