// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.latex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.reporting.render.SampleAcross;
import dev.assay.reporting.render.SampleFindings;
import dev.assay.reporting.render.SampleReports;
import dev.assay.reporting.render.SampleSubgroups;
import dev.assay.reporting.render.legacy.LegacyLatex;
import dev.assay.reporting.report.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the real pdflatex; skipped, and says so, where it is not installed. */
class LatexCompilesTest {
  private static final String DOCUMENT =
      """
      \\documentclass{article}
      \\usepackage{booktabs,graphicx}
      \\begin{document}
      Before.
      \\input{report}
      After.
      \\end{document}
      """;

  @TempDir Path folder;

  @BeforeEach
  void needsPdfLatex() throws Exception {
    try {
      run("pdflatex", "--version");
    } catch (IOException e) {
      System.err.println("SKIPPED: pdflatex is not installed, so no LaTeX is compiled: " + e);
      Assumptions.abort("pdflatex is not installed");
    }
  }

  @Test
  void compilesOnItsOwn() throws Exception {
    Files.writeString(folder.resolve("report.tex"), LatexReport.render(SampleReports.finished()));

    assertThat(compile("report")).doesNotContain("Overfull \\hbox");
  }

  @Test
  void compilesWithAwkwardNamesAndFailures() throws Exception {
    Files.writeString(folder.resolve("report.tex"), LatexReport.render(SampleReports.running()));

    assertThat(compile("report")).doesNotContain("Overfull \\hbox");
  }

  @Test
  void compilesWithSeveralFindings() throws Exception {
    Files.writeString(folder.resolve("report.tex"), LatexReport.render(SampleFindings.compared()));

    assertThat(compile("report")).doesNotContain("Overfull \\hbox");
  }

  @Test
  void splitsLargeStudyIntoFloatsThatFitTheirPages() throws Exception {
    String tex = LatexReport.render(SampleReports.large());
    Files.writeString(folder.resolve("report.tex"), tex);

    assertThat(tex.split("begin\\{table\\*\\}", -1)).hasSize(1 + 4);
    assertThat(compile("report"))
        .doesNotContain("Float too large")
        .doesNotContain("Overfull \\hbox");
  }

  @Test
  void compilesWithComparisons() throws Exception {
    Files.writeString(folder.resolve("report.tex"), LatexReport.render(SampleReports.compared()));
    Files.writeString(folder.resolve("paper.tex"), DOCUMENT);

    assertThat(compile("report")).doesNotContain("Overfull \\hbox");
    assertThat(compile("paper")).contains("Output written on paper.pdf");
  }

  @Test
  void compilesWithDifferencesOverSeveralDataSetsAndComparisonsThatFailed() throws Exception {
    Files.writeString(folder.resolve("report.tex"), LatexReport.render(SampleAcross.report(null)));
    Files.writeString(
        folder.resolve("failed.tex"), LatexReport.render(SampleReports.notCompared()));

    assertThat(compile("report")).doesNotContain("Overfull \\hbox");
    assertThat(compile("failed")).doesNotContain("Overfull \\hbox");
  }

  @Test
  void compilesWithSubgroups() throws Exception {
    Files.writeString(folder.resolve("report.tex"), LatexReport.render(SampleSubgroups.split()));

    assertThat(compile("report")).doesNotContain("Overfull \\hbox");
  }

  @Test
  void compilesInsideADocument() throws Exception {
    Files.writeString(folder.resolve("report.tex"), LatexReport.render(SampleReports.finished()));
    Files.writeString(folder.resolve("paper.tex"), DOCUMENT);

    assertThat(compile("paper")).contains("Output written on paper.pdf");
  }

  private static final String TWO_COLUMNS =
      """
      \\documentclass[twocolumn]{article}
      \\usepackage[T1]{fontenc}
      \\usepackage{booktabs,graphicx}
      \\begin{document}
      Before.
      %s
      After.
      \\end{document}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "width=two-columns",
        "width=one-column",
        "width=one-column,interval=beside",
        "width=two-columns,interval=beside,spread=column",
        "width=two-columns,datasets=groups",
        "width=one-column,datasets=groups,spread=none"
      })
  void fitsItsPlaceOnAPageOfTwoColumns(String options) throws Exception {
    LatexOptions chosen = LatexOptions.parse(options);
    List<Report> reports =
        List.of(
            SampleReports.compared(),
            SampleReports.running(),
            SampleReports.large(),
            SampleAcross.report(null),
            SampleSubgroups.split());
    StringBuilder inputs = new StringBuilder();
    for (int i = 0; i < reports.size(); i++) {
      Files.writeString(
          folder.resolve("report" + i + ".tex"), LatexReport.render(reports.get(i), chosen));
      inputs.append("\\input{report").append(i).append("}\n\\clearpage\n");
    }
    Files.writeString(folder.resolve("paper.tex"), TWO_COLUMNS.formatted(inputs));

    assertThat(compile("paper"))
        .doesNotContain("Overfull \\hbox")
        .doesNotContain("Float too large");
  }

  @Test
  void compilesColumnsOfSiunitx() throws Exception {
    if (run("kpsewhich", false, "siunitx.sty").isBlank()) {
      System.err.println("SKIPPED: siunitx is not installed, so its columns are not compiled");
      Assumptions.abort("siunitx is not installed");
    }
    Files.writeString(
        folder.resolve("report.tex"),
        LatexReport.render(
            SampleReports.compared(), LatexOptions.parse("numbers=siunitx,spread=column")));

    assertThat(compile("report")).doesNotContain("Overfull \\hbox");
  }

  @Test
  void legacyTableCompilesOnItsOwnAndInADocument() throws Exception {
    Files.writeString(folder.resolve("report.tex"), LegacyLatex.render(SampleReports.finished()));
    Files.writeString(folder.resolve("paper.tex"), DOCUMENT);

    assertThat(compile("report")).contains("Output written on report.pdf");
    assertThat(compile("paper")).contains("Output written on paper.pdf");
  }

  private String compile(String name) throws Exception {
    String log = run("pdflatex", "-interaction=nonstopmode", "-halt-on-error", name + ".tex");
    assertThat(folder.resolve(name + ".pdf")).as(log).isRegularFile();
    return log;
  }

  private String run(String... command) throws Exception {
    return run(command, true);
  }

  private String run(String program, boolean checked, String argument) throws Exception {
    return run(new String[] {program, argument}, checked);
  }

  private String run(String[] command, boolean checked) throws Exception {
    Path log = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(
          "pdflatex did not end: " + Files.readString(log, StandardCharsets.ISO_8859_1));
    }
    String output = Files.readString(log, StandardCharsets.ISO_8859_1);
    if (checked) {
      assertThat(process.exitValue()).as(output).isZero();
    }
    return output;
  }
}
