package dev.assay.cli.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The document of an evaluation: what {@code --json} prints, and what tables are made of.
 *
 * @param images of the test set
 * @param groups of the test set
 * @param groupColumn where they are from; null if every image is its own
 * @param classes in their order
 * @param positiveClass of two, if one was declared
 * @param resamples B
 * @param confidence of every interval
 * @param unit what was drawn
 * @param seed of the resampling
 * @param models in the order of the arguments
 * @param comparison null with one model
 * @param calibration of every model with calibrated probabilities
 * @param subgroups of the primary metric, for every attribute asked for and every model
 * @param notes for the reader of the table
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
    List<String> notes) {

  /**
   * @param files its seeds
   * @param metrics all that can be computed
   */
  public record Model(String name, List<String> files, List<MetricValue> metrics) {
    /** Null if it was not computed. */
    @Nullable MetricValue of(String metric) {
      return metrics.stream().filter(m -> m.metric().equals(metric)).findFirst().orElse(null);
    }
  }

  /**
   * @param point mean over seeds; null where undefined
   * @param seedSd over seeds; null with one
   * @param lower end of the interval; null if there is none
   * @param upper likewise
   * @param method of the interval
   * @param reason why there is no point or no interval
   * @param corrected a calibration error without its bias
   * @param notes cautions, and what counts as 0
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
   * @param notes about the whole comparison
   */
  public record Comparison(
      String family,
      String adjustedBy,
      double alpha,
      @Nullable Double margin,
      @JsonProperty("look") int interimAnalysis,
      List<MetricContrasts> metrics,
      List<String> notes) {}

  /** One metric compared; without contrasts the notes say why. */
  public record MetricContrasts(
      String metric,
      boolean primary,
      List<ContrastRow> contrasts,
      List<Rank> ranks,
      List<String> notes) {}

  /** As {@link dev.assay.statistics.comparison.ContrastResult}, in plain words and numbers. */
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
      @Nullable Double precision,
      String verdict,
      List<String> notes) {}

  /** Ranks a model may have, 1 for the best. */
  public record Rank(String model, int best, int worst) {}

  /**
   * The quality of a model's probabilities before and after calibration.
   *
   * @param raw means over seeds, by name; without what is undefined
   * @param calibrated likewise
   */
  public record ModelCalibration(
      String model, SortedMap<String, Double> raw, SortedMap<String, Double> calibrated) {}

  /**
   * A model in each group of an attribute.
   *
   * @param gap highest point minus lowest; null if it was not tested
   * @param p how often a gap is as large when the attribute is dealt out anew to the units
   * @param reason why there is no gap
   * @param imagesWithoutValue of the attribute, left out
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
      int imagesWithoutValue) {}

  /** One group; the reason says why there is no point or no interval. */
  public record Part(
      String value,
      int images,
      int units,
      @Nullable Double point,
      @Nullable Double lower,
      @Nullable Double upper,
      @Nullable String reason) {}
}
