// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.article;

import com.openhtmltopdf.extend.FSStream;
import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfBoxRenderer;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import dev.assay.reporting.plot.FixedPdf;
import dev.assay.reporting.plot.PdfPrinter;
import dev.assay.reporting.plot.Plot;
import dev.assay.reporting.plot.SvgPrinter;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.template.Templates;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.jsoup.Jsoup;
import org.jsoup.helper.W3CDom;

/**
 * Writes the article: one HTML file that loads nothing, and a tagged PDF of the same template. The
 * same report gives the same bytes.
 */
public final class ArticleWriter {
  private static final String FIGURE = "figure";
  private static final List<String> VARIANTS = List.of("Regular", "Bold", "Italic", "BoldItalic");
  private static final int NORMAL = 400;
  private static final int BOLD = 700;

  private ArticleWriter() {}

  public static String html(Report report, List<Plot> plots, SvgPrinter printer) {
    return Templates.render("article", "article", Article.of(report, plots, printer, true));
  }

  public static byte[] pdf(Report report, List<Plot> plots, SvgPrinter printer) throws IOException {
    Article article = Article.of(report, plots, printer, false);
    Map<String, byte[]> figures = new HashMap<>();
    for (Plot plot : plots.subList(0, article.figures().size())) {
      figures.put(plot.name() + ".pdf", PdfPrinter.pdf(printer.draw(plot)));
    }
    PdfRendererBuilder builder = new PdfRendererBuilder();
    font(builder, "Liberation Sans", "LiberationSans");
    font(builder, "Liberation Serif", "LiberationSerif");
    // The template is HTML; the renderer wants XML.
    builder.withW3cDocument(
        new W3CDom().fromJsoup(Jsoup.parse(Templates.render("article", "article", article))),
        FIGURE + ":/");
    // No address leads anywhere but to the figures of this article.
    builder.useUriResolver((base, uri) -> uri.startsWith(FIGURE + ":") ? uri : null);
    builder.useProtocolsStreamImplementation(
        uri -> new InMemory(figures.get(uri.substring(uri.lastIndexOf('/') + 1))), Set.of(FIGURE));
    builder.usePdfUaAccessibility(true);
    builder.usePdfAConformance(PdfRendererBuilder.PdfAConformance.PDFA_2_A);
    builder.useColorProfile(ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData());
    builder.withProducer("Assay");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    builder.toStream(out);
    try (PdfBoxRenderer renderer = builder.buildPdfRenderer()) {
      renderer.layout();
      renderer.createPDFWithoutClosing();
      PDDocument document = renderer.getPdfDocument();
      FixedPdf.fix(document);
      FixedPdf.declareConformance(document, article.title());
      document.save(out);
    }
    return out.toByteArray();
  }

  private record InMemory(byte[] bytes) implements FSStream {
    @Override
    public InputStream getStream() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public Reader getReader() {
      return new InputStreamReader(getStream(), StandardCharsets.UTF_8);
    }
  }

  private static void font(PdfRendererBuilder builder, String family, String file) {
    for (int i = 0; i < VARIANTS.size(); i++) {
      String path = "/liberation/" + file + "-" + VARIANTS.get(i) + ".ttf";
      builder.useFont(
          () -> SvgPrinter.open(path),
          family,
          i % 2 == 0 ? NORMAL : BOLD,
          i < 2 ? FontStyle.NORMAL : FontStyle.ITALIC,
          true);
    }
  }
}
