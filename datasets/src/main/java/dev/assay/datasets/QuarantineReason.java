package dev.assay.datasets;

/** Why a file of a data set is left out of it. */
public enum QuarantineReason {
  /** The file has no bytes. */
  EMPTY_FILE("empty-file"),
  /** The bytes begin like no image format: a text, an archive, a page saved under a wrong name. */
  NOT_AN_IMAGE("not-an-image"),
  /** An image, but of a format or pixel type that is not read. */
  UNSUPPORTED_FORMAT("unsupported-format"),
  /** The file ends before its image does. */
  TRUNCATED("truncated"),
  /** The bytes contradict their own format. */
  CORRUPT("corrupt"),
  /** The header promises more pixels than the heap can hold: a decompression bomb, or too big. */
  TOO_MANY_PIXELS("too-many-pixels"),
  /** The operating system did not let the file be read. */
  UNREADABLE_FILE("unreadable-file"),
  /** A table names a file that is not there. */
  MISSING_FILE("missing-file"),
  /** Every pixel has the same value: nothing is on the image. */
  BLANK("blank"),
  /** The layout has a table of images, and no row of it names this one. */
  NO_LABEL("no-label"),
  /** The name contradicts the layout, which says how the images of this class are named. */
  UNEXPECTED_NAME("unexpected-name"),
  /** A DICOM object of several frames; which of them would be the image? */
  MULTI_FRAME("multi-frame"),
  /** A DICOM image that says that identifying text is burned into its pixels. */
  BURNED_IN_ANNOTATION("burned-in-annotation"),
  /** A DICOM Secondary Capture: a screenshot, often with text burned into its pixels. */
  SECONDARY_CAPTURE("secondary-capture"),
  /** The layout takes patients from file names, and this name has none. */
  NO_PATIENT("no-patient-in-name"),
  /** The same bytes occur under two classes. */
  LABEL_CONFLICT("label-conflict"),
  /** Its group also has images in the predefined test set, which keeps them. */
  GROUP_IN_TEST("group-in-test"),
  /** Its group also has images in the predefined validation set, which keeps them. */
  GROUP_IN_VALIDATION("group-in-validation"),
  /** Models were trained on its group, so it cannot test them. */
  GROUP_IN_TRAINING("group-in-training"),
  /** It came after the models were trained, and not into the data set's test part. */
  NOT_FOR_TEST("not-for-test");

  private final String label;

  QuarantineReason(String label) {
    this.label = label;
  }

  /** As written in manifests and reports. */
  public String label() {
    return label;
  }
}
