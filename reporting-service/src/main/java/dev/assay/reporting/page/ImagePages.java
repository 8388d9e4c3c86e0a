// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.Studies;
import dev.assay.reporting.StudyNow;
import dev.assay.reporting.forwarding.Questions;
import dev.assay.reporting.images.CellAnswers;
import dev.assay.reporting.images.CellAnswers.Order;
import dev.assay.reporting.images.CellImages;
import dev.assay.reporting.images.FindingAnswers;
import dev.assay.reporting.images.ImageAccess;
import dev.assay.reporting.images.ImagePixels;
import dev.assay.reporting.images.TestedCell;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import jakarta.inject.Singleton;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Test images of cells: their pages, and the pictures for who may see them. */
@Singleton
class ImagePages {
  private static final Logger LOG = Logger.getLogger(ImagePages.class);
  private static final String ENTRY = "studies";

  private final Studies studies;
  private final CellImages images;
  private final ImagePixels pixels;
  private final ImageAccess access;
  private final Questions questions;
  private final Pages pages;

  ImagePages(
      Studies studies,
      CellImages images,
      ImagePixels pixels,
      ImageAccess access,
      Questions questions,
      Pages pages) {
    this.studies = studies;
    this.images = images;
    this.pixels = pixels;
    this.access = access;
    this.questions = questions;
    this.pages = pages;
  }

  /** A page and the template of its kind. */
  record Shown(String template, Page page) {}

  /**
   * Which images of a cell a browser asks for; what is absent has a default.
   *
   * @param finding and
   * @param truth only where images may show several findings
   */
  record Wanted(
      @Nullable String finding,
      @Nullable String truth,
      @Nullable String order,
      @Nullable Integer page) {
    int number() {
      return page == null ? 1 : page;
    }
  }

  Shown list(String studyId, String cellId, Wanted wanted) {
    TestedCell tested = tested(studyId, cellId);
    return switch (tested.answers()) {
      case CellAnswers answers -> {
        refuseOfFindings("finding", wanted.finding());
        refuseOfFindings("truth", wanted.truth());
        yield new Shown(
            "wrong",
            WrongPage.of(
                pages.frame(ENTRY),
                now(studyId),
                tested,
                answers,
                order(wanted.order()),
                wanted.number(),
                refusal()));
      }
      case FindingAnswers answers ->
          new Shown(
              "findings",
              FindingsPage.of(
                  pages.frame(ENTRY),
                  now(studyId),
                  tested,
                  answers,
                  FindingView.of(answers, wanted.finding(), wanted.truth(), wanted.order()),
                  wanted.number(),
                  refusal()));
    };
  }

  /**
   * @param finding that the page is about, where images may show several
   */
  Shown one(String studyId, String cellId, String image, @Nullable String finding) {
    TestedCell tested = tested(studyId, cellId);
    String dataset = tested.cell().dataset();
    return switch (tested.answers()) {
      case CellAnswers answers -> {
        refuseOfFindings("finding", finding);
        yield new Shown(
            "image",
            ImagePage.of(
                pages.frame(ENTRY),
                now(studyId),
                tested,
                answers.of(image).orElseThrow(() -> unknown(image)),
                images.everyone(studyId, dataset, image),
                refusal()));
      }
      case FindingAnswers answers ->
          new Shown(
              "finding-image",
              FindingImagePage.of(
                  pages.frame(ENTRY),
                  now(studyId),
                  tested,
                  answers.of(image).orElseThrow(() -> unknown(image)),
                  FindingView.of(answers, finding, null, null),
                  images.everyoneOfFindings(studyId, dataset, image),
                  refusal()));
    };
  }

  private static void refuseOfFindings(String parameter, @Nullable String value) {
    if (value != null) {
      throw new ProblemException(
          Problem.badRequest(
              "%s is '%s', but each image of this cell has one class and no findings"
                  .formatted(parameter, value)));
    }
  }

  /** A picture. */
  record Picture(byte[] bytes, String mediaType) {}

  /** As data-service made it when the image was registered, or else from the packed pixels. */
  Picture thumbnail(String studyId, String cellId, String image) {
    access.require();
    TestedCell tested = tested(studyId, cellId);
    require(tested, image);
    return made(tested, image)
        .map(bytes -> new Picture(bytes, "image/jpeg"))
        .orElseGet(() -> png(pixels.small(tested.split(), tested.cell().preprocessing(), image)));
  }

  /** Empty if data-service has none, or is away: then it is made of what this service has. */
  private Optional<byte[]> made(TestedCell tested, String image) {
    try {
      return questions.thumbnail(tested.version(), tested.contents().getOrDefault(image, ""));
    } catch (ProblemException e) {
      LOG.debugf(e, "a small picture is made of the packed pixels");
      return Optional.empty();
    }
  }

  /** What the network of the cell gets, before it is normalised. */
  Picture input(String studyId, String cellId, String image) {
    access.require();
    TestedCell tested = tested(studyId, cellId);
    require(tested, image);
    return png(pixels.input(tested.split(), tested.cell().preprocessing(), image));
  }

  /** A small picture of an image of a version. */
  Picture ofVersion(String version, String content) {
    access.require();
    return questions
        .thumbnail(version, content)
        .map(bytes -> new Picture(bytes, "image/jpeg"))
        .orElseThrow(() -> missing("there is no thumbnail of '%s'".formatted(content)));
  }

  /** Why no images are shown; empty: they are. */
  String refusal() {
    return access.isGiven() ? "" : access.refusal();
  }

  static Picture png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
    return new Picture(bytes.toByteArray(), "image/png");
  }

  private static Order order(@Nullable String label) {
    return label == null
        ? Order.LOSS
        : FindingView.oneOf("order", label, Arrays.asList(Order.values()), Order::label);
  }

  TestedCell tested(String studyId, String cellId) {
    return images
        .of(studyId, cellId)
        .orElseThrow(
            () ->
                missing(
                    "study '%s' has no cell '%s' with scored test images"
                        .formatted(studyId, cellId)));
  }

  /**
   * @throws ProblemException 404 if the cell has no such image
   */
  static void require(TestedCell tested, String image) {
    if (!tested.answers().isAbout(image)) {
      throw unknown(image);
    }
  }

  private static ProblemException unknown(String image) {
    return missing("the cell has no test image '%s'".formatted(image));
  }

  private StudyNow now(String studyId) {
    return studies
        .now(studyId)
        .orElseThrow(() -> missing("there is no study '%s'".formatted(studyId)));
  }

  private static ProblemException missing(String detail) {
    return new ProblemException(Problem.notFound(detail));
  }

  /** What the page of a cell shows of its images; nothing while nothing is scored. */
  CellImagery imagery(String studyId, String cellId, int most) {
    return images
        .of(studyId, cellId)
        .map(
            tested ->
                CellImagery.of(tested.answers(), WrongPage.base(studyId, cellId), most, refusal()))
        .orElseGet(() -> CellImagery.none(refusal()));
  }
}
