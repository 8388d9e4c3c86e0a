// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.split;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Part;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.FindingTable;
import dev.assay.datasets.layout.FindingTable.Image;
import dev.assay.datasets.layout.FindingTable.Shown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The parts of images with several findings: whole patients, with the shares of each finding that
 * were wanted, by {@link StratifiedGroup}. Images without any finding count as those of one more.
 * Predefined test and validation images stay what they are, and then no other is drawn. The result
 * is a function of the table and the settings: not of the order of its rows.
 *
 * @param parts of each image, in the order of the table
 * @param warnings for whoever reads results on these parts
 */
public record FindingSplit(List<Part> parts, List<String> warnings) {
  private static final int FEW_GROUPS = 10;

  public FindingSplit {
    parts = List.copyOf(parts);
    warnings = List.copyOf(warnings);
  }

  /** The images of a patient, by what they show; the last label is no finding at all. */
  private record Patient(List<Integer> rows, int[] counts, String first) implements Stratum {
    @Override
    public int count(int label) {
      return counts[label];
    }

    @Override
    public String orderKey(String salt) {
      return Hash.ofText(salt + ":" + first);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  /**
   * @throws DatasetException if a patient is in two predefined parts
   */
  public static FindingSplit of(FindingTable table, SplitSettings settings)
      throws DatasetException {
    List<Patient> patients = patients(table);
    Map<Patient, Part> fixed = fixed(table, patients);
    Set<Part> predefined = EnumSet.noneOf(Part.class);
    predefined.addAll(fixed.values());
    Map<Part, Double> shares =
        Splitter.shares(
            settings, !predefined.contains(Part.TEST), !predefined.contains(Part.VALIDATION));
    List<Patient> open = patients.stream().filter(p -> !fixed.containsKey(p)).toList();
    Map<Patient, Part> partOf = new LinkedHashMap<>(fixed);
    partOf.putAll(
        StratifiedGroup.assignFindings(
            open, fixed, table.findings().size() + 1, shares, settings.salt()));
    List<Part> parts = new ArrayList<>(Collections.nCopies(table.images().size(), Part.TRAIN));
    partOf.forEach((patient, part) -> patient.rows().forEach(row -> parts.set(row, part)));
    return new FindingSplit(parts, warnings(table, partOf));
  }

  private static List<Patient> patients(FindingTable table) {
    Map<String, List<Integer>> rows = new TreeMap<>();
    for (int row = 0; row < table.images().size(); row++) {
      rows.computeIfAbsent(table.images().get(row).group(), g -> new ArrayList<>()).add(row);
    }
    List<Patient> patients = new ArrayList<>();
    for (List<Integer> of : rows.values()) {
      int[] counts = new int[table.findings().size() + 1];
      String first = "";
      for (int row : of) {
        Image image = table.images().get(row);
        first = first.isEmpty() || image.image().compareTo(first) < 0 ? image.image() : first;
        boolean any = false;
        for (int f = 0; f < table.findings().size(); f++) {
          boolean present = image.shown().get(f) == Shown.PRESENT;
          counts[f] += present ? 1 : 0;
          any |= present;
        }
        counts[table.findings().size()] += any ? 0 : 1;
      }
      patients.add(new Patient(of, counts, first));
    }
    return patients;
  }

  /** Patients with a predefined test or validation image; their training images go with them. */
  private static Map<Patient, Part> fixed(FindingTable table, List<Patient> patients)
      throws DatasetException {
    Map<Patient, Part> fixed = new LinkedHashMap<>();
    List<String> faults = new ArrayList<>();
    for (Patient patient : patients) {
      Set<Part> stated = EnumSet.noneOf(Part.class);
      patient.rows().forEach(row -> table.images().get(row).part().ifPresent(stated::add));
      if (stated.size() > 1) {
        faults.add(
            "the patient of image '%s' has images in %s; a patient is in one part"
                .formatted(patient.first(), stated.stream().map(Part::label).toList()));
      }
      stated.stream().filter(part -> part != Part.TRAIN).forEach(part -> fixed.put(patient, part));
    }
    if (!faults.isEmpty()) {
      throw new DatasetException(faults);
    }
    return fixed;
  }

  private static List<String> warnings(FindingTable table, Map<Patient, Part> partOf) {
    List<String> warnings = new ArrayList<>();
    if (table.groupColumn().isEmpty()) {
      warnings.add(
          "no column names patients, so every image was taken for a patient of its own; images of"
              + " one patient can be in two parts");
    }
    for (int f = 0; f < table.findings().size(); f++) {
      Map<Part, Integer> with = new EnumMap<>(Part.class);
      for (Map.Entry<Patient, Part> of : partOf.entrySet()) {
        with.merge(of.getValue(), of.getKey().has(f) ? 1 : 0, Integer::sum);
      }
      for (Part part : Part.values()) {
        int patients = with.getOrDefault(part, 0);
        if (patients < FEW_GROUPS) {
          warnings.add(
              "finding '%s' is present in only %d patients in %s"
                  .formatted(table.findings().get(f), patients, part.label()));
        }
      }
    }
    return warnings;
  }
}
