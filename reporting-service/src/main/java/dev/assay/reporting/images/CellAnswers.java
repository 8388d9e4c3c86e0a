// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import dev.assay.contracts.file.Predictions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a cell says of each test image: the mean over its seeds, as its row in the report is.
 *
 * @param classes in the order of the probabilities
 * @param images in the order of the predictions
 */
public record CellAnswers(List<String> classes, List<Answer> images) implements Answers {
  /** In which order images are shown. */
  public enum Order {
    /** The largest mean loss first: all images. */
    LOSS("loss", Comparator.comparingDouble(Answer::loss)),
    /** Among the wrong ones, those of which the cell was surest first. */
    CONFIDENCE("confidence", Comparator.comparingDouble(Answer::confidence));

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // comparators without state
    private final Comparator<Answer> ascending;

    Order(String label, Comparator<Answer> ascending) {
      this.label = label;
      this.ascending = ascending;
    }

    public String label() {
      return label;
    }
  }

  /**
   * One image.
   *
   * @param image keyed id
   * @param label index of its true class
   * @param probabilities means over the seeds, one per class
   * @param loss mean over the seeds of the negative logarithm of the probability of the true class;
   *     infinite where a seed excluded it
   * @param wrong number of seeds whose most probable class is another one
   * @param runs number of seeds
   */
  @SuppressWarnings("ArrayRecordComponent") // as many as test images
  public record Answer(
      String image, int label, double[] probabilities, double loss, int wrong, int runs) {
    /** Index of the class of the largest mean probability; the first of equals. */
    public int predicted() {
      int best = 0;
      for (int k = 1; k < probabilities.length; k++) {
        if (probabilities[k] > probabilities[best]) {
          best = k;
        }
      }
      return best;
    }

    public boolean isWrong() {
      return predicted() != label;
    }

    /** Of the predicted class. */
    public double confidence() {
      return probabilities[predicted()];
    }

    /** Of the true class. */
    public double ofTruth() {
      return probabilities[label];
    }
  }

  /**
   * @param seeds at least one, all of the same classes
   */
  public static CellAnswers of(List<Predictions> seeds) {
    Map<String, List<Predictions.Row>> byImage = new LinkedHashMap<>();
    for (Predictions seed : seeds) {
      for (Predictions.Row row : seed.rows()) {
        byImage.computeIfAbsent(row.image(), image -> new ArrayList<>(seeds.size())).add(row);
      }
    }
    List<String> classes = seeds.getFirst().classes();
    return new CellAnswers(
        classes, byImage.values().stream().map(rows -> answer(rows, classes.size())).toList());
  }

  private static Answer answer(List<Predictions.Row> rows, int classes) {
    double[] mean = new double[classes];
    double loss = 0;
    int wrong = 0;
    int label = rows.getFirst().label();
    for (Predictions.Row row : rows) {
      for (int k = 0; k < classes; k++) {
        mean[k] += row.probabilities()[k] / rows.size();
      }
      // Not -log(1) = -0.
      loss += 0 - Math.log(row.probabilities()[label]);
      wrong += row.predicted() == label ? 0 : 1;
    }
    return new Answer(rows.getFirst().image(), label, mean, loss / rows.size(), wrong, rows.size());
  }

  public Optional<Answer> of(String image) {
    return images.stream().filter(answer -> answer.image().equals(image)).findFirst();
  }

  @Override
  public String kind() {
    return "class";
  }

  @Override
  public List<String> names() {
    return classes;
  }

  @Override
  public boolean isAbout(String image) {
    return of(image).isPresent();
  }

  /** Those that an order shows, in it; equal ones by their ids. */
  public List<Answer> sorted(Order order) {
    return images.stream()
        .filter(answer -> order == Order.LOSS || answer.isWrong())
        .sorted(order.ascending.reversed().thenComparing(Answer::image))
        .toList();
  }
}
