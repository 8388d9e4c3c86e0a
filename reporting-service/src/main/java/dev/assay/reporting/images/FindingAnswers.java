// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.FindingLabels.Shown;
import dev.assay.contracts.file.FindingPredictions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a cell says of each test image that may show several findings: the mean over its seeds, as
 * its row in the report is. No finding has a threshold, so nothing here is right or wrong; images
 * are more or less wrong about one finding.
 *
 * @param findings in the order of the probabilities
 * @param images in the order of the predictions
 */
public record FindingAnswers(List<String> findings, List<Answer> images) implements Answers {
  /** In which order images are shown. */
  public enum Order {
    /**
     * The farthest from the truth first: present with the lowest probability, absent with the
     * highest. Images for which the finding is not known come last, by their probability.
     */
    WRONG("wrong"),
    /** The highest probability first. */
    PROBABILITY("probability");

    private final String label;

    Order(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** Which images are shown, by what is known of one finding. */
  public enum Filter {
    ALL("all", null),
    PRESENT("present", Shown.PRESENT),
    ABSENT("absent", Shown.ABSENT),
    UNKNOWN("unknown", Shown.UNKNOWN);

    private final String label;
    private final @Nullable Shown only;

    Filter(String label, @Nullable Shown only) {
      this.label = label;
      this.only = only;
    }

    public String label() {
      return label;
    }

    private boolean shows(Answer answer, int finding) {
      return only == null || answer.truth().of(finding) == only;
    }
  }

  /**
   * One image.
   *
   * @param image keyed id
   * @param truth of each finding
   * @param probabilities means over the seeds, one per finding
   */
  @SuppressWarnings("ArrayRecordComponent") // as many as test images
  public record Answer(String image, FindingLabels truth, double[] probabilities) {
    /**
     * How far the probability is from the truth, in [0, 1]; the probability itself where the
     * finding is not known.
     */
    double distance(int finding) {
      double p = probabilities[finding];
      return truth.isPresent(finding) ? 1 - p : p;
    }
  }

  /**
   * @param seeds at least one
   * @throws IllegalArgumentException if they are of other findings
   */
  public static FindingAnswers of(List<FindingPredictions> seeds) {
    List<String> findings = seeds.getFirst().findings();
    Map<String, List<FindingPredictions.Row>> byImage = new LinkedHashMap<>();
    for (FindingPredictions seed : seeds) {
      if (!seed.findings().equals(findings)) {
        throw new IllegalArgumentException(
            "the seeds of a cell are of the findings " + findings + " and " + seed.findings());
      }
      for (FindingPredictions.Row row : seed.rows()) {
        byImage.computeIfAbsent(row.image(), image -> new ArrayList<>(seeds.size())).add(row);
      }
    }
    return new FindingAnswers(
        findings, byImage.values().stream().map(FindingAnswers::answer).toList());
  }

  private static Answer answer(List<FindingPredictions.Row> rows) {
    FindingPredictions.Row first = rows.getFirst();
    double[] mean = new double[first.probabilities().length];
    for (FindingPredictions.Row row : rows) {
      for (int f = 0; f < mean.length; f++) {
        mean[f] += row.probabilities()[f] / rows.size();
      }
    }
    return new Answer(first.image(), first.truth(), mean);
  }

  /** Those that a filter shows of one finding, in an order; equal ones by their ids. */
  public List<Answer> sorted(int finding, Filter filter, Order order) {
    Comparator<Answer> by =
        switch (order) {
          case WRONG ->
              Comparator.comparing((Answer answer) -> !answer.truth().isKnown(finding))
                  .thenComparing(
                      Comparator.comparingDouble((Answer answer) -> answer.distance(finding))
                          .reversed());
          case PROBABILITY ->
              Comparator.comparingDouble((Answer answer) -> answer.probabilities()[finding])
                  .reversed();
        };
    return images.stream()
        .filter(answer -> filter.shows(answer, finding))
        .sorted(by.thenComparing(Answer::image))
        .toList();
  }

  /** How many images a filter shows of one finding. */
  public long count(int finding, Filter filter) {
    return images.stream().filter(answer -> filter.shows(answer, finding)).count();
  }

  public Optional<Answer> of(String image) {
    return images.stream().filter(answer -> answer.image().equals(image)).findFirst();
  }

  @Override
  public String kind() {
    return "finding";
  }

  @Override
  public List<String> names() {
    return findings;
  }

  @Override
  public boolean isAbout(String image) {
    return of(image).isPresent();
  }
}
