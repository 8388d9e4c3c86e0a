// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the external sets on which the models of a data set are tested as well. */
final class ExternalReader {
  private static final List<String> PATIENTS = List.of("other", "same");
  private static final List<String> OVERLAP = List.of("refuse", "drop");
  private static final List<String> COMPARISON = List.of("exploratory", "declared");

  private ExternalReader() {}

  /**
   * @param dataset the data set on which models are trained
   * @param name of that data set
   */
  static List<ExternalSet> read(StudyNode dataset, String name, Collection<String> layouts) {
    List<ExternalSet> sets = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (StudyNode node : dataset.list("external").mappings()) {
      String own = DatasetReader.name(node);
      if (!own.isEmpty() && own.equals(name)) {
        node.fault("name", own, "is the data set itself, which has its own test part");
      }
      if (!own.isEmpty() && !names.add(own)) {
        node.fault("name", own, "is listed twice");
      }
      String layout = DatasetReader.layout(node, layouts);
      sets.add(
          new ExternalSet(
              own,
              layout,
              node.text("images", null),
              DecodingReader.read(node),
              node.mapping("classes", "the class of '" + name + "' that it is, or leave-out"),
              node.oneOf("patients", PATIENTS.getFirst(), PATIENTS).equals("same"),
              node.oneOf("overlap", OVERLAP.getFirst(), OVERLAP).equals("drop"),
              node.oneOf("comparison", COMPARISON.getFirst(), COMPARISON).equals("declared")));
      node.refuseUnknownKeys();
    }
    return sets;
  }
}
