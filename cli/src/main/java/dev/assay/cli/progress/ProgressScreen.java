// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.progress;

import dev.assay.cli.Console;
import dev.assay.cli.client.StudyView;
import dev.assay.cli.client.StudyView.CellView;
import dev.assay.cli.client.StudyView.SeedView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Shows a study's progress on stderr. On a terminal each run has one line that is redrawn in place.
 * Elsewhere a line is written whenever a run reaches another stage or epoch.
 */
public final class ProgressScreen {
  private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

  private final Console console;
  private final Map<String, String> milestones = new HashMap<>();
  private List<String> drawn = List.of();

  public ProgressScreen(Console console) {
    this.console = console;
  }

  public synchronized void show(StudyView study, double elapsedSeconds) {
    if (console.terminal()) {
      // One row for the line below, one for the cursor: what has scrolled away cannot be redrawn.
      List<String> lines =
          new ArrayList<>(ProgressLines.within(study, console.columns() - 1, console.rows() - 2));
      String counts = study.isWhole() ? "" : ProgressLines.counts(study) + ", ";
      lines.add(
          "  %s, %s%s".formatted(study.stateLabel(), counts, ProgressLines.clock(elapsedSeconds)));
      redraw(lines);
    } else {
      printMilestones(study);
    }
  }

  /**
   * Leaves the last lines where they are. What is written from now on is below them and stays, for
   * nothing above it is redrawn.
   */
  public synchronized void end() {
    drawn = List.of();
  }

  /** Writes a line that stays, above the lines that are redrawn. */
  public synchronized void say(String line) {
    if (!drawn.isEmpty()) {
      List<String> again = drawn;
      clear();
      console.say(line);
      redraw(again);
    } else {
      console.say(line);
    }
  }

  private void redraw(List<String> lines) {
    clear();
    lines.forEach(console::say);
    drawn = List.copyOf(lines);
  }

  private void clear() {
    if (!drawn.isEmpty()) {
      console.err().printf(UP_AND_CLEAR, drawn.size());
      drawn = List.of();
    }
  }

  private void printMilestones(StudyView study) {
    if (!study.isWhole()) {
      int percent = 100 * (study.done() + study.failed()) / study.total();
      String now = percent + " " + study.failed();
      if (!now.equals(milestones.put("counts", now))) {
        console.say("  " + ProgressLines.counts(study));
      }
    }
    for (CellView cell : study.cells()) {
      for (SeedView seed : cell.seeds()) {
        String now = ProgressLines.milestone(cell, seed);
        String before = milestones.put(cell.cellId() + "/" + seed.seed(), now);
        boolean begun = before != null || !now.contains("queued");
        if (begun && !Objects.equals(before, now)) {
          console.say(ProgressLines.line(study, cell, seed));
        }
      }
      if (ProgressLines.hasFailed(cell) && milestones.put(cell.cellId(), "failed") == null) {
        console.say("  " + ProgressLines.title(study, cell) + " failed: " + cell.reason());
      }
    }
  }
}
