// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.Studies;
import dev.assay.reporting.StudyNow;
import dev.assay.reporting.forwarding.Questions;
import dev.assay.reporting.images.CellAnswers.Answer;
import dev.assay.reporting.images.CellAnswers.Order;
import dev.assay.reporting.images.CellImages;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

  WrongPage wrong(String studyId, String cellId, @Nullable String order, @Nullable Integer page) {
    return WrongPage.of(
        pages.frame(ENTRY),
        now(studyId),
        tested(studyId, cellId),
        order(order),
        page == null ? 1 : page,
        refusal());
  }

  ImagePage one(String studyId, String cellId, String image) {
    TestedCell tested = tested(studyId, cellId);
    Answer answer = answer(tested, image);
    return ImagePage.of(
        pages.frame(ENTRY),
        now(studyId),
        tested,
        answer,
        images.everyone(studyId, tested.cell().dataset(), image),
        refusal());
  }

  /** A picture. */
  record Picture(byte[] bytes, String mediaType) {}

  /** As data-service made it when the image was registered, or else from the packed pixels. */
  Picture thumbnail(String studyId, String cellId, String image) {
    access.require();
    TestedCell tested = tested(studyId, cellId);
    Answer answer = answer(tested, image);
    return made(tested, answer)
        .map(bytes -> new Picture(bytes, "image/jpeg"))
        .orElseGet(() -> png(pixels.small(tested.split(), tested.cell().preprocessing(), image)));
  }

  /** Empty if data-service has none, or is away: then it is made of what this service has. */
  private Optional<byte[]> made(TestedCell tested, Answer answer) {
    try {
      return questions.thumbnail(
          tested.version(), tested.contents().getOrDefault(answer.image(), ""));
    } catch (ProblemException e) {
      LOG.debugf(e, "a small picture is made of the packed pixels");
      return Optional.empty();
    }
  }

  /** What the network of the cell gets, before it is normalised. */
  Picture input(String studyId, String cellId, String image) {
    access.require();
    TestedCell tested = tested(studyId, cellId);
    answer(tested, image);
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
    if (label == null) {
      return Order.LOSS;
    }
    return Arrays.stream(Order.values())
        .filter(order -> order.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.badRequest(
                        "order must be one of %s, not '%s'"
                            .formatted(
                                Arrays.stream(Order.values())
                                    .map(Order::label)
                                    .collect(Collectors.joining(", ")),
                                label))));
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

  static Answer answer(TestedCell tested, String image) {
    return tested
        .answer(image)
        .orElseThrow(() -> missing("the cell has no test image '%s'".formatted(image)));
  }

  private StudyNow now(String studyId) {
    return studies
        .now(studyId)
        .orElseThrow(() -> missing("there is no study '%s'".formatted(studyId)));
  }

  private static ProblemException missing(String detail) {
    return new ProblemException(Problem.notFound(detail));
  }

  /** The images that a cell got most wrong, for its page; empty while nothing is scored. */
  List<ImageTile> worst(String studyId, String cellId, int most) {
    return images
        .of(studyId, cellId)
        .map(
            tested ->
                tested.answers().sorted(Order.LOSS).stream()
                    .limit(most)
                    .map(
                        answer ->
                            ImageTile.of(
                                answer,
                                tested.answers().classes(),
                                WrongPage.base(studyId, cellId)))
                    .toList())
        .orElse(List.of());
  }
}
