// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import java.util.ArrayList;
import java.util.List;

/** The contrasts that are adjusted together, declared before there are numbers. */
public sealed interface Family {

  /**
   * Each other cell minus this one.
   *
   * @param cell name of the reference
   */
  record AgainstReference(String cell) implements Family {}

  /** Each cell minus each one after it. */
  record AllPairs() implements Family {}

  /** Contrasts by name, such as all frozen models against all fine-tuned ones. */
  record Declared(List<NamedContrast> contrasts) implements Family {
    public Declared {
      contrasts = List.copyOf(contrasts);
      if (contrasts.isEmpty()) {
        throw new IllegalArgumentException("a family needs at least one contrast");
      }
    }
  }

  /**
   * A contrast by the names of its cells.
   *
   * @param label for tables
   */
  record NamedContrast(String label, List<String> first, List<String> second) {
    public NamedContrast {
      first = List.copyOf(first);
      second = List.copyOf(second);
    }
  }

  /**
   * The contrasts of these cells.
   *
   * @param cells their names, in the order of the models' numbers
   * @throws IllegalArgumentException if a name is not among them, or there is no contrast
   */
  default List<Contrast> contrasts(List<String> cells) {
    List<Contrast> contrasts = new ArrayList<>();
    switch (this) {
      case AgainstReference against -> {
        int reference = number(cells, against.cell());
        for (int i = 0; i < cells.size(); i++) {
          if (i != reference) {
            contrasts.add(pair(cells, i, reference));
          }
        }
      }
      case AllPairs all -> {
        for (int i = 0; i < cells.size(); i++) {
          for (int k = i + 1; k < cells.size(); k++) {
            contrasts.add(pair(cells, i, k));
          }
        }
      }
      case Declared declared ->
          declared
              .contrasts()
              .forEach(
                  named ->
                      contrasts.add(
                          new Contrast(
                              named.label(),
                              named.first().stream().map(name -> number(cells, name)).toList(),
                              named.second().stream().map(name -> number(cells, name)).toList())));
    }
    if (contrasts.isEmpty()) {
      throw new IllegalArgumentException("nothing to compare: the only cell is " + cells);
    }
    return contrasts;
  }

  private static Contrast pair(List<String> cells, int first, int second) {
    return Contrast.pair(cells.get(first) + " - " + cells.get(second), first, second);
  }

  private static int number(List<String> cells, String name) {
    int number = cells.indexOf(name);
    if (number < 0) {
      throw new IllegalArgumentException("no cell '" + name + "'; there are " + cells);
    }
    return number;
  }
}
