// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.file.Explanation;
import dev.assay.reporting.forwarding.Questions;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import jakarta.inject.Singleton;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What models looked at, as inference-service explains it. */
@Singleton
public class Explanations {
  private final Questions questions;
  private final ArtifactStore store;

  Explanations(Questions questions, ArtifactStore store) {
    this.questions = questions;
    this.store = store;
  }

  /**
   * What is asked.
   *
   * @param seed of a scored run of the cell
   * @param image keyed id
   * @param label index of the class or the finding
   * @param answers that name all of them
   */
  public record Question(
      String study, String cell, long seed, String image, int label, Answers answers) {
    private String query() {
      return "study=%s&cell=%s&seed=%d&image=%s&label=%d"
          .formatted(encoded(study), encoded(cell), seed, encoded(image), label);
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
  }

  /**
   * How an explanation stands.
   *
   * @param state {@code queued}, {@code running}, {@code done} or {@code dead}
   * @param reason why it failed
   * @param legend of a finished one: what the colours of its picture mean
   * @param alt of a finished one: its picture in words
   */
  public record Standing(
      String state, @Nullable String reason, @Nullable String legend, @Nullable String alt) {}

  /** Empty if nobody has asked for it, or the store has lost it. */
  public Optional<Standing> find(Question question) {
    JsonNode answer = questions.explanation(question.query());
    if (answer.isMissingNode()) {
      return Optional.empty();
    }
    if (!answer.hasNonNull("explanation")) {
      return Optional.of(unfinished(answer));
    }
    return read(answer).map(explanation -> finished(explanation, question));
  }

  /**
   * Requests one, or makes what failed or was lost again.
   *
   * @throws ProblemException 404 if the model is not known, 422 if it cannot be explained, 429 if
   *     too many wait
   */
  public Standing request(Question question) {
    JsonNode answer = questions.explain(question.query());
    if (answer.isMissingNode()) {
      throw new ProblemException(Problem.notFound("inference-service does not know this model"));
    }
    return answer.hasNonNull("explanation")
        ? read(answer)
            .map(explanation -> finished(explanation, question))
            .orElseThrow(Explanations::none)
        : unfinished(answer);
  }

  /**
   * The image with its explanation over it.
   *
   * @throws ProblemException 404 if there is none
   */
  public BufferedImage over(BufferedImage image, Question question) {
    JsonNode answer = questions.explanation(question.query());
    return Optional.of(answer)
        .filter(found -> found.hasNonNull("explanation"))
        .flatMap(this::read)
        .map(explanation -> HeatMap.over(image, explanation))
        .orElseThrow(Explanations::none);
  }

  private static ProblemException none() {
    return new ProblemException(Problem.notFound("there is no such explanation; ask for it"));
  }

  private static Standing unfinished(JsonNode answer) {
    return new Standing(
        answer.path("state").asText(),
        answer.hasNonNull("reason") ? answer.path("reason").asText() : null,
        null,
        null);
  }

  private static Standing finished(Explanation explanation, Question question) {
    Answers of = question.answers();
    Legend legend = Legend.of(explanation, of.kind(), of.names(), question.seed());
    return new Standing("done", null, legend.text(), legend.alt());
  }

  private Optional<Explanation> read(JsonNode answer) {
    try {
      return Optional.of(
          Explanation.read(
              store.local(Json.read(answer.path("explanation").toString(), ArtifactRef.class))));
    } catch (ArtifactException.Missing e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
