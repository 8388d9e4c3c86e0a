// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.testset;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is drawn when a test set is resampled: single images, or groups of images that move together
 * (all images of one patient). Errors on images of one patient are correlated, so an interval that
 * resamples them one by one is too narrow: A. C. Davison and D. V. Hinkley, Bootstrap Methods and
 * their Application, Cambridge 1997, section 3.8.
 *
 * <p>Units are numbered 0..count-1. Groups are numbered in the order of their names, so that the
 * order of the rows does not matter.
 */
public final class Units {
  private final int[] unitOfRow;
  private final List<String> names;
  private final int count;

  private Units(int[] unitOfRow, List<String> names, int count) {
    this.unitOfRow = unitOfRow;
    this.names = names;
    this.count = count;
  }

  /** Every row by itself, numbered as the rows are. */
  public static Units images(int rows) {
    int[] unitOfRow = new int[rows];
    Arrays.setAll(unitOfRow, i -> i);
    return new Units(unitOfRow, List.of(), rows);
  }

  /**
   * @param groupOfRow name of the group of each row
   */
  public static Units groups(List<String> groupOfRow) {
    List<String> names = groupOfRow.stream().distinct().sorted().toList();
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      numbers.put(names.get(i), i);
    }
    return new Units(groupOfRow.stream().mapToInt(numbers::get).toArray(), names, names.size());
  }

  /** The groups of those rows. */
  Units rows(int[] rows) {
    return groups(Arrays.stream(rows).mapToObj(row -> name(unitOfRow[row])).toList());
  }

  /** In the order of their numbers; empty for single images. */
  public List<String> names() {
    return names;
  }

  /**
   * The name of a unit.
   *
   * @throws IllegalStateException if units are single images, which have no names here
   */
  String name(int unit) {
    if (names.isEmpty()) {
      throw new IllegalStateException("single images have no names");
    }
    return names.get(unit);
  }

  public int count() {
    return count;
  }

  public int rows() {
    return unitOfRow.length;
  }

  public int of(int row) {
    return unitOfRow[row];
  }
}
