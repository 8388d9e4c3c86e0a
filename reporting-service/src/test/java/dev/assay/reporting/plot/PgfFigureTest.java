// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.reporting.plot.Plot.Kind;
import dev.assay.reporting.render.SampleReports;
import dev.assay.reporting.report.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PgfFigureTest {
  private final Report report = SamplePlots.report();
  private final List<Plot> plots = Plots.of(report, SamplePlots.source(report));

  @TempDir Path folder;

  @Test
  void everyFigureHasThisFormWithTheNumbersOfItsTable() {
    for (Plot plot : plots) {
      String tex = PgfFigure.of(plot);

      assertThat(tex).as(plot.name()).isEqualTo(PgfFigure.of(plot)).contains(plot.name());
      assertThat(tex).doesNotContain("NaN", "null", "\u2212");
      if (plot.kind() == Kind.LINES) {
        List<List<String>> table = plot.content().get().table();
        assertThat(table).hasSizeGreaterThan(1);
        for (List<String> row : table.subList(1, Math.min(table.size(), 20))) {
          assertThat(tex).as(plot.name()).contains("\n" + row.get(1) + " " + row.get(2) + "\n");
        }
      }
    }
    assertThat(tex("forest-accuracy")).contains("0.88 ", "{0.880 {[}0.839, 0.917{]}}");
    assertThat(tex("differences-skin")).contains("$-$0.021 {[}$-$0.061, 0.019{]}");
    assertThat(tex("confusion-skin-densenet121_100_frozen"))
        .contains("assayhigh!16.67!white", "{15\\\\17 \\%}");
    assertThat(tex("critical-difference")).contains("{critical difference 1.93}");
  }

  /** With the real pdflatex: every figure alone, and all of them in a paper. */
  @Test
  void compiles() throws Exception {
    needsPgfPlots();
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    StringBuilder inputs = new StringBuilder();
    for (Plot plot : plots) {
      Files.writeString(folder.resolve(plot.name() + ".tex"), PgfFigure.of(plot));
      inputs.append("\\input{").append(plot.name()).append("}\n\n");
      if (kinds.add(plot.kind())) {
        compile(plot.name());
      }
    }
    assertThat(kinds).hasSize(Kind.values().length);
    Report running = SampleReports.running();
    for (Plot plot : Plots.of(running, SamplePlots.source(running))) {
      Files.writeString(folder.resolve("awkward-" + plot.name() + ".tex"), PgfFigure.of(plot));
      inputs.append("\\input{awkward-").append(plot.name()).append("}\n\n");
    }
    Files.writeString(
        folder.resolve("paper.tex"),
        """
        \\documentclass{article}
        \\usepackage[T1]{fontenc}
        \\usepackage[a4paper,margin=15mm]{geometry}
        \\usepackage{pgfplots}
        \\begin{document}
        %s
        \\end{document}
        """
            .formatted(inputs));

    assertThat(compile("paper")).doesNotContain("Overfull \\hbox");
    if (System.getProperty("plots.dir") != null) {
      Path kept = Files.createDirectories(Path.of(System.getProperty("plots.dir")));
      Files.write(kept.resolve("pgf.pdf"), Files.readAllBytes(folder.resolve("paper.pdf")));
    }
  }

  private String tex(String name) {
    return plots.stream()
        .filter(plot -> plot.name().equals(name))
        .map(PgfFigure::of)
        .findFirst()
        .orElseThrow();
  }

  private void needsPgfPlots() throws Exception {
    String found;
    try {
      found = run("kpsewhich", "pgfplots.sty");
    } catch (IOException e) {
      found = "";
    }
    if (found.isBlank()) {
      String why = "SKIPPED: pdflatex with pgfplots is not installed, so no figure is compiled";
      System.err.println(why);
      Assumptions.abort(why);
    }
  }

  private String compile(String name) throws Exception {
    String log = run("pdflatex", "-interaction=nonstopmode", "-halt-on-error", name + ".tex");
    assertThat(log).contains("Output written on " + name + ".pdf");
    return log;
  }

  private String run(String... command) throws Exception {
    Path log = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(300, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command[0] + " did not end");
    }
    return Files.readString(log, StandardCharsets.ISO_8859_1);
  }
}
