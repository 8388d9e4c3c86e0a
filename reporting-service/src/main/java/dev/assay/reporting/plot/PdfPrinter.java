// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.batik.transcoder.TranscoderException;
import org.apache.batik.transcoder.TranscoderInput;
import org.apache.batik.transcoder.TranscoderOutput;
import org.apache.fop.configuration.Configuration;
import org.apache.fop.configuration.ConfigurationException;
import org.apache.fop.configuration.DefaultConfigurationBuilder;
import org.apache.fop.svg.PDFTranscoder;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;

/** SVG as PDF by FOP: text stays text, in an embedded font. */
public final class PdfPrinter {
  private static final float MILLIMETRES_PER_POINT = 25.4f / 72;

  private PdfPrinter() {}

  /** The same bytes for the same SVG; a unit of it is a point. */
  public static byte[] pdf(String svg) throws IOException {
    try {
      PDFTranscoder transcoder = new PDFTranscoder();
      transcoder.configure(configuration());
      transcoder.addTranscodingHint(
          PDFTranscoder.KEY_PIXEL_UNIT_TO_MILLIMETER, MILLIMETRES_PER_POINT);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      TranscoderInput input = new TranscoderInput(new StringReader(svg));
      // Batik wants an address, also of a document that refers to nothing.
      input.setURI("file:///figure.svg");
      transcoder.transcode(input, new TranscoderOutput(out));
      try (PDDocument document = Loader.loadPDF(out.toByteArray())) {
        FixedPdf.fix(document);
        ByteArrayOutputStream same = new ByteArrayOutputStream();
        document.save(same);
        return same.toByteArray();
      }
    } catch (TranscoderException | ConfigurationException e) {
      throw new IOException("the figure cannot be printed: " + e.getMessage(), e);
    }
  }

  private static Configuration configuration() throws ConfigurationException {
    URL font =
        Objects.requireNonNull(PdfPrinter.class.getResource(SvgPrinter.FONT), SvgPrinter.FONT);
    String xml =
        """
        <pdf-renderer version="1.0"><fonts>
        <font embed-url="%s" embedding-mode="subset">
        <font-triplet name="Liberation Sans" style="normal" weight="normal"/>
        </font></fonts></pdf-renderer>
        """
            .formatted(font);
    return new DefaultConfigurationBuilder()
        .build(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}
