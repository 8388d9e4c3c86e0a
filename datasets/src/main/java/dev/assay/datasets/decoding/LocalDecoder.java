// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.decoding;

import dev.assay.datasets.dicom.DicomImage;
import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.Picture;
import dev.assay.datasets.image.UnusableImageException;
import dev.assay.datasets.nifti.NiftiFile;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Decodes in this process, without any bound of time and memory but the pixel limit: what a child
 * process does with its bytes, and what is enough for images that a program drew.
 */
public final class LocalDecoder implements FileDecoder {
  @Override
  public DecodedImage decode(ImageBytes bytes, Wanted wanted, MessageDigest digest)
      throws UnusableImageException, IOException {
    byte[] file;
    try (InputStream in = bytes.open()) {
      file = in.readAllBytes();
    }
    digest.update(file);
    return decode(file, wanted);
  }

  static DecodedImage decode(byte[] file, Wanted wanted) throws UnusableImageException {
    ImageDecoder decoder = new ImageDecoder(wanted.limit(), wanted.options());
    Picture picture =
        DicomImage.isDicom(file)
            ? DicomImage.read(file, wanted.frame(), decoder)
            : Picture.of(
                NiftiFile.isNifti(file)
                    ? NiftiFile.decode(file, wanted.frame(), decoder)
                    : decoder.decode(file));
    return DecodedImage.of(picture, wanted);
  }
}
