// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.contracts.DecodingOptions;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.Picture;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.image.UnusableImageException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * DICOM files of one frame (PS3.10). Screenshots and images with burned-in text are refused,
 * because they can identify the patient.
 */
public final class DicomImage {
  private static final int PREAMBLE = 128;
  private static final byte[] MAGIC = "DICM".getBytes(StandardCharsets.US_ASCII);
  private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

  private static final int TRANSFER_SYNTAX = 0x00020010;
  private static final int SOP_CLASS = 0x00080016;
  private static final int MODALITY = 0x00080060;
  private static final int PATIENT_ID = 0x00100020;
  private static final int ISSUER_OF_PATIENT_ID = 0x00100021;
  private static final int STUDY_UID = 0x0020000d;
  private static final int SERIES_UID = 0x0020000e;
  private static final int SAMPLES = 0x00280002;
  private static final int PHOTOMETRIC = 0x00280004;
  private static final int PLANAR = 0x00280006;
  private static final int FRAMES = 0x00280008;
  private static final int ROWS = 0x00280010;
  private static final int COLUMNS = 0x00280011;
  private static final int ALLOCATED = 0x00280100;
  private static final int BURNED_IN = 0x00280301;

  private final Elements elements;
  private final TransferSyntax syntax;
  private final ImageDecoder decoder;
  private final int width;
  private final int height;

  private DicomImage(Elements elements, TransferSyntax syntax, ImageDecoder decoder)
      throws UnusableImageException {
    this.elements = elements;
    this.syntax = syntax;
    this.decoder = decoder;
    this.height = elements.required(ROWS, "Rows");
    this.width = elements.required(COLUMNS, "Columns");
    decoder.limit().check(width, height);
  }

  /** Whether the file begins as defined in PS3.10. */
  public static boolean isDicom(byte[] file) {
    return file.length >= PREAMBLE + MAGIC.length
        && Arrays.equals(file, PREAMBLE, PREAMBLE + MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * @param decoder decodes JPEG frames and has the pixel limit
   * @throws UnusableImageException with the reason, if the file is not one complete frame that may
   *     be used
   */
  public static Picture read(byte[] file, ImageDecoder decoder) throws UnusableImageException {
    ByteBuffer in = ByteBuffer.wrap(file).position(PREAMBLE + MAGIC.length);
    TransferSyntax syntax = TransferSyntax.of(DicomParser.meta(in).text(TRANSFER_SYNTAX));
    ByteBuffer body =
        syntax == TransferSyntax.DEFLATED ? inflated(in, decoder.limit().fileBytes()) : in;
    Elements elements = new DicomParser(body, syntax != TransferSyntax.IMPLICIT_LITTLE).all();
    refuseUnfit(elements);
    return new DicomImage(elements, syntax, decoder).picture();
  }

  /**
   * Bytes that decoding allocates for the pixels, at most, as the header states them; 0 if it
   * cannot be read, because such a file is refused before.
   */
  public static long memory(byte[] file, PixelLimit limit) {
    try {
      ByteBuffer in = ByteBuffer.wrap(file).position(PREAMBLE + MAGIC.length);
      TransferSyntax syntax = TransferSyntax.of(DicomParser.meta(in).text(TRANSFER_SYNTAX));
      if (syntax == TransferSyntax.DEFLATED) {
        // Its pixels cannot be more than its bytes.
        return 24 * inflatedSize(in, limit.fileBytes());
      }
      Elements elements = new DicomParser(in, syntax != TransferSyntax.IMPLICIT_LITTLE).all();
      long pixels = (long) elements.required(ROWS, "Rows") * elements.required(COLUMNS, "Columns");
      int samples = Math.clamp(elements.unsigned(SAMPLES).orElse(1), 1, 4);
      // Samples as numbers, as stored and as decoded; the grey levels or colours; the result.
      return pixels <= limit.pixels() ? pixels * (12 + 8L * samples) : 0;
    } catch (UnusableImageException | RuntimeException e) {
      return 0;
    }
  }

  /** Number of bytes; 0 if they are more than {@code most}, or cannot be inflated. */
  private static long inflatedSize(ByteBuffer in, long most) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(in.slice());
      byte[] buffer = new byte[1 << 16];
      while (!inflater.finished() && inflater.getBytesWritten() <= most) {
        if (inflater.inflate(buffer) == 0 && !inflater.finished()) {
          return 0;
        }
      }
      return inflater.getBytesWritten() <= most ? inflater.getBytesWritten() : 0;
    } catch (DataFormatException e) {
      return 0;
    } finally {
      inflater.end();
    }
  }

