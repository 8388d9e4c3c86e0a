// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.layout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What looks wrong about the patients or lesions of a data set. The notes name none of them,
 * because they are published with the results.
 */
final class GroupNotes {
  /** A class of fewer images can be of one patient. */
  private static final int FEW = 10;

  private GroupNotes() {}

  /**
   * @param kind {@code patient} or {@code lesion}
   */
  static List<String> of(String kind, List<ListedFile> files) {
    Map<String, Set<String>> spellings = new HashMap<>();
    Map<String, Map<String, Integer>> byClass = new TreeMap<>();
    for (ListedFile file : files) {
      file.patient()
          .ifPresent(
              group -> {
                spellings.computeIfAbsent(plain(group), p -> new HashSet<>()).add(group);
                file.statedClass()
                    .ifPresent(
                        name ->
                            byClass
                                .computeIfAbsent(name, c -> new HashMap<>())
                                .merge(group, 1, Integer::sum));
              });
    }
    List<String> notes = new ArrayList<>();
    long similar = spellings.values().stream().filter(s -> s.size() > 1).count();
    if (similar > 0) {
      notes.add(
          similar
              + (similar == 1 ? " " + kind + " is" : " " + kind + "s are")
              + " written in several ways, which differ in leading zeros, in upper and lower case"
              + " or in '.0' alone, as 7, 007 and 7.0 do; they are read as different "
              + kind
              + "s, and a split can part their images. Write each in one way");
    }
    byClass.forEach(
        (name, groups) -> {
          int images = groups.values().stream().mapToInt(Integer::intValue).sum();
          int most = groups.values().stream().mapToInt(Integer::intValue).max().orElse(0);
          if (images >= FEW && 2 * most > images) {
            notes.add(
                "%d of the %d images of class '%s' are of one %s; if that is no %s, but a word that the names of all these files begin with, choose another layout"
                    .formatted(most, images, name, kind, kind));
          }
        });
    return notes;
  }

  private static String plain(String group) {
    return group
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceFirst("\\.0+$", "")
        .replaceAll("(?<!\\d)0+(?=\\d)", "");
  }
}
