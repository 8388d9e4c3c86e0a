// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import dev.assay.datasets.DatasetException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;

/**
 * The findings that a study reads of images that may show several.
 *
 * @param names as the study writes them; empty: all of the tables
 */
record Wanted(List<String> names) {
  Wanted {
    names = List.copyOf(names);
  }

  /**
   * As the tables write them, in the order of the study; all in the order of the tables.
   *
   * @param set name of the layout, for messages
   * @param known of the tables
   * @throws DatasetException naming each that the tables do not have
   */
  List<String> among(String set, List<String> known) throws DatasetException {
    if (names.isEmpty()) {
      if (known.isEmpty()) {
        throw new DatasetException("the tables of " + set + " name no finding");
      }
      return List.copyOf(known);
    }
    Faults faults = new Faults();
    LinkedHashSet<String> found = new LinkedHashSet<>();
    for (String name : names) {
      List<String> spelled = new ArrayList<>(known.stream().filter(name::equals).toList());
      if (spelled.isEmpty()) {
        known.stream().filter(name::equalsIgnoreCase).forEach(spelled::add);
      }
      if (spelled.isEmpty()) {
        faults.add(
            "finding '%s' is not in the tables of %s; they have %s"
                .formatted(name, set, new TreeSet<>(known)));
      } else if (!found.add(spelled.get(0))) {
        faults.add("finding '" + name + "' is named twice");
      }
    }
    faults.refuseIfAny();
    return List.copyOf(found);
  }

  /** Behind the slash of a layout's name. */
  String suffix() {
    return "/findings:" + (names.isEmpty() ? "*" : String.join("+", names));
  }
}
