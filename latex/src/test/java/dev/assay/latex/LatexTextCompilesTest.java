// SPDX-License-Identifier: Apache-2.0
package dev.assay.latex;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the real pdflatex; skipped, and says so, where it is not installed. */
class LatexTextCompilesTest {
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

  @ParameterizedTest
  @ValueSource(strings = {"OT1", "T1"})
  void everyCharacterCompilesAloneInTableCellsAndBesideAnyOther(String encoding) throws Exception {
    StringBuilder document = new StringBuilder();
    document.append("\\documentclass{article}\n\\usepackage[utf8]{inputenc}\n");
    document.append("\\usepackage[").append(encoding).append("]{fontenc}\n");
    document.append("\\tracinglostchars=2\n\\begin{document}\n");
    Characters.all()
        .codePoints()
        .mapToObj(Character::toString)
        .forEach(
            c -> {
              document.append("\\begin{tabular}{ll}\n");
              document.append(LatexText.of(c)).append(" & ").append(LatexText.of(c + c));
              document.append(" \\\\\n").append(LatexText.of(c + "x")).append(" & y \\\\\n");
              document.append("\\end{tabular}\n");
            });
    document.append("\n\n").append(LatexText.of(Characters.all())).append("\n\\end{document}\n");
    Files.writeString(folder.resolve("characters.tex"), document);

    String log = run("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "characters.tex");

    assertThat(folder.resolve("characters.pdf")).as(log).isRegularFile();
    assertThat(log).doesNotContain("Missing character");
  }

  private String run(String... command) throws Exception {
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
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
