// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The result of an evaluation: the document of {@code --json} and the source of the tables.
 *
 * @param images number of images of the test set
 * @param groups number of groups of the test set
 * @param groupColumn the column that has the groups; null if every image is its own group
 * @param classes the classes in their order
 * @param positiveClass the positive one of two classes; null if none was declared
 * @param resamples number of resamples
 * @param confidence confidence of every interval, in (0, 1)
 * @param unit what was resampled: groups or images
 * @param seed seed of the resampling
 * @param models the models in the order of the arguments
 * @param comparison null with one model
 * @param calibration effect of calibration for every model with calibrated probabilities
 * @param subgroups the primary metric in subgroups, for every requested attribute and every model
 * @param curves of each model, if they are wanted
 * @param notes remarks for readers of the table
 */
public record Evaluation(
    int images,
    int groups,
    @Nullable String groupColumn,
    Map<String, Integer> imagesOfClass,
    List<String> classes,
    @Nullable String positiveClass,
    int resamples,
    double confidence,
    String unit,
    long seed,
    List<Model> models,
    @Nullable Comparison comparison,
    List<ModelCalibration> calibration,
    List<ModelSubgroups> subgroups,
    List<ModelCurves> curves,
    List<String> notes) {

  /**
   * @param files one file for each of its seeds
   * @param metrics all metrics that can be computed
   */
  public record Model(String name, List<String> files, List<MetricValue> metrics) {
    /** Null if it was not computed. */
    @Nullable MetricValue of(String metric) {
      return metrics.stream().filter(m -> m.metric().equals(metric)).findFirst().orElse(null);
    }
  }

  /**
   * @param point mean over seeds; null if undefined
   * @param seedSd standard deviation over seeds; null with one seed
   * @param lower lower end of the interval; null if there is none
   * @param upper upper end of the interval; null if there is none
   * @param method method of the interval
   * @param reason why there is no point or no interval
   * @param corrected a calibration error, corrected for its bias
   * @param notes cautions, and cases that count as 0
   */
  public record MetricValue(
      String metric,
      @Nullable Double point,
      @Nullable Double seedSd,
      @Nullable Double lower,
      @Nullable Double upper,
      @Nullable String method,
      @Nullable String reason,
      @Nullable Double corrected,
      List<String> notes) {}

  /**
   * @param family how the contrasts were declared
   * @param adjustedBy the source of adjusted p-values
   * @param alpha level of the tests
   * @param margin null if none was declared
   * @param interimAnalysis number of this analysis of the test set, 1 for the first
   * @param metrics the primary one first
   * @param notes remarks on the whole comparison
   */
  public record Comparison(
      String family,
      String adjustedBy,
      double alpha,
      @Nullable Double margin,
      @JsonProperty("look") int interimAnalysis,
      List<MetricContrasts> metrics,
      List<String> notes) {}

  /** The comparison by one metric. If there are no contrasts, the notes say why. */
  public record MetricContrasts(
      String metric,
      boolean primary,
      List<ContrastRow> contrasts,
      List<Rank> ranks,
      List<String> notes) {}

  /**
   * As {@link dev.assay.statistics.comparison.ContrastResult}, as words and numbers.
   *
   * @param falseClaim posterior probability that the model that is ahead does not outperform the
   *     other; null where none is ahead
   * @param pNotInferior one-sided p that the first is not worse by the margin; not adjusted, but
   *     compared with the level of one difference of the family
   * @param pEquivalent of both one-sided tests
   * @param marginLower the interval that says the same, of confidence {@code marginConfidence}
   */
  public record ContrastRow(
      String contrast,
      boolean confirmatory,
      double difference,
      @Nullable Double lower,
      @Nullable Double upper,
      @Nullable String method,
      @Nullable Double simultaneousLower,
      @Nullable Double simultaneousUpper,
      String test,
      @Nullable Double p,
      @Nullable Double adjustedP,
      @Nullable Integer discordantUnits,
      @Nullable Double pNotInferior,
      @Nullable Double pEquivalent,
      @Nullable Double marginLower,
      @Nullable Double marginUpper,
      @Nullable Double marginConfidence,
      @Nullable Double precision,
      @Nullable Double falseClaim,
      String verdict,
      List<String> notes) {}

  /** The rank set of a model; 1 is the best rank. */
  public record Rank(String model, int best, int worst) {}

  /**
   * The quality of a model's probabilities before and after calibration.
   *
   * @param raw means over seeds by name, before calibration; undefined ones are missing
   * @param calibrated likewise, after calibration
   */
  public record ModelCalibration(
      String model, SortedMap<String, Double> raw, SortedMap<String, Double> calibrated) {}

  /**
   * A model in the subgroups of one attribute.
   *
   * @param gap highest point estimate minus lowest; null if it was not tested
   * @param p p-value of the permutation test: how often the gap is as large when the attribute is
   *     permuted among the resampled units
   * @param reason why there is no gap
   * @param heterogeneity of three groups or more with an interval, such as sites; else null
   * @param imagesWithoutValue number of images without a value of the attribute, which are left out
   */
  public record ModelSubgroups(
      String attribute,
      String model,
      String metric,
      List<Part> parts,
      @Nullable Double gap,
      @Nullable String highest,
      @Nullable String lowest,
      @Nullable Double p,
      @Nullable String reason,
      @Nullable Variation heterogeneity,
      int imagesWithoutValue) {}

  /**
   * How much the metric varies between groups beyond chance, as {@link
   * dev.assay.statistics.Heterogeneity}.
   */
  public record Variation(
      int groups,
      double mean,
      double lower,
      double upper,
      double betweenSd,
      double share,
      double p,
      @Nullable Double predictedLower,
      @Nullable Double predictedUpper) {}

  /** One subgroup. The reason says why there is no point estimate or no interval. */
  public record Part(
      String value,
      int images,
      int units,
      @Nullable Double point,
      @Nullable Double lower,
      @Nullable Double upper,
      @Nullable String reason) {}
}
