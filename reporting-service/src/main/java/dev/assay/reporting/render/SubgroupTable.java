package dev.assay.reporting.render;

import dev.assay.contracts.Cell;
import dev.assay.contracts.EvaluationPlan;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.SubgroupMetrics;
import dev.assay.contracts.file.SubgroupMetrics.Gap;
import dev.assay.contracts.file.SubgroupMetrics.Subgroup;
import dev.assay.reporting.render.ComparisonTable.Grid;
import dev.assay.reporting.render.Report.Row;
import dev.assay.reporting.render.Report.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The cells of one data set in subgroups of its test images, before it is typeset. */
final class SubgroupTable {
  private final String dataset;
  private final List<Labels> labels;
  private final List<Split> splits = new ArrayList<>();

  /** One cell by one attribute. */
  private record Split(Cell cell, MetricsFile file, SubgroupMetrics of) {}

  private SubgroupTable(Section section, List<Labels> labels) {
    this.dataset = section.name();
    this.labels = labels;
    for (Row row : section.rows()) {
      row.metrics()
          .ifPresent(
              file -> of(file).forEach(found -> splits.add(new Split(row.cell(), file, found))));
    }
  }

  /** What a cell has by each attribute; empty if the study asks for none. */
  static List<SubgroupMetrics> of(MetricsFile file) {
    return Optional.ofNullable(file.cellDetails())
        .flatMap(details -> Optional.ofNullable(details.subgroups()))
        .orElse(List.of());
  }

  /** Of every data set that has them, in the order of the study. */
  static List<Annex> of(Report report) {
    List<Labels> labels = Labels.needed(report.rows().stream().map(Row::cell).toList());
    return report.sections().stream()
        .map(section -> new SubgroupTable(section, labels))
        .filter(table -> !table.splits.isEmpty())
        .map(SubgroupTable::annex)
        .toList();
  }

  private Annex annex() {
    Map<String, List<Split>> byAttribute = new LinkedHashMap<>();
    for (Split split : splits) {
      byAttribute.computeIfAbsent(split.of().attribute(), k -> new ArrayList<>()).add(split);
    }
    List<Grid> grids = new ArrayList<>();
    byAttribute.forEach(
        (attribute, of) -> {
          if (of.stream().anyMatch(split -> parts(split.of()).findAny().isPresent())) {
            grids.add(subgroups(attribute, of));
          }
        });
    if (splits.stream().anyMatch(split -> split.of().gap() != null)) {
      grids.add(gaps());
    }
    List<Note> notes = new ArrayList<>(List.of(note()));
    remarks().ifPresent(notes::add);
    return new Annex("subgroups", grids, notes);
  }

  private static Stream<Subgroup> parts(SubgroupMetrics metrics) {
    return Stream.concat(
        metrics.subgroups().stream(), Optional.ofNullable(metrics.notStated()).stream());
  }

  private Grid subgroups(String attribute, List<Split> of) {
    List<List<String>> rows = new ArrayList<>();
    for (Split split : of) {
      parts(split.of())
          .forEach(
              part ->
                  rows.add(
                      List.of(
                          Labels.sentence(split.cell(), labels),
                          part.value(),
                          String.valueOf(part.images()),
                          String.valueOf(part.groups()),
                          Figures.shown(part.point()),
                          interval(part))));
    }
    SubgroupMetrics first = of.getFirst().of();
    return new Grid(
        dataset + ": " + first.metric() + " by " + attribute,
        List.of(
            "Cell",
            attribute,
            "Images",
            capital(Words.plural(of.getFirst().file().groupKind())),
            Metrics.heading(first.metric()),
            "[lower, upper]"),
        List.of(0, 1, 5),
        rows);
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static String interval(Subgroup part) {
    return part.lower() == null || part.upper() == null
        ? "none: " + part.reason()
        : "[" + Figures.shown(part.lower()) + ", " + Figures.shown(part.upper()) + "]";
  }

  private Grid gaps() {
    List<List<String>> rows = new ArrayList<>();
    for (Split split : splits) {
      Gap gap = split.of().gap();
      String cell = Labels.sentence(split.cell(), labels);
      rows.add(
          gap == null
              ? List.of(cell, split.of().attribute(), "none", "", "", "")
              : List.of(
                  cell,
                  split.of().attribute(),
                  gap.highest(),
                  gap.lowest(),
                  Figures.shown(gap.size()),
                  ComparisonTable.p(gap.p())));
    }
    return new Grid(
        dataset + ": largest gaps between subgroups in " + splits.getFirst().of().metric(),
        List.of("Cell", "By", "Highest in", "Lowest in", "Gap", "p"),
        List.of(0, 2, 3),
        rows);
  }

  private Note note() {
    MetricsFile file = splits.getFirst().file();
    EvaluationPlan plan = file.plan();
    Set<String> attributes = new LinkedHashSet<>();
    splits.forEach(split -> attributes.add(split.of().attribute()));
    return new Note(
        "Subgroups of " + dataset,
        "The study asks for %s by %s. Intervals have %s%% confidence, as in the table of metrics."
                .formatted(
                    splits.getFirst().of().metric(),
                    Words.list(List.copyOf(attributes)),
                    Figures.percent(plan.confidence()))
            + " The largest gap of many is large by chance alone, so it has no interval: p is how"
            + " often a gap is as large when the attribute is dealt out anew to the "
            + Words.plural("image".equals(plan.unit()) ? "image" : file.groupKind())
            + ", "
            + plan.resamples()
            + " times, seed "
            + plan.seed()
            + ". Exploratory: p is not adjusted for the number of attributes and cells. Subgroups of"
            + " fewer than 10, and images whose value is not stated, are in no gap.");
  }

  private Optional<Note> remarks() {
    Map<String, Set<String>> causes = new LinkedHashMap<>();
    for (Split split : splits) {
      String reason = split.of().reason();
      if (reason != null) {
        causes
            .computeIfAbsent("no gap by " + split.of().attribute() + ": " + reason, k -> cells())
            .add(Labels.sentence(split.cell(), labels));
      }
      split
          .of()
          .notes()
          .forEach(
              note ->
                  causes
                      .computeIfAbsent(note, k -> cells())
                      .add(Labels.sentence(split.cell(), labels)));
    }
    long all = splits.stream().map(Split::cell).distinct().count();
    List<String> remarks = new ArrayList<>();
    causes.forEach(
        (cause, of) ->
            remarks.add(of.size() == all ? cause : cause + " (" + String.join("; ", of) + ")"));
    return remarks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Note("Subgroups of " + dataset + ": remarks", String.join("; ", remarks) + "."));
  }

  private static Set<String> cells() {
    return new LinkedHashSet<>();
  }
}
