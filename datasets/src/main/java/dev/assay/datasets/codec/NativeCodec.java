// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.codec;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.UnusableImageException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A decoder in a native library, called by Java's foreign functions. They are final since Java 22,
 * so the classes that call them are compiled for 22, and an older Java reads everything else.
 */
public interface NativeCodec {
  /** Of the library that holds OpenJPEG and libwebp, below the folder of its platform. */
  String FOLDER = "org/bytedeco/leptonica/";

  int LEAST_JAVA = 22;

  /**
   * @throws UnusableImageException with the reason, if the bytes are damaged or too large
   */
  Samples decode(byte[] bytes, PixelLimit limit) throws UnusableImageException;

  /** JPEG 2000 by OpenJPEG. */
  static NativeCodec jpeg2000() throws UnusableImageException {
    return named("OpenJpeg", "JPEG 2000");
  }

  /** WebP by libwebp: red, green, blue and opacity. */
  static NativeCodec webp() throws UnusableImageException {
    return named("LibWebp", "WebP");
  }

  /** The resource with the library of this platform; null if there is none for it. */
  static @Nullable String library() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "");
    boolean arm = arch.equals("aarch64") || arch.equals("arm64");
    if (os.contains("mac")) {
      return arm ? FOLDER + "macosx-arm64/libleptonica.6.dylib" : null;
    }
    if (!os.contains("linux")) {
      return null;
    }
    return arm
        ? FOLDER + "linux-arm64/libleptonica.so.6"
        : arch.equals("amd64") ? FOLDER + "linux-x86_64/libleptonica.so.6" : null;
  }

  private static NativeCodec named(String name, String format) throws UnusableImageException {
    if (Runtime.version().feature() < LEAST_JAVA) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          format
              + " is read with Java 22 or newer; this is Java "
              + Runtime.version().feature()
              + ". Convert the file, or use a newer Java");
    }
    try {
      return Class.forName("dev.assay.datasets.codec." + name)
          .asSubclass(NativeCodec.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ClassNotFoundException e) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          format + " is not read, because this program was built with Java 21",
          e);
    } catch (ReflectiveOperationException e) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          format + " is not read on this machine: " + e.getCause(),
          e);
    }
  }
}
