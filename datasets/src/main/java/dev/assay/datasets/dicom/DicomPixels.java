// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.contracts.DecodingOptions;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.codec.CodedJpeg;
import dev.assay.datasets.codec.NativeCodec;
import dev.assay.datasets.codec.Samples;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.image.UnusableImageException;
import java.nio.ByteBuffer;
import java.util.List;

/** The pixels of one frame, from its samples as the transfer syntax codes them. */
final class DicomPixels {
  /** Colours of three samples. The last two occur in JPEG 2000 only, whose decoder undoes them. */
  private static final List<String> COLOURS =
      List.of("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT");

  private static final int SAMPLES = 0x00280002;
  private static final int PHOTOMETRIC = 0x00280004;
  private static final int PLANAR = 0x00280006;
  private static final int ALLOCATED = 0x00280100;

  private final DicomFrames frames;
  private final int frame;
  private final Elements elements;
  private final TransferSyntax syntax;
  private final ImageDecoder decoder;
  private final int width;
  private final int height;
  private String window = "";

  /**
   * @param frame counted from 0
   * @throws UnusableImageException if it is larger than the limit of the decoder
   */
  DicomPixels(DicomFrames frames, int frame, TransferSyntax syntax, ImageDecoder decoder)
      throws UnusableImageException {
    this.frames = frames;
    this.frame = frame;
    this.elements = frames.of(frame);
    this.syntax = syntax;
    this.decoder = decoder;
    this.height = elements.required(DicomImage.ROWS, "Rows");
    this.width = elements.required(DicomImage.COLUMNS, "Columns");
    decoder.limit().check(width, height);
  }

  /** The window that was used; empty if there was none. */
  String window() {
    return window;
  }

  RgbImage image() throws UnusableImageException {
    String photometric = elements.text(PHOTOMETRIC);
    int samples = elements.unsigned(SAMPLES).orElse(1);
    if (photometric.startsWith("MONOCHROME") && samples == 1) {
      GreyLevels levels = GreyLevels.of(elements, photometric.equals("MONOCHROME1"));
      RgbImage image = grey(levels);
      window = levels.window();
      return image;
    }
    if (photometric.equals("PALETTE COLOR") && samples == 1) {
      return PaletteColors.of(elements).apply(width, height, indices());
    }
    if (COLOURS.contains(photometric) && samples == 3) {
      return colour(photometric);
    }
    throw new UnusableImageException(
        QuarantineReason.UNSUPPORTED_FORMAT,
        "a DICOM image of "
            + samples
            + (samples == 1 ? " sample, " : " samples, ")
            + (photometric.isEmpty() ? "without a photometric interpretation" : photometric)
            + "; MONOCHROME1, MONOCHROME2, PALETTE COLOR and "
            + String.join(", ", COLOURS)
            + " are read");
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
    if (syntax == TransferSyntax.JPEG_BASELINE
        || syntax == TransferSyntax.JPEG_EXTENDED
        || syntax == TransferSyntax.JPEG_PROGRESSIVE) {
      // What the header says counts, whatever the segments of the JPEG say (PS3.5, 8.2.1).
      return checked(
          decoder.with(DecodingOptions.paper()).decodeJpeg(bytes(frames.coded(frame)), !ycc));
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
    byte[] stream = bytes(frames.coded(frame));
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
      return RleFrame.decode(frames.coded(frame), width * height, perPixel, bytes);
    }
    return plain((long) width * height * perPixel, bytes);
  }

  private ByteBuffer plain(long count, int bytes) throws UnusableImageException {
    Elements.Element element = elements.get(DicomParser.PIXEL_DATA).orElseThrow();
    ByteBuffer stored = element.values();
    long first = frame * count * bytes;
    if (stored.remaining() < first + count * bytes) {
      throw new UnusableImageException(
          QuarantineReason.TRUNCATED, "the pixel data of the DICOM file end before its image does");
    }
    ByteBuffer samples =
        stored.slice(stored.position() + (int) first, (int) (count * bytes)).order(syntax.order());
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
}
