// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.comparisons;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import dev.assay.contracts.External;
import dev.assay.contracts.Hash;
import dev.assay.contracts.cell.Keys;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.event.ComparisonFailed.EvaluatedCell;
import dev.assay.contracts.file.ComparisonsFile.LeftOut;
import dev.assay.evaluation.metrics.CellJob;
import dev.assay.evaluation.metrics.EvaluationJob;
import dev.assay.evaluation.metrics.EvaluationJob.SeedPredictions;
import dev.assay.evaluation.metrics.PooledJob;
import dev.assay.statistics.comparison.ReadyMade;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One comparison: the test predictions of the cells of a data set, and what is tested. It is stored
 * as the payload of queued work, with the JSON names that it always had.
 *
 * @param dataset name
 * @param plan what is compared
 * @param declared whether the study itself declares it
 * @param evaluation how images are resampled
 * @param manifest of the split: the truth
 * @param testHash of the test images
 * @param reference id of the reference cell; absent if all pairs are compared
 * @param names of all cells of the data set, by id
 * @param cells those compared, in the order of the study
 * @param leftOut those that are not
 * @param interimAnalyses the cells of each earlier comparison of this data set in this study,
 *     oldest first
 * @param analysesByOthers how often other studies have compared models on the same test images
 * @param afterwards whether it was requested when there were results: nothing in it is confirmatory
 * @param undeclaredAnalysis whether the study declares its comparisons for other interim analyses
 *     than this one: nothing in it is confirmatory
 * @param external which data sets models are trained and tested on, if these are two; absent: one
 * @param facts of the compared cells, for ready-made contrasts; empty in jobs of earlier versions
 */
