// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.progress;

import dev.assay.cli.client.StudyView;
import dev.assay.cli.client.StudyView.CellView;
import dev.assay.cli.client.StudyView.SeedView;
import dev.assay.contracts.Printable;
import dev.assay.terminal.TextWidth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A study's progress as lines of text, one per run. The lines depend on the server's answer only.
 *
 * <p>Where the terminal is narrow, labels become shorter first; then what tells least is left out.
 * The bar, the epoch and the time left are what one looks for, and stay.
 */
public final class ProgressLines {
  private static final int BAR = 20;
  private static final int SHORT_BAR = 10;
  private static final String MARGIN = "  ";
  private static final String GAP = "  ";
  private static final String SEPARATOR = " / ";

  /** A label of this length still tells rows apart in most studies. */
  private static final int SHORT_LABEL = 16;

  private static final int SHORTEST_LABEL = 4;

  /** What a line says, from left to right. */
  private enum Field {
    LABEL,
    SEED,
    STAGE,
    BAR,
    EPOCH,
    LOSS,
    ACCURACY,
    SPEED,
    ETA
  }

  /** What is left out for want of width, the first first. */
  private static final List<Field> DISPENSABLE =
      List.of(Field.SPEED, Field.LOSS, Field.ACCURACY, Field.STAGE, Field.SEED);

  private ProgressLines() {}

  private record Run(CellView cell, SeedView seed) {
    boolean isRunning() {
      return cell.stateLabel().equals("running") && !seed.stageLabel().equals("queued");
    }
  }

  /**
   * Every run, and the reason of every failure.
   *
   * @param columns no line is longer; {@link Integer#MAX_VALUE} where nothing may be cut
   */
  public static List<String> of(StudyView study, int columns) {
    return lines(study, runs(study), columns);
  }

  /** How far a study is of which not every cell is shown. */
  public static String counts(StudyView study) {
    return "%d of %d cells done, %d failed".formatted(study.done(), study.total(), study.failed());
  }

  /**
   * The runs that are on their way, and of the others as many as there is room for.
   *
   * @param rows at most so many lines, at least 2
   */
  static List<String> within(StudyView study, int columns, int rows) {
    List<String> all = of(study, columns);
    if (all.size() <= rows) {
      return all;
    }
    List<Run> runs = runs(study);
    List<Run> shown =
        runs.stream()
            .sorted(Comparator.comparing(run -> !run.isRunning()))
            .limit(Math.max(1, rows - 1))
            .toList();
    List<Run> inOrder = runs.stream().filter(shown::contains).toList();
    List<String> lines = new ArrayList<>(table(inOrder, titles(study), columns));
    Map<String, Integer> others = new TreeMap<>();
    runs.stream()
        .filter(run -> !shown.contains(run))
        .forEach(run -> others.merge(stage(run), 1, Integer::sum));
    List<String> counts = new ArrayList<>();
    others.forEach((stage, count) -> counts.add(count + " " + stage));
    lines.add(TextWidth.cut(MARGIN + "and " + String.join(", ", counts), columns));
    return lines;
  }

  private static List<Run> runs(StudyView study) {
    List<Run> runs = new ArrayList<>();
    for (CellView cell : study.cells()) {
      cell.seeds().forEach(seed -> runs.add(new Run(cell, seed)));
    }
    return runs;
  }

  private static List<String> lines(StudyView study, List<Run> runs, int columns) {
    Map<CellView, String> titles = titles(study);
    List<String> drawn = table(runs, titles, columns);
    List<String> lines = new ArrayList<>();
    int next = 0;
    for (CellView cell : study.cells()) {
      for (int i = 0; i < cell.seeds().size(); i++) {
        lines.add(drawn.get(next++));
      }
      if (hasFailed(cell)) {
        String reason = titles.get(cell) + " failed: " + cell.reason();
        lines.add(
            columns == Integer.MAX_VALUE
                ? MARGIN + Printable.onOneLine(reason)
                : TextWidth.cut(MARGIN + reason, columns));
      }
    }
    return lines;
  }

  /** The data set, with which a label begins, is left out where there is only one. */
  private static Map<CellView, String> titles(StudyView study) {
    List<CellView> cells = study.cells();
    List<String> datasets = cells.stream().map(ProgressLines::dataset).distinct().toList();
    boolean one = cells.size() > 1 && datasets.size() == 1;
    Map<CellView, String> titles = new HashMap<>();
    for (CellView cell : cells) {
      String title = cell.label();
      titles.put(cell, one ? title.substring(datasets.getFirst().length()) : title);
    }
    return titles;
  }

  private static String dataset(CellView cell) {
    int end = cell.label().indexOf(SEPARATOR);
    return end < 0 ? "" : cell.label().substring(0, end + SEPARATOR.length());
  }

