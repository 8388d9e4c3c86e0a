// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.lineage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row that was computed once more, beside what it was.
 *
 * @param studyId the study that repeats the row
 * @param of the study whose row it is
 * @param cellId of the row, in both
 * @param state {@code running}, {@code failed}, {@code equal} if every model, probability and
 *     metric is the same to the last bit, or {@code differs}
 * @param reason why it failed; absent otherwise
 * @param runs one per repeated seed that has ended
 * @param metrics of the row; absent until they are there, and where only some seeds were repeated,
 *     since the row is of all of them
 * @param surroundings what is another in what the two were computed with; empty if all is the same
 */
public record Repetition(
    String studyId,
    String of,
    String cellId,
    String state,
    @Nullable String reason,
    List<Run> runs,
    @Nullable Metrics metrics,
    List<String> surroundings) {
  public static final String RUNNING = "running";
  public static final String FAILED = "failed";
  public static final String EQUAL = "equal";
  public static final String DIFFERS = "differs";

  public Repetition {
    runs = List.copyOf(runs);
    surroundings = List.copyOf(surroundings);
  }

  /**
   * One seed.
   *
   * @param training the first epoch whose losses differ, in words; absent: none does
   * @param corrupted on corruptions of the test images, in the order of their names; absent: none
   */
  public record Run(
      long seed,
      Files model,
      @Nullable String training,
      Scores test,
      Scores validation,
      @Nullable List<Corrupted> corrupted) {
    public Run {
      corrupted = corrupted == null || corrupted.isEmpty() ? null : List.copyOf(corrupted);
    }

    boolean isEqual() {
      return model.isEqual()
          && training == null
          && test.isEqual()
          && validation.isEqual()
          && (corrupted == null || corrupted.stream().allMatch(of -> of.scores().isEqual()));
    }
  }

  /**
   * The predictions for the test images after a corruption.
   *
   * @param corruption its name, such as {@code noise-1}
   */
  public record Corrupted(String corruption, Scores scores) {}

  /** The SHA-256 of two files. */
  public record Files(String before, String now) {
    boolean isEqual() {
      return before.equals(now);
    }
  }

  /**
   * The predictions for one part.
   *
   * @param images number of images
   * @param differing number of images with another probability in any class
   * @param largest the largest difference; absent: there is none
   */
  public record Scores(int images, int differing, @Nullable Difference largest) {
    boolean isEqual() {
      return differing == 0;
    }
  }

  /**
   * One probability.
   *
   * @param image keyed id
   * @param label name of the class
   */
  public record Difference(String image, String label, double before, double now) {
    double size() {
      return Math.abs(before - now);
    }
  }

  /**
   * The metrics of the row on the test images.
   *
   * @param compared number of values: points, ends of intervals, values of seeds
   * @param differences each with both values; empty: all are the same to the last bit
   */
  public record Metrics(int compared, List<String> differences) {
    public Metrics {
      differences = List.copyOf(differences);
    }
  }
}
