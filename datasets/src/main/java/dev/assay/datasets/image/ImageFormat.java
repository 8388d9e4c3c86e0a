// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.datasets.QuarantineReason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The format of a file by its first bytes; its name is ignored. */
enum ImageFormat {
  JPEG("jpeg"),
  PNG("png"),
  BMP("bmp"),
  TIFF("tiff"),
  NETPBM("pnm"),
  GIF("gif"),
  /** A file of the form JP2, or the bare code stream. */
  JPEG_2000(""),
  WEBP("");

  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final String imageIoName;

  ImageFormat(String imageIoName) {
    this.imageIoName = imageIoName;
  }

  String imageIoName() {
    return imageIoName;
  }

  static ImageFormat of(byte[] file) throws UnusableImageException {
    if (file.length == 0) {
      throw new UnusableImageException(QuarantineReason.EMPTY_FILE, "the file has no bytes");
    }
    if (file.length >= 3 && startsWith(file, 0xff, 0xd8, 0xff)) {
      return JPEG;
    }
    if (Arrays.equals(Arrays.copyOf(file, PNG_SIGNATURE.length), PNG_SIGNATURE)) {
      return PNG;
    }
    if (startsWith(file, 'I', 'I', 42, 0)
        || startsWith(file, 'M', 'M', 0, 42)
        || startsWith(file, 'I', 'I', 43, 0)
        || startsWith(file, 'M', 'M', 0, 43)) {
      return TIFF;
    }
    // Many texts begin with "BM", too, but only in a bitmap are the two reserved words zero.
    if (file.length >= 26 && startsWith(file, 'B', 'M') && file[6] == 0 && file[8] == 0) {
      return BMP;
    }
    if (NetpbmFile.isNetpbm(file)) {
      return NETPBM;
    }
    if (startsWith(file, 'G', 'I', 'F', '8')) {
      return GIF;
    }
    if (startsWith(file, 0, 0, 0, 12, 'j', 'P', ' ', ' ')
        || startsWith(file, 0xff, 0x4f, 0xff, 0x51)) {
      return JPEG_2000;
    }
    if (startsWith(file, 'R', 'I', 'F', 'F') && ascii(file, 8, "WEBP")) {
      return WEBP;
    }
    throw unknown(file);
  }

  private static UnusableImageException unknown(byte[] file) {
    String name =
        ascii(file, 128, "DICM")
            ? "DICOM"
            : ascii(file, 4, "ftypavif") || ascii(file, 4, "ftypavis")
                ? "AVIF"
                : ascii(file, 4, "ftyphe") || ascii(file, 4, "ftypmif1")
                    ? "HEIF"
                    : ascii(file, 4, "JXL ") || startsWith(file, 0xff, 0x0a) ? "JPEG XL" : "";
    if (!name.isEmpty()) {
      return new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          (name.startsWith("A") ? "an " : "a ") + name + " file, which is not read");
    }
    return new UnusableImageException(
        QuarantineReason.NOT_AN_IMAGE,
        "the file begins like no image that is read, such as JPEG, PNG, BMP or TIFF");
  }

  private static boolean startsWith(byte[] file, int... prefix) {
    if (file.length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if ((file[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean ascii(byte[] file, int at, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    return file.length >= at + wanted.length
        && Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length);
  }
}