  private static List<String> table(List<Run> runs, Map<CellView, String> titles, int columns) {
    boolean seeds = runs.stream().anyMatch(run -> run.cell().seeds().size() > 1);
    List<Map<Field, String>> fields =
        runs.stream()
            .map(run -> fields(run, titles.getOrDefault(run.cell(), ""), seeds, BAR))
            .toList();
    Map<Field, Integer> widths = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      int width = fields.stream().mapToInt(of -> TextWidth.of(of.get(field))).max().orElse(0);
      if (width > 0) {
        widths.put(field, width);
      }
    }
    shrink(widths, columns);
    return fields.stream().map(of -> line(of, widths, columns)).toList();
  }

  private static void shrink(Map<Field, Integer> widths, int columns) {
    shorten(widths, Field.LABEL, SHORT_LABEL, columns);
    for (Field field : DISPENSABLE) {
      if (total(widths) > columns) {
        widths.remove(field);
      }
    }
    shorten(widths, Field.LABEL, SHORTEST_LABEL, columns);
    shorten(widths, Field.BAR, SHORT_BAR + 2, columns);
  }

  private static void shorten(Map<Field, Integer> widths, Field field, int least, int columns) {
    int excess = total(widths) - columns;
    widths.computeIfPresent(
        field, (f, width) -> excess > 0 ? Math.min(width, Math.max(least, width - excess)) : width);
  }

  private static int total(Map<Field, Integer> widths) {
    return MARGIN.length()
        + widths.values().stream().mapToInt(Integer::intValue).sum()
        + GAP.length() * Math.max(0, widths.size() - 1);
  }

  private static String line(Map<Field, String> fields, Map<Field, Integer> widths, int columns) {
    List<String> parts = new ArrayList<>();
    widths.forEach(
        (field, width) -> {
          String text = fields.getOrDefault(field, "");
          String fitting =
              switch (field) {
                case BAR -> resized(text, width);
                // Rows of one study differ at the end as often as at the beginning.
                case LABEL -> TextWidth.squeeze(text, width);
                default -> text;
              };
          parts.add(TextWidth.pad(fitting, width));
        });
    String line = (MARGIN + String.join(GAP, parts)).stripTrailing();
    return columns == Integer.MAX_VALUE ? line : TextWidth.cut(line, columns);
  }

  private static String resized(String bar, int width) {
    if (bar.length() <= width) {
      return bar;
    }
    double done = (double) bar.chars().filter(c -> c == '#').count() / (bar.length() - 2);
    return bar(done, width - 2);
  }

  private static Map<Field, String> fields(Run run, String label, boolean seeds, int barWidth) {
    SeedView seed = run.seed();
    boolean ended = run.cell().stateLabel().equals("done");
    Map<Field, String> fields = new EnumMap<>(Field.class);
    fields.put(Field.LABEL, label);
    fields.put(Field.SEED, seeds ? "seed " + seed.seed() : "");
    fields.put(Field.STAGE, stage(run));
    fields.put(Field.BAR, bar(ended ? 1 : seed.done(), barWidth));
    boolean epochs = seed.epochs() != null && seed.epochs() > 0;
    fields.put(Field.EPOCH, epochs ? "epoch " + seed.epoch() + "/" + seed.epochs() : "");
    fields.put(Field.LOSS, text("loss %.3f", seed.loss()));
    fields.put(Field.ACCURACY, text("val acc %.3f", seed.validationAccuracy()));
    fields.put(Field.SPEED, ended ? "" : text("%.0f img/s", seed.imagesPerSecond()));
    boolean timed = !ended && seed.etaSeconds() != null;
    fields.put(Field.ETA, timed ? "ETA " + clock(seed.etaSeconds()) : "");
    return fields;
  }

  private static String stage(Run run) {
    return switch (run.cell().stateLabel()) {
      case "done", "failed", "cancelled" -> run.cell().stateLabel();
      default -> run.seed().stageLabel();
    };
  }

  private static String text(String format, @Nullable Double value) {
    return value == null ? "" : String.format(Locale.ROOT, format, value);
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

  /** One run, in a list of lines that grows; nothing is cut. */
  static String line(StudyView study, CellView cell, SeedView seed) {
    Map<CellView, String> titles = titles(study);
    int label = titles.values().stream().mapToInt(TextWidth::of).max().orElse(0);
    String title = TextWidth.pad(titles.getOrDefault(cell, ""), label);
    return table(List.of(new Run(cell, seed)), Map.of(cell, title), Integer.MAX_VALUE).getFirst();
  }

  static String title(StudyView study, CellView cell) {
    return titles(study).getOrDefault(cell, cell.label());
  }

  static String bar(double done) {
    return bar(done, BAR);
  }

  private static String bar(double done, int width) {
    int full = (int) Math.round(Math.clamp(done, 0, 1) * width);
    return "[" + "#".repeat(full) + "-".repeat(width - full) + "]";
  }

  /** Minutes and seconds, hours where needed. */
  public static String clock(double seconds) {
    long total = Math.round(Math.max(0, seconds));
    return total < 3600
        ? String.format(Locale.ROOT, "%d:%02d", total / 60, total % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", total / 3600, total / 60 % 60, total % 60);
  }
}
