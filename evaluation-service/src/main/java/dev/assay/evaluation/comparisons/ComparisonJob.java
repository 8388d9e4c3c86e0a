package dev.assay.evaluation.comparisons;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Check;
import dev.assay.contracts.ComparisonPlan;
import dev.assay.contracts.EvaluationPlan;
import dev.assay.contracts.External;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Keys;
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
 * One comparison: the test predictions of the cells of a data set, and what is to be found out.
 *
 * @param dataset name
 * @param plan what is compared
 * @param declared whether the study itself says so
 * @param evaluation how images are resampled
 * @param manifest of the split: the truth
 * @param testHash of the test images: what is looked at
 * @param reference id of the reference cell; absent if all pairs are compared
 * @param names of all cells of the data set, by id
 * @param cells those compared, in the order of the study
 * @param leftOut those that are not
 * @param looks the cells of each comparison of this data set in this study before, oldest first
 * @param looksOfOthers how often other comparisons have looked at the same test images
 * @param afterwards whether it was asked for when results were there: nothing in it is confirmatory
 * @param otherLook whether the study declares its comparisons for other looks than this: nothing in
 *     it is confirmatory
 * @param external which data sets models are trained and tested on, if these are two; absent: one
 * @param facts of the cells compared, for ready-made questions; empty in jobs of older versions
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
    List<List<String>> looks,
    int looksOfOthers,
    boolean afterwards,
    boolean otherLook,
    @Nullable External external,
    List<ReadyMade.CellFacts> facts) {
  /** Raised when the same predictions would lead to other numbers. */
  private static final int METHOD_VERSION = 1;

  public ComparisonJob {
    Check.text("dataset", dataset);
    Check.present("plan", plan);
    Check.present("evaluation", evaluation);
    Check.present("manifest", manifest);
    Check.sha256("testHash", testHash);
    names = Map.copyOf(names);
    cells = List.copyOf(Check.notEmpty("cells", cells));
    leftOut = List.copyOf(leftOut);
    looks = looks.stream().map(List::copyOf).toList();
    facts = facts == null ? List.of() : List.copyOf(facts);
  }

  /** Whether nothing in it is confirmatory, whatever the study declares. */
  boolean isExploratory() {
    return afterwards || otherLook || (external != null && !external.declared());
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
        case EvaluationJob one -> new CellPredictions(cellId, evaluationKey, one.seeds());
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

  /** The same, as somebody sees it who has looked before. */
  public ComparisonJob after(List<List<String>> looksBefore, int others) {
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
        looksBefore,
        others,
        afterwards,
        otherLook,
        external,
        facts);
  }

  /** Compared otherwise, when the results are there. */
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
        looks,
        looksOfOthers,
        true,
        otherLook,
        external,
        facts);
  }

  /** Whose metrics it compares. */
  public List<EvaluatedCell> evaluated() {
    return cells.stream()
        .map(cell -> new EvaluatedCell(cell.cellId(), cell.evaluationKey()))
        .toList();
  }

  String name(String cellId) {
    return Optional.ofNullable(names.get(cellId)).orElse(cellId);
  }

  /** Hash of what is compared, whoever has looked before. */
  public String subject() {
    return after(List.of(), 0).key();
  }

  /** Hash of all that the comparison depends on: contents, not places. */
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
        List<List<String>> looks,
        int looksOfOthers,
        boolean afterwards,
        boolean otherLook,
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
            leftOut,
            looks,
            looksOfOthers,
            afterwards,
            otherLook,
            external,
            plan.contrasts() == null ? null : facts,
            METHOD_VERSION,
            Keys.FORMAT_VERSION));
  }

  private static @Nullable List<String> keys(@Nullable List<EvaluationJob> folds) {
    return folds == null ? null : folds.stream().map(EvaluationJob::key).toList();
  }
}
