// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.AcrossDatasets;
import dev.assay.reporting.report.AcrossDatasets.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What differences over several data sets mean, and what they do not. */
public final class AcrossNotes {
  private static final String TITLE = "Across data sets";

  private AcrossNotes() {}

  public static List<Note> of(AcrossDatasets across) {
    List<Note> notes = new ArrayList<>();
    notes.add(new Note(TITLE, meaning(across)));
    Ranking ranking = across.ranking();
    if (ranking != null) {
      notes.add(new Note(TITLE + ": ranks", test(across, ranking)));
    }
    List<String> further =
        across.effects().stream()
            .filter(effect -> effect.further() != null)
            .map(AcrossNotes::further)
            .toList();
    if (!further.isEmpty()) {
      notes.add(new Note(TITLE + ": a further data set", further(further)));
    }
    List<String> remarks = new ArrayList<>();
    if (across.whyNoRanking() != null) {
      remarks.add(across.whyNoRanking());
    }
    across
        .leftOut()
        .forEach(set -> remarks.add(set.dataset() + " does not count: " + set.reason()));
    if (!remarks.isEmpty()) {
      notes.add(new Note(TITLE + ": remarks", String.join("; ", remarks) + "."));
    }
    return notes;
  }

  private static String meaning(AcrossDatasets across) {
    return "Exploratory and descriptive: the differences of the study's family over "
        + Words.many(across.datasets().size(), "data set")
        + " ("
        + Words.list(across.datasets())
        + "), each with the same weight whatever its size. sd is the standard deviation between"
        + " data sets (divisor N - 1); it includes the sampling error of each test set. Mean / sd"
        + " is Cohen's d of paired data sets. There is no interval and no p of a single difference,"
        + " because the data sets of a study are not a random sample of data sets; the findings on"
        + " each data set are in its own comparison. Folds and repeats of a data set, and tests of"
        + " the same models on other sets or on new images, do not count as data sets.";
  }

  private static String further(AcrossDatasets.Effect effect) {
    AcrossDatasets.Further of = Objects.requireNonNull(effect.further());
    return "%s: first better %s, equivalent within %s %s, second better %s"
        .formatted(
            effect.label(),
            Figures.shown(of.firstBetter()),
            Figures.exact(of.region()),
            Figures.shown(of.equivalent()),
            Figures.shown(of.secondBetter()));
  }

  private static String further(List<String> contrasts) {
    return "Posterior probabilities of the difference on a further data set like these, by a"
        + " Bayesian hierarchical model with a region of practical equivalence (Corani et"
        + " al. 2017, Mach. Learn. 106, 1817-1837). They are no tests, and decide nothing. "
        + String.join("; ", contrasts)
        + ".";
  }

  private static String test(AcrossDatasets across, Ranking ranking) {
    return "Friedman's test of all cells over %s: chi-squared %s, p %s. Nemenyi's critical difference at %s is %s: cells whose mean ranks are further apart differ, for all pairs at once (Demsar 2006, J. Mach. Learn. Res. 7). Rank 1 is the best, and ties share ranks. Exploratory: the study's own family is tested on each data set."
        .formatted(
            Words.many(across.datasets().size(), "data set"),
            Figures.shown(ranking.chiSquared()),
            Figures.p(ranking.p()),
            Figures.exact(ranking.alpha()),
            Figures.shown(ranking.criticalDifference()));
  }
}
