package dev.assay.statistics;

import dev.assay.statistics.ResamplingPlan.Scheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedCollection;
import java.util.stream.IntStream;

/**
 * The bootstrap of one model on a test set that grows. With Poisson weights a resample's sums are
 * those of the old rows plus those of the new, so that appending costs the new rows only; rank
 * metrics merge the new rows into the sorted old ones. Every number is the one that {@link
 * Bootstrap#of} finds on the whole set at once, to the last bit. Not for several threads.
 */
public final class GrowingBootstrap {
  private static final int BLOCK = 64;

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
    forEachBlock(
        (first, end) -> {
          int[] weights = new int[set.groups().count()];
          for (int b = first; b < end; b++) {
            draws.units(b, weights);
            add(rows.confusion(), weights, confusion[b]);
            add(rows.losses(), weights, losses[b]);
            add(rows.bins(), weights, bins[b]);
          }
        });
    weightsDrawn += (long) set.groups().count() * plan.resamples();
    for (int i = 0; i < sorted.length; i++) {
      int c = sorted.length == 1 ? 1 : i;
      SortedScores more = SortedScores.of(set, scores, set.groups(), c, groups.size());
      sorted[i] = sorted[i] == null ? more : sorted[i].merge(more);
    }
    groups.addAll(set.groups().names());
  }

  private static void add(UnitSums rows, int[] weights, long[] into) {
    long[] ofRows = new long[into.length];
    rows.weigh(weights, ofRows);
    for (int s = 0; s < into.length; s++) {
      into[s] += ofRows[s];
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
    forEachBlock(
        (first, end) -> {
          GrownTally tally = new GrownTally(rankings, draws, groups.size());
          for (int b = first; b < end; b++) {
            tally.replicate(b);
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

  private interface Block {
    void of(int first, int end);
  }

  private void forEachBlock(Block block) {
    IntStream.range(0, (plan.resamples() + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(i -> block.of(i * BLOCK, Math.min(plan.resamples(), (i + 1) * BLOCK)));
  }

  private final class GrownTally extends SummedTally {
    private final Ranking[] rankings;
    private final PoissonDraws draws;
    private final int[] weights;
    private int replicate;

    GrownTally(Ranking[] rankings, PoissonDraws draws, int units) {
      super(classes, positive);
      this.rankings = rankings;
      this.draws = draws;
      weights = new int[units];
    }

    void replicate(int b) {
      replicate = b;
      load(confusion[b]);
      forgetAreas();
      if (rankings.length > 0) {
        draws.units(b, weights);
      }
    }

    @Override
    int[] weights() {
      return weights;
    }

    @Override
    long[] losses() {
      return losses[replicate];
    }

    @Override
    long[] bins() {
      return bins[replicate];
    }

    @Override
    Ranking[] rankings() {
      return rankings;
    }
  }
}
