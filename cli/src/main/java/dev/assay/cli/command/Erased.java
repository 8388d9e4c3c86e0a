// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can be erased, and how the command line names it. */
enum Erased {
  STUDY("study", "a study with its models, predictions and results", "STUDY"),
  VERSION("version", "a version of a data set", "DATASET", "VERSION"),
  DATA("data", "a data set with all its versions", "DATASET"),
  WEIGHTS("weights", "a weights file, by the SHA-256 that weights list --json shows", "SHA256"),
  PATIENT(
      "patient",
      "a patient's images from every version. PATIENT is written as in the names or tables of the"
          + " data set, or as the DICOM files have it (ISSUER/ID), or is the pseudonym. The same"
          + " bytes go from other data sets, too, and none of this is taken up again",
      "DATASET",
      "PATIENT"),
  IMAGE(
      "image",
      "an image from every version. IMAGE is its path below the folder of the data set, or its id"
          + " in results. The same bytes go from other data sets, too, and are not taken up again",
      "DATASET",
      "IMAGE");

  private final String label;
  private final String words;
  private final List<String> names;

  Erased(String label, String words, String... names) {
    this.label = label;
    this.words = words;
    this.names = List.of(names);
  }

  String label() {
    return label;
  }

  String description() {
    return "Erase " + words + ".";
  }

  /** What names it, for the synopsis. */
  List<String> names() {
    return names;
  }

  /**
   * The body of the request.
   *
   * @param given as many as there are {@link #names}
   */
  Map<String, String> body(List<String> given) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("subject", this == DATA ? "dataset" : label);
    switch (this) {
      case STUDY -> body.put("study", given.getFirst());
      case VERSION -> {
        body.put("dataset", given.getFirst());
        body.put("version", given.getLast());
      }
      case DATA -> body.put("dataset", given.getFirst());
      case WEIGHTS -> body.put("weights", given.getFirst());
      case PATIENT, IMAGE -> {
        body.put("dataset", given.getFirst());
        body.put(label, given.getLast());
      }
    }
    return body;
  }
}
