// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.StudyStatus;
import dev.assay.reporting.StudyStatus.CellStatus;
import dev.assay.reporting.StudyStatus.SeedStatus;
import dev.assay.reporting.render.Format;
import dev.assay.reporting.render.html.HtmlReport;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.template.Templates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One study, by the template {@code study}.
 *
 * @param status of the study
 * @param runs of the cells that are running; empty once the study has ended
 * @param report its tables and notes
 */
public record StudyPage(StudyStatus status, List<Run> runs, HtmlReport report) implements Page {
  private static final int SECONDS_OF_A_MINUTE = 60;

  /**
   * A run.
   *
   * @param cell label of its cell
   * @param seed of the training
   * @param stage for people
   * @param progress absent unless the stage has epochs
   * @param left time until its end; empty while that is not known
   */
  public record Run(
      String cell, long seed, String stage, @Nullable Progress progress, String left) {}

  /**
   * How far a stage is.
   *
   * @param fraction in [0, 1]
   * @param epoch epochs done
   * @param epochs of the whole run; 0 while that is not known
   */
  public record Progress(double fraction, int epoch, int epochs) {}

  static String render(StudyStatus status, Report report) {
    return Templates.render(
        "study", "page", new StudyPage(status, runs(status), HtmlReport.of(report)));
  }

  @Override
  public String title() {
    return status.name();
  }

  @Override
  public int refreshSeconds() {
    return status.state().isFinal() ? 0 : REFRESH_SECONDS;
  }

  public String state() {
    return status.state().label();
  }

  public List<String> formats() {
    return Format.extensions();
  }

  private static List<Run> runs(StudyStatus status) {
    return status.state().isFinal()
        ? List.of()
        : status.cells().stream()
            .filter(cell -> "running".equals(cell.state()))
            .flatMap(cell -> cell.seeds().stream().map(seed -> run(cell, seed)))
            .toList();
  }

  private static Run run(CellStatus cell, SeedStatus seed) {
    return new Run(
        cell.label(),
        seed.seed(),
        seed.stage(),
        seed.fraction() == null || seed.epoch() == null
            ? null
            : new Progress(
                seed.fraction(), seed.epoch(), seed.epochs() == null ? 0 : seed.epochs()),
        seed.etaSeconds() == null ? "" : left(seed.etaSeconds()));
  }

  private static String left(double seconds) {
    long whole = Math.round(seconds);
    return whole < SECONDS_OF_A_MINUTE
        ? whole + " s"
        : Math.ceilDiv(whole, SECONDS_OF_A_MINUTE) + " min";
  }
}
