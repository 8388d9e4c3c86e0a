// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.reporting.plot.Plot.Kind;
import dev.assay.reporting.render.SampleReports;
import dev.assay.reporting.report.AcrossDatasets.MeanRank;
import dev.assay.reporting.report.Report;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;

class PlotsTest {
  private static final SvgPrinter PRINTER = new SvgPrinter();

  private final Report report = SamplePlots.report();
  private final List<Plot> plots = Plots.of(report, SamplePlots.source(report));

  @Test
  void hasOneOfEachKindOfFigure() {
    assertThat(plots.stream().map(Plot::name))
        .doesNotHaveDuplicates()
        .contains("forest-accuracy", "forest-auroc", "differences-chest_xray", "differences-skin")
        .contains("critical-difference", "subset-chest_xray")
        .contains("roc-chest_xray", "roc-chest_xray-2", "precision-recall-skin", "roc-skin")
        .contains("decision-chest_xray", "observed-share-chest_xray")
        .contains("calibration-skin-resnet50_100_frozen")
        .contains("confusion-skin-densenet121_100_frozen")
        .contains("learning-chest_xray-resnet50_12_5_frozen")
        .doesNotContain("decision-skin", "observed-share-skin", "subset-skin");
  }

  /** One figure of each kind: the others differ in their data. */
  @Test
  void drawsEveryKindTheSameTwiceWithTextThatIsText() throws IOException {
    Map<Kind, Plot> kinds = new EnumMap<>(Kind.class);
    plots.forEach(plot -> kinds.putIfAbsent(plot.kind(), plot));
    assertThat(kinds).hasSize(Kind.values().length);
    Map<Kind, String> words =
        Map.of(
            Kind.FOREST, "0.792 [0.751",
            Kind.LINES, "DINOv2 ViT-B/14",
            Kind.RELIABILITY, "Confidence (largest probability)",
            Kind.MATRIX, "PNEUMONIA",
            Kind.RANKS, "critical difference 1.93");
    // What was drawn before a figure leaves no trace in it.
    SvgPrinter another = new SvgPrinter();
    Map<Kind, String> backwards = new EnumMap<>(Kind.class);
    List.copyOf(kinds.values())
        .reversed()
        .forEach(plot -> backwards.put(plot.kind(), another.draw(plot)));
    for (Map.Entry<Kind, Plot> kind : kinds.entrySet()) {
      String svg = PRINTER.draw(kind.getValue());
      byte[] pdf = PdfPrinter.pdf(svg);

      assertThat(backwards.get(kind.getKey())).isEqualTo(svg);
      assertThat(PdfPrinter.pdf(svg)).isEqualTo(pdf);
      assertThat(svg).doesNotContain("NaN", "Infinity", "undefined", "<style", "<script", "class=");
      try (PDDocument document = Loader.loadPDF(pdf)) {
        assertThat(new PDFTextStripper().getText(document).replace("\u2212", "-"))
            .as(kind.getKey().toString())
            .contains(words.getOrDefault(kind.getKey(), ""));
        for (var name : document.getPage(0).getResources().getFontNames()) {
          PDFont font = document.getPage(0).getResources().getFont(name);
          assertThat(font.isEmbedded()).as(font.getName()).isTrue();
        }
        assertThat(document.getPage(0).getMediaBox().getWidth())
            .isBetween(kind.getValue().width() - 1f, kind.getValue().width() + 1f);
      }
    }
    if (System.getProperty("plots.dir") != null) {
      for (Plot plot : plots) {
        String svg = PRINTER.draw(plot);
        show(plot.name(), svg, PdfPrinter.pdf(svg));
      }
    }
  }

