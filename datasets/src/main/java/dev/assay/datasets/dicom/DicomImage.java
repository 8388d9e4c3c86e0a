// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.contracts.DecodingOptions;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.codec.CodedJpeg;
import dev.assay.datasets.codec.NativeCodec;
import dev.assay.datasets.codec.Samples;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.Picture;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.image.UnusableImageException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
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
  /** Colours of three samples. The last two occur in JPEG 2000 only, whose decoder undoes them. */
  private static final List<String> COLOURS =
      List.of("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT");

  private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

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
    DicomHeader header = DicomHeader.of(file);
    TransferSyntax syntax = header.syntax();
    Elements elements =
        header.elements(
            syntax == TransferSyntax.DEFLATED
                ? inflated(header.body(), decoder.limit().fileBytes())
                : header.body());
    refuseUnfit(elements, decoder.decoding().acceptsSecondaryCapture());
    return new DicomImage(elements, syntax, decoder).picture();
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
        return 24 * inflatedSize(header.body(), limit.fileBytes());
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
    } else if (photometric.equals("PALETTE COLOR") && samples == 1) {
      image = PaletteColors.of(elements).apply(width, height, indices());
    } else if (COLOURS.contains(photometric) && samples == 3) {
      image = colour(photometric);
    } else {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          "a DICOM image of "
              + samples
              + " samples, "
              + photometric
              + "; MONOCHROME1, MONOCHROME2, PALETTE COLOR and "
              + String.join(", ", COLOURS)
              + " are read");
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
    ByteBuffer stored =
        isCoded() ? levels.stored(coded(1).values()) : samples(1, levels.bytesPerSample());
    byte[] bytes = levels.apply(stored, pixels);
    byte[] rgb = new byte[3 * pixels];
    for (int i = 0; i < pixels; i++) {
      rgb[3 * i] = bytes[i];
      rgb[3 * i + 1] = bytes[i];
      rgb[3 * i + 2] = bytes[i];
    }
    return new RgbImage(width, height, rgb);
  }

  private int[] indices() throws UnusableImageException {
    if (isCoded()) {
      return coded(1).values();
    }
    int bytes = elements.required(ALLOCATED, "BitsAllocated") / 8;
    if (bytes != 1 && bytes != 2) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          "a DICOM palette with indices of " + 8 * bytes + " bits; 8 and 16 are read");
    }
    ByteBuffer stored = samples(1, bytes);
    int[] indices = new int[width * height];
    for (int i = 0; i < indices.length; i++) {
      indices[i] =
          bytes == 1
              ? Byte.toUnsignedInt(stored.get(i))
              : Short.toUnsignedInt(stored.getShort(2 * i));
    }
    return indices;
  }

  private RgbImage colour(String photometric) throws UnusableImageException {
    if (elements.required(ALLOCATED, "BitsAllocated") != 8) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT, "a DICOM colour image of more than 8 bits");
    }
    boolean ycc = photometric.startsWith("YBR_FULL");
    if (syntax == TransferSyntax.JPEG_BASELINE || syntax == TransferSyntax.JPEG_EXTENDED) {
      // What the header says counts, whatever the segments of the JPEG say (PS3.5, 8.2.1).
      return checked(decoder.with(DecodingOptions.paper()).decodeJpeg(bytes(frame()), !ycc));
    }
    int pixels = width * height;
    byte[] rgb = new byte[3 * pixels];
    if (isCoded()) {
      int[] values = coded(3).values();
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) values[i];
      }
    } else if (photometric.equals("YBR_FULL_422") && !syntax.isEncapsulated()) {
      halvedColours(rgb);
    } else {
      ByteBuffer stored = samples(3, 1);
      boolean planes = !syntax.isEncapsulated() && elements.unsigned(PLANAR).orElse(0) == 1;
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = stored.get(planes ? i % 3 * pixels + i / 3 : i);
      }
    }
    return ycc ? ImageDecoder.ofYcc(width, height, rgb) : new RgbImage(width, height, rgb);
  }

  /** Two pixels after each other share their colour: Y, Y, Cb, Cr (PS3.3, C.7.6.3.1.2). */
  private void halvedColours(byte[] ycc) throws UnusableImageException {
    if (width % 2 != 0) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "a DICOM image of YBR_FULL_422 and an odd number of columns");
    }
    ByteBuffer stored = plain(2L * width * height, 1);
    for (int i = 0; i < width * height; i += 2) {
      for (int pixel = 0; pixel < 2; pixel++) {
        ycc[3 * (i + pixel)] = stored.get(2 * i + pixel);
        ycc[3 * (i + pixel) + 1] = stored.get(2 * i + 2);
        ycc[3 * (i + pixel) + 2] = stored.get(2 * i + 3);
      }
    }
  }

  /** Whether the pixels are coded as numbers and not as bytes. */
  private boolean isCoded() {
    return syntax.kind() == TransferSyntax.Kind.JPEG
        || syntax.kind() == TransferSyntax.Kind.JPEG_2000;
  }

  private Samples coded(int components) throws UnusableImageException {
    byte[] stream = bytes(frame());
    Samples samples;
    if (syntax.kind() == TransferSyntax.Kind.JPEG_2000) {
      samples = NativeCodec.jpeg2000().decode(stream, decoder.limit());
    } else if (components == 1 && decoder.isEightBitJpeg(stream)) {
      samples = firstOf(decoder.with(DecodingOptions.paper()).decodeJpeg(stream, true));
    } else {
      samples = CodedJpeg.decode(stream, decoder.limit());
    }
    if (samples.width() != width
        || samples.height() != height
        || samples.components() != components) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT,
          "the DICOM file says %d x %d pixels of %d samples, its coded frame %d x %d of %d"
              .formatted(
                  width,
                  height,
                  components,
                  samples.width(),
                  samples.height(),
                  samples.components()));
    }
    return samples;
  }

  private static Samples firstOf(RgbImage grey) {
    int[] values = new int[grey.width() * grey.height()];
    for (int i = 0; i < values.length; i++) {
      values[i] = grey.rgb()[3 * i] & 0xff;
    }
    return new Samples(grey.width(), grey.height(), 1, 8, values);
  }

  private RgbImage checked(RgbImage image) throws UnusableImageException {
    if (image.width() != width || image.height() != height) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT,
          "the DICOM file says %d x %d pixels, its JPEG frame %d x %d"
              .formatted(width, height, image.width(), image.height()));
    }
    return image;
  }

  private static byte[] bytes(ByteBuffer frame) {
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  /** The samples of the frame, in the byte order of the buffer. */
  private ByteBuffer samples(int perPixel, int bytes) throws UnusableImageException {
    if (syntax == TransferSyntax.RLE) {
      return RleFrame.decode(frame(), width * height, perPixel, bytes);
    }
    return plain((long) width * height * perPixel, bytes);
  }

  private ByteBuffer plain(long count, int bytes) throws UnusableImageException {
    Elements.Element element = elements.get(DicomParser.PIXEL_DATA).orElseThrow();
    ByteBuffer stored = element.values();
    if (stored.remaining() < count * bytes) {
      throw new UnusableImageException(
          QuarantineReason.TRUNCATED, "the pixel data of the DICOM file end before its image does");
    }
    ByteBuffer samples = stored.slice().order(syntax.order());
    // Bytes that are stored as words of the other order change places in pairs.
    return bytes == 1 && element.words() && syntax == TransferSyntax.EXPLICIT_BIG
        ? swapped(samples)
        : samples;
  }

  private static ByteBuffer swapped(ByteBuffer words) {
    ByteBuffer swapped = ByteBuffer.allocate(words.remaining());
    for (int i = 0; i + 1 < words.remaining(); i += 2) {
      swapped.put(i, words.get(i + 1)).put(i + 1, words.get(i));
    }
    return swapped;
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
