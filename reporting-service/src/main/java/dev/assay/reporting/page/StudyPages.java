package dev.assay.reporting.page;

import dev.assay.reporting.StudyState;
import dev.assay.reporting.StudyStatus;
import dev.assay.reporting.StudyStatus.CellStatus;
import dev.assay.reporting.StudyStatus.SeedStatus;
import dev.assay.reporting.StudySummary;
import dev.assay.reporting.render.Format;
import dev.assay.reporting.render.HtmlTable;
import dev.assay.reporting.render.HtmlText;
import dev.assay.reporting.render.Report;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** The pages, from what the REST interface says. */
final class StudyPages {
  private static final int REFRESH_SECONDS = 3;

  private StudyPages() {}

  static String list(List<StudySummary> studies) {
    StringBuilder body = new StringBuilder("<main>\n<h1>Studies</h1>\n");
    if (studies.isEmpty()) {
      body.append("<p class=\"soft\">No study has been submitted yet.</p>\n</main>\n");
      return Layout.page("Studies", REFRESH_SECONDS, body.toString());
    }
    body.append("<div class=\"wide\">\n<table>\n<thead><tr>");
    for (String heading : List.of("Study", "State", "Cells done", "Failed", "Submitted (UTC)")) {
      body.append("<th scope=\"col\">").append(heading).append("</th>");
    }
    body.append("</tr></thead>\n<tbody>\n");
    for (StudySummary study : studies) {
      body.append("<tr><th scope=\"row\"><a href=\"/view/").append(HtmlText.of(study.studyId()));
      body.append("\">").append(HtmlText.of(study.name())).append("</a> <small>");
      body.append(HtmlText.of(study.studyId())).append("</small></th>");
      cell(body, label(study.state()));
      cell(body, study.done() + " of " + study.total());
      cell(body, String.valueOf(study.failed()));
      cell(body, study.submittedAt().truncatedTo(ChronoUnit.SECONDS).toString());
      body.append("</tr>\n");
    }
    body.append("</tbody>\n</table>\n</div>\n</main>\n");
    boolean ended = studies.stream().allMatch(study -> ended(study.state()));
    return Layout.page("Studies", ended ? 0 : REFRESH_SECONDS, body.toString());
  }

  static String study(StudyStatus status, Report report) {
    StringBuilder body = new StringBuilder("<nav><a href=\"/\">All studies</a></nav>\n<main>\n");
    body.append("<h1>").append(HtmlText.of(status.name())).append("</h1>\n<p>");
    body.append(label(status.state())).append(", ").append(status.done()).append(" of ");
    body.append(status.total()).append(" cells done, ").append(status.failed());
    body.append(" failed. <span class=\"soft\">Report:</span>");
    for (Format format : Format.values()) {
      body.append(
          " <a href=\"/studies/%s/report.%s\">%s</a>"
              .formatted(HtmlText.of(status.studyId()), format.extension(), format.extension()));
    }
    body.append("</p>\n");
    runs(body, status);
    body.append(HtmlTable.render(report)).append("</main>\n");
    return Layout.page(status.name(), ended(status.state()) ? 0 : REFRESH_SECONDS, body.toString());
  }

  private static void runs(StringBuilder body, StudyStatus status) {
    List<CellStatus> running =
        status.cells().stream().filter(cell -> "running".equals(cell.state())).toList();
    if (running.isEmpty() || ended(status.state())) {
      return;
    }
    body.append("<div class=\"wide\">\n<table>\n<caption>Runs</caption>\n<thead><tr>");
    for (String heading : List.of("Cell", "Seed", "Stage", "Progress", "Left")) {
      body.append("<th scope=\"col\">").append(heading).append("</th>");
    }
    body.append("</tr></thead>\n<tbody>\n");
    for (CellStatus cell : running) {
      for (SeedStatus seed : cell.seeds()) {
        body.append("<tr><th scope=\"row\">").append(HtmlText.of(cell.label())).append("</th>");
        cell(body, String.valueOf(seed.seed()));
        cell(body, HtmlText.of(seed.stage()));
        cell(body, progress(cell, seed));
        cell(body, seed.etaSeconds() == null ? "" : left(seed.etaSeconds()));
        body.append("</tr>\n");
      }
    }
    body.append("</tbody>\n</table>\n</div>\n");
  }

  private static String progress(CellStatus cell, SeedStatus seed) {
    if (seed.fraction() == null || seed.epoch() == null) {
      return "";
    }
    String epochs =
        seed.epochs() == null || seed.epochs() == 0
            ? ""
            : " epoch " + seed.epoch() + " of " + seed.epochs();
    return "<progress max=\"1\" value=\"%s\" aria-label=\"%s\"></progress>%s"
        .formatted(seed.fraction(), HtmlText.of(cell.label() + ", seed " + seed.seed()), epochs);
  }

  private static String left(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60 ? whole + " s" : (whole + 59) / 60 + " min";
  }

  private static boolean ended(StudyState state) {
    return state != StudyState.SUBMITTED && state != StudyState.RUNNING;
  }

  private static String label(StudyState state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static void cell(StringBuilder body, String html) {
    body.append("<td>").append(html).append("</td>");
  }
}
