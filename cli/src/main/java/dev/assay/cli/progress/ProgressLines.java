// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.progress;

import dev.assay.cli.client.StudyView;
import dev.assay.cli.client.StudyView.CellView;
import dev.assay.cli.client.StudyView.SeedView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A study's progress as lines of text, one per run. The lines depend on the server's answer only.
 */
public final class ProgressLines {
  private static final int BAR = 20;

  private ProgressLines() {}

  /**
   * @param columns longer lines are cut
   */
  public static List<String> of(StudyView study, int columns) {
    int width = study.cells().stream().mapToInt(cell -> cell.title().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (CellView cell : study.cells()) {
      for (SeedView seed : cell.seeds()) {
        lines.add(cut(line(cell, seed, width), columns));
      }
      if (hasFailed(cell)) {
        lines.add(cut("  " + cell.title() + " failed: " + cell.reason(), columns));
      }
    }
    return lines;
  }

  /** A reason alone is no failure, because a waiting cell has one, too. */
  static boolean hasFailed(CellView cell) {
    return cell.stateLabel().equals("failed");
  }

  /**
   * The part of a run's state that gets a new line when it changes, where lines cannot be redrawn.
   */
  static String milestone(CellView cell, SeedView seed) {
    return cell.stateLabel() + seed.stageLabel() + (int) (seed.done() * 10);
  }

  static String line(CellView cell, SeedView seed, int labelWidth) {
    boolean ended = cell.stateLabel().equals("done");
    String stage =
        switch (cell.stateLabel()) {
          case "done", "failed", "cancelled" -> cell.stateLabel();
          default -> seed.stageLabel();
        };
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "  %-" + Math.max(1, labelWidth) + "s  seed %-3d %-9s %s",
                cell.title(),
                seed.seed(),
                stage,
                bar(ended ? 1 : seed.done())));
    if (seed.epochs() != null && seed.epochs() > 0) {
      line.append(String.format(Locale.ROOT, "  epoch %d/%d", seed.epoch(), seed.epochs()));
    }
    append(line, "  loss %.3f", seed.loss());
    append(line, "  val acc %.3f", seed.validationAccuracy());
    if (!ended) {
      append(line, "  %.0f img/s", seed.imagesPerSecond());
      if (seed.etaSeconds() != null) {
        line.append("  ETA ").append(clock(seed.etaSeconds()));
      }
    }
    return line.toString().stripTrailing();
  }

  private static void append(StringBuilder line, String format, @Nullable Double value) {
    if (value != null) {
      line.append(String.format(Locale.ROOT, format, value));
    }
  }

  static String bar(double done) {
    int full = (int) Math.round(Math.clamp(done, 0, 1) * BAR);
    return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
  }

  /** Minutes and seconds, hours where needed. */
  public static String clock(double seconds) {
    long total = Math.round(Math.max(0, seconds));
    return total < 3600
        ? "%d:%02d".formatted(total / 60, total % 60)
        : "%d:%02d:%02d".formatted(total / 3600, total / 60 % 60, total % 60);
  }

  private static String cut(String line, int columns) {
    return line.length() <= columns ? line : line.substring(0, Math.max(0, columns - 1)) + "…";
  }
}
