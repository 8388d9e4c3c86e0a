// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** A row of a file that has one row per image. */
interface ImageRow {
  /** The header is row 1, as in a spreadsheet. */
  int number();

  /** Name of the image, unique in the file. */
  String image();

  /** Name of the group; null without a column of groups. */
  @Nullable String group();

  private static <R extends ImageRow> Map<String, R> byImage(List<R> rows) {
    Map<String, R> byImage = new HashMap<>();
    rows.forEach(row -> byImage.put(row.image(), row));
    return byImage;
  }

  /**
   * The group of each row as the service that evaluates names it: by its first image, whatever its
   * pseudonym.
   *
   * @param lasting by the id of that image; otherwise by its place
   */
  static List<String> units(List<? extends ImageRow> rows, boolean lasting) {
    Map<String, String> names = new HashMap<>();
    List<String> units = new ArrayList<>();
    for (ImageRow row : rows) {
      units.add(
          names.computeIfAbsent(
              String.valueOf(row.group()),
              group -> lasting ? row.image() : "%010d".formatted(units.size())));
    }
    return units;
  }

  /** The rows of a file in the order of the first file, with which it was compared. */
  static <R extends ImageRow> List<R> aligned(List<R> first, List<R> rows) {
    Map<String, R> byImage = byImage(rows);
    return first.stream()
        .map(
            row -> {
              R same = byImage.get(row.image());
              if (same == null) {
                throw new IllegalStateException("files were not compared");
              }
              return same;
            })
        .toList();
  }

  /**
   * Refuses a file of other images or groups than the first one.
   *
   * @param firstFile for messages
   * @param first its rows
   * @param groupColumn of the other file, for messages; null if it has none
   * @param rows of the other file
   * @param truth gets the row of the first file and that of the other, adds the faults of what they
   *     say, and returns whether their groups are compared, too
   */
  static <R extends ImageRow> void mustAgree(
      Path firstFile,
      List<R> first,
      @Nullable String groupColumn,
      List<R> rows,
      CsvFaults faults,
      BiPredicate<R, R> truth) {
    Map<String, R> expected = byImage(first);
    for (R row : rows) {
      @Nullable R same = expected.remove(row.image());
      if (same == null) {
        faults.add(
            CsvFaults.at("row " + row.number(), "image"),
            row.image(),
            "is not an image of " + firstFile);
      } else if (truth.test(same, row)
          && same.group() != null
          && row.group() != null
          && !same.group().equals(row.group())) {
        faults.add(
            CsvFaults.at("row " + row.number(), String.valueOf(groupColumn)),
            null,
            "is another group than in row " + same.number() + " of " + firstFile);
      }
    }
    expected.values().stream()
        .sorted(Comparator.comparingInt(ImageRow::number))
        .forEach(
            row ->
                faults.add(
                    "no row",
                    row.image(),
                    "is missing; it is in row " + row.number() + " of " + firstFile));
    faults.throwIfAny();
  }
}