public record ComparisonJob(
    String dataset,
    ComparisonPlan plan,
    boolean declared,
    EvaluationPlan evaluation,
    ArtifactRef manifest,
    String testHash,
    @Nullable String reference,
    Map<String, String> names,
    List<CellPredictions> cells,
    List<LeftOut> leftOut,
    @JsonProperty("looks") List<List<String>> interimAnalyses,
    @JsonProperty("looksOfOthers") int analysesByOthers,
    boolean afterwards,
    @JsonProperty("otherLook") boolean undeclaredAnalysis,
    @Nullable External external,
    List<ReadyMade.CellFacts> facts) {
  /** Why a cell of a recipe with replication switches is left out. */
  public static final String REPLICATION = "it uses replication switches";

  /** The same reason as it was first worded: keys were made with it. */
  private static final String HASHED_REPLICATION = "it repeats accidents of the original study";

  /** Raised when the same predictions would lead to other numbers. */
  private static final int METHOD_VERSION = 2;

  public ComparisonJob {
    Check.text("dataset", dataset);
    Check.present("plan", plan);
    Check.present("evaluation", evaluation);
    Check.present("manifest", manifest);
    Check.sha256("testHash", testHash);
    names = Map.copyOf(names);
    cells = List.copyOf(Check.notEmpty("cells", cells));
    leftOut = List.copyOf(leftOut);
    interimAnalyses = interimAnalyses.stream().map(List::copyOf).toList();
    facts = facts == null ? List.of() : List.copyOf(facts);
  }

  /** Whether nothing in it is confirmatory, whatever the study declares. */
  boolean isExploratory() {
    return afterwards || undeclaredAnalysis || (external != null && !external.declared());
  }

  /**
   * The test predictions of a cell.
   *
   * @param evaluationKey of its metrics
   * @param seeds empty for a cross-validation
   * @param folds of a cross-validation; absent for one split
   */
  public record CellPredictions(
      String cellId,
      String evaluationKey,
      List<SeedPredictions> seeds,
      @Nullable List<EvaluationJob> folds) {
    public CellPredictions {
      seeds = List.copyOf(seeds);
      folds = folds == null ? null : List.copyOf(folds);
    }

    /** Of one split. */
    public CellPredictions(String cellId, String evaluationKey, List<SeedPredictions> seeds) {
      this(cellId, evaluationKey, seeds, null);
    }

    public static CellPredictions of(String cellId, String evaluationKey, CellJob job) {
      return switch (job) {
        case EvaluationJob one ->
            new CellPredictions(
                cellId,
                evaluationKey,
                one.seeds().stream().map(SeedPredictions::onlyClean).toList());
        case PooledJob pooled ->
            new CellPredictions(cellId, evaluationKey, List.of(), pooled.folds());
      };
    }

    List<Long> seedNumbers() {
      return folds == null
          ? seeds.stream().map(SeedPredictions::seed).toList()
          : folds.getFirst().seedNumbers();
    }
  }

  /** Whether the test images are those of all folds. */
  boolean isPooled() {
    return cells.getFirst().folds() != null;
  }

  /** The same comparison after these interim analyses. */
  public ComparisonJob after(List<List<String>> earlier, int byOthers) {
    return new ComparisonJob(
        dataset,
        plan,
        declared,
        evaluation,
        manifest,
        testHash,
        reference,
        names,
        cells,
        leftOut,
        earlier,
        byOthers,
        afterwards,
        undeclaredAnalysis,
        external,
        facts);
  }

  /** The same predictions compared with other settings, when there are results. */
  public ComparisonJob with(
      ComparisonPlan otherPlan, EvaluationPlan otherEvaluation, @Nullable String otherReference) {
    return new ComparisonJob(
        dataset,
        otherPlan,
        false,
        otherEvaluation,
        manifest,
        testHash,
        otherReference,
        names,
        cells,
        leftOut,
        interimAnalyses,
        analysesByOthers,
        true,
        undeclaredAnalysis,
        external,
        facts);
  }

  /** The cells whose metrics it compares. */
  public List<EvaluatedCell> evaluated() {
    return cells.stream()
        .map(cell -> new EvaluatedCell(cell.cellId(), cell.evaluationKey()))
        .toList();
  }

  String name(String cellId) {
    return Optional.ofNullable(names.get(cellId)).orElse(cellId);
  }

  /** Hash of what is compared, whatever the earlier interim analyses. */
  public String subject() {
    return after(List.of(), 0).key();
  }

  /**
   * Hash of all that the comparison depends on: contents, not addresses. The JSON names are part of
   * the hash.
   */
  public String key() {
    record Seed(long seed, String test) {}
    record OfCell(
        String cellId, String evaluationKey, List<Seed> seeds, @Nullable List<String> folds) {}
    record Identity(
        String dataset,
        ComparisonPlan plan,
        boolean declared,
        EvaluationPlan evaluation,
        String manifest,
        @Nullable String reference,
        Map<String, String> names,
        List<OfCell> cells,
        List<LeftOut> leftOut,
        @JsonProperty("looks") List<List<String>> interimAnalyses,
        @JsonProperty("looksOfOthers") int analysesByOthers,
        boolean afterwards,
        @JsonProperty("otherLook") boolean undeclaredAnalysis,
        @Nullable External external,
        @Nullable List<ReadyMade.CellFacts> facts,
        int methodVersion,
        int formatVersion) {}
    return Hash.ofJson(
        new Identity(
            dataset,
            plan,
            declared,
            evaluation,
            manifest.sha256(),
            reference,
            names,
            cells.stream()
                .map(
                    cell ->
                        new OfCell(
                            cell.cellId(),
                            cell.evaluationKey(),
                            cell.seeds().stream()
                                .map(s -> new Seed(s.seed(), s.test().sha256()))
                                .toList(),
                            keys(cell.folds())))
                .toList(),
            leftOut.stream().map(ComparisonJob::hashed).toList(),
            interimAnalyses,
            analysesByOthers,
            afterwards,
            undeclaredAnalysis,
            external,
            plan.contrasts() == null ? null : facts,
            METHOD_VERSION,
            Keys.FORMAT_VERSION));
  }

  private static LeftOut hashed(LeftOut cell) {
    return cell.reason().equals(REPLICATION)
        ? new LeftOut(cell.cellId(), cell.name(), HASHED_REPLICATION)
        : cell;
  }

  private static @Nullable List<String> keys(@Nullable List<EvaluationJob> folds) {
    return folds == null ? null : folds.stream().map(EvaluationJob::key).toList();
  }
}
