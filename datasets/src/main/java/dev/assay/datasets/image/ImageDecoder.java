// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.DecodingOptions.Alpha;
import dev.assay.contracts.DecodingOptions.Orientation;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.codec.NativeCodec;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/**
 * Decodes files to RGB bytes, exactly as Pillow's {@code Image.open(f).convert("RGB")}: colour
 * profiles are ignored, and the first page of a TIFF is rotated as its directory states. Where
 * several results are right, an {@link DecodingOptions}. Uses the JDK's own ImageIO readers
 * whatever others are on the class path, because only those were compared with Pillow.
 *
 * <p>Instances are safe for use by several threads.
 */
public final class ImageDecoder {
  private final PixelLimit limit;
  private final DecodingOptions decoding;

  /** A decoder with the options of the original study. */
  public ImageDecoder(PixelLimit limit) {
    this(limit, DecodingOptions.paper());
  }

  public ImageDecoder(PixelLimit limit, DecodingOptions decoding) {
    this.limit = limit;
    this.decoding = decoding;
  }

  /** The same decoder with other decoding options. */
  public ImageDecoder with(DecodingOptions other) {
    return new ImageDecoder(limit, other);
  }

  public PixelLimit limit() {
    return limit;
  }

  public DecodingOptions decoding() {
    return decoding;
  }

  /**
   * @param file the bytes of an image file
   * @throws UnusableImageException with the reason, if the bytes are no complete image
   */
  public RgbImage decode(byte[] file) throws UnusableImageException {
    ImageFormat format = ImageFormat.of(file);
    boolean turn = decoding.orientation() == Orientation.APPLY;
    return switch (format) {
      case JPEG -> {
        JpegFile jpeg = JpegFile.header(file);
        RgbImage stored = decodeJpeg(jpeg, jpeg.colour());
        yield turn ? jpeg.orientation().upright(stored) : stored;
      }
      case PNG -> {
        PngFile header = PngFile.header(file);
        limit.check(header.width(), header.height());
        PngFile.checkChunks(file);
        RgbImage stored =
            decodeRaster(
                format,
                // A grey level that means transparent makes no band of opacity in Pillow.
                header.isWideGrey() && decoding.alpha() == Alpha.DROP
                    ? PngFile.without("tRNS", file)
                    : file);
        yield turn ? ExifOrientation.ofPng(file).upright(stored) : stored;
      }
      case BMP -> {
        BmpFile.of(file).check(file, limit);
        yield decodeRaster(format, file);
      }
      case TIFF -> {
        TiffFile tiff = TiffFile.of(file);
        tiff.check(limit);
        // Pillow always rotates a TIFF when it loads it.
        yield tiff.orientation().upright(decodeTiff(tiff));
      }
      case NETPBM -> NetpbmFile.decode(file, limit, decoding.sixteenBit());
      case GIF -> decodeGif(file);
      case JPEG_2000 -> PillowColors.ofCoded(NativeCodec.jpeg2000().decode(file, limit), decoding);
      case WEBP -> {
        WebpFile webp = WebpFile.of(file);
        RgbImage stored = PillowColors.ofCoded(NativeCodec.webp().decode(file, limit), decoding);
        yield turn ? webp.orientation().upright(stored) : stored;
      }
    };
  }

  /**
   * Decodes a JPEG whose colours are stated outside of it, as in DICOM.
   *
   * @param rgb whether three components are red, green and blue; otherwise they are YCbCr
   */
  public RgbImage decodeJpeg(byte[] file, boolean rgb) throws UnusableImageException {
    JpegFile jpeg = JpegFile.header(file);
    return decodeJpeg(
        jpeg,
        jpeg.components() == 3 ? (rgb ? JpegFile.Colour.RGB : JpegFile.Colour.YCC) : jpeg.colour());
  }

  /** Whether the JDK's reader can decode it: a baseline or progressive JPEG of eight bits. */
  public boolean isEightBitJpeg(byte[] file) {
    try {
      JpegFile.header(file).checkKind();
      return true;
    } catch (UnusableImageException e) {
      return false;
    }
  }

