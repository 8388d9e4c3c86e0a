package dev.assay.contracts.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads what a study says of the sets that a data set's models are tested on besides. */
final class ExternalReader {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
  private static final List<String> PATIENTS = List.of("other", "same");
  private static final List<String> OVERLAP = List.of("refuse", "drop");
  private static final List<String> COMPARISON = List.of("exploratory", "declared");

  private ExternalReader() {}

  /**
   * @param dataset the data set that models are trained on
   * @param name of it
   */
  static List<ExternalSet> read(StudyNode dataset, String name, Collection<String> layouts) {
    List<ExternalSet> sets = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (StudyNode node : dataset.children("external")) {
      String own = node.required("name", "a name of letters, digits, '.', '_' and '-'");
      if (!own.isEmpty() && !own.matches(NAME)) {
        node.fault("name", own, "must be 1 to 64 letters, digits, '.', '_' and '-'");
      }
      if (!own.isEmpty() && own.equals(name)) {
        node.fault("name", own, "is the data set itself, which has a test part of its own");
      }
      if (!own.isEmpty() && !names.add(own)) {
        node.fault("name", own, "is listed twice");
      }
      String layout = node.required("layout", "one of " + String.join(", ", layouts));
      if (!layout.isEmpty() && !layouts.contains(layout)) {
        node.fault("layout", layout, "must be one of " + String.join(", ", layouts));
      }
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