  @Test
  void hasTheNumbersBesideEachFigure() {
    assertThat(csv("forest-accuracy").lines().toList())
        .hasSize(12)
        .startsWith("label,point,lower,upper")
        .contains("\"skin: ResNet50, 100 %\",0.88,0.839,0.917");
    assertThat(csv("confusion-skin-densenet121_100_frozen").lines().toList())
        .hasSize(50)
        .contains("akiec,akiec,0,0", "akiec,bcc,15,0.16666666666666666");
    assertThat(csv("calibration-skin-resnet50_100_frozen").lines().toList())
        .hasSize(9)
        .element(1)
        .asString()
        .startsWith("0.4666666666666667,0.5333333333333333,12,");
    // Seeds stop after 26, 22 and 18 epochs.
    assertThat(csv("learning-skin-resnet50_100_frozen").lines().toList()).hasSize(1 + 2 * 26);
    assertThat(csv("critical-difference")).contains("\"ResNet50, frozen\",3.1,1.93");
  }

  @Test
  void curvesBeginAndEndWhereTheyMust() {
    List<String> roc = csv("roc-chest_xray").lines().toList();

    assertThat(roc).hasSize(1 + 6 * 101);
    assertThat(roc)
        .filteredOn(line -> line.contains("\",1,"))
        .hasSize(6)
        .allMatch(line -> line.endsWith(",1,1,1,1"));
    assertThat(csv("decision-chest_xray")).contains("act on all,0,0.5,,\n");
  }

  /** The bands cover whole curves, and so are there with one seed, too. */
  @Test
  void curvesOfDecisionsAndOfCalibrationHaveBandsAroundThem() {
    for (String name : List.of("decision-chest_xray", "observed-share-chest_xray")) {
      List<double[]> points =
          csv(name)
              .lines()
              .skip(1)
              .filter(line -> !line.startsWith("act on all") && !line.endsWith(",,"))
              .map(line -> line.substring(line.lastIndexOf('"') + 2).split(",", -1))
              .map(cells -> Arrays.stream(cells).mapToDouble(Double::parseDouble).toArray())
              .toList();

      assertThat(points).as(name).hasSizeGreaterThan(100);
      assertThat(points)
          .allSatisfy(
              point ->
                  assertThat(point[1])
                      .isBetween(point[2] - 1e-9, Math.max(point[1], point[3] + 1e-9)));
      assertThat(points).anyMatch(point -> point[3] - point[2] > 0.02);
    }
  }

  @Test
  void joinsRanksThatDoNotDiffer() {
    List<MeanRank> ranks =
        List.of(
            new MeanRank("a", 1),
            new MeanRank("b", 2),
            new MeanRank("c", 2.5),
            new MeanRank("d", 5),
            new MeanRank("e", 5.5));

    assertThat(RankPlot.groups(ranks, 1.5)).containsExactly(List.of(1.0, 2.5), List.of(5.0, 5.5));
    assertThat(RankPlot.groups(ranks, 0.1)).isEmpty();
    assertThat(RankPlot.groups(ranks, 9)).containsExactly(List.of(1.0, 5.5));
  }

  @Test
  void drawsWhatAStudyHasSoFarAndAnyName() throws IOException {
    Report running = SampleReports.running();
    List<Plot> some = Plots.of(running, SamplePlots.source(report));

    assertThat(some.stream().map(Plot::name))
        .contains("forest-accuracy")
        .allMatch(n -> n.matches("[A-Za-z0-9_-]+"));
    String svg = PRINTER.draw(some.getFirst());
    assertThat(svg).contains("&lt;b&gt;").doesNotContain("<b>");
    assertThat(PdfPrinter.pdf(svg)).isNotEmpty();
  }

  private String csv(String name) {
    return plots.stream()
        .filter(plot -> plot.name().equals(name))
        .findFirst()
        .orElseThrow()
        .content()
        .get()
        .csv();
  }

  /** {@code -Dplots.dir=DIR} keeps the figures, for somebody to look at. */
  private static void show(String name, String svg, byte[] pdf) throws IOException {
    Path dir = Files.createDirectories(Path.of(System.getProperty("plots.dir")));
    Files.writeString(dir.resolve(name + ".svg"), svg);
    Files.write(dir.resolve(name + ".pdf"), pdf);
    try (PDDocument document = Loader.loadPDF(pdf)) {
      BufferedImage image = new PDFRenderer(document).renderImageWithDPI(0, 200);
      ImageIO.write(image, "png", dir.resolve(name + ".png").toFile());
    }
  }
}