  /**
   * @param ycc luma, blue and red difference of each pixel, which become its colours (JFIF)
   */
  public static RgbImage ofYcc(int width, int height, byte[] ycc) {
    for (int i = 0; i < ycc.length; i += 3) {
      int[] rgb = Ycck.toRgb(ycc[i] & 0xff, ycc[i + 1] & 0xff, ycc[i + 2] & 0xff);
      ycc[i] = (byte) rgb[0];
      ycc[i + 1] = (byte) rgb[1];
      ycc[i + 2] = (byte) rgb[2];
    }
    return new RgbImage(width, height, ycc);
  }

  private RgbImage decodeJpeg(JpegFile jpeg, JpegFile.Colour colour) throws UnusableImageException {
    jpeg.checkKind();
    limit.check(jpeg.width(), jpeg.height());
    jpeg.checkScans();
    byte[] plain = jpeg.plain(colour);
    boolean[] halved = jpeg.halvedRows();
    boolean smooth = IntStream.range(0, halved.length).anyMatch(i -> halved[i]);
    if (!smooth && jpeg.components() != 4) {
      return decodeRaster(ImageFormat.JPEG, plain);
    }
    return read(
        ImageFormat.JPEG,
        plain,
        reader -> {
          Raster stored = reader.readRaster(0, null);
          Raster raster = smooth ? RowUpsampling.of(stored, halved) : stored;
          return switch (colour) {
            case YCC -> Ycck.toRgb(raster);
            case YCCK -> PillowColors.ofCmyk(Ycck.toCmyk(raster), true);
            case CMYK -> PillowColors.ofCmyk(raster, true);
            case RGB, GREY -> PillowColors.ofRaster(raster, decoding);
          };
        });
  }

  /** The first frame, if it fills the picture; Pillow puts it on a background otherwise. */
  private RgbImage decodeGif(byte[] file) throws UnusableImageException {
    if (file.length < 13) {
      throw truncated(ImageFormat.GIF, null);
    }
    int width = littleEndian(file, 6) & 0xffff;
    int height = littleEndian(file, 8) & 0xffff;
    limit.check(width, height);
    return read(
        ImageFormat.GIF,
        file,
        reader -> {
          if (reader.getWidth(0) != width || reader.getHeight(0) != height) {
            throw new UnusableImageException(
                QuarantineReason.UNSUPPORTED_FORMAT,
                "a GIF of %d x %d pixels whose first frame has only %d x %d"
                    .formatted(width, height, reader.getWidth(0), reader.getHeight(0)));
          }
          return PillowColors.ofImage(reader.read(0), decoding);
        });
  }

  private RgbImage decodeTiff(TiffFile tiff) throws UnusableImageException {
    if (tiff.isYcc()) {
      return decodeTiffOfYcc(tiff);
    }
    SortedMap<Integer, long[]> replaced = new TreeMap<>();
    boolean differences = tiff.isDifferences() && tiff.bits() == 16;
    if (differences) {
      // The JDK undoes differences of 8 bits only.
      replaced.put(TiffFile.PREDICTOR, new long[0]);
    }
    if (tiff.isPalette()) {
      replaced.put(TiffFile.PHOTOMETRIC, new long[] {1});
      replaced.put(TiffFile.COLOR_MAP, new long[0]);
    } else if (differences && tiff.photometric() == 0) {
      replaced.put(TiffFile.PHOTOMETRIC, new long[] {1});
    }
    return read(
        ImageFormat.TIFF,
        tiff.classic(replaced),
        reader -> {
          BufferedImage image = reader.read(0);
          if (differences) {
            TiffSamples.undoDifferences(
                image.getRaster(), tiff.segmentWidth(), tiff.photometric() == 0);
          }
          if (tiff.isJpeg() && tiff.samples() == 4) {
            // The JDK takes four components for those of Adobe, which stores them inverted.
            TiffSamples.invert(image.getRaster());
          }
          return PillowColors.ofTiff(image, tiff, decoding);
        });
  }