  private static ByteBuffer inflated(ByteBuffer in, long most) throws UnusableImageException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(in.slice());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 16];
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        if (count == 0 && !inflater.finished()) {
          throw new UnusableImageException(
              QuarantineReason.TRUNCATED, "the deflated DICOM file ends before its data do");
        }
        out.write(buffer, 0, count);
        if (out.size() > most) {
          throw new UnusableImageException(
              QuarantineReason.TOO_MANY_PIXELS,
              "the deflated DICOM file grows to more than " + most + " bytes");
        }
      }
      return ByteBuffer.wrap(out.toByteArray());
    } catch (DataFormatException e) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "the deflated DICOM file cannot be inflated", e);
    } finally {
      inflater.end();
    }
  }

  private static void refuseUnfit(Elements elements) throws UnusableImageException {
    String sopClass = elements.text(SOP_CLASS);
    if (sopClass.equals(SECONDARY_CAPTURE) || sopClass.startsWith(SECONDARY_CAPTURE + ".")) {
      throw new UnusableImageException(
          QuarantineReason.SECONDARY_CAPTURE,
          "a DICOM Secondary Capture, which may show text that identifies the patient");
    }
    if (elements.text(BURNED_IN).equals("YES")) {
      throw new UnusableImageException(
          QuarantineReason.BURNED_IN_ANNOTATION,
          "the DICOM file says that identifying text is burned into the image");
    }
    String frames = elements.text(FRAMES);
    if (!frames.isEmpty() && !frames.equals("1")) {
      throw new UnusableImageException(
          QuarantineReason.MULTI_FRAME,
          "a DICOM object of " + frames + " frames; single frames are read");
    }
    if (!elements.has(DicomParser.PIXEL_DATA)) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT, "a DICOM object without pixel data");
    }
  }

  private Picture picture() throws UnusableImageException {
    Map<String, String> attributes = new HashMap<>();
    if (!elements.text(MODALITY).isEmpty()) {
      attributes.put("modality", elements.text(MODALITY));
    }
    String photometric = elements.text(PHOTOMETRIC);
    int samples = elements.unsigned(SAMPLES).orElse(1);
    RgbImage image;
    if (photometric.startsWith("MONOCHROME") && samples == 1) {
      GreyLevels levels = GreyLevels.of(elements, photometric.equals("MONOCHROME1"));
      image = grey(levels);
      attributes.put("window", levels.window());
    } else if (syntax == TransferSyntax.JPEG_BASELINE && samples == 3) {
      image = jpeg();
    } else if (photometric.equals("RGB") && samples == 3) {
      image = colour();
    } else {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          "a DICOM image of "
              + samples
              + " samples, "
              + photometric
              + "; MONOCHROME1, MONOCHROME2, RGB and colour JPEG are read");
    }
    return new Picture(image, attributes, identifiers());
  }

  private Map<String, String> identifiers() {
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

  private RgbImage grey(GreyLevels levels) throws UnusableImageException {
    int pixels = width * height;
    ByteBuffer stored;
    if (syntax == TransferSyntax.JPEG_BASELINE) {
      RgbImage image = jpeg();
      byte[] red = new byte[pixels];
      for (int i = 0; i < pixels; i++) {
        red[i] = image.rgb()[3 * i];
      }
      stored = ByteBuffer.wrap(red);
    } else {
      stored = samples(1, levels.bytesPerSample());
    }
    byte[] bytes = levels.apply(stored, pixels);
    byte[] rgb = new byte[3 * pixels];
    for (int i = 0; i < pixels; i++) {
      rgb[3 * i] = bytes[i];
      rgb[3 * i + 1] = bytes[i];
      rgb[3 * i + 2] = bytes[i];
    }
    return new RgbImage(width, height, rgb);
  }

  private RgbImage colour() throws UnusableImageException {
    if (elements.required(ALLOCATED, "BitsAllocated") != 8) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT, "a DICOM colour image of more than 8 bits");
    }
    int pixels = width * height;
    ByteBuffer stored = samples(3, 1);
    byte[] rgb = new byte[3 * pixels];
    boolean planes = !syntax.isEncapsulated() && elements.unsigned(PLANAR).orElse(0) == 1;
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = stored.get(stored.position() + (planes ? i % 3 * pixels + i / 3 : i));
    }
    return new RgbImage(width, height, rgb);
  }

  private RgbImage jpeg() throws UnusableImageException {
    ByteBuffer frame = frame();
    byte[] file = new byte[frame.remaining()];
    frame.get(file);
    boolean rgb = elements.text(PHOTOMETRIC).equals("RGB");
    RgbImage image = decoder.with(DecodingOptions.paper()).decodeJpeg(file, rgb);
    if (image.width() != width || image.height() != height) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT,
          "the DICOM file says %d x %d pixels, its JPEG frame %d x %d"
              .formatted(width, height, image.width(), image.height()));
    }
    return image;
  }

  /** The samples of the frame, little-endian. */
  private ByteBuffer samples(int perPixel, int bytes) throws UnusableImageException {
    ByteBuffer stored =
        syntax == TransferSyntax.RLE
            ? RleFrame.decode(frame(), width * height, perPixel, bytes)
            : elements.get(DicomParser.PIXEL_DATA).orElseThrow().values();
    if (stored.remaining() < (long) width * height * perPixel * bytes) {
      throw new UnusableImageException(
          QuarantineReason.TRUNCATED, "the pixel data of the DICOM file end before its image does");
    }
    return stored.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The one frame of encapsulated pixel data, which can consist of several fragments. */
  private ByteBuffer frame() {
    List<ByteBuffer> fragments = elements.get(DicomParser.PIXEL_DATA).orElseThrow().fragments();
    ByteBuffer frame =
        ByteBuffer.allocate(fragments.stream().mapToInt(ByteBuffer::remaining).sum());
    fragments.forEach(fragment -> frame.put(fragment.duplicate()));
    return frame.flip();
  }
}
