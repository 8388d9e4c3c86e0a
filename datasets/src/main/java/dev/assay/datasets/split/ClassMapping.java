// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.study.ExternalSet;
import dev.assay.datasets.DatasetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Maps the classes of an external set to the classes that the models know.
 *
 * @param labels for each label of the external set the label of the models, or {@link #NONE}
 */
record ClassMapping(List<Integer> labels) {
  /** The label of a class whose images are left out. */
  static final int NONE = -1;

  ClassMapping {
    labels = List.copyOf(labels);
  }

  /**
   * @param from classes of the external set
   * @param to classes that the models know
   * @param stated class of {@code to} by class of {@code from}; other classes keep their name
   * @throws DatasetException naming each class that either side does not know
   */
  static ClassMapping of(List<String> from, List<String> to, Map<String, String> stated)
      throws DatasetException {
    List<String> faults = new ArrayList<>();
    stated.forEach(
        (one, other) -> {
          if (!from.contains(one)) {
            faults.add(
                "classes: '%s' is no class of the external set, which has %s".formatted(one, from));
          }
          if (!to.contains(other) && !other.equals(ExternalSet.LEAVE_OUT)) {
            faults.add(
                "classes: '%s' is mapped to '%s', which the models do not know; they know %s; to leave the class out, state %s"
                    .formatted(one, other, to, ExternalSet.LEAVE_OUT));
          }
        });
    List<Integer> labels = new ArrayList<>();
    for (String one : from) {
      String other = stated.getOrDefault(one, one);
      if (!to.contains(other) && !stated.containsKey(one)) {
        faults.add(
            "class '%s' is not among the classes that the models know, which are %s; state under classes which of them it is, or %s"
                .formatted(one, to, ExternalSet.LEAVE_OUT));
      }
      labels.add(to.indexOf(other));
    }
    if (!faults.isEmpty()) {
      throw new DatasetException(faults);
    }
    return new ClassMapping(labels);
  }

  int of(int label) {
    return labels.get(label);
  }
}
