package dev.assay.reporting.render;

import dev.assay.reporting.render.AcrossDatasets.Effect;
import dev.assay.reporting.render.AcrossDatasets.Ranking;
import dev.assay.reporting.render.ComparisonTable.Grid;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What differences come to over several data sets, before it is typeset. */
final class AcrossTable {
  private static final String TITLE = "Across data sets";

  private final AcrossDatasets across;

  private AcrossTable(AcrossDatasets across) {
    this.across = across;
  }

  /** Empty unless two data sets or more have been compared. */
  static List<Annex> of(Report report) {
    AcrossDatasets across = report.acrossDatasets();
    return across == null ? List.of() : List.of(new AcrossTable(across).annex());
  }

  private Annex annex() {
    List<Grid> grids = new ArrayList<>(List.of(effects()));
    Ranking ranking = across.ranking();
    if (ranking != null) {
      grids.add(ranks(ranking));
    }
    List<Note> notes = new ArrayList<>(List.of(new Note(TITLE, meaning())));
    if (ranking != null) {
      notes.add(new Note(TITLE + ": ranks", test(ranking)));
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
    return new Annex("across", grids, notes);
  }

  private Grid effects() {
    return new Grid(
        TITLE + ": differences in " + across.metric(),
        List.of(
            "First - second",
            "Sets",
            "Mean",
            "sd",
            "Mean / sd",
            "First better",
            "Second better",
            "On each"),
        List.of(0, 7),
        across.effects().stream().map(AcrossTable::effect).toList());
  }

  private static List<String> effect(Effect effect) {
    return List.of(
        effect.label(),
        String.valueOf(effect.differences().size()),
        Figures.shown(effect.mean()),
        Figures.shown(effect.sd()),
        Figures.shown(effect.standardised()),
        String.valueOf(effect.firstBetter()),
        String.valueOf(effect.secondBetter()),
        effect.differences().stream()
            .map(on -> on.dataset() + " " + Figures.shown(on.difference()))
            .collect(Collectors.joining("; ")));
  }

  private Grid ranks(Ranking ranking) {
    return new Grid(
        TITLE + ": mean ranks by " + across.metric(),
        List.of("Cell", "Mean rank"),
        List.of(0),
        ranking.cells().stream()
            .map(cell -> List.of(cell.cell(), Figures.shown(cell.rank())))
            .toList());
  }

  private String meaning() {
    return "Exploratory and descriptive: what the differences of the study's family come to on "
        + Words.many(across.datasets().size(), "data set")
        + " ("
        + Words.list(across.datasets())
        + "), each counting alike whatever its size. sd is between data sets (divisor N - 1); it"
        + " holds what each test set's own sampling adds, too. Mean / sd is Cohen's d of paired data"
        + " sets. No interval, and no p of a single difference: the data sets of a study are no"
        + " random sample of data sets, and what holds on each stands in its own comparison. Folds and repeats of a data set, tests of"
        + " the same models on other sets or new images are no data sets of their own.";
  }

  private String test(Ranking ranking) {
    return "Friedman's test of all cells over %s: chi-squared %s, p %s. Nemenyi's critical difference at %s is %s: mean ranks that are further apart differ, over all pairs at once (Demsar 2006, J. Mach. Learn. Res. 7). 1 is the best; ties share ranks. Exploratory: the study's own family is tested on each data set."
        .formatted(
            Words.many(across.datasets().size(), "data set"),
            Figures.shown(ranking.chiSquared()),
            ComparisonTable.p(ranking.p()),
            Figures.exact(ranking.alpha()),
            Figures.shown(ranking.criticalDifference()));
  }
}
