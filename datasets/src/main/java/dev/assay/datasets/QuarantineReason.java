// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets;

/**
 * Why a file is left out of a data set. A scan goes on after it; the file is kept with its reason
 * in the version of the data set, and manifests and reports count each reason.
 */
public enum QuarantineReason {
  /** The file has no bytes. */
  EMPTY_FILE("empty-file"),
  /** The bytes begin like no image format: a text, an archive, a web page with a wrong name. */
  NOT_AN_IMAGE("not-an-image"),
  /** An image, but of a format or pixel type that is not read. */
  UNSUPPORTED_FORMAT("unsupported-format"),
  /** The file ends before its image does, as a JPEG without its end-of-image marker. */
  TRUNCATED("truncated"),
  /** The bytes contradict their own format. */
  CORRUPT("corrupt"),
  /**
   * The header states more pixels than fit into the heap: a decompression bomb, or a huge image.
   */
  TOO_MANY_PIXELS("too-many-pixels"),
  /**
   * Decoding would take, or took, more time or memory than any real image of its size: too many
   * scans, tiles or samples, or a damaged file.
   */
  TOO_COSTLY("too-costly"),
  /** The operating system did not let the file be read. */
  UNREADABLE_FILE("unreadable-file"),
  /** A table names a file that does not exist. */
  MISSING_FILE("missing-file"),
  /** A link that leads nowhere. */
  DANGLING_LINK("dangling-link"),
  /** A link to a folder that contains the link. */
  LINK_LOOP("link-loop"),
  /** A mask: it shows where something is in another image, and is none itself. */
  MASK("mask"),
  /** An image next to class folders and in none of them. */
  NO_CLASS_FOLDER("no-class-folder"),
  /** A table names images without their folders, and different images have this name. */
  SAME_NAME("same-name"),
  /** A row of a table that cannot be read; its place stands for the file. */
  BAD_ROW("bad-row"),
  /** The finding that the study asks for is uncertain in this image. */
  UNCERTAIN("uncertain"),
  /** The image shows neither the finding that the study asks for nor its absence. */
  OTHER_FINDING("other-finding"),
  /** Every pixel has the same value. */
  BLANK("blank"),
  /** The layout has a table of images, and no row states a class of this one. */
  NO_LABEL("no-label"),
  /** The name is not one that the layout expects for images of this class. */
  UNEXPECTED_NAME("unexpected-name"),
  /** A DICOM object of several frames, of which none is declared, or one that it does not have. */
  MULTI_FRAME("multi-frame"),
  /** A DICOM image whose header says that its pixels show identifying text. */
  BURNED_IN_ANNOTATION("burned-in-annotation"),
  /** A DICOM Secondary Capture: a screenshot, whose pixels often show identifying text. */
  SECONDARY_CAPTURE("secondary-capture"),
  /** The layout reads patients from file names, and this name has none. */
  NO_PATIENT("no-patient-in-name"),
  /** The same bytes occur under two classes. */
  LABEL_CONFLICT("label-conflict"),
  /** Its group also has images in the predefined test part, which keeps them. */
  GROUP_IN_TEST("group-in-test"),
  /** Its group also has images in the predefined validation part, which keeps them. */
  GROUP_IN_VALIDATION("group-in-validation"),
  /** Models were trained on its group, so it cannot test them. */
  GROUP_IN_TRAINING("group-in-training"),
  /** It was added after the models were trained, and outside the predefined test part. */
  NOT_FOR_TEST("not-for-test"),
  /** Its image, its bytes or its patient were erased; its name is not kept. */
  ERASED("erased");

  private final String label;

  QuarantineReason(String label) {
    this.label = label;
  }

  /** The reason as manifests and reports write it. */
  public String label() {
    return label;
  }
}
