// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.scan;

import dev.assay.contracts.Hash;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.layout.ListedFile;
import dev.assay.datasets.source.FileFrames;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The scan result of one file together with what its layout says about the file. */
record ScannedFile(ListedFile file, int label, ScanResult result, Optional<FileStamp> stamp) {

  /** Why the file cannot be used; empty if it can. */
  Optional<ScanResult.Fault> fault() {
    if (result instanceof ScanResult.Fault fault) {
      return Optional.of(fault);
    }
    return file.patient().isPresent()
        ? Optional.empty()
        : Optional.of(
            new ScanResult.Fault(
                QuarantineReason.NO_PATIENT,
                "no patient or lesion can be read from its name or its row"));
  }

  QuarantinedFile quarantined(ScanResult.Fault fault) {
    return new QuarantinedFile(
        file.file(), fault.reason(), fault.detail(), file.statedClass(), stamp);
  }

  private ScanResult.Usable usable() {
    if (result instanceof ScanResult.Usable usable) {
      return usable;
    }
    throw new IllegalStateException("a file that is left out has no image");
  }

  String sha256() {
    return usable().sha256();
  }

  /** The pseudonym of the patient that a DICOM file states. */
  Optional<String> statedPatient() {
    return Optional.ofNullable(usable().attributes().get(DicomAttributes.PATIENT));
  }

  /**
   * The patient or lesion: from the layout; otherwise the patient that a DICOM file states;
   * otherwise the image itself.
   */
  String patient() {
    String listed = file.patient().orElseThrow();
    return FileFrames.isOwnFile(file, listed)
        ? statedPatient().map(p -> DicomAttributes.PATIENT + ":" + p).orElse(listed)
        : listed;
  }

  ScannedImage image(String group) {
    Map<String, String> attributes = new HashMap<>(file.attributes());
    attributes.putAll(usable().attributes());
    return new ScannedImage(
        file.file(),
        Hash.ofText(file.imageId()),
        usable().sha256(),
        usable().bytes(),
        usable().width(),
        usable().height(),
        label,
        group,
        file.part(),
        attributes,
        stamp,
        file.findings().orElse(null));
  }
}
