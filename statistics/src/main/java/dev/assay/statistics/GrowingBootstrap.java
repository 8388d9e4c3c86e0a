package dev.assay.statistics;

import dev.assay.statistics.ResamplingPlan.Scheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedCollection;

/**
 * The bootstrap of one model on a test set that grows. With Poisson weights a resample's sums are
 * those of the old rows plus those of the new, so that appending costs the new rows only; rank
 * metrics merge the new rows into the sorted old ones. Every number is the one that {@link
 * Bootstrap#of} finds on the whole set at once, to the last bit. Not for several threads.
 */
public final class GrowingBootstrap {
  private final ResamplingPlan plan;
  private final String lineage;
  private final List<String> classes;
  private final OptionalInt positive;
  private final long[][] confusion;
  private final long[][] losses;
  private final long[][] bins;
  private final List<String> groups = new ArrayList<>();
  private final SortedScores[] sorted;
  private long weightsDrawn;

  /**
   * @param like a set with the classes of those to come; none of its rows are taken in
   * @param plan with the Poisson scheme
   * @throws IllegalArgumentException if it has another scheme
   */
  public GrowingBootstrap(LabelledSet like, ResamplingPlan plan) {
    if (!(plan.scheme() instanceof Scheme.Poisson poisson)) {
      throw new IllegalArgumentException("only the poisson scheme lets a set grow");
    }
    this.plan = plan;
    this.lineage = poisson.lineage();
    this.classes = like.classes();
    this.positive = like.positive();
    confusion = new long[plan.resamples()][classes.size() * classes.size()];
    losses = new long[plan.resamples()][Losses.SUMS];
    bins = new long[plan.resamples()][ConfidenceBins.SUMS];
    sorted = new SortedScores[classes.size() == 2 ? 1 : classes.size()];
  }

  /**
   * Takes in further rows, of new groups or of old ones.
   *
   * @throws IllegalArgumentException if the classes are not the same
   */
  public void append(LabelledSet set, Scores scores) {
    if (!set.classes().equals(classes) || !set.positive().equals(positive)) {
      throw new IllegalArgumentException(
          "appended rows are of the classes " + set.classes() + ", not " + classes);
    }
    TallyRows rows = new TallyRows(set, scores, set.groups(), false);
    PoissonDraws draws = new PoissonDraws(lineage, plan.seed(), set.groups().names());
    Weights.forEachTile(
        set.groups().count(),
        plan.resamples(),
        (weights, first, end) -> {
          draws.units(first, weights);
          add(rows.confusion(), weights, first, end, confusion);
          add(rows.losses(), weights, first, end, losses);
          add(rows.bins(), weights, first, end, bins);
        });
    weightsDrawn += (long) set.groups().count() * plan.resamples();
    for (int i = 0; i < sorted.length; i++) {
      int c = sorted.length == 1 ? 1 : i;
      SortedScores more = SortedScores.of(set, scores, set.groups(), c, groups.size());
      sorted[i] = sorted[i] == null ? more : sorted[i].merge(more);
    }
    groups.addAll(set.groups().names());
  }

  private static void add(UnitSums rows, Weights weights, int first, int end, long[][] into) {
    long[][] ofRows = new long[rows.count()][weights.lanes()];
    rows.weigh(weights, ofRows);
    for (int b = first; b < end; b++) {
      for (int s = 0; s < ofRows.length; s++) {
        into[b][s] += ofRows[s][b - first];
      }
    }
  }

  /** What appending has cost so far: one draw per appended group and replicate. */
  long weightsDrawn() {
    return weightsDrawn;
  }

  /** The distributions over all rows taken in. */
  public Map<Metric, Replicates> replicates(SequencedCollection<Metric> metrics) {
    List<Metric> wanted = List.copyOf(metrics);
    boolean ranked = wanted.stream().anyMatch(Metric::ranked);
    Ranking[] rankings =
        ranked ? Arrays.stream(sorted).map(Ranking::new).toArray(Ranking[]::new) : new Ranking[0];
    PoissonDraws draws = new PoissonDraws(lineage, plan.seed(), ranked ? groups : List.of());
    double[][] values = new double[wanted.size()][plan.resamples()];
    int units = ranked ? groups.size() : 0;
    Weights.forEachTile(
        units,
        plan.resamples(),
        (weights, first, end) -> {
          draws.units(first, weights);
          GrownTally tally = new GrownTally(rankings, first);
          tally.weigh(weights);
          for (int b = first; b < end; b++) {
            tally.lane(b - first);
            for (int m = 0; m < values.length; m++) {
              values[m][b] = wanted.get(m).raw(tally);
            }
          }
        });
    Map<Metric, Replicates> result = new EnumMap<>(Metric.class);
    for (int m = 0; m < values.length; m++) {
      result.put(wanted.get(m), new Replicates(values[m]));
    }
    return result;
  }

  private final class GrownTally extends SummedTally {
    private final int first;

    /**
     * @param first replicate, that of lane 0
     */
    GrownTally(Ranking[] rankings, int first) {
      super(classes, positive, rankings);
      this.first = first;
    }

    @Override
    void lane(int lane) {
      super.lane(lane);
      load(confusion[first + lane]);
    }

    @Override
    long[] losses() {
      return losses[first + lane()];
    }

    @Override
    long[] bins() {
      return bins[first + lane()];
    }
  }
}
