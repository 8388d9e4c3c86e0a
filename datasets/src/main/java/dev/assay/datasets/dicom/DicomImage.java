// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.Picture;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.image.UnusableImageException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * DICOM files (PS3.10), of which one frame is an image. Screenshots and images with burned-in text
 * are refused, because they can identify the patient.
 */
public final class DicomImage {
  private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

  private static final int SOP_CLASS = 0x00080016;
  private static final int MODALITY = 0x00080060;

  /** A code string; anything else in the element is not kept. */
  private static final Pattern MODALITY_FORM = Pattern.compile("[A-Z0-9_]{1,16}");

  private static final int PATIENT_ID = 0x00100020;
  private static final int ISSUER_OF_PATIENT_ID = 0x00100021;
  private static final int STUDY_UID = 0x0020000d;
  private static final int SERIES_UID = 0x0020000e;
  private static final int SAMPLES = 0x00280002;
  static final int ROWS = 0x00280010;
  static final int COLUMNS = 0x00280011;
  private static final int BURNED_IN = 0x00280301;

  private DicomImage() {}

  /** Whether the file begins as DICOM files do, with their preamble or without it. */
  public static boolean isDicom(byte[] file) {
    return DicomHeader.isDicom(file);
  }

  /**
   * @param decoder decodes JPEG frames and has the pixel limit
   * @throws UnusableImageException with the reason, if the file is not one complete frame that may
   *     be used
   */
  public static Picture read(byte[] file, ImageDecoder decoder) throws UnusableImageException {
    return read(file, 0, decoder);
  }

  /**
   * As {@link #read(byte[], ImageDecoder)}.
   *
   * @param frame counted from 1; 0 if the decoding options choose
   */
  public static Picture read(byte[] file, int frame, ImageDecoder decoder)
      throws UnusableImageException {
    DicomHeader header = DicomHeader.of(file);
    TransferSyntax syntax = header.syntax();
    Elements elements =
        header.elements(
            syntax == TransferSyntax.DEFLATED
                ? Deflated.inflated(header.body(), decoder.limit().fileBytes())
                : header.body());
    refuseUnfit(elements, decoder.decoding().acceptsSecondaryCapture());
    DicomFrames frames = DicomFrames.of(elements);
    int chosen = frames.chosen(frame, decoder.decoding().chosenFrames());
    DicomPixels pixels = new DicomPixels(frames, chosen, syntax, decoder);
    RgbImage image = pixels.image();
    Map<String, String> attributes = new HashMap<>();
    if (MODALITY_FORM.matcher(elements.text(MODALITY)).matches()) {
      attributes.put("modality", elements.text(MODALITY));
    }
    if (!pixels.window().isEmpty()) {
      attributes.put("window", pixels.window());
    }
    if (frames.count() > 1) {
      attributes.put("frame", (chosen + 1) + " of " + frames.count());
    }
    return new Picture(image, attributes, identifiers(elements));
  }

  /**
   * Bytes that decoding allocates for the pixels, at most, as the header states them; 0 if it
   * cannot be read, because such a file is refused before.
   */
  public static long memory(byte[] file, PixelLimit limit) {
    try {
      DicomHeader header = DicomHeader.of(file);
      if (header.syntax() == TransferSyntax.DEFLATED) {
        // Its pixels cannot be more than its bytes.
        return 24 * Deflated.size(header.body(), limit.fileBytes());
      }
      Elements elements = header.elements(header.body());
      long pixels = (long) elements.required(ROWS, "Rows") * elements.required(COLUMNS, "Columns");
      int samples = Math.clamp(elements.unsigned(SAMPLES).orElse(1), 1, 4);
      // Samples as numbers, as stored and as decoded; the grey levels or colours; the result.
      return pixels <= limit.pixels() ? pixels * (12 + 8L * samples) : 0;
    } catch (UnusableImageException | RuntimeException e) {
      return 0;
    }
  }

  private static void refuseUnfit(Elements elements, boolean acceptsSecondaryCapture)
      throws UnusableImageException {
    String sopClass = elements.text(SOP_CLASS);
    boolean secondary =
        sopClass.equals(SECONDARY_CAPTURE) || sopClass.startsWith(SECONDARY_CAPTURE + ".");
    if (secondary && !acceptsSecondaryCapture) {
      throw new UnusableImageException(
          QuarantineReason.SECONDARY_CAPTURE,
          "a DICOM Secondary Capture, which may show text that identifies the patient; if it shows"
              + " none, decoding: {secondary-capture: accept} reads it");
    }
    if (elements.text(BURNED_IN).equals("YES")) {
      throw new UnusableImageException(
          QuarantineReason.BURNED_IN_ANNOTATION,
          "the DICOM file says that identifying text is burned into the image");
    }
    if (!elements.has(DicomParser.PIXEL_DATA)) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT, "a DICOM object without pixel data");
    }
  }

  private static Map<String, String> identifiers(Elements elements) {
    Map<String, String> identifiers = new HashMap<>();
    String patient = elements.text(PATIENT_ID);
    if (!patient.isEmpty()) {
      identifiers.put(Picture.PATIENT, elements.text(ISSUER_OF_PATIENT_ID) + "/" + patient);
    }
    if (!elements.text(STUDY_UID).isEmpty()) {
      identifiers.put(Picture.STUDY, elements.text(STUDY_UID));
    }
    if (!elements.text(SERIES_UID).isEmpty()) {
      identifiers.put(Picture.SERIES, elements.text(SERIES_UID));
    }
    return identifiers;
  }

  /**
   * The number of frames that a file states; 1 if it states none, or is no DICOM file that can be
   * read.
   *
   * @param beginning of the file, up to its pixels or as much as may be read
   */
  public static int frames(byte[] beginning) {
    if (!isDicom(beginning)) {
      return 1;
    }
    try {
      DicomHeader header = DicomHeader.of(beginning);
      Elements elements =
          header.syntax() == TransferSyntax.DEFLATED
              ? header.elements(Deflated.inflated(header.body(), Integer.MAX_VALUE))
              : header.beginning(DicomFrames.NUMBER);
      return DicomFrames.of(elements).count();
    } catch (UnusableImageException e) {
      // The scan of the file says what is wrong with it.
      return 1;
    }
  }
}