  /** The JDK would convert the colours with other rounding, so it reads the stored samples only. */
  private static RgbImage decodeTiffOfYcc(TiffFile tiff) throws UnusableImageException {
    int across = tiff.subsampling()[0];
    int down = tiff.subsampling()[1];
    boolean full = across == 1 && down == 1;
    SortedMap<Integer, long[]> replaced = full ? new TreeMap<>() : tiff.asUnits();
    if (full) {
      replaced.put(TiffFile.PHOTOMETRIC, new long[] {2});
    }
    // Pillow converts what is not compressed itself, and gives the rest to libtiff.
    TiffYcc colours = full && tiff.isUncompressed() ? TiffYcc.pillow() : tiff.ycc();
    int width = (int) tiff.width();
    int height = (int) tiff.height();
    return read(
        ImageFormat.TIFF,
        tiff.classic(replaced),
        reader -> {
          Raster stored = reader.read(0).getRaster();
          return full
              ? colours.toRgb(stored)
              : colours.ofUnits(stored, across, down, width, height);
        });
  }

  private RgbImage decodeRaster(ImageFormat format, byte[] file) throws UnusableImageException {
    return read(
        format,
        file,
        reader -> {
          limit.check(reader.getWidth(0), reader.getHeight(0));
          BufferedImage image = reader.read(0);
          return PillowColors.ofImage(image, decoding);
        });
  }

  /**
   * Bytes that decoding allocates for the pixels, at most, as the header states them; 0 if it
   * cannot be read, or states more than the limit, because such a file is refused before.
   */
  public static long memory(byte[] file, PixelLimit limit) {
    try {
      return switch (ImageFormat.of(file)) {
        case JPEG -> {
          JpegFile jpeg = JpegFile.header(file);
          yield ofPixels(jpeg.width(), jpeg.height(), 16, limit);
        }
        case PNG -> {
          PngFile png = PngFile.header(file);
          // Up to four samples of 16 bits in the raster, once more in a buffer, and the result.
          yield ofPixels(png.width(), png.height(), 24, limit);
        }
        case BMP -> {
          BmpFile bmp = BmpFile.of(file);
          yield ofPixels(bmp.width(), bmp.height(), 16, limit);
        }
        case TIFF -> TiffFile.of(file).memory(limit);
        case NETPBM -> NetpbmFile.memory(file, limit);
        case GIF ->
            ofPixels(littleEndian(file, 6) & 0xffff, littleEndian(file, 8) & 0xffff, 16, limit);
        case JPEG_2000 -> ofPixels(Jp2Size.width(file), Jp2Size.height(file), 32, limit);
        // WebP has at most 16383 x 16383 pixels; the bytes say how many only after their parsing.
        case WEBP -> WebpFile.of(file).memory(limit);
      };
    } catch (UnusableImageException e) {
      return 0;
    }
  }

  /** Bytes for an image within the limit; 0 for any other. */
  static long ofPixels(long width, long height, int bytesPerPixel, PixelLimit limit) {
    boolean within =
        width > 0 && height > 0 && width <= limit.pixels() && height <= limit.pixels() / width;
    return within ? width * height * bytesPerPixel : 0;
  }

  private static int littleEndian(byte[] file, int at) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  private interface Decode {
    RgbImage apply(ImageReader reader) throws IOException, UnusableImageException;
  }

  private static RgbImage read(ImageFormat format, byte[] file, Decode decode)
      throws UnusableImageException {
    ByteArrayImageInput input = new ByteArrayImageInput(file);
    ImageReader reader = jdkReader(format);
    try {
      reader.setInput(input, false, true);
      RgbImage image = decode.apply(reader);
      if (input.pastEnd()) {
        throw truncated(format, null);
      }
      return image;
    } catch (IOException | RuntimeException e) {
      // The readers of ImageIO throw unchecked exceptions, too, for damaged files.
      if (input.pastEnd()) {
        throw truncated(format, e);
      }
      throw new UnusableImageException(
          QuarantineReason.CORRUPT,
          "the " + format + " file cannot be decoded: " + firstLine(e),
          e);
    } finally {
      reader.dispose();
    }
  }

  private static UnusableImageException truncated(ImageFormat format, @Nullable Exception cause) {
    String message = "the " + format + " file ends before its image does";
    return cause == null
        ? new UnusableImageException(QuarantineReason.TRUNCATED, message)
        : new UnusableImageException(QuarantineReason.TRUNCATED, message, cause);
  }

  private static String firstLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse(e.getClass().getSimpleName());
  }

  private static ImageReader jdkReader(ImageFormat format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.imageIoName());
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith("com.sun.imageio.")) {
        return reader;
      }
      reader.dispose();
    }
    throw new IllegalStateException("this Java runtime has no ImageIO reader for " + format);
  }
}
