// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.difference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What moved between two studies. It is a difference of stored numbers and of what they depend on,
 * not a test: rows that are to be tested against each other belong into one study.
 *
 * @param before id of the first study
 * @param after id of the second
 * @param metric of the test images
 * @param cells that both have, in the order of the second
 * @param onlyBefore names of cells that only the first has
 * @param onlyAfter likewise
 */
public record StudyDifference(
    String before,
    String after,
    String metric,
    List<CellDifference> cells,
    List<String> onlyBefore,
    List<String> onlyAfter) {
  /**
   * One cell.
   *
   * @param dataset name of its section
   * @param title as papers write it
   * @param difference after minus before; absent if one of them has no such number
   * @param moved whether the number, or whether there is one, changed
   * @param causes everything that the number depends on and that changed; empty: nothing that is
   *     recorded changed
   */
  public record CellDifference(
      String dataset,
      String title,
      Value before,
      Value after,
      @Nullable Double difference,
      boolean moved,
      List<Cause> causes) {}

  /**
   * A number with its interval.
   *
   * @param state of the cell
   * @param point absent if the cell has no result
   */
  public record Value(
      String state, @Nullable Double point, @Nullable Double lower, @Nullable Double upper) {}

  /**
   * @param kind {@code data}, {@code split}, {@code weights}, {@code model}, {@code recipe}, {@code
   *     seed}, {@code code} or {@code evaluation}
   * @param words what it was and what it is
   */
  public record Cause(String kind, String words) {}

  /** A row of a report with its section. */
  record Row(JsonNode report, JsonNode section, JsonNode row, Cell cell) {
    static List<Row> of(JsonNode report) {
      List<Row> rows = new ArrayList<>();
      for (JsonNode section : report.path("sections")) {
        for (JsonNode row : section.path("rows")) {
          Cell cell = Json.read(row.path("cell").toString(), Cell.class);
          rows.add(new Row(report, section, row, cell));
        }
      }
      return rows;
    }

    Optional<JsonNode> metric(String name) {
      for (JsonNode metric : row.path("metricsFile").path("test")) {
        if (metric.path("name").asText().equals(name)) {
          return Optional.of(metric);
        }
      }
      return Optional.empty();
    }

    Value value(String metric) {
      JsonNode found = metric(metric).orElseGet(Json.mapper()::createObjectNode);
      return new Value(
          row.path("state").asText(),
          number(found, "point"),
          number(found, "lower"),
          number(found, "upper"));
    }

    private static @Nullable Double number(JsonNode node, String field) {
      return node.path(field).isNumber() ? node.path(field).doubleValue() : null;
    }
  }

  /**
   * @param before a report as JSON
   * @param after likewise
   * @param titles of the cells of both, by id
   * @param metric absent: the one that the second study declares for its comparisons
   */
  public static StudyDifference of(
      JsonNode before, JsonNode after, Map<String, String> titles, Optional<String> metric) {
    List<Row> first = Row.of(before);
    List<Row> second = Row.of(after);
    String chosen = metric.orElseGet(() -> primary(after));
    Map<Row, Row> pairs = pairs(first, second);
    List<CellDifference> cells = new ArrayList<>();
    pairs.forEach((now, was) -> cells.add(difference(was, now, titles, chosen)));
    return new StudyDifference(
        before.path("studyId").asText(),
        after.path("studyId").asText(),
        chosen,
        cells,
        names(first.stream().filter(row -> !pairs.containsValue(row)).toList(), titles),
        names(second.stream().filter(row -> !pairs.containsKey(row)).toList(), titles));
  }

  /** Metrics that a study has. */
  public static List<String> metrics(JsonNode report) {
    List<String> names = new ArrayList<>();
    for (Row row : Row.of(report)) {
      for (JsonNode metric : row.row().path("metricsFile").path("test")) {
        names.add(metric.path("name").asText());
      }
    }
    return names.stream().distinct().toList();
  }

  private static String primary(JsonNode report) {
    for (JsonNode section : report.path("sections")) {
      String name = section.path("comparison").path("plan").path("primary").asText();
      if (!name.isEmpty()) {
        return name;
      }
    }
    boolean findings =
        Row.of(report).stream()
            .anyMatch(row -> !row.row().path("metricsFile").path("findings").isEmpty());
    // Of findings the numbers of a row are means over them.
    return ComparisonPlan.standard(findings).primary();
  }

  private static List<String> names(List<Row> rows, Map<String, String> titles) {
    return rows.stream().map(row -> row.cell().dataset() + ": " + title(row, titles)).toList();
  }

  private static String title(Row row, Map<String, String> titles) {
    return titles.getOrDefault(row.cell().cellId(), row.cell().cellId());
  }

  /** The same cell first; then, of those that are left, the one with the same role in its table. */
  private static Map<Row, Row> pairs(List<Row> before, List<Row> after) {
    Map<Row, Row> byAfter = new LinkedHashMap<>();
    List<Row> left = new ArrayList<>(before);
    for (int strictness = 0; strictness <= LOOSEST; strictness++) {
      for (Row now : after) {
        if (byAfter.containsKey(now)) {
          continue;
        }
        List<Object> wanted = identity(now, strictness);
        int same = strictness;
        Optional<Row> was =
            left.stream().filter(row -> identity(row, same).equals(wanted)).findFirst();
        if (was.isPresent()) {
          byAfter.put(now, was.get());
          left.remove(was.get());
        }
      }
    }
    Map<Row, Row> inOrder = new LinkedHashMap<>();
    after.stream()
        .filter(byAfter::containsKey)
        .forEach(row -> inOrder.put(row, Objects.requireNonNull(byAfter.get(row))));
    return inOrder;
  }

  private static final int LOOSEST = 3;

  private static List<Object> identity(Row row, int strictness) {
    Cell cell = row.cell();
    List<Object> role =
        List.of(
            cell.dataset(), cell.backbone(), cell.head(), cell.trainingLabel(), cell.subsetRatio());
    String input = cell.preprocessing().inputWords();
    return switch (strictness) {
      case 0 -> List.of(cell.cellId());
      case 1 -> List.of(role, input, cell.weights().source(), cell.recipe().name());
      case 2 -> List.of(role, input, cell.weights().isRandom());
      default -> role;
    };
  }

  private static CellDifference difference(
      Row was, Row now, Map<String, String> titles, String metric) {
    Value before = was.value(metric);
    Value after = now.value(metric);
    Double difference =
        before.point() == null || after.point() == null ? null : after.point() - before.point();
    boolean moved = !Objects.equals(before.point(), after.point());
    return new CellDifference(
        now.cell().dataset(),
        title(now, titles),
        before,
        after,
        difference,
        moved,
        Causes.of(was, now, moved));
  }
}
