// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Made-up sets and scores, the same for the same seed. */
public final class TestSets {
  private TestSets() {}

  public static final List<String> ABC = List.of("a", "b", "c");

  /** Names that sort as their numbers do. */
  public static String group(int number) {
    return String.format(Locale.ROOT, "g%05d", number);
  }

  public record Case(LabelledSet set, Scores scores) {}

  /** Scores that lean towards the truth; groups of {@code groupSize} neighbouring rows. */
  public static Case random(long seed, int rows, int groupSize, List<String> classes) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] truth = new int[rows];
    double[][] probabilities = new double[rows][classes.size()];
    List<String> groups = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      truth[row] = row < classes.size() ? row : random.nextInt(classes.size());
      groups.add(group(row / groupSize));
      double sum = 0;
      for (int c = 0; c < classes.size(); c++) {
        // few distinct values, so that scores tie
        double raw = (1 + random.nextInt(8)) * (c == truth[row] ? 2 : 1);
        probabilities[row][c] = raw;
        sum += raw;
      }
      for (int c = 0; c < classes.size(); c++) {
        probabilities[row][c] /= sum;
      }
    }
    return new Case(
        new LabelledSet(classes, null, truth, groups), Scores.ofProbabilities(probabilities));
  }

  /** Every decision certain: row i is of class truth[i] and was decided to be decisions[i]. */
  public static Case decided(
      List<String> classes, List<String> groups, int[] truth, int... decisions) {
    double[][] probabilities = new double[truth.length][classes.size()];
    for (int row = 0; row < truth.length; row++) {
      probabilities[row][decisions[row]] = 1;
    }
    return new Case(
        new LabelledSet(classes, null, truth, groups), Scores.ofProbabilities(probabilities));
  }

  public static List<String> ownGroups(int rows) {
    List<String> groups = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      groups.add(group(row));
    }
    return groups;
  }

  /** Rows in another order, or several times, or fewer. */
  public static Case pick(Case from, int[] rows) {
    LabelledSet set = from.set();
    int[] truth = new int[rows.length];
    int[] predicted = new int[rows.length];
    double[][] probabilities = new double[rows.length][set.classCount()];
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      truth[i] = set.truth(rows[i]);
      predicted[i] = from.scores().predicted(rows[i]);
      groups.add(group(set.groups().of(rows[i])));
      for (int c = 0; c < set.classCount(); c++) {
        probabilities[i][c] = from.scores().probability(rows[i], c);
      }
    }
    return new Case(
        new LabelledSet(set.classes(), set.positiveClass().orElse(null), truth, groups),
        new Scores(predicted, probabilities));
  }

  /** The same set with its classes declared in another order: class c becomes class to[c]. */
  public static Case relabel(Case from, int[] to) {
    LabelledSet set = from.set();
    int n = set.rows();
    String[] classes = new String[to.length];
    int[] truth = new int[n];
    int[] predicted = new int[n];
    double[][] probabilities = new double[n][to.length];
    List<String> groups = new ArrayList<>();
    for (int c = 0; c < to.length; c++) {
      classes[to[c]] = set.classes().get(c);
    }
    for (int row = 0; row < n; row++) {
      truth[row] = to[set.truth(row)];
      predicted[row] = to[from.scores().predicted(row)];
      groups.add(group(set.groups().of(row)));
      for (int c = 0; c < to.length; c++) {
        probabilities[row][to[c]] = from.scores().probability(row, c);
      }
    }
    return new Case(
        new LabelledSet(List.of(classes), set.positiveClass().orElse(null), truth, groups),
        new Scores(predicted, probabilities));
  }

  public static LabelledSet withPositive(LabelledSet set, String positive) {
    int[] truth = new int[set.rows()];
    List<String> groups = new ArrayList<>();
    for (int row = 0; row < truth.length; row++) {
      truth[row] = set.truth(row);
      groups.add(group(set.groups().of(row)));
    }
    return new LabelledSet(set.classes(), positive, truth, groups);
  }
}
