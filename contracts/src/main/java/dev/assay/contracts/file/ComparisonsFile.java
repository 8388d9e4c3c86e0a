// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.Check;
import dev.assay.contracts.Json;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons of the cells of one data set on its test images.
 *
 * @param formatVersion of this file
 * @param comparisonKey hash of the evaluations compared, the plan and the earlier interim analyses
 * @param dataset name
 * @param plan what is compared
 * @param declared whether the study declares the plan; if not, it is {@link
 *     ComparisonPlan#standard}
 * @param evaluation how images are resampled; the intervals in this file have confidence 1 - alpha,
 *     with the alpha of the plan
 * @param synthetic whether the images were made by a program
 * @param images number of test images
 * @param units number of resampling units: groups, or images
 * @param groupKind {@code patient}, {@code lesion}, {@code image}, or {@code file} where images are
 *     frames
 * @param interimAnalysis number of this interim analysis of the data set in this study, from 1
 * @param cells cells compared, in the order of the study
 * @param leftOut cells that are not compared, in the order of the study
 * @param metrics the primary one first; the others are exploratory
 * @param notes what a reader must know about all comparisons
 */
public record ComparisonsFile(
    int formatVersion,
    String comparisonKey,
    String dataset,
    ComparisonPlan plan,
    boolean declared,
    EvaluationPlan evaluation,
    boolean synthetic,
    int images,
    int units,
    String groupKind,
    @JsonProperty("look") int interimAnalysis,
    List<ComparedCell> cells,
    List<LeftOut> leftOut,
    List<MetricComparison> metrics,
    List<String> notes) {

  public static final int FORMAT_VERSION = 1;

  public ComparisonsFile {
    Check.formatVersion(formatVersion, FORMAT_VERSION);
    Check.sha256("comparisonKey", comparisonKey);
    Check.text("dataset", dataset);
    Check.present("plan", plan);
    Check.present("evaluation", evaluation);
    Check.atLeast("images", images, 1);
    Check.atLeast("units", units, 1);
    Check.text("groupKind", groupKind);
    Check.atLeast("look", interimAnalysis, 1);
    cells = List.copyOf(Check.notEmpty("cells", cells));
    leftOut = leftOut == null ? List.of() : List.copyOf(leftOut);
    metrics = List.copyOf(Check.notEmpty("metrics", metrics));
    if (!metrics.getFirst().name().equals(plan.primary())) {
      throw new IllegalArgumentException(
          "the first metric must be the primary one, " + plan.primary());
    }
    notes = notes == null ? List.of() : List.copyOf(notes);
  }

  /**
   * @param name distinguishes the cell from the others of the data set
   * @param evaluationKey of its metrics
   * @param seeds its training seeds
   */
  public record ComparedCell(String cellId, String name, String evaluationKey, List<Long> seeds) {
    public ComparedCell {
      Check.text("cellId", cellId);
      Check.text("name", name);
      Check.sha256("evaluationKey", evaluationKey);
      seeds = List.copyOf(Check.notEmpty("seeds", seeds));
    }
  }

  /**
   * @param reason why it is not compared
   */
  public record LeftOut(String cellId, String name, String reason) {
    public LeftOut {
      Check.text("cellId", cellId);
      Check.text("name", name);
      Check.text("reason", reason);
    }
  }

  /**
   * One metric of all cells.
   *
   * @param name as in {@link MetricsFile}
   * @param primary whether its contrasts are confirmatory
   * @param higherIsBetter whether the better cell has the larger value
   * @param points of the cells compared; without those for which the metric is undefined
   * @param seedsResampled whether the spread over training seeds is in intervals and max-T
   * @param droppedShare of the resamples, because the metric was undefined for a cell
   * @param contrasts of the family; empty if nothing can be compared
   * @param ranks of all cells; empty without intervals of all pairs
   * @param notes for the reader; the reason, if nothing can be compared
   * @param means differences of the means over findings, a family of their own and exploratory; the
   *     contrasts are then those of all findings together; absent: images have one class
   */
  public record MetricComparison(
      String name,
      boolean primary,
      boolean higherIsBetter,
      List<Point> points,
      boolean seedsResampled,
      double droppedShare,
      List<Contrast> contrasts,
      List<RankSet> ranks,
      List<String> notes,
      @Nullable List<Contrast> means) {
    /** Of images that have one class. */
    public MetricComparison(
        String name,
        boolean primary,
        boolean higherIsBetter,
        List<Point> points,
        boolean seedsResampled,
        double droppedShare,
        List<Contrast> contrasts,
        List<RankSet> ranks,
        List<String> notes) {
      this(
          name,
          primary,
          higherIsBetter,
          points,
          seedsResampled,
          droppedShare,
          contrasts,
          ranks,
          notes,
          null);
    }

    public MetricComparison {
      Check.text("name", name);
      points = points == null ? List.of() : List.copyOf(points);
      contrasts = contrasts == null ? List.of() : List.copyOf(contrasts);
      ranks = ranks == null ? List.of() : List.copyOf(ranks);
      notes = notes == null ? List.of() : List.copyOf(notes);
      means = means == null ? null : List.copyOf(means);
    }
  }

  /**
   * @param value mean over the seeds
   */
  public record Point(String cellId, double value) {
    public Point {
      Check.text("cellId", cellId);
    }
  }

  /**
   * The mean of some cells minus the mean of others; usually one of each.
   *
   * @param label for tables
   * @param first cell ids
   * @param second likewise
   * @param confirmatory whether it was declared, for the primary metric, before there were results
   * @param difference first minus second, in units of the metric
   * @param standardError of the resamples; absent without an interval
   * @param lower of the interval of this difference alone; absent without one
   * @param upper likewise
   * @param method of that interval
   * @param simultaneousLower lower end of the simultaneous interval of the family; absent without
   *     one
   * @param simultaneousUpper likewise
   * @param test name of the paired test
   * @param p of that test, two-sided, not adjusted; absent where it is undefined
   * @param adjustedBy source of the adjusted p
   * @param adjustedP over the family; absent where it is undefined or refused
   * @param discordantUnits on which the two cells' decisions differ; absent for more than two cells
   * @param margin tests against the declared margin; absent without one
   * @param precision the smallest true difference that a test on as many images would detect with a
   *     power of 80 %, computed from the observed data; absent without an interval
   * @param verdict in words, at the declared level
   * @param notes for the reader
   * @param falseClaim posterior probability that the one that is ahead does not outperform the
   *     other; absent where none is ahead, and in earlier files
   * @param finding that it is about, which its label begins with; absent: images have one class, or
   *     it is about a mean over findings
   */
  public record Contrast(
      String label,
      List<String> first,
      List<String> second,
      boolean confirmatory,
      double difference,
      @Nullable Double standardError,
      @Nullable Double lower,
      @Nullable Double upper,
      @Nullable String method,
      @Nullable Double simultaneousLower,
      @Nullable Double simultaneousUpper,
      String test,
      @Nullable Double p,
      String adjustedBy,
      @Nullable Double adjustedP,
      @Nullable Integer discordantUnits,
      @Nullable MarginTest margin,
      @JsonAlias("resolvable") @Nullable Double precision,
      String verdict,
      List<String> notes,
      @Nullable Double falseClaim,
      @Nullable String finding) {
    public Contrast {
      Check.text("label", label);
      first = List.copyOf(Check.notEmpty("first", first));
      second = List.copyOf(Check.notEmpty("second", second));
      if (!Double.isFinite(difference)) {
        throw new IllegalArgumentException(label + ": a difference must be finite");
      }
      if ((lower == null) != (upper == null)
          || (simultaneousLower == null) != (simultaneousUpper == null)) {
        throw new IllegalArgumentException(label + " has half an interval");
      }
      Check.text("test", test);
      Check.text("adjustedBy", adjustedBy);
      Check.text("verdict", verdict);
      notes = notes == null ? List.of() : List.copyOf(notes);
      if (falseClaim != null && !(falseClaim >= 0 && falseClaim <= 1)) {
        throw new IllegalArgumentException(label + ": " + falseClaim + " is not a probability");
      }
    }

    /** Of images that have one class. */
    public Contrast(
        String label,
        List<String> first,
        List<String> second,
        boolean confirmatory,
        double difference,
        @Nullable Double standardError,
        @Nullable Double lower,
        @Nullable Double upper,
        @Nullable String method,
        @Nullable Double simultaneousLower,
        @Nullable Double simultaneousUpper,
        String test,
        @Nullable Double p,
        String adjustedBy,
        @Nullable Double adjustedP,
        @Nullable Integer discordantUnits,
        @Nullable MarginTest margin,
        @Nullable Double precision,
        String verdict,
        List<String> notes,
        @Nullable Double falseClaim) {
      this(
          label,
          first,
          second,
          confirmatory,
          difference,
          standardError,
          lower,
          upper,
          method,
          simultaneousLower,
          simultaneousUpper,
          test,
          p,
          adjustedBy,
          adjustedP,
          discordantUnits,
          margin,
          precision,
          verdict,
          notes,
          falseClaim,
          null);
    }

    /** The same about one finding, which its label then begins with. */
    public Contrast about(String ofFinding) {
      return new Contrast(
          ofFinding + ": " + label,
          first,
          second,
          confirmatory,
          difference,
          standardError,
          lower,
          upper,
          method,
          simultaneousLower,
          simultaneousUpper,
          test,
          p,
          adjustedBy,
          adjustedP,
          discordantUnits,
          margin,
          precision,
          verdict,
          notes,
          falseClaim,
          ofFinding);
    }

    /** Without a probability of a false claim. */
    public Contrast(
        String label,
        List<String> first,
        List<String> second,
        boolean confirmatory,
        double difference,
        @Nullable Double standardError,
        @Nullable Double lower,
        @Nullable Double upper,
        @Nullable String method,
        @Nullable Double simultaneousLower,
        @Nullable Double simultaneousUpper,
        String test,
        @Nullable Double p,
        String adjustedBy,
        @Nullable Double adjustedP,
        @Nullable Integer discordantUnits,
        @Nullable MarginTest margin,
        @Nullable Double precision,
        String verdict,
        List<String> notes) {
      this(
          label,
          first,
          second,
          confirmatory,
          difference,
          standardError,
          lower,
          upper,
          method,
          simultaneousLower,
          simultaneousUpper,
          test,
          p,
          adjustedBy,
          adjustedP,
          discordantUnits,
          margin,
          precision,
          verdict,
          notes,
          null);
    }
  }

  /**
   * A difference against the declared margin.
   *
   * @param firstNotInferior p-value of the hypothesis that the first is worse by the margin or more
   * @param secondNotInferior likewise
   * @param equivalent the larger of both
   * @param lower of the interval that says the same
   * @param upper likewise
   * @param confidence of that interval, 1 - 2 alpha with the alpha of one contrast of the family;
   *     absent in older files, where it is that of the whole family
   */
  public record MarginTest(
      double margin,
      double firstNotInferior,
      double secondNotInferior,
      double equivalent,
      double lower,
      double upper,
      @Nullable Double confidence) {}

  /**
   * The ranks that the simultaneous intervals leave open for a cell; 1 is the best. All rank sets
   * together cover the true ranks at the declared confidence.
   */
  public record RankSet(String cellId, int best, int worst) {
    public RankSet {
      Check.text("cellId", cellId);
      Check.atLeast("best", best, 1);
      Check.atLeast("worst", worst, best);
    }
  }

  /** The declared metric. */
  @JsonIgnore
  public MetricComparison primary() {
    return metrics.getFirst();
  }

  public static ComparisonsFile read(Path file) throws IOException {
    return Json.read(Files.readString(file), ComparisonsFile.class);
  }

  public String toJson() {
    return Json.writePretty(this);
  }
}
