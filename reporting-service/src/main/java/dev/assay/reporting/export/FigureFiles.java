// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.reporting.plot.PdfPrinter;
import dev.assay.reporting.plot.PgfFigure;
import dev.assay.reporting.plot.Plot;
import dev.assay.reporting.plot.SvgPrinter;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Every figure in each of its forms, and what they show. */
final class FigureFiles {
  private FigureFiles() {}

  static void add(List<ExportFile> files, List<Plot> plots, SvgPrinter printer) {
    StringBuilder captions = new StringBuilder("# Figures\n");
    for (Plot plot : plots) {
      String path = "figures/" + plot.name();
      Drawn drawn = new Drawn(plot, printer);
      files.add(new ExportFile(path + ".svg", out -> out.write(utf8(drawn.svg()))));
      files.add(new ExportFile(path + ".pdf", out -> out.write(PdfPrinter.pdf(drawn.svg()))));
      files.add(new ExportFile(path + ".tex", out -> out.write(utf8(PgfFigure.of(plot)))));
      files.add(new ExportFile(path + ".csv", out -> out.write(utf8(plot.content().get().csv()))));
      captions.append("\n**").append(plot.name()).append("** ").append(plot.caption()).append('\n');
    }
    files.add(ExportFile.text("figures/captions.md", captions.toString()));
  }

  /** A figure that both of its files share, as long as memory has room for it. */
  private static final class Drawn {
    private final Plot plot;
    private final SvgPrinter printer;
    private SoftReference<String> svg = new SoftReference<>(null);

    Drawn(Plot plot, SvgPrinter printer) {
      this.plot = plot;
      this.printer = printer;
    }

    synchronized String svg() {
      String known = svg.get();
      if (known == null) {
        known = printer.draw(plot);
        svg = new SoftReference<>(known);
      }
      return known;
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
