// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.erasure;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be erased.
 *
 * @param subject {@code study}, {@code version}, {@code dataset}, {@code weights}, {@code patient}
 *     or {@code image}
 * @param study id; of a study alone
 * @param dataset name; of all but a study and weights
 * @param version content hash, or its first eight or more digits; of a version alone
 * @param weights SHA-256 of the file; of weights alone
 * @param patient as the layout or a DICOM file names it, or the pseudonym; of a patient alone
 * @param image path below the folder of the data set, or a keyed id of results; of an image alone
 */
public record ErasureWanted(
    @Nullable String subject,
    @Nullable String study,
    @Nullable String dataset,
    @Nullable String version,
    @Nullable String weights,
    @Nullable String patient,
    @Nullable String image) {
  enum Subject {
    STUDY,
    VERSION,
    DATASET,
    WEIGHTS,
    PATIENT,
    IMAGE;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws FaultException if the subject is none, or lacks what names it, or has more
   */
  Subject checked() {
    Subject found = null;
    for (Subject one : Subject.values()) {
      found = one.label().equals(subject) ? one : found;
    }
    if (found == null) {
      throw new FaultException(
          new Fault(
              "subject", subject, "must be study, version, dataset, weights, patient or image"));
    }
    List<Fault> faults = new ArrayList<>();
    check("study", study, found == Subject.STUDY, found, faults);
    boolean ofDataset = found != Subject.STUDY && found != Subject.WEIGHTS;
    check("dataset", dataset, ofDataset, found, faults);
    check("version", version, found == Subject.VERSION, found, faults);
    check("weights", weights, found == Subject.WEIGHTS, found, faults);
    check("patient", patient, found == Subject.PATIENT, found, faults);
    check("image", image, found == Subject.IMAGE, found, faults);
    if (!faults.isEmpty()) {
      throw new FaultException(faults);
    }
    return found;
  }

  private static void check(
      String field, @Nullable String value, boolean needed, Subject of, List<Fault> faults) {
    boolean given = value != null && !value.isBlank();
    if (needed && !given) {
      faults.add(new Fault(field, value, "is missing; it names what is erased"));
    } else if (!needed && given) {
      faults.add(new Fault(field, value, "does not belong to an erasure of a " + of.label()));
    }
  }

  String theStudy() {
    return Objects.requireNonNull(study);
  }

  String theDataset() {
    return Objects.requireNonNull(dataset);
  }

  String theVersion() {
    return Objects.requireNonNull(version);
  }

  String theWeights() {
    return Objects.requireNonNull(weights);
  }

  String thePatient() {
    return Objects.requireNonNull(patient);
  }

  String theImage() {
    return Objects.requireNonNull(image);
  }

  /** Without the names, which must not get into a log. */
  @Override
  public String toString() {
    return "erasure of a " + subject;
  }
}
